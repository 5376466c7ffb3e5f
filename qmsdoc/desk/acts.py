"""Signing from the desk: what was seen is what is signed, with the person's own key through git or with a passkey.

Invariants
1. Nothing is signed that was not shown: the digest on the page must still be that of the trunk, fetched anew.
2. A passkey's tag is stored only after its signature was verified; every tag is read back and judged like anybody's,
   and sent after that; one that does not count is taken away again.
3. What is begun and not finished leaves nothing behind; it ends by itself after some minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from qmsdoc.capture.request import SnapshotSource, requested_snapshot
from qmsdoc.desk.clone import DeskClone
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import Repository
from qmsdoc.git.origin_tags import origin_tags
from qmsdoc.git.sign import delete_tag, sign_tag
from qmsdoc.git.tag_object import store_tag
from qmsdoc.git.write import Identity
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Policy, SigningKey
from qmsdoc.model.rule_ids import APPROVAL_CONTENT_MISMATCH
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.rules import check
from qmsdoc.signing.blocking_faults import refuse_faults
from qmsdoc.signing.passkey import PasskeyAnswer, passkey_site, signed_tag, tag_payload
from qmsdoc.signing.preparation import PreparedSignature, SignerChoice, prepare, read_back, refuse_instant
from qmsdoc.signing.request import SigningRequest, plan_approval, plan_review
from qmsdoc.signing.roles import Signer
from qmsdoc.signing.withdrawal import plan_withdrawal
from qmsdoc.trust import sshsig
from qmsdoc.trust.failure import VerificationFailure

_LASTS = timedelta(minutes=10)
_MOST = 500  # signatures begun at one time


@dataclass(frozen=True, slots=True)
class WantedAct:
    """What a person decided on a page: the act, and what the page showed (`content` a digest, `commit` an id)."""

    act: Act
    document: str
    person: str
    content: str
    role: str | None = None
    reason: str | None = None
    successor: str | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A signature that waits for a passkey: what is signed, and until when."""

    request: SigningRequest
    policy: Policy
    payload: bytes
    sites: tuple[str, ...]
    until: datetime


