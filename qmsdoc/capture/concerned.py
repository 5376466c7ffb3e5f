"""Which documents have to be proved where only some are asked about.

Whose a signed act is, its name says. What else bears on a document is taken from the files of one tree (who leads to
it, takes its place or translates it), from what its own editions name, and from the acts of ids that have no file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from qmsdoc.model.approval import JudgedTag, SignedAct
from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.records import DocumentHistory
from qmsdoc.trust.tag import read_name

_OTHERWISE_SPELT = re.compile(r"%[0-9A-Fa-f]{2}|&#?[A-Za-z0-9]+;|\\[^A-Za-z0-9\s]|8<-")


def signed_name(ref: str) -> str | None:
    """Return the document, in lower case, of which the name of an act speaks; None where that cannot be read."""
    name = read_name(ref)
    return None if isinstance(name, VerificationFailure) else name.document.lower()


def asked_names(concerning: Iterable[str], documents: Iterable[Document]) -> frozenset[str]:
    """Return the names, in lower case, of what is asked about by id or by path."""
    by_path = {document.path: document.name for document in documents}
    return frozenset(by_path.get(each, each).lower() for each in concerning)


def leading_there(names: Set[str], bare: Iterable[str], documents: Iterable[Document]) -> frozenset[str]:
    """Return the paths of the documents asked about, and of all that may lead to one of them or to a `bare` file.

    That is told by the text alone: what leads somewhere spells the id or the file's name, unless it is escaped or
    stands in a file that is included.
    """
    documents = tuple(documents)
    own = frozenset(document.path for document in documents if document.name.lower() in names)
    files = {path.rpartition("/")[2] for path in (*own, *bare)}
    return own | {
        document.path
        for document, text in ((document, document.text) for document in documents)
        if _OTHERWISE_SPELT.search(text)
        or any(file in text for file in files)
        or any(name in text.lower() for name in names)
    }


def to_prove(asked: Set[str], documents: Iterable[Document], signed: Iterable[str | None]) -> frozenset[str] | None:
    """Return the names of the documents to prove for those asked about; of those `signed` there are acts.

    None where all have to be: where one is not found, is POLICY or cannot be read, leads to what is not there, or is
    led to by no file, so that it takes the signed texts of all to know whether anything does.
    """
    documents = tuple(documents)
    of_name: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        of_name[document.name.lower()].append(document)
    led_to = {other for document in documents for other in _leads_to(document) if other != document.name.lower()}
    if any(not _certain(of_name.get(name, ()), led_to) for name in asked):
        return None
    neighbours = _neighbours(documents)
    near = asked | {other for name in asked for other in neighbours.get(name, ())}
    without_file = (name for name in frozenset(signed) if name is not None and name not in of_name)
    return with_successors({*near, *without_file}, documents)


def with_successors(names: Iterable[str], documents: Iterable[Document]) -> frozenset[str]:
    """Add to names the documents whose acts decide on theirs: what takes their place, and what they translate."""
    bound: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for other in _decided_by(document):
            bound[other].add(document.name.lower())
            bound[document.name.lower()].add(other)
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += bound.get(name, ())
    return frozenset(found)


def named_by(histories: Mapping[str, DocumentHistory], asked: Collection[str]) -> frozenset[str]:
    """Return the names, in lower case, that signed texts bring up: what those asked about lead to, and successors."""
    return frozenset(
        name
        for of, history in histories.items()
        if of != POLICY_ID
        for act in history.acts
        for name in _named(act, whole=of.lower() in asked)
    )


def _named(act: JudgedTag, *, whole: bool) -> Iterator[str]:
    if isinstance(act, SignedAct):
        yield from _decided_by(act.document)
        yield from _leads_to(act.document) if whole else ()
    if act.statement is not None and act.statement.successor:
        yield act.statement.successor.lower()


def _certain(documents: Sequence[Document], led_to: Set[str]) -> bool:
    """Tell whether one file is a document, can be read, is led to, and leads to nothing that once stood elsewhere."""
    if len(documents) != 1:
        return False
    document, front = documents[0], documents[0].front
    reached = document.name.lower() in led_to or front.clauses or front.parent or front.deviates_from or front.lang
    return (
        front.name not in (None, POLICY_ID)
        and bool(reached)
        and not any(problem.rule == FRONT_MATTER_INVALID for problem in document.problems)
        and not any(target.kind is TargetKind.MISSING for target in document.targets)
    )


def _neighbours(documents: Iterable[Document]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for other in _leads_to(document):
            found[document.name.lower()].add(other)
            found[other].add(document.name.lower())
    return found


def _leads_to(document: Document) -> Iterator[str]:
    for target in document.targets:
        if target.document:
            yield target.document.lower()
    for name in (document.front.parent, document.front.deviates_from):
        if name:
            yield name.lower()


def _decided_by(document: Document) -> Iterator[str]:
    yield from (name.lower() for name in document.front.supersedes)
    if document.front.id and document.front.id != document.name:
        yield document.front.id.lower()
