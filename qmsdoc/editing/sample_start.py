"""The sample manual, or its profile for a firm of one or two, as the beginning of a manual of one's own.

Texts become first editions under the new organisation's name; the policy asks only for signatures that the people there
can give, and where a text repeats what the policy asks, it is changed with it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qmsdoc import resources
from qmsdoc.editing.yaml_lines import has_field, scalar, set_field
from qmsdoc.model.policy import POLICY_PATH

SAMPLE, MICRO = "sample", "micro"
QUALITY_MANAGER, MANAGING_DIRECTOR = "quality-manager", "managing-director"

_KEPT = ("documents/", "templates/", "schemas/")
_LEFT_OUT = re.compile(r"documents/assets/.*|documents/deviations/.*")
_SHOWN_ONLY = frozenset(("QP-000", "WI-009", "DV-001"))  # what becomes of a text that ends, for the demonstration
_OF_THEIR_HISTORY = ("change", "effective", "review_by", "supersedes")
_NAMES = re.compile(r"Meridian Instruments(?: Ltd)?|Finch Fine Mechanics")
_MARKS = re.compile(r"[\\`*_\[\]<>#|~]")
_FIELD = re.compile(r"^(id|owner): (\S+)$", re.MULTILINE)
_INDEPENDENT = (
    "The quality manager never signs a procedure, an instruction, a form or a deviation that he or she wrote. Somebody "
    "who does the work writes it, or the deputy signs in place of the quality manager."
)
_NOT_YET = "The quality manager signs what he or she wrote as well, until somebody else writes."
_ALONE: Mapping[str, str] = {
    "managing director and quality manager": "quality manager",
    "quality manager and managing director": "quality manager",
    "owner and quality manager": "quality manager",
    "managing director": "quality manager",
}
_APPROVED_BY = re.compile(r"^(\| [A-Z]+ \| [^|]+ \| )([^|]+)( \|)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SampleStart:
    """What a manual begins with: its files without people and keys, and the roles that founder and deputy take."""

    files: Mapping[str, bytes]
    founder: tuple[str, ...]
    deputy: tuple[str, ...]


def sample_start(like: str, organisation: str, manual: str, *, two: bool) -> SampleStart:
    """Return the beginning that `like` (`SAMPLE` or `MICRO`) names; `two` where a deputy signs too.

    Raises `UsageError` where this installation lacks the sample manual.
    """
    folder = resources.folder("sample_manual")
    source = folder / "profiles" / MICRO if like == MICRO else folder
    texts = dict(_texts(source, organisation))
    policy = _named((source / POLICY_PATH).read_text("utf-8"), organisation, manual)
    if like == MICRO:
        return SampleStart(_encoded(texts | {POLICY_PATH: policy}), ("principal",), ("principal",))
    owners = {found[2] for text in texts.values() for found in _FIELD.finditer(text) if found[1] == "owner"}
    others = tuple(sorted({*owners, MANAGING_DIRECTOR} - {QUALITY_MANAGER}))
    texts = {
        path: text.replace(_INDEPENDENT, _NOT_YET).replace(", independently of the author;", ";")
        for path, text in texts.items()
    }
    if not two:
        texts = {
            path: _APPROVED_BY.sub(lambda by: by[1] + _ALONE.get(by[2], by[2]) + by[3], text)
            for path, text in texts.items()
        }
    texts[POLICY_PATH] = _eased(policy, two=two)
    founder, deputy = ((QUALITY_MANAGER,), others) if two else ((QUALITY_MANAGER, *others), ())
    return SampleStart(_encoded(texts), founder, deputy)


def _texts(source: Path, organisation: str) -> Iterator[tuple[str, str]]:
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source).as_posix()
        if not path.is_file() or not place.startswith(_KEPT) or _LEFT_OUT.fullmatch(place):
            continue
        text = path.read_text("utf-8")
        named = _FIELD.search(text) if path.suffix == ".md" else None
        if named is None or named[2] not in _SHOWN_ONLY:
            yield place, _own_name(_first_edition(text) if named else text, organisation, place)


def _first_edition(text: str) -> str:
    head, fence, body = text.removeprefix("---\n").partition("---\n")
    for field in _OF_THEIR_HISTORY:
        head = set_field(head, (field,), None)
    for field in ("revision", "translates"):
        head = set_field(head, (field,), "1") if has_field(head, (field,)) else head
    return "---\n" + head + fence + body


def _own_name(text: str, organisation: str, place: str) -> str:
    written = html.escape(organisation) if place.endswith(".svg") else _MARKS.sub(r"\\\g<0>", organisation)
    return _NAMES.sub(lambda _: written, text)


def _named(policy: str, organisation: str, manual: str) -> str:
    theirs = {"manual": scalar(manual), "revision": "1", "organisation": scalar(organisation)}
    for field, value in {**theirs, "change": None, "report_url": None}.items():
        policy = set_field(policy, (field,), value)
    return policy


def _eased(policy: str, *, two: bool) -> str:
    """Let those there are sign everything: nobody else has written the texts, and one person signs in one role."""
    for found in re.findall(r"^  ([a-z-]+):", policy[policy.index("\ntypes:") :], re.MULTILINE):
        policy = set_field(policy, ("types", found, "independent"), None)
        if not two:
            policy = set_field(policy, ("types", found, "approvals"), f"{{{QUALITY_MANAGER}: 1}}")
    return policy if two else set_field(policy, ("same_person",), None)


def _encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}
