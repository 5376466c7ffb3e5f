"""Which documents have to be proved where only some are asked about.

Whose a signed act is, its name says. What else bears on a document is taken from the files of one tree (who leads to
it, takes its place or translates it), from what its own editions name, and from the acts of ids that have no file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum, auto

from qmsdoc.model.approval import JudgedTag, SignedAct
from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.records import DocumentHistory
from qmsdoc.trust.tag import read_name

_PLAIN_NAME = re.compile(
    r"refs/tags/(?:approved|withdrawn)/([A-Za-z0-9][A-Za-z0-9-]{0,63})/[1-9][0-9]{0,8}"
    r"/[A-Za-z0-9]{1,20}(?:[.-][A-Za-z0-9]{1,20}){0,2}(?<!\.lock)"
)
_INCLUDE = "8<-"
_OTHERWISE_SPELT = re.compile(rf"%[0-9A-Fa-f]{{2}}|&#?[A-Za-z0-9]+;|\\[^A-Za-z0-9\s]|{_INCLUDE}")
_SIGNS = ("%", "&", "\\", _INCLUDE)  # with which one begins: looked for in a tenth of the time


class Purpose(Enum):
    """What is done with the documents that are asked about: they are read, signed, or judged by every rule.

    Those that are `COMPARING` a manual with a former one judge what leads to these documents as well.
    """

    READING = auto()
    SIGNING = auto()
    JUDGING = auto()
    COMPARING = auto()

    @property
    def judges(self) -> bool:
        """Tell whether every rule judges the documents."""
        return self in (Purpose.JUDGING, Purpose.COMPARING)


def signed_name(ref: str) -> str | None:
    """Return the document, in lower case, of which the name of an act speaks; None where that cannot be read."""
    plain = _PLAIN_NAME.fullmatch(ref)
    if plain is not None:
        return plain[1].lower()
    name = read_name(ref)
    return None if isinstance(name, VerificationFailure) else name.document.lower()


def asked_names(concerning: Iterable[str], documents: Iterable[Document]) -> frozenset[str]:
    """Return the names, in lower case, of what is asked about by id or by path."""
    by_path = {document.path: document.name for document in documents}
    return frozenset(by_path.get(each, each).lower() for each in concerning)


def paths_of(names: Set[str], documents: Iterable[Document]) -> frozenset[str]:
    """Return the paths of the documents of these names, which are in lower case."""
    return frozenset(document.path for document in documents if document.name.lower() in names)


def leading_there(
    names: Set[str], speaking: Iterable[Document], documents: Iterable[Document], purpose: Purpose
) -> frozenset[str]:
    """Return the paths of the documents asked about, and of those `speaking` of them, if they have a say.

    Where they have none, those are added that may include one.
    """
    documents = tuple(documents)
    own = paths_of(names, documents)
    asked = (document for document in documents if document.path in own)
    if not purpose.judges:
        return own
    if purpose is Purpose.JUDGING and all(_has_its_place(each) and _INCLUDE not in each.text for each in asked):
        return own | {document.path for document in documents if _INCLUDE in document.text}
    return own | {document.path for document in speaking}


def speaking_of(names: Set[str], bare: Iterable[str], documents: Sequence[Document]) -> Iterator[Document]:
    """Yield the documents whose text, as it is now, may lead to one of these names or to a `bare` file.

    What leads somewhere spells the id or the file's name, unless it is escaped or stands in a file that is included.
    """
    files = {path.rpartition("/")[2] for path in (*paths_of(names, documents), *bare)}
    for document, text in ((document, document.text) for document in documents):
        if (
            (any(sign in text for sign in _SIGNS) and _OTHERWISE_SPELT.search(text))
            or any(file in text for file in files)
            or any(name in text.lower() for name in names)
        ):
            yield document


def to_prove(
    asked: Set[str], documents: Iterable[Document], signed: Iterable[str | None], purpose: Purpose = Purpose.JUDGING
) -> frozenset[str] | None:
    """Return the names of the documents to prove for those asked about; of those `signed` there are acts.

    None where all have to be: where one is not found, is POLICY or cannot be read; where it is signed or judged, and
    leads to what is not there; where it is judged, and is led to by no file, so that it takes the signed texts of all
    to know whether anything does, or includes a file from which links lead on, as another document does, whose faults
    are told there too; or where its file is part of another document, or that of another is part of it.
    """
    documents = tuple(documents)
    of_name: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        of_name[document.name.lower()].append(document)
    if not all(_legible(of_name.get(name, ())) for name in asked):
        return None
    found, near = [of_name[name][0] for name in asked], set(asked)
    if purpose is not Purpose.READING:
        if any(target.kind is TargetKind.MISSING for document in found for target in document.targets):
            return None
        near.update(*map(_leads_to, found))
    if purpose.judges:
        leading = [(document.name.lower(), {*_leads_to(document)}) for document in documents]
        led_to = frozenset(other for name, others in leading for other in others if other != name)
        if not all(document.name.lower() in led_to or _has_its_place(document) for document in found):
            return None
        if not _leading_on(found).isdisjoint(_leading_on(each for each in documents if each not in found)):
            return None
        if _is_part(found, documents) or _is_part(documents, found):
            return None
        if purpose is Purpose.COMPARING:
            near.update(name for name, others in leading if not others.isdisjoint(asked))
    silent = {name for name in frozenset(signed) if name is not None and name not in of_name}
    silent |= {document.name.lower() for document in documents if _is_broken(document)}
    return with_successors(near | silent, documents)


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


def _legible(documents: Sequence[Document]) -> bool:
    """Tell whether one file is a document, and can be read."""
    return len(documents) == 1 and documents[0].front.name not in (None, POLICY_ID) and not _is_broken(documents[0])


def _is_broken(document: Document) -> bool:
    """Tell whether a file cannot say itself whose place it takes."""
    return any(problem.rule == FRONT_MATTER_INVALID for problem in document.problems)


def _has_its_place(document: Document) -> bool:
    """Tell whether readers come upon a document that nothing leads to."""
    front = document.front
    return bool(front.clauses or front.parent or front.deviates_from or front.lang)


def _leading_on(documents: Iterable[Document]) -> frozenset[str]:
    """Return the paths of the included files from which links lead on."""
    return frozenset(link.path for document in documents for link in document.links if link.path)


def _is_part(documents: Iterable[Document], others: Iterable[Document]) -> bool:
    """Tell whether the file of a document is part of another one."""
    parts = {file.path for other in others for file in other.closure.files if file.path != other.path}
    return any(document.path in parts for document in documents)


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
