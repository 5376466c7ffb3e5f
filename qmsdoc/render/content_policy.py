"""The policy of content of a page (Content Security Policy Level 3): what a browser may run, show and fetch in it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_STYLE = re.compile(r"(style-src 'self')(?: 'sha256-[A-Za-z0-9+/=]{44}')?;")


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """What pages of one frame may do: run the site's own files and `scripts`, inline ones known by their whole text.

    With `data_images` a style sheet may hold pictures itself. Nothing comes from another host.
    """

    scripts: tuple[str, ...] = ()
    data_images: bool = False

    def content(self, style: str = "") -> Markup:
        """Write the policy; `style` is the digest of the one style sheet inside the page, empty where there is none."""
        scripts = "".join(f" '{script_hash(script)}'" for script in self.scripts)
        styles = f" 'sha256-{style}'" if style else ""
        images = " data:" if self.data_images else ""
        return Markup(  # noqa: S704 - words of the policy and digests
            f"default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles};"
            f" img-src 'self'{images}; form-action 'self'; base-uri 'none'"
        )

    def stands_in(self, html: str) -> bool:
        """Tell whether a page states this policy, and once."""
        found = _META.findall(html)
        return len(found) == 1 and _STYLE.sub(r"\1;", found[0]) == self.content()

    def without_scripts(self, html: str) -> str:
        """Return a page without the inline scripts that it may run."""
        for script in self.scripts:
            html = html.replace(f"<script>{script}</script>", "")
        return html


def script_hash(script: str) -> str:
    """Return the source expression by which a policy lets an inline script in (CSP Level 3, 2.3.1)."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"
