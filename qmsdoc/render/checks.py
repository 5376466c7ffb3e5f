"""What must hold of a built site, whatever renderer ran: stamps, no request elsewhere, no stray file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.model.language import Language
from qmsdoc.pages.stamp import Stamp
from qmsdoc.render.tree import Staged
from qmsdoc.render.workers import spread

_MANY = 300  # files from which on a second process is worth its start
_STAMP = re.compile(r"<aside class=\"qms-stamp\"([^>]*)>(.*?)</aside>", re.DOTALL)
_CLASSED = re.compile(
    r"\bclass\s*=\s*(?:\"[^\"]*\bqms-stamp(?![\w-])|'[^']*\bqms-stamp(?![\w-])|qms-stamp(?![\w-]))", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"\s([\w-]+)=\"([^\"]*)\"")
_TAG = re.compile(r"<[^>]*>")
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|input|use|image)\b[^>]*?\s(?:src|srcset|data|href)\s*=\s*[\"']?"
    r"\s*(?:[a-z][a-z0-9+.-]*:)?//"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|icon|preload|preconnect|prefetch|modulepreload|dns-prefetch|manifest))"
    r"[^>]*?\shref\s*=\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self';"
    r" style-src 'self'(?: 'sha256-[A-Za-z0-9+/=]{44}')*; img-src 'self'; form-action 'self'; base-uri 'none'\">"
)
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<[^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"<[a-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_FETCHED_CSS = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])\s*(?:https?:)?//", re.IGNORECASE)
_GENERATED = re.compile(
    r"404\.html|sitemap\.xml|changes\.xml|register\.(?:csv|json)|(?:reviews/[a-z0-9-]+|reviews)\.ics"
    r"|search/(?:t/)?[\w.-]+\.js|assets/.+"
)


def check(staged: Staged, files: frozenset[str], site: Path) -> None:
    """Check a built site, whose pages show or offer `files`; raises `PublishError` with the rule's name at the
    first page that fails.
    """
    present = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for missing in sorted((staged.pages | files) - present):
        raise PublishError(
            f"The renderer left out {missing}.", remedy="Build again; if it stays, report it as a fault."
        )
    for path in sorted(present - staged.pages - files):
        if not _GENERATED.fullmatch(path):
            raise PublishError(f"The built site holds a file that nobody approved: {path}.", rule="draft-leaked")
    spread(lambda path: _check_file(staged, site, path), sorted(present), least=_MANY)


def _check_file(staged: Staged, site: Path, path: str) -> None:
    if path.endswith(".html"):
        _check_page(path, (site / path).read_text("utf-8"), staged)
    elif path.endswith(".css") and _FETCHED_CSS.search((site / path).read_text("utf-8", "replace")):
        raise PublishError(
            f"The style sheet {path} fetches from another host.", remedy="Ship the file with the manual."
        )


def _check_page(path: str, text: str, staged: Staged) -> None:
    page = staged.stamps.get(path)
    faults = list(_stamp_faults(text, page.stamp, staged.language)) if page else list(_stray_stamps(text))
    if faults:
        raise PublishError(
            f"The page {path} cannot be published: {faults[0]}.",
            remedy="The template must print the stamp as it is given; compare site_template/qms/stamp.html.",
            rule="stamp-missing",
        )
    if not _POLICY.search(text) or _acts(text):
        raise PublishError(
            f"The page {path} does not keep to the strict policy of content.",
            remedy="Templates need the policy of site_template/main.html, and neither scripts nor styles inside pages.",
        )
    if _FETCHED.search(text):
        raise PublishError(
            f"The page {path} fetches something from another host.", remedy="Ship the file with the manual."
        )


def _acts(text: str) -> bool:
    """Tell whether a page has a script or style inside; words within the values of attributes are none."""
    if not _INLINE.search(text):
        return False
    return any(_INLINE.search(_QUOTED.sub('=""', tag)) for tag in _WHOLE_TAG.findall(text))


def _stray_stamps(text: str) -> Iterator[str]:
    if _CLASSED.search(text):
        yield "it carries a stamp although it is no edition"


def _stamp_faults(text: str, mark: Stamp, language: Language) -> Iterator[str]:
    found = _STAMP.findall(text)
    if len(found) != 1 or len(_CLASSED.findall(text)) != 1:
        yield f"it has {len(_CLASSED.findall(text))} stamps where there must be one"
        return
    attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[0][0])}
    expected = {
        "data-id": mark.name,
        "data-revision": str(mark.revision),
        "data-content": mark.content,
        "data-status": mark.status.value,
    }
    for name, value in expected.items():
        if attributes.get(name) != value:
            yield f"its stamp has not {name}={value}"
    words = " ".join(html.unescape(_TAG.sub(" ", found[0][1])).split())
    for needed in _needed(mark, language):
        if " ".join(needed.split()) not in words:
            yield f"its stamp does not say '{needed}'"


def _needed(mark: Stamp, language: Language) -> Iterator[str]:
    owner = language.say("stamp.owner", owner=language.named(mark.owner))
    yield from (mark.name, language.say("stamp.revision", revision=mark.revision), owner, mark.title)
    yield mark.content.removeprefix("sha256:")[:12]
    for each in mark.signatures:
        yield from (each.name, each.meaning, str(each.signed_at.year))
