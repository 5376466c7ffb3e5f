"""One pass over a snapshot, so that no rule has to search it: everything the rules look things up in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from qmsdoc.model.document import Document
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH, Person, Policy
from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.model.snapshot import Record, Snapshot, Status

OVER = (Status.WITHDRAWN, Status.SUPERSEDED)


class Index(NamedTuple):
    """A snapshot and its look-up tables.

    `readable` are the documents whose front matter can be read at all, by path; `current` those of
    them that are not withdrawn or superseded, which nobody can mend any more. `known` are the
    records of which a text is known: a draft or an edition. `records` is keyed
    by the name in lower case, `by_path` by the path of the draft. `holders` gives for every role that
    the policy knows the people who may act in it on the snapshot's date.
    """

    snapshot: Snapshot
    readable: tuple[Document, ...]
    current: tuple[Document, ...]
    known: tuple[Record, ...]
    records: Mapping[str, Record]
    by_path: Mapping[str, Document]
    holders: Mapping[str, tuple[Person, ...]]

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

    def asked(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield the documents that are asked about, for rules that look at nothing but one text."""
        return filter(self.is_asked, documents)

    def is_asked(self, document: Document) -> bool:
        """Tell whether a document is one of those that are asked about."""
        return self.snapshot.concerning is None or document.name.lower() in self.snapshot.concerning

    def unchanged(self, document: Document) -> Document | None:
        """Return the text that was last approved of a document, where the file has exactly its bytes."""
        record = self.record(document.front.name)
        last = record.editions[-1].document if record and record.editions else None
        return last if last is not None and last.data == document.data else None

    def standing(self) -> tuple[Document, ...]:
        """Return what may lead to others: the files that can be read, and editions whose file cannot, or has moved."""
        read = {document.path for document in self.readable}
        records = (self.record(document.front.name) for document in self.readable)
        last = (record.editions[-1].document for record in records if record and record.editions)
        moved = (found for found in last if found.path not in read and not is_policy(found))
        lost = (
            record.editions[-1].document
            for record in self.known
            if record.editions and record.status not in OVER and (record.draft is None or record.draft.path not in read)
        )
        return (*self.readable, *moved, *(document for document in lost if not is_policy(document)))

    def met(self, rule: RuleId) -> frozenset[tuple[str, int | None]]:
        """Return path and line of each document in which `rule` was found broken while it was read."""
        return frozenset(
            (problem.path or document.path, problem.line)
            for document in self.snapshot.documents
            for problem in document.problems
            if problem.rule == rule
        )


def index(snapshot: Snapshot) -> Index:
    """Build the tables of a snapshot."""
    documents = sorted(snapshot.documents, key=lambda document: document.path)
    controlled = [document for document in documents if not is_policy(document)]
    unreadable = {
        document.path for document in documents if any(p.rule == FRONT_MATTER_INVALID for p in document.problems)
    }
    readable = tuple(document for document in controlled if document.path not in unreadable)
    over = {record.name.lower() for record in snapshot.records if record.status in OVER}
    return Index(
        snapshot=snapshot,
        readable=readable,
        current=tuple(document for document in readable if document.name.lower() not in over),
        known=tuple(record for record in snapshot.records if record.draft is not None or record.editions),
        records={record.name.lower(): record for record in snapshot.records},
        by_path={document.path: document for document in documents},
        holders={role: snapshot.policy.holders(role, snapshot.as_of) for role in sorted(snapshot.policy.roles())},
    )


def is_policy(document: Document) -> bool:
    """Tell document POLICY (`qmsdoc.yml`) from the Markdown documents."""
    return document.path == POLICY_PATH


def is_policy_record(record: Record) -> bool:
    """Tell the record of document POLICY from those of the Markdown documents."""
    return record.name == POLICY_ID
