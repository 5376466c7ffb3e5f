"""Rules of what a change is called: smaller than it is, or as the one before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CHANGE_REPEATED, CHANGE_UNDERSTATED
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import Index
from qmsdoc.rules.obligations import changed_obligations, language_words

_NAMED = 6


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
    for record in index.known:
        draft, last = record.draft, record.editions[-1] if record.editions else None
        if draft is None or last is None or (draft.front.revision or 0) <= last.revision:
            continue
        if not language_words(draft).editorial.match(draft.front.change or ""):
            continue
        found = changed_obligations(last.document, draft, index.policy, lambda name: index.record(name) is not None)
        gone, come = _listed(found.gone), _listed(found.come)
        if gone or come:
            said = [f"no longer says {gone}" if gone else "", f"now says {come}" if come else ""]
            yield at_field(
                CHANGE_UNDERSTATED,
                draft,
                "change",
                f"The change is called editorial, but the text {' and '.join(part for part in said if part)}.",
                "Say in `change` what is different for those who do the work, or put the wording back.",
            )


@judges(CHANGE_REPEATED)
def change_repeated(index: Index) -> Iterator[Finding]:
    """Each revision gives a reason for change of its own.

    Why: changes are to be controlled (7.5.3.2 c). A reason that was left standing from the revision before
    tells everybody that the same has changed once more.

    Mend: say in `change:` what is different now, and why.

    Fails:
        approved: {id: QP-001, revision: 2, change: Records are kept ten years., text: Records are kept ten years.}
        draft: {id: QP-001, revision: 3, change: Records are kept ten years., text: Records are kept in the office.}

    Passes:
        approved: {id: QP-001, revision: 2, change: Records are kept ten years., text: Records are kept ten years.}
        draft: {id: QP-001, revision: 3, change: The office keeps them., text: Records are kept in the office.}
    """
    for record in index.known:
        draft, last = record.draft, record.editions[-1] if record.editions else None
        if draft is None or last is None or (draft.front.revision or 0) <= last.revision:
            continue
        reason = " ".join((draft.front.change or "").split())
        if reason and reason == " ".join((last.document.front.change or "").split()):
            yield at_field(
                CHANGE_REPEATED,
                draft,
                "change",
                f"Revision {draft.front.revision} gives the reason for change that revision {last.revision} gave.",
                "Say what is different now, and why.",
            )


def _listed(counted: Counter[str]) -> str:
    names = sorted(counted)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(f"'{name}'" for name in names[:_NAMED]) + more
