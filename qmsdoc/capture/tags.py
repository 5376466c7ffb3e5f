"""Reads the tags under `approved/`, `reviewed/` and `withdrawn/`, each by itself, and checks their signatures.

Where they are many another process does both while this one goes on. An answer is what `sshsig.verify` says of the very
bytes of a tag; signatures of passkeys and of OpenPGP are left to the policy of their instant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial
from sys import intern
from typing import Any

from qmsdoc.capture.beside import beside
from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import Objects
from qmsdoc.git import MissingObjectError, OversizedObject
from qmsdoc.model.approval import Act, RejectedTag
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.refs import ACT_PREFIXES
from qmsdoc.model.rule_ids import TAG_MALFORMED
from qmsdoc.processes import may_fork, processes
from qmsdoc.trust import sshsig
from qmsdoc.trust.context import Signers
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.parsed_tag import ParsedTag, parse_tag, unparsed, without_signature

_LARGEST = 100_000  # bytes; the largest signatures take some thousands
_MANY = 2048  # tags for which it is worth starting a process
_TOGETHER = 4096  # tags that are handed over at once


@dataclass(frozen=True, slots=True)
class ActTags:
    """The tags that are signed acts, parsed or rejected; `digests` gives the SHA-256 of each recorded object, by ref.

    `unread` are those that nobody asks about: only names and ids are known.
    """

    parsed: tuple[ParsedTag, ...]
    rejected: tuple[RejectedTag, ...]
    digests: Mapping[str, str]
    unread: frozenset[str] = frozenset()

    @property
    def of_policy(self) -> tuple[ParsedTag, ...]:
        """Those over document POLICY."""
        return tuple(tag for tag in self.parsed if tag.name.document == POLICY_ID)

    @property
    def of_documents(self) -> tuple[ParsedTag, ...]:
        """Those over any other document."""
        return tuple(tag for tag in self.parsed if tag.name.document != POLICY_ID)

    @property
    def signed_paths(self) -> dict[str, str]:
        """The names of documents by the path at which their newest revision was signed; nothing here is proved.

        A document that somebody withdraws has no path any more.
        """
        ended = {tag.name.document for tag in self.of_documents if tag.name.act is Act.WITHDRAWN}
        newest: dict[str, ParsedTag] = {}
        for tag in self.of_documents:
            known = newest.get(tag.name.document)
            if tag.name.act is Act.APPROVED and (known is None or known.name.revision < tag.name.revision):
                newest[tag.name.document] = tag
        return {tag.statement.path: name for name, tag in newest.items() if name not in ended}


class TagReading:
    """Reads tags, and checks the signatures of those that need no policy; begun when it is made.

    `recorded` gives the SHA-256 that the ledger has of objects, by ref: those of others are not computed.
    With `of`, the names of documents in lower case, only the tags over them, over POLICY, and those whose names cannot
    be read. Raises `MissingObjectError`, when it is asked, where the repository lacks the object of one.
    """

    def __init__(self, manual: Manual, recorded: Mapping[str, str], of: Set[str] | None = None) -> None:
        acts = [(name, oid) for name, oid in manual.oids.items() if name.startswith(ACT_PREFIXES)]
        wanted = {None, POLICY_ID.lower(), *(of or ())}
        refs = acts if of is None else [(ref, oid) for ref, oid in acts if manual.signed_names[ref] in wanted]
        work = partial(_read, manual.objects, recorded.keys(), refs)
        self.recorded = recorded
        self._manual = manual
        self._unread = frozenset(dict(acts)) - dict(refs).keys()
        self._parts = beside(work) if len(refs) >= _MANY and processes() > 1 and may_fork() else work()

    @cached_property
    def tags(self) -> ActTags:
        """The tags, those whose signatures are checked here without them."""
        parsed: list[ParsedTag] = []
        rejected: list[RejectedTag] = []
        digests: dict[str, str] = {}
        while (part := next(self._parts)) is not None:
            parsed += part.parsed
            for tag in part.parsed:
                intern(tag.statement.content_digest)  # as the documents that are signed have it
            rejected += part.rejected
            digests |= part.digests
        failure = invalid(TAG_MALFORMED, "It is another name for a ref, and can lead to another tag at any time.")
        rejected += (unparsed(ref, oid, b"", failure) for ref, oid in self._manual.symbolic_tags.items())
        self._manual.share({tag.ref: (tag.ref, tag.tag.oid) for tag in parsed})
        return ActTags(tuple(parsed), tuple(rejected), digests, self._unread)

    @cached_property
    def signers(self) -> Signers:
        """By id of a tag the key that signed it, or the failure, where no policy has a say in that."""
        oids = {tag.tag.oid: tag.tag.oid for tag in self.tags.parsed}
        return {oids[oid]: answer for answers in self._parts for oid, answer in answers}

    def forget(self) -> None:
        """Let go what was read, so that it takes no memory beside what is made of it; it cannot be asked again."""
        self.__dict__.pop("tags", None)
        self.__dict__.pop("signers", None)


def _read(objects: Objects, recorded: Set[str], refs: Sequence[tuple[str, str]]) -> Iterator[Any]:
    """Yield the tags, many at a time, then None, then which key signed each, many at a time."""
    signed: list[tuple[str, bytes, bytes]] = []
    for at in range(0, len(refs), _TOGETHER):
        yield _some(objects, recorded, refs[at : at + _TOGETHER], signed)
    yield None
    for at in range(0, len(signed), _TOGETHER):
        some = signed[at : at + _TOGETHER]
        yield [(oid, sshsig.verify(payload, signature)) for oid, payload, signature in some]


def _some(
    objects: Objects, recorded: Set[str], refs: Sequence[tuple[str, str]], signed: list[tuple[str, bytes, bytes]]
) -> ActTags:
    """Read tags, and put aside what their signatures are checked by: id, signed bytes and signature."""
    parsed: list[ParsedTag] = []
    rejected: list[RejectedTag] = []
    digests: dict[str, str] = {}
    found_at = objects.read_bounded((oid for _, oid in refs), _LARGEST)
    for (ref, oid), (_, found) in zip(refs, found_at, strict=True):
        if found is None:
            raise MissingObjectError(oid)
        if isinstance(found, OversizedObject):
            rejected.append(_oversized(ref, oid, found))
            continue
        if ref in recorded:
            digests[ref] = hashlib.sha256(found.data).hexdigest()
        tag = parse_tag(ref, oid, found.kind, found.data)
        if isinstance(tag, VerificationFailure):
            rejected.append(unparsed(ref, oid, found.data, tag))
        elif _asks_policy(tag):
            parsed.append(tag)
        else:
            signed.append((oid, tag.tag.payload, tag.tag.signature))
            parsed.append(without_signature(tag))
    return ActTags(tuple(parsed), tuple(rejected), digests)


def _asks_policy(parsed: ParsedTag) -> bool:
    """Tell whether it takes a policy to say which key signed a tag: by a passkey, or by OpenPGP."""
    tag = parsed.tag
    return tag.scheme != "ssh" or parsed.name.document == POLICY_ID or sshsig.may_be_passkey(tag.signature)


def _oversized(ref: str, oid: str, found: OversizedObject) -> RejectedTag:
    reason = f"It has {found.size} bytes; the most that is read of a tag is {_LARGEST}."
    plain = parse_tag(ref, oid, found.kind, b"") if found.kind != "tag" else None
    return unparsed(ref, oid, b"", plain if isinstance(plain, VerificationFailure) else invalid(TAG_MALFORMED, reason))
