"""Rules of facts that a text repeats in a table: what stands elsewhere as data is said there in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from qmsdoc.model.document import Document, External
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import DocumentType, Policy
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.requirement import OWNER
from qmsdoc.model.rule_ids import EXTERNAL_TABLE_DIFFERS, POLICY_TABLE_DIFFERS, RETENTION_TABLE_DIFFERS, RuleId
from qmsdoc.parse.dates import read_interval
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index
from qmsdoc.text.sentences import all_of

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_INTERVAL = re.compile(r"[1-9][0-9]* (?:day|week|month|year)s?")
_ANY_DAY = date(2001, 1, 1)
_FIRST_CELL = re.compile(r"\n\|[ \t]*([^|\s]+)[ \t]*\|")
_RULED = re.compile(r"[\s|:-]+")


class _Row(NamedTuple):
    """One row of a table: its line in the file and its cells as plain words. The rows of one table have one `table`."""

    line: int
    table: int
    cells: tuple[str, ...]


def _rows(document: Document) -> list[_Row]:
    """Read the rows of a document's tables, heads included; tables in blocks of code are none."""
    found: list[_Row] = []
    fenced = False
    start = document.text.count("\n", 0, document.body_offset) + 1
    table = 0
    for line, text in enumerate(document.markdown.split("\n"), start):
        fenced ^= text.lstrip().startswith(("```", "~~~"))
        if fenced or not text.lstrip().startswith("|"):
            table = line
        elif not _RULED.fullmatch(text):
            found.append(_Row(line, table, _cells(text)))
    return found


