"""Rules of the clauses of standards: which documents cover which, and what is left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH
from qmsdoc.model.rule_ids import CLAUSE_CHANGED, CLAUSE_UNCOVERED, CLAUSE_UNKNOWN, RuleId
from qmsdoc.model.snapshot import Edition, Record
from qmsdoc.model.standard import Exclusion, Standard, above, split_clause
from qmsdoc.parse.standards import shipped, shipped_names
from qmsdoc.rules.chapters.suspect import last_read
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import Index
from qmsdoc.text.suggestions import Lexicon, lexicon

_ADD = "Correct it, or describe the standard in standards/{name}.yml."


class _Shelf(NamedTuple):
    """The standards at hand by name, each with its clauses by number, and what to suggest for a wrong one."""

    standards: dict[str, Standard]
    clauses: dict[str, dict[str, str]]
    numbers: Callable[[str], Lexicon]


def _shelf(index: Index) -> _Shelf:
    """Give the standards that ship with qmsdoc and those that the manual adds; nobody redefines the former."""
    own = {standard.name: standard for standard in index.snapshot.standards}
    known = own | {name: found for name in shipped_names() if (found := shipped(name)) is not None}
    clauses = {name: dict(standard.clauses) for name, standard in known.items()}
    return _Shelf(known, clauses, cache(lambda name: lexicon(clauses[name])))


@judges(CLAUSE_UNKNOWN)
def clause_unknown(index: Index) -> Iterator[Finding]:
    """Every clause that is named is there in that edition of the standard.

    Clauses stand under `clauses` in the front matter, and under `exclusions` in `qmsdoc.yml`; the
    letter of a paragraph (`7.5.2 a`) is not looked up. ISO 9001:2015, ISO 13485:2016 and ISO/IEC
    27001:2022 are known. A manual adds others, and later editions, as files in `standards/`.

    Why: who asks which document answers a clause is led astray by a number that is not there
    (4.4).

    Mend: correct the number or the name of the standard; or describe the standard in
    `standards/<name>.yml`, with `standard`, `title` and `clauses`.

    Fails:
        draft: {id: QP-001, clauses: ["iso9001-2015:7.9"]}

    Passes:
        draft: {id: QP-001, clauses: ["iso9001-2015:7.5.2 a"]}
    """
    shelf = _shelf(index)
    for name in index.policy.standards:
        if name not in shelf.standards:
            yield _in_policy(
                CLAUSE_UNKNOWN, index, name, f"No standard '{name}' is known.", _other_standard(shelf, name)
            )
    for document in index.current:
        for cited in document.front.clauses:
            fault = _unknown(shelf, *split_clause(cited))
            if fault is not None:
                yield _on_clause(document, cited, *fault)
    for left in index.policy.exclusions:
        fault = _unknown(shelf, left.standard, left.clause)
        if fault is not None:
            yield on_exclusion(CLAUSE_UNKNOWN, left, *fault)


def _unknown(shelf: _Shelf, name: str, clause: str) -> tuple[str, str] | None:
    """Say what is wrong with a clause of a standard, and what to do; None for one that is there."""
    if name not in shelf.standards:
        return f"No standard '{name}' is known.", _other_standard(shelf, name)
    if clause in shelf.clauses[name]:
        return None
    remedy = f"{shelf.numbers(name).did_you_mean(clause)}Correct the number."
    return f"{shelf.standards[name].title} has no clause {clause}.", remedy


def _other_standard(shelf: _Shelf, name: str) -> str:
    return lexicon(shelf.standards).did_you_mean(name) + _ADD.format(name=name)


@judges(CLAUSE_UNCOVERED)
def clause_uncovered(index: Index) -> Iterator[Finding]:
    """Every clause of the policy's standards is covered by a document in force, or left out with a reason.

    A document covers the clauses under its `clauses`, with all that stands beneath them: `8.5`
    covers 8.5.1 to 8.5.6. What it names of an edition that a later one succeeds, it covers there as
    well, wherever that has gone. Where nothing beneath a clause is covered, the rule speaks of it once.
    It is silent until the first document is in force.

    Why: the system has to answer every requirement that applies (4.4, 4.3). A clause that no
    document names is one that an auditor will ask for.

    Mend: add the clause to the document that covers it, or write one. What does not apply is listed
    in `qmsdoc.yml` under `exclusions`, with the reason.

    Fails:
        standards: [iso9001-2015]
        approved: {id: QP-001, clauses: ["iso9001-2015:7.5"]}

    Passes:
        standards: [iso9001-2015]
        approved:
          id: QM-001
          clauses: ["iso9001-2015:4", "iso9001-2015:5", "iso9001-2015:6", "iso9001-2015:7", "iso9001-2015:8.1",
            "iso9001-2015:8.2", "iso9001-2015:8.4", "iso9001-2015:8.5", "iso9001-2015:8.6", "iso9001-2015:8.7",
            "iso9001-2015:9", "iso9001-2015:10"]
        exclusions: {iso9001-2015: {"8.3": We make to the drawings of our customers and design nothing.}}
    """
    covered = covered_clauses(index)
    if not covered:
        return
    shelf = _shelf(index)
    left_out: defaultdict[str, set[str]] = defaultdict(set)
    for left in index.policy.exclusions:
        left_out[left.standard].add(left.clause)
    for name in index.policy.standards:
        standard = shelf.standards.get(name)
        if standard is None:
            continue
        for clause, whole in _gaps(standard, _met(standard, covered, left_out)):
            title = shelf.clauses[name].get(clause, "")
            extent = f"any part of clause {clause}" if whole else f"clause {clause}"
            yield _in_policy(
                CLAUSE_UNCOVERED,
                index,
                name,
                f"No document in force covers {extent} of {standard.title} ({title}).",
                f"Add '{name}:{clause}' to the `clauses` of the document that covers it, "
                "or list it under `exclusions` in qmsdoc.yml with the reason.",
            )


def _met(standard: Standard, covered: Mapping[str, Mapping[str, str]], left_out: Mapping[str, set[str]]) -> set[str]:
    """Return the clauses of a standard that are covered or left out, by themselves or by those that they succeed."""
    met = covered.get(standard.name, {}).keys() | left_out.get(standard.name, set())
    if standard.succeeds is not None:
        before = covered.get(standard.succeeds, {}).keys() | left_out.get(standard.succeeds, set())
        met |= {now for clause in before for now in standard.successors(clause)}
    return met


def covered_clauses(index: Index) -> dict[str, dict[str, str]]:
    """Give for each standard the clauses that documents in force name, with the first such document."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for record in index.known:
        if record.effective is None or record.name == POLICY_ID:
            continue
        found[""][""] = record.name
        for cited in record.effective.document.front.clauses:
            standard, clause = split_clause(cited)
            found[standard].setdefault(clause, record.name)
    return dict(found)