@dataclass(slots=True)
class Acts:
    """The acts of one desk; those begun with a passkey are remembered until they are finished."""

    clone: DeskClone
    _begun: dict[str, Begun] = field(default_factory=dict)

    def words(self, wanted: WantedAct) -> SigningRequest:
        """Return exactly what a signature would say. Raises `RefusedError` or `UsageError` where it would not count."""
        with self.clone.opened() as repository:
            return self._prepared(repository, wanted).request

    def sign_with_git(self, wanted: WantedAct) -> SigningRequest:
        """Sign with the key that git is set to. Raises `RefusedError` or `UsageError` where that would not count."""
        with self.clone.fresh() as repository:
            prepared = self._prepared(repository, wanted)
            refuse_instant(repository, prepared, self.clone.now())
            request = prepared.request
            oid = sign_tag(repository.root, request.name.tag, request.commit, request.message, terminal=False)
            self._read_back(repository, request, oid)
        return self._sent(repository, request, oid)

    def begin(self, wanted: WantedAct) -> tuple[str, Begun]:
        """Prepare a signature with a passkey; returns the word by which `finish` knows it."""
        with self.clone.fresh() as repository:
            prepared = self._prepared(repository, wanted)
            keyless = replace(prepared.settings, key=None, key_text=None)  # git's own key is not asked for anything
            now = self.clone.now()
            refuse_instant(repository, replace(prepared, settings=keyless), now)
        person = prepared.signer.person
        sites = {site for key in _passkeys(prepared.policy, person.id) if (site := passkey_site(key))}
        if not sites:
            raise RefusedError(
                f"No passkey of {person.name} is in the policy in force.",
                remedy="Register one here, and have its line put into allowed_signers and approved.",
            )
        address = person.principals[0] if person.principals else f"{person.id}@localhost.invalid"
        payload = tag_payload(prepared.request, Identity(person.name, address, now.replace(microsecond=0)))
        begun = Begun(prepared.request, prepared.policy, payload, tuple(sorted(sites)), now + _LASTS)
        self._begun = {word: other for word, other in self._begun.items() if other.until >= now}
        if len(self._begun) >= _MOST:
            raise RefusedError("Too many signatures are being given at once.", remedy="Try again in a minute.")
        word = secrets.token_urlsafe(24)
        self._begun[word] = begun
        return word, begun

    def finish(self, word: str, answer: PasskeyAnswer) -> SigningRequest:
        """Store the tag of a passkey's answer, and judge it; each word is good for one answer.

        Raises `RefusedError` where it does not count: nothing is left of it then.
        """
        begun = self._begun.pop(word, None)
        if begun is None or begun.until < self.clone.now():
            raise UsageError(
                "This signature is no longer waited for.", remedy="Look at the document anew, and sign again."
            )
        request = begun.request
        data = _good_tag(begun, answer)
        with self.clone.opened() as repository:
            oid = store_tag(repository.root, request.name.ref, data)
            self._read_back(repository, request, oid)
        return self._sent(repository, request, oid)

    def send_kept(self, person: str | None) -> None:
        """Send the signatures that count and never arrived, of a person or (None) of all."""
        with self.clone.fresh() as repository:
            snapshot = requested_snapshot(repository, self.clone.request(), SnapshotSource.TRUNK)
            seen = origin_tags(repository)
            acts = [act for act in snapshot.acts if act.valid and act.name and person in {None, act.name.person}]
            kept = {act.ref: act.tag_oid for act in acts if seen is not None and seen.tags.get(act.ref) != act.tag_oid}
        self.clone.send(repository, kept)

    def _prepared(self, repository: Repository, wanted: WantedAct) -> PreparedSignature:
        concerning = frozenset(filter(None, (wanted.document, wanted.successor)))
        choice = SignerChoice(wanted.person, wanted.role)
        prepared = prepare(
            repository, self.clone.request(), wanted.document, choice, planner(wanted), concerning=concerning
        )
        if prepared.request.document.closure.content_digest != wanted.content:
            raise RefusedError(
                f"{wanted.document} has changed since it was shown to you; nothing was signed.",
                remedy="Look at it anew.",
                rule=APPROVAL_CONTENT_MISMATCH,
            )
        return prepared

    def _read_back(self, repository: Repository, request: SigningRequest, oid: str) -> None:
        """Read a new tag back; whatever else comes of it than a signature that counts is taken away."""
        repository.store.close()
        try:
            read_back(repository, self.clone.request(), request, oid)
        except RefusedError:
            raise  # taken away already
        except BaseException:
            delete_tag(repository.root, request.name.tag, oid)
            raise

    def _sent(self, repository: Repository, request: SigningRequest, oid: str) -> SigningRequest:
        """Send a tag that counts; one whose name `origin` knows for another is taken away."""
        sent = self.clone.send(repository, {request.name.ref: oid})
        if not sent and self.clone.other_at_origin(repository, request.name.ref, oid):
            delete_tag(repository.root, request.name.tag, oid)
            raise RefusedError(
                f"{request.name.person} has signed this elsewhere meanwhile: 'origin' has the tag {request.name.tag} "
                "already. The one just made was taken away again.",
                remedy="Look at the document anew: there is nothing more to sign, or it is not yours to sign.",
            )
        return request


def _good_tag(begun: Begun, answer: PasskeyAnswer) -> bytes:
    """Return the tag of an answer of one of the person's passkeys; raises `RefusedError` for any other."""
    reason = "No passkey of yours is in the policy."
    for key in _passkeys(begun.policy, begun.request.name.person):
        data = signed_tag(begun.payload, key, answer)
        found = sshsig.verify(begun.payload, data[len(begun.payload) :], begun.policy.passkeys)
        if found == key.fingerprint:
            return data
        reason = found.reason if isinstance(found, VerificationFailure) else reason
    raise RefusedError(
        f"The signature does not count, and nothing of it was kept: {reason}",
        remedy="Use the passkey whose line the policy has, at this address.",
    )


def planner(wanted: WantedAct) -> Callable[[Snapshot, Record, Signer], SigningRequest]:
    """Return what plans an act, as the command line plans it."""

    def plan(snapshot: Snapshot, record: Record, signer: Signer) -> SigningRequest:
        if wanted.act is Act.REVIEWED:
            return plan_review(snapshot, record, signer, wanted.review_by)
        if wanted.act is Act.WITHDRAWN:
            return plan_withdrawal(snapshot, record, signer, wanted.reason, wanted.successor)
        refuse_faults(record, check(snapshot))
        return plan_approval(snapshot, record, signer)

    return plan


def _passkeys(policy: Policy, person: str) -> tuple[SigningKey, ...]:
    return tuple(key for key in policy.keys if key.person == person and passkey_site(key) is not None)