def _cells(text: str) -> tuple[str, ...]:
    plain = _LINK.sub(r"\1", text).replace("`", "").replace("*", "")
    return tuple(cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", plain.strip().strip("|")))


@judges(EXTERNAL_TABLE_DIFFERS)
def external_table_differs(index: Index) -> Iterator[Finding]:
    r"""A register that lists its documents twice, as data and in a table, says the same in both.

    The rule speaks only where a table names at least one document of `externals` in its first column.
    Then each of them has a row with its edition and the day when it was last checked, and the table
    names no other document.

    Why: documents from outside are identified in one way (7.5.3.2). What readers see and what
    reminders are made of would otherwise drift apart.

    Mend: correct the table or the data.

    Fails:
        draft:
          id: QP-001
          externals: [{name: ISO 228-1, edition: 2000}]
          text: "| Document | Edition |\n|---|---|\n| ISO 228-1 | 1994 |"

    Passes:
        draft:
          id: QP-001
          externals: [{name: ISO 228-1, edition: 2000}]
          text: "| Document | Edition |\n|---|---|\n| ISO 228-1 | 2000 |"
    """
    for document in index.current:
        entries = {entry.name: entry for entry in document.front.externals}
        rows = _rows(document) if entries else []
        named = {row.cells[0]: row for row in rows if row.cells[0] in entries}
        for name, entry in entries.items() if named else ():
            yield from _compared(document, entry, named.get(name))
        tables = {row.table for row in named.values()}
        heads = {table: min(row.line for row in rows if row.table == table) for table in tables}
        for row in rows:
            if row.table in tables and row.line != heads[row.table] and row.cells[0] not in entries:
                message = f"The table lists '{row.cells[0]}', which is not among the `externals`."
                yield _at_row(EXTERNAL_TABLE_DIFFERS, document, row, message, "Add it to `externals`, or take it out.")


def _compared(document: Document, entry: External, row: _Row | None) -> Iterator[Finding]:
    """Compare one entry with its row; None where there is no row."""
    if row is None:
        message = f"{entry.name} stands among the `externals`, but in no table."
        place = _Row(entry.line or 1, 0, ())
        yield _at_row(EXTERNAL_TABLE_DIFFERS, document, place, message, "Add its row, or take it out of `externals`.")
        return
    wanted = (entry.edition, entry.last_checked and entry.last_checked.isoformat())
    lacking = [value for value in wanted if value and value not in row.cells]
    if lacking:
        message = f"Of {entry.name} the `externals` say {all_of(lacking)}, but the table does not."
        yield _at_row(EXTERNAL_TABLE_DIFFERS, document, row, message, "Correct whichever is wrong.")


@judges(POLICY_TABLE_DIFFERS)
def policy_table_differs(index: Index) -> Iterator[Finding]:
    r"""A table of the document types in a text names the approvals and intervals that the policy has.

    A table of types has the prefixes of at least two types in its first column. Where a row names
    roles (`quality manager` for `quality-manager`, `owner` for the document's owner), they are those
    that must sign; where it names intervals, they are `review_every` or `valid_for` of the type.

    Why: people act by the text that they read (7.5.2 c), and the policy decides what counts.

    Mend: write the next revision of the text, or of the policy.

    Fails:
        types:
          procedure: {prefix: QP, approvals: {quality-manager: 1}, review_every: 24 months}
          instruction: {prefix: WI, approvals: {quality-manager: 1}}
        draft: {id: QP-001, text: "| QP | quality manager | 12 months |\n| WI | quality manager | |"}

    Passes:
        types:
          procedure: {prefix: QP, approvals: {quality-manager: 1}, review_every: 24 months}
          instruction: {prefix: WI, approvals: {quality-manager: 1}}
        draft: {id: QP-001, text: "| QP | quality manager | 24 months |\n| WI | quality manager | |"}
    """
    types = {kind.prefix: kind for kind in index.policy.types}
    spellings = _spellings(index.policy)
    for document in index.asked(index.current):
        if not any(cell in types for cell in _FIRST_CELL.findall(f"\n{document.text}")):
            continue
        rows = [row for row in _rows(document) if row.cells[0] in types]
        prefixes: dict[int, set[str]] = {}
        for row in rows:
            prefixes.setdefault(row.table, set()).add(row.cells[0])
        for row in rows:
            if len(prefixes[row.table]) > 1:
                yield from _against_policy(spellings, document, row, types[row.cells[0]])


def _against_policy(
    spellings: Iterable[tuple[str, str]], document: Document, row: _Row, kind: DocumentType
) -> Iterator[Finding]:
    words = " | ".join(row.cells[1:]).lower().replace("-", " ")
    asked = {need.role for need in kind.approvals or ()}
    roles = _roles(words, spellings)
    if roles and roles != asked:
        message = (
            f"For {row.cells[0]} the table names {_spelt(roles)}; the policy asks for {_spelt(asked) or 'nobody'}."
        )
        yield _at_row(POLICY_TABLE_DIFFERS, document, row, message, "Correct the text, or the policy.")
    known = {kind.review_every, kind.valid_for}
    for text in _INTERVAL.findall(words):
        if read_interval(text) not in known:
            says = all_of([str(span) for span in (kind.review_every, kind.valid_for) if span]) or "no interval"
            message = f"For {row.cells[0]} the table says {text}; the policy says {says}."
            yield _at_row(POLICY_TABLE_DIFFERS, document, row, message, "Correct the text, or the policy.")


def _spellings(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return how texts write each role, the longer name before the shorter one that it contains."""
    roles = sorted({*policy.roles(), OWNER}, key=lambda role: (-len(role), role))
    return tuple((role.lower().replace("-", " "), role) for role in roles)


def _roles(words: str, spellings: Iterable[tuple[str, str]]) -> set[str]:
    """Find the roles that a row names."""
    found = set()
    for spelt, role in spellings:
        if spelt in words:
            words, times = re.subn(rf"(?<!\w){re.escape(spelt)}(?!\w)", " ", words)
            found |= {role} if times else set()
    return found


def _spelt(roles: Iterable[str]) -> str:
    return all_of(sorted(role.replace("-", " ") for role in roles))


@judges(RETENTION_TABLE_DIFFERS)
def retention_table_differs(index: Index) -> Iterator[Finding]:
    r"""No table of records throws away earlier what a form says is kept.

    Where a row leads to one form and has a cell that begins with a time, that time is not shorter than
    the form's `retention`. A longer one may be: some records of a form are kept beyond the others.

    Why: retention is controlled in one way (7.5.3.2 d); whoever clears out reads the table, not the form.

    Mend: correct the table, or the form.

    Fails:
        draft:
          - {id: QP-001, text: "| Record | [Form](qms:WI-001) | 6 years after delivery |"}
          - {id: WI-001, retention: 10 years}

    Passes:
        draft:
          - {id: QP-001, text: "| Record | [Form](qms:WI-001) | 15 years |"}
          - {id: WI-001, retention: 10 years}
    """
    kept = {document.front.id: span for document in index.current if (span := document.front.retention) is not None}
    for document in index.current:
        named: dict[int, set[str]] = {}
        for link, target in zip(document.links, document.targets, strict=True):
            if not link.path and target.document is not None and target.document in kept:
                named.setdefault(link.line, set()).add(target.document)
        for row in _rows(document) if named else ():
            forms = named.get(row.line, set())
            said = next((span for cell in row.cells if (span := _span(cell))), None)
            if len(forms) != 1 or said is None:
                continue
            (form,) = forms
            if said.after(_ANY_DAY) < kept[form].after(_ANY_DAY):
                message = f"The table keeps the records of {form} for {said}, the form for {kept[form]}."
                yield _at_row(RETENTION_TABLE_DIFFERS, document, row, message, "Correct the table, or the form.")


def _span(cell: str) -> Interval | None:
    found = _INTERVAL.match(cell)
    return read_interval(found[0]) if found else None


def _at_row(rule: RuleId, document: Document, row: _Row, message: str, remedy: str) -> Finding:
    return Finding(rule, message, remedy, row.line, 1, document.path, document=document.front.name)
