"""Rules of translations: one id in another language, with its own approvals."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import TRANSLATION_STALE, TRANSLATION_UNAPPROVED, RuleId
from qmsdoc.model.snapshot import Record
from qmsdoc.rules.chapters.link_targets import links
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import OVER, Index


@judges(TRANSLATION_STALE)
def translation_stale(index: Index) -> Iterator[Finding]:
    """A translation says what the revision of the original that is in force says.

    A translation has the id of its original, `lang`, and under `translates` the revision that was
    translated. The translation in force is judged; before there is one, the draft.

    Why: people who read the manual in their own language must not work by an older one (7.5.3.1 a).

    Mend: translate what has changed (`qmsdoc diff QP-001`), raise `translates` and `revision`, and
    have the translation approved.

    Fails:
        approved:
          - {id: QP-001}
          - {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}
          - {id: QP-001, revision: 2, change: New.}

    Passes:
        approved:
          - {id: QP-001}
          - {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}
    """
    for record, original in _pairs(index):
        text = record.effective.document if record.effective else record.draft
        now = original.effective.revision if original and original.effective else None
        if text is None or now is None or (record.needs and record.draft and record.draft.front.translates == now):
            continue  # the translation of what is in force waits for its signatures
        said = text.front.translates
        if said is None:
            fault = f"{record.name} does not say which revision of {text.front.id} it translates."
        elif said < now:
            fault = f"{record.name} translates revision {said} of {text.front.id}; revision {now} is in force."
        else:
            continue
        yield _at(
            TRANSLATION_STALE,
            record,
            text,
            fault,
            f"Translate what has changed, write `translates: {now}`, and have it approved.",
        )


@judges(TRANSLATION_UNAPPROVED)
def translation_unapproved(index: Index) -> Iterator[Finding]:
    """Whatever readers are given in another language is approved, and so is the text that it translates.

    Three things are wrong: a text in force leads to a translation that nobody has approved; a
    translation is in force whose original revision was never approved; and a draft translates a
    revision, or a document, that there is not.

    Why: to a reader a translation is the document (7.5.3.1 a); an error in it is an error in the
    work.

    Mend: have the translation, or the revision that it translates, approved; until then do not lead
    to it.

    Fails:
        approved: {id: QP-001, text: "[Deutsch](qms:QP-001.de)"}
        draft: {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}

    Passes:
        approved:
          - {id: QP-001, text: "[Deutsch](qms:QP-001.de)"}
          - {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}
    """
    waiting = {record.name.lower() for record, _ in _pairs(index) if not record.editions}
    for record in index.known if waiting else ():
        for link, target in links(record.effective.document) if record.effective else ():
            if target.kind is TargetKind.DOCUMENT and (target.document or "").lower() in waiting:
                draft, again = record.draft, record.draft.links if record.draft else ()
                same = next((one for one in again if one.destination == link.destination), None)
                yield Finding(
                    TRANSLATION_UNAPPROVED,
                    f"{record.name} leads to the translation {target.document}, which nobody has approved.",
                    f"Have {target.document} approved, or do not lead to it in the next revision.",
                    document=record.name,
                    path=record.shown.path if draft is None else draft.path,
                    line=same.line if same else None,
                    column=same.column if same else None,
                )
    for record, original in _pairs(index):
        text = record.effective.document if record.effective else record.draft
        said = text.front.translates if text else None
        if text is None or said is None or (original is not None and original.edition(said) is not None):
            continue
        of, message = f"revision {said} of {text.front.id}", ""
        if record.effective is not None:
            message = f"{record.name} is in force, but {of}, which it translates, was never approved."
        elif original is None or said > (original.newest or said):
            message = f"{record.name} translates {of}, which there is not."
        if message:
            remedy = f"Have {of} approved, or {'withdraw the translation' if record.effective else 'name another one'}."
            yield _at(TRANSLATION_UNAPPROVED, record, text, message, remedy)


def _pairs(index: Index) -> Iterator[tuple[Record, Record | None]]:
    """Give each translation in use, with its original."""
    for record in index.known:
        front = record.shown.front
        if front.lang is not None and record.status not in OVER:
            yield record, index.record(front.id)


def _at(rule: RuleId, record: Record, text: Document, message: str, remedy: str) -> Finding:
    place = record.draft or text
    front = place.front
    key = "translates" if front.line("translates") else "lang"
    return Finding(
        rule, message, remedy, document=record.name, path=place.path, line=front.line(key), column=front.column(key)
    )
