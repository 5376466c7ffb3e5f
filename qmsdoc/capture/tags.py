"""Reads every tag under `approved/`, `reviewed/` and `withdrawn/`, each by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from qmsdoc.capture.manual import Manual
from qmsdoc.git import MissingObjectError, OversizedObject
from qmsdoc.model.approval import Act, RejectedTag
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.refs import ACT_PREFIXES
from qmsdoc.model.rule_ids import TAG_MALFORMED
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.parsed_tag import ParsedTag, parse_tag, unparsed
from qmsdoc.trust.signature_checks import SignatureChecks

_LARGEST = 100_000  # bytes; the largest signatures take some thousands


@dataclass(frozen=True, slots=True)
class ActTags:
    """The tags that are signed acts, parsed or rejected.

    `recorded` gives what the ledger says of the SHA-256 of objects, by ref, and `digests` what it is, of each recorded
    one. `unread` are those that nobody asks about: only names and ids are known. `checks` has taken most signatures.
    """

    parsed: tuple[ParsedTag, ...]
    rejected: tuple[RejectedTag, ...]
    recorded: Mapping[str, str]
    digests: Mapping[str, str]
    unread: frozenset[str] = frozenset()
    checks: SignatureChecks = field(default_factory=SignatureChecks)

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


def _oversized(ref: str, oid: str, found: OversizedObject) -> RejectedTag:
    reason = f"It has {found.size} bytes; the most that is read of a tag is {_LARGEST}."
    plain = parse_tag(ref, oid, found.kind, b"") if found.kind != "tag" else None
    return unparsed(ref, oid, b"", plain if isinstance(plain, VerificationFailure) else invalid(TAG_MALFORMED, reason))


def read_tags(manual: Manual, recorded: Mapping[str, str], of: Set[str] | None = None) -> ActTags:
    """Read and parse the tags; raises `MissingObjectError` where the repository lacks one's object.

    `recorded` gives the SHA-256 that the ledger has of objects, by ref: those of others are not computed.
    With `of`, the names of documents in lower case, only the tags over them, over POLICY, and those whose names cannot
    be read.
    """
    acts = [(name, oid) for name, oid in manual.oids.items() if name.startswith(ACT_PREFIXES)]
    wanted = {None, POLICY_ID.lower(), *(of or ())}
    refs = acts if of is None else [(ref, oid) for ref, oid in acts if manual.signed_names[ref] in wanted]
    parsed: list[ParsedTag] = []
    rejected: list[RejectedTag] = []
    digests: dict[str, str] = {}
    checks = SignatureChecks(len(refs))
    found_at = manual.objects.read_bounded((oid for _, oid in refs), _LARGEST)
    for (ref, oid), (_, found) in zip(refs, found_at, strict=True):
        if found is None:
            raise MissingObjectError(oid)
        if isinstance(found, OversizedObject):
            rejected.append(_oversized(ref, oid, found))
            continue
        if (known := recorded.get(ref)) is not None:
            digest = hashlib.sha256(found.data).hexdigest()
            digests[ref] = known if known == digest else digest  # of equal ones, one is kept
        tag = parse_tag(ref, oid, found.kind, found.data)
        if isinstance(tag, VerificationFailure):
            rejected.append(unparsed(ref, oid, found.data, tag))
        else:
            parsed.append(checks.take(tag))
    for ref, oid in manual.symbolic_tags.items():
        reason = "It is another name for a ref, and can lead to another tag at any time."
        rejected.append(unparsed(ref, oid, b"", invalid(TAG_MALFORMED, reason)))
    unread = frozenset(dict(acts)) - dict(refs).keys()
    return ActTags(tuple(parsed), tuple(rejected), recorded, digests, unread, checks)