def _gaps(standard: Standard, met: set[str]) -> Iterator[tuple[str, bool]]:
    """Give the uppermost clauses of which no part is met, each with whether there is anything beneath it."""
    numbers = [number for number, _ in standard.clauses]
    parents = {up for number in numbers for up in above(number)[1:]}
    open_, closed = set[str](), set[str]()
    for number in numbers:
        if number not in parents:
            (closed if met.intersection(above(number)) else open_).update(above(number))
    known = {*numbers}
    for number in numbers:
        wholly = number in open_ and number not in closed
        inside = any(up in known and up in open_ and up not in closed for up in above(number)[1:])
        if wholly and not inside:
            yield number, number in parents


@judges(CLAUSE_CHANGED)
def clause_changed(index: Index) -> Iterator[Finding]:
    """Whoever answers a clause that asks for something new in a later edition has looked at it.

    Where the policy lists an edition that succeeds another, such as iso9001-2026 beside iso9001-2015,
    documents that name clauses of the former answer those of the later one too. For the clauses that
    the later edition changes, somebody looks: the document's next edition or its signed review, made
    since the policy lists the new edition, settles it.

    Why: changes of the system are planned (6.3). One signature under the policy takes the place of a
    new revision of every document; what is new is looked at where it is answered.

    Mend: compare the text with your copy of the standard. If it holds, sign `qmsdoc review QP-001`;
    if not, write its next revision.

    Fails:
        standards: [iso9001-2015, iso9001-2026]
        in_force_since: 2026-01-10
        approved: {id: QP-001, approved_on: 2026-01-05, clauses: ["iso9001-2015:9.2"]}

    Passes:
        standards: [iso9001-2015, iso9001-2026]
        in_force_since: 2026-01-10
        approved: {id: QP-001, approved_on: 2026-01-15, clauses: ["iso9001-2015:9.2"]}
    """
    shelf = _shelf(index)
    for name in index.policy.standards:
        standard = shelf.standards.get(name)
        since = next((law.since for law in index.snapshot.policies if name in law.policy.standards), None)
        if standard is None or since is None:
            continue
        for record in index.known:
            edition = record.effective
            if edition is not None and record.name != POLICY_ID and last_read(record, edition) < since:
                yield from _to_look_at(record, edition, standard)


def _to_look_at(record: Record, edition: Edition, standard: Standard) -> Iterator[Finding]:
    """Speak once of the changed clauses that an edition answers by what it names of the edition before."""
    named = (split_clause(cited) for cited in edition.document.front.clauses)
    answered = {now for of, clause in named if of == standard.succeeds for now in standard.successors(clause)}
    new = [f"{number}: {words}" for number, words in standard.changed if answered.intersection(above(number))]
    if new:
        yield at_field(
            CLAUSE_CHANGED,
            record.draft or edition.document,
            "clauses",
            f"{record.name} answers what asks for something new in {standard.title}. {' '.join(new)}",
            f"Compare it with your copy. If the text holds, sign `qmsdoc review {record.name}`; if not, write its "
            "next revision.",
        )


def _on_clause(document: Document, cited: str, message: str, remedy: str) -> Finding:
    """Place a fault at the very clause, below or beside `clauses:`."""
    front = document.front
    line = front.line("clauses") or 1
    rows = document.text[: document.body_offset].split("\n")
    number = next((at for at in range(line, len(rows) + 1) if cited in rows[at - 1]), line)
    column = rows[number - 1].find(cited) + 1 if number <= len(rows) else 0
    return Finding(
        CLAUSE_UNKNOWN,
        message,
        remedy,
        document=front.name,
        path=document.path,
        line=number,
        column=column or front.column("clauses"),
    )


def _in_policy(rule: RuleId, index: Index, word: str, message: str, remedy: str) -> Finding:
    """Place a fault at the first mention of a standard in qmsdoc.yml."""
    record = index.record(POLICY_ID)
    rows = record.draft.text.split("\n") if record and record.draft else []
    line = next((number for number, row in enumerate(rows, 1) if word in row and not row.startswith("#")), None)
    column = rows[line - 1].find(word) + 1 if line else None
    return Finding(rule, message, remedy, document=POLICY_ID, path=POLICY_PATH, line=line, column=column)


def on_exclusion(rule: RuleId, left: Exclusion, message: str, remedy: str) -> Finding:
    """Return a finding at an entry of `exclusions:` in `qmsdoc.yml`."""
    return Finding(rule, message, remedy, left.line, left.column, POLICY_PATH, document=POLICY_ID)
