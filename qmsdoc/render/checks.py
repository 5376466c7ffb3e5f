"""What must hold of a built site, whatever renderer ran: stamps, no request elsewhere, no stray file."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.model.language import Language
from qmsdoc.model.rule_ids import DRAFT_LEAKED, STAMP_MISSING
from qmsdoc.pages.stamp import Stamp
from qmsdoc.render.files import files_below
from qmsdoc.render.site_plan import SitePlan
from qmsdoc.render.workers import spread

_MANY = 300  # files from which on a second process is worth its start
_KIND = "qms-stamp"
_TAGS = 1 << 14  # different tags of which a process remembers what they are: pages share most of theirs
_STAMP = re.compile(r"<aside (?=class=\"?qms-stamp\b)((?:[^>\"]|\"[^\"]*\")*)>(.*?)</aside>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FETCHING = re.compile(r"<(script|img|iframe|source|video|audio|embed|object|input|use|image|link)\b", re.IGNORECASE)
_SOURCES = ("src", "srcset", "data", "href", "xlink:href")
_LINKED = re.compile(r"stylesheet|icon|preload|preconnect|prefetch|modulepreload|manifest", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:^|,)\s*+(?:[a-z][a-z0-9+.-]*+:)?[/\\]{2}", re.IGNORECASE)
_DATA_ID = "__config"
_DATA = re.compile(r"<script id=\"__config\" type=\"application/json\">[^<]*</script>")
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<[^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"<[a-z][^>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']*+)*+>", re.IGNORECASE)
_GIVEN = re.compile(r"(?<=[\s\"'/])([^\s=\"'<>/]+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_FETCHED_CSS = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])\s*(?:https?:)?//", re.IGNORECASE)
_GENERATED = re.compile(
    r"404\.html|sitemap\.xml|changes\.xml|register\.(?:csv|json)|(?:reviews/[a-z0-9-]+|reviews)\.ics"
    r"|search/(?:t/)?[\w.-]+\.js|assets/.+"
)


def check(plan: SitePlan, files: frozenset[str], site: Path) -> None:
    """Check a built site, whose pages show or offer `files`; raises `PublishError` with the rule's name at the
    first page that fails.
    """
    present = frozenset(files_below(site))
    for missing in sorted((plan.pages | files) - present):
        raise PublishError(
            f"The renderer left out {missing}.", remedy="Build again; if it stays, report it as a fault."
        )
    for path in sorted(present - plan.pages - files):
        if not _GENERATED.fullmatch(path):
            raise PublishError(f"The built site holds a file that nobody approved: {path}.", rule=DRAFT_LEAKED)
    spread(lambda path: _check_file(plan, site, path), sorted(present), least=_MANY)


def _check_file(plan: SitePlan, site: Path, path: str) -> None:
    if path.endswith(".html"):
        check_page(path, (site / path).read_text("utf-8"), plan)
    elif path.endswith(".css") and _FETCHED_CSS.search((site / path).read_text("utf-8", "replace")):
        raise PublishError(
            f"The style sheet {path} fetches from another host.", remedy="Ship the file with the manual."
        )


def check_page(path: str, text: str, plan: SitePlan) -> None:
    """Check one page of a site; raises `PublishError` with the rule's name."""
    mark = plan.stamps.get(path)
    faults = list(stamp_faults(text, mark, plan.context.language)) if mark else list(stray_stamps(text))
    if faults:
        raise PublishError(
            f"The page {path} cannot be published: {faults[0]}.",
            remedy="The template must print the stamp as it is given; compare site_template/qms/stamp.html.",
            rule=STAMP_MISSING,
        )
    policy = plan.context.frame.policy
    rest = policy.without_scripts(text)
    rest = _DATA.sub("", rest, count=1) if _DATA_ID in rest else rest
    if not policy.stands_in(text) or any(map(_acts, _tags(rest))):
        raise PublishError(
            f"The page {path} does not keep to the strict policy of content.",
            remedy="Templates need the policy of their frame, and neither scripts nor styles inside pages.",
        )
    if any(map(_fetches, _tags(text))):
        raise PublishError(
            f"The page {path} fetches something from another host.", remedy="Ship the file with the manual."
        )


@lru_cache(2)  # asked by each check of a page, which may lack its scripts
def _tags(text: str) -> Counter[str]:
    return Counter(_WHOLE_TAG.findall(text))


@lru_cache(_TAGS)
def _acts(tag: str) -> bool:
    """Tell whether a tag begins a script or brings a style; words within the values of attributes do not."""
    return _INLINE.search(_QUOTED.sub('=""', tag)) is not None


def _given(tag: str) -> dict[str, str]:
    """Give the attributes of a tag as a browser reads them; of two with one name, the first."""
    found = [(name.lower(), html.unescape("".join(values))) for name, *values in _GIVEN.findall(tag)]
    return dict(reversed(found))


@lru_cache(_TAGS)
def _fetches(tag: str) -> bool:
    """Tell whether a tag makes a browser ask another host."""
    found = _FETCHING.match(tag)
    if found is None:
        return False
    given = _given(tag)
    if found[1].lower() == "link" and not _LINKED.search(given.get("rel", "")):
        return False
    return any(_ELSEWHERE.search(re.sub(r"[\t\r\n]", "", given.get(name, ""))) for name in _SOURCES)


def _stamps(text: str) -> int:
    """Count the elements that look like a stamp; words of a text are none, whatever they say."""
    return sum(_tags(text)[tag] for tag in filter(_is_stamp, _tags(text)))


@lru_cache(_TAGS)
def _is_stamp(tag: str) -> bool:
    return _KIND in tag.lower() and _KIND in _given(tag).get("class", "").lower().split()


def stray_stamps(text: str) -> Iterator[str]:
    """Yield what is wrong with a page that must carry no stamp."""
    if _stamps(text):
        yield "it carries a stamp although it is no edition"


def stamp_faults(text: str, mark: Stamp, language: Language) -> Iterator[str]:
    """Yield what is wrong with the stamp of a page."""
    found = _STAMP.findall(text)
    count = _stamps(text)
    if len(found) != 1 or count != 1:
        yield f"it has {count} stamps where there must be one"
        return
    attributes = _given(f" {found[0][0]}")
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
