"""The rule of changes that are called smaller than they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CHANGE_UNDERSTATED
from qmsdoc.parse.words import Words, phrases, words
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import Index

_DESTINATION = re.compile(r"\]\([^()\s]*\)|<https?://[^<>\s]*>")
_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
_BLANK = re.compile(r"\n[ \t]*\n")
_ID = re.compile(r"\b[A-Z][A-Za-z]{0,9}-\d{1,6}\b")
_SPACE = re.compile(r"\s+")
_NAMED = 6
_ENGLISH = "en"


@judges(CHANGE_UNDERSTATED)
def change_understated(index: Index) -> Iterator[Finding]:
    """A change that is called editorial changes nothing that people act on.

    A change is called editorial where `change` begins so, or says so in brackets: `Editorial: …`,
    `Spelling corrected`, `… (editorial)`. The new revision is then compared with the approved one:
    words that oblige or allow (must, should, only, not), limits (at least, within), numbers with
    units, the names of roles, and the documents and forms that are named. Documents in other
    languages are compared by numbers with plain units, roles and documents.

    Why: changes are reviewed by what they do (7.5.3.2 c). What is called editorial is signed
    without a second look.

    Mend: say in `change` what is different for those who do the work; or put the wording back.

    Fails:
        approved: {id: QP-001, text: The inspector must check five parts.}
        draft: {id: QP-001, revision: 2, change: Editorial., text: The inspector should check five parts.}

    Passes:
        approved: {id: QP-001, text: The inspector must chek five parts.}
        draft: {id: QP-001, revision: 2, change: Editorial., text: The inspector must check five parts.}
    """
    english = words(_ENGLISH)
    assert english is not None
    roles = phrases(tuple(role.replace("-", " ").replace("_", " ") for role in sorted(index.policy.roles())))
    for record in index.known:
        draft, last = record.draft, record.editions[-1] if record.editions else None
        if draft is None or last is None or (draft.front.revision or 0) <= last.revision:
            continue
        own = words(draft.front.lang or _ENGLISH)
        if not (own or english).editorial.match(draft.front.change or ""):
            continue
        before, after = _different(last.document, draft)
        was, now = _weighty(index, before, own, roles), _weighty(index, after, own, roles)
        was.update(_leads_to(last.document))
        now.update(_leads_to(draft))
        gone, come = _listed(was - now), _listed(now - was)
        if gone or come:
            said = [f"no longer says {gone}" if gone else "", f"now says {come}" if come else ""]
            yield at_field(
                CHANGE_UNDERSTATED,
                draft,
                "change",
                f"The change is called editorial, but the text {' and '.join(part for part in said if part)}.",
                "Say in `change` what is different for those who do the work, or put the wording back.",
            )


def _different(before: Document, after: Document) -> tuple[str, str]:
    """Give the paragraphs of each text that the other does not have, however they are wrapped."""
    blocks = [Counter(_blocks(document.markdown)) for document in (before, after)]
    gone, come = ("\n\n".join((one - other).elements()) for one, other in (blocks, reversed(blocks)))
    return gone, come


def _blocks(markdown: str) -> Iterator[str]:
    for block in _BLANK.split(_HIDDEN.sub("", markdown)):
        yield " ".join(block.split())


def _weighty(index: Index, markdown: str, own: Words | None, roles: re.Pattern[str]) -> Counter[str]:
    """Count everything in a text that people act on."""
    text = _DESTINATION.sub("] ", markdown)
    found = Counter(match[0].lower() for match in roles.finditer(text.replace("-", " ")))
    measured = own or words(_ENGLISH)
    patterns = [own.obligations, own.limits, own.measures] if own else [measured.measures] if measured else []
    for pattern in patterns:
        found.update(_SPACE.sub(" ", match[0]).lower() for match in pattern.finditer(text))
    found.update(name for name in _ID.findall(text) if index.record(name) is not None)
    return found


def _leads_to(document: Document) -> Iterator[str]:
    return (found.document for found in document.targets if found.kind is TargetKind.DOCUMENT and found.document)


def _listed(counted: Counter[str]) -> str:
    names = sorted(counted)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(f"'{name}'" for name in names[:_NAMED]) + more
