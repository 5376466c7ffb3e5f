"""One pass over a snapshot, so that no rule has to search it: everything the rules look things up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from qmsdoc.model.approval import SignedAct, Verdict
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Problem, Severity
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH, Person, Policy
from qmsdoc.model.snapshot import Record, Snapshot, Status

OVER = (Status.WITHDRAWN, Status.SUPERSEDED)
UNREADABLE = "front-matter-invalid"


@dataclass(frozen=True, slots=True)
class Index:
    """A snapshot and its look-up tables.

    `readable` are the documents whose front matter can be read at all, by path; `current` those of
    them that are not withdrawn or superseded, which nobody can mend any more. `known` are the
    records of which a text is known: a draft or an edition. `records` is keyed
    by the name in lower case, `by_path` by the path of the draft. `problems` and `faults` are keyed
    by rule name; a problem comes with the document it was met in, if any. `holders` gives for every
    role that the policy knows the people who may act in it on the snapshot's date. `rules` gives the
    group and the own severity of every rule there is, by its name.
    """

    snapshot: Snapshot
    readable: tuple[Document, ...]
    current: tuple[Document, ...]
    known: tuple[Record, ...]
    records: Mapping[str, Record]
    by_path: Mapping[str, Document]
    problems: Mapping[str, tuple[tuple[Problem, Document | None], ...]]
    faults: Mapping[str, tuple[SignedAct, ...]]
    holders: Mapping[str, tuple[Person, ...]]
    rules: Mapping[str, tuple[str, Severity]] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """The policy that judges drafts."""
        return self.snapshot.policy

    @property
    def as_of(self) -> date:
        """The day on which everything is judged."""
        return self.snapshot.as_of

    def record(self, name: str | None) -> Record | None:
        """Find a document's record by name, whatever its case."""
        return self.records.get(name.lower()) if name else None


def index(snapshot: Snapshot, rules: Mapping[str, tuple[str, Severity]] | None = None) -> Index:
    """Build the tables of a snapshot; `rules` are group and severity of each rule."""
    documents = sorted(snapshot.documents, key=lambda document: document.path)
    controlled = [document for document in documents if not is_policy(document)]
    unreadable = {document.path for document in documents if any(p.rule == UNREADABLE for p in document.problems)}
    readable = tuple(document for document in controlled if document.path not in unreadable)
    over = {record.name.lower() for record in snapshot.records if record.status in OVER}
    return Index(
        snapshot=snapshot,
        readable=readable,
        current=tuple(document for document in readable if document.name.lower() not in over),
        known=tuple(record for record in snapshot.records if record.draft is not None or record.editions),
        records={record.name.lower(): record for record in snapshot.records},
        by_path={document.path: document for document in documents},
        problems=_problems(snapshot, documents),
        faults=_faults(snapshot.acts),
        holders={role: snapshot.policy.holders(role, snapshot.as_of) for role in sorted(snapshot.policy.roles())},
        rules=rules or {},
    )


def is_policy(document: Document) -> bool:
    """Tell document POLICY (`qmsdoc.yml`) from the Markdown documents."""
    return document.path == POLICY_PATH


def is_policy_record(record: Record) -> bool:
    """Tell the record of document POLICY from those of the Markdown documents."""
    return record.name == POLICY_ID


def _problems(
    snapshot: Snapshot, documents: Iterable[Document]
) -> dict[str, tuple[tuple[Problem, Document | None], ...]]:
    found: defaultdict[str, list[tuple[Problem, Document | None]]] = defaultdict(list)
    for problem in snapshot.problems:
        found[problem.rule].append((problem, None))
    for document in documents:
        for problem in document.problems:
            found[problem.rule].append((problem, document))
    return {rule: tuple(pairs) for rule, pairs in found.items()}


def _faults(acts: Iterable[SignedAct]) -> dict[str, tuple[SignedAct, ...]]:
    found: defaultdict[str, list[SignedAct]] = defaultdict(list)
    for act in sorted(acts, key=lambda act: act.ref):
        if act.rule is not None and act.verdict in (Verdict.INVALID, Verdict.UNVERIFIABLE):
            found[act.rule].append(act)
    return {rule: tuple(faults) for rule, faults in found.items()}
