"""Reads the tags under `approved/`, `reviewed/` and `withdrawn/`, each by itself, and checks their signatures.

Where they are many another process does both while this one goes on. An answer is what `sshsig.verify` says of the very
bytes of a tag; signatures of passkeys and of OpenPGP are left to the policy of their instant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from itertools import chain, islice
from sys import intern
from typing import Any, NamedTuple

from qmsdoc.capture.beside import beside
from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import Objects
from qmsdoc.git import GitObject, MissingObjectError, OversizedObject
from qmsdoc.model.approval import Act, RejectedTag, Statement, TagName
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.rule_ids import TAG_MALFORMED
from qmsdoc.processes import may_fork, processes
from qmsdoc.trust import sshsig
from qmsdoc.trust.context import Signers
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.parsed_tag import ParsedTag, parse_tag, unparsed
from qmsdoc.trust.tag import TagObject

_LARGEST = 100_000  # bytes; the largest signatures take some thousands
_MANY = 2048  # tags for which it is worth starting a process
_TOGETHER = 4096  # tags that are handed over at once
_CHECKED = ("ssh", b"", b"")  # what is kept of a signature, and of what it is over, when it has been checked


class SignedPlace(NamedTuple):
    """Where a tag over a document says that its text stands, and what it takes to know when the tag counts."""

    oid: str
    tagged_at: datetime
    name: TagName
    commit: str
    path: str


@dataclass(frozen=True, slots=True)
class ActTags:
    """The tags that are signed acts: those over document POLICY, and of those over others where they were signed.

    `rejected` are those that could not be parsed; `digests` gives the SHA-256 of each recorded object, by ref.
    Where only some are asked about `read` are the refs of these; of the others only names and ids are known.
    """

    of_policy: tuple[ParsedTag, ...]
    signed: tuple[SignedPlace, ...]
    rejected: tuple[RejectedTag, ...]
    digests: Mapping[str, str]
    read: frozenset[str] | None = None

    @property
    def signed_paths(self) -> dict[str, str]:
        """The names of documents by the path at which their newest revision was signed; nothing here is proved.

        A document that somebody withdraws has no path any more.
        """
        ended = {place.name.document for place in self.signed if place.name.act is Act.WITHDRAWN}
        newest: dict[str, SignedPlace] = {}
        for place in self.signed:
            known = newest.get(place.name.document)
            if place.name.act is Act.APPROVED and (known is None or known.name.revision < place.name.revision):
                newest[place.name.document] = place
        return {place.path: name for name, place in newest.items() if name not in ended}


class TagReading:
    """Reads tags, and checks the signatures of those that need no policy; begun when it is made.

    `recorded` gives the SHA-256 that the ledger has of objects, by ref: those of others are not computed.
    With `of`, the names of documents in lower case, only the tags over them, over POLICY, and those whose names cannot
    be read. Raises `MissingObjectError`, when it is asked, where the repository lacks the object of one.
    """

    def __init__(self, manual: Manual, recorded: Mapping[str, str], of: Set[str] | None = None) -> None:
        if of is None:
            refs = manual.acts
        else:
            acts = manual.acts_by_name
            refs = sorted(act for name in {None, POLICY_ID.lower(), *of} for act in acts.get(name, ()))
        work = partial(_read, manual.objects, recorded.keys(), refs)
        self.recorded = recorded
        self._manual = manual
        self._refs = refs
        self._read = None if of is None else frozenset(ref for ref, _ in refs)
        self._parts = beside(work) if len(refs) >= _MANY and processes() > 1 and may_fork() else work()

    @cached_property
    def tags(self) -> ActTags:
        """The tags, of those over documents no more than it takes to read these."""
        parts: list[_Found] = []
        while (part := next(self._parts)) is not None:
            parts.append(part)
        failure = invalid(TAG_MALFORMED, "It is another name for a ref, and can lead to another tag at any time.")
        symbolic = (unparsed(ref, oid, b"", failure) for ref, oid in self._manual.symbolic_tags.items())
        return ActTags(
            tuple(chain.from_iterable(part.of_policy for part in parts)),
            tuple(
                SignedPlace(self._refs[number][1], tagged_at, TagName(*name), commit, path)
                for part in parts
                for number, tagged_at, name, commit, path in part.signed
            ),
            (*chain.from_iterable(part.rejected for part in parts), *symbolic),
            {ref: digest for part in parts for ref, digest in part.digests.items()},
            self._read,
        )

    def without_places(self) -> ActTags:
        """Return the tags without where they were signed, which are let go."""
        self.tags = replace(self.tags, signed=())
        return self.tags

    def of_documents(self) -> Iterator[tuple[list[ParsedTag], Signers]]:
        """Yield the tags over documents, in the order of their names, many at a time so that not all are kept.

        With them, by id of a tag the key that signed it, or the failure, where no policy has a say in that: such a
        tag comes without its signature. None has its tagger and its message any more. They can be asked for once.
        """
        _ = self.tags  # which come before
        for part in self._parts:
            tags = [_tag(self._refs[number], said, signed) for number, said, signed, _ in part]
            answers = zip(tags, part, strict=True)
            yield tags, {tag.tag.oid: answer for tag, (*_, answer) in answers if answer is not None}


_Object = tuple[int, tuple[str, str], tuple[str, GitObject | OversizedObject | None]]
_Plain = tuple[Any, ...]  # of which there is much: it crosses processes in a seventh of the time of named tuples


class _Found(NamedTuple):
    """What is known of some tags before their signatures are checked.

    Of each over a document `signed` has its number among those that are read, and what its `SignedPlace` is made of.
    """

    of_policy: list[ParsedTag]
    signed: list[_Plain]
    rejected: list[RejectedTag]
    digests: dict[str, str]


def _tag(known: tuple[str, str], said: _Plain, signed: _Plain) -> ParsedTag:
    """Return a tag whose ref, id and digest are the very ones that are known already, so that none is kept twice."""
    (ref, oid), (scheme, payload, signature) = known, signed
    name, (manual, document, revision, path, content_digest, *rest), (target, kind, named, tagged_at) = said
    tag = TagObject(oid, target, kind, named, "", "", tagged_at, "", payload, signature, scheme)
    statement = Statement(manual, document, revision, path, intern(content_digest), *rest)
    return ParsedTag(ref, TagName(*name), tag, statement)


def _read(objects: Objects, recorded: Set[str], refs: Sequence[tuple[str, str]]) -> Iterator[Any]:
    """Yield the tags, many at a time, then None, then those over documents with their signers, many at a time."""
    answers = objects.read_bounded((oid for _, oid in refs), _LARGEST)
    found = zip(range(len(refs)), refs, answers, strict=True)
    read: list[_Plain] = []
    for _ in range(0, len(refs) + 1, _TOGETHER):  # to the very end, where what reads them ends too
        yield _some(islice(found, _TOGETHER), recorded, read)
    yield None
    read.reverse()
    while read:
        some = read[: -_TOGETHER - 1 : -1]
        del read[-_TOGETHER:]
        yield [_checked(*tag) for tag in some]


def _some(objects: Iterator[_Object], recorded: Set[str], read: list[_Plain]) -> _Found:
    """Read some tags, and put those over documents aside, as `_checked` takes them."""
    part = _Found([], [], [], {})
    for number, (ref, oid), (_, found) in objects:
        if found is None:
            raise MissingObjectError(oid)
        if isinstance(found, OversizedObject):
            part.rejected.append(_oversized(ref, oid, found))
            continue
        if ref in recorded:
            part.digests[ref] = hashlib.sha256(found.data).hexdigest()
        parsed = parse_tag(ref, oid, found.kind, found.data)
        if isinstance(parsed, VerificationFailure):
            part.rejected.append(unparsed(ref, oid, found.data, parsed))
        elif parsed.name.document == POLICY_ID:
            part.of_policy.append(parsed)
        else:
            tag, name, statement = parsed.tag, (*parsed.name,), (*parsed.statement,)
            part.signed.append((number, tag.tagged_at, name, tag.target, parsed.statement.path))
            said = (name, statement, (tag.target, tag.target_kind, tag.name, tag.tagged_at))
            read.append((number, said, (tag.scheme, tag.payload, tag.signature)))
    return part


def _checked(number: int, said: _Plain, signed: _Plain) -> _Plain:
    """Return a tag with what its signature turns out to be; with None where that is for a policy to say."""
    scheme, payload, signature = signed
    answer = sshsig.verify(payload, signature) if scheme == "ssh" else None
    if answer is None or (isinstance(answer, VerificationFailure) and sshsig.may_be_passkey(signature)):
        return number, said, signed, None
    return number, said, _CHECKED, answer


def _oversized(ref: str, oid: str, found: OversizedObject) -> RejectedTag:
    reason = f"It has {found.size} bytes; the most that is read of a tag is {_LARGEST}."
    plain = parse_tag(ref, oid, found.kind, b"") if found.kind != "tag" else None
    return unparsed(ref, oid, b"", plain if isinstance(plain, VerificationFailure) else invalid(TAG_MALFORMED, reason))
