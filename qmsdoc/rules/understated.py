"""The rule of changes that are called smaller than they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.finding import Severity
from qmsdoc.parse.words import Words, phrases, words
from qmsdoc.rules.index import Index
from qmsdoc.rules.rule import Breach, rule

_DESTINATION = re.compile(r"\]\([^()\s]*\)|<https?://[^<>\s]*>|<!--.*?-->", re.DOTALL)
_ID = re.compile(r"\b[A-Z][A-Za-z]{0,9}-\d{1,6}\b")
_SPACE = re.compile(r"\s+")
_NAMED = 6
_ENGLISH = "en"


@rule("change-understated", "QMS-R07", Severity.WARNING, "7.5.3.2 c", iso13485_2016="4.2.4")
def change_understated(index: Index) -> Iterator[Breach]:
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
        gone, come = _compared(_weighty(index, last.document, own, roles), _weighty(index, draft, own, roles))
        if gone or come:
            said = [f"no longer says {gone}" if gone else "", f"now says {come}" if come else ""]
            yield Breach(
                f"The change is called editorial, but the text {' and '.join(part for part in said if part)}.",
                "Say in `change` what is different for those who do the work, or put the wording back.",
                draft.front.name,
                draft.path,
                draft.front.line("change"),
                draft.front.column("change"),
            )


def _weighty(index: Index, document: Document, own: Words | None, roles: re.Pattern[str]) -> Counter[str]:
    """Count everything in a text that people act on."""
    text = _DESTINATION.sub("] ", document.markdown)
    found = Counter(_SPACE.sub(" ", match[0]).lower() for match in roles.finditer(text.replace("-", " ")))
    measured = words(_ENGLISH) if own is None else own
    patterns = [own.obligations, own.limits, own.measures] if own else [measured.measures] if measured else []
    for pattern in patterns:
        found.update(_SPACE.sub(" ", match[0]).lower() for match in pattern.finditer(text))
    found.update(
        target.document for target in document.targets if target.kind is TargetKind.DOCUMENT and target.document
    )
    found.update(name for name in _ID.findall(text) if index.record(name) is not None)
    return found


def _compared(before: Counter[str], after: Counter[str]) -> tuple[str, str]:
    return _listed(before - after), _listed(after - before)


def _listed(counted: Counter[str]) -> str:
    names = sorted(counted)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(f"'{name}'" for name in names[:_NAMED]) + more
