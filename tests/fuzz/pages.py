"""What no page may hold, whatever its text was."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown import Markdown

from qmsdoc.render.markdown import QmsdocExtension
from qmsdoc.render.sanitise import UNLINKED, UNPUBLISHED, safe_address

FORBIDDEN = {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "link", "meta", "base", "aside"}


class _Reader(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in FORBIDDEN
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc", "formaction"}
            assert name != "class" or not any(word.startswith("qms-") for word in (value or "").split())
            assert name != "id" or not (value or "").startswith("__")
            if name in {"href", "src"}:
                assert safe_address(value or "") or (value or "").startswith((UNLINKED, UNPUBLISHED))


def harmless(html: str) -> None:
    """Assert that HTML neither runs nor loads nor imitates anything."""
    reader = _Reader()
    reader.feed(html)
    reader.close()


def convert(text: str) -> str:
    """Make HTML of a document's Markdown, as the site does."""
    return Markdown(extensions=[QmsdocExtension()]).convert(text)
