"""Signing from the desk: what was seen is what is signed, with the person's own key through git or with a passkey.

Invariants
1. Nothing is signed that was not shown: the digest on the page must still be that of the trunk, fetched anew.
2. A tag is stored only whole, read back and judged like anybody's; one that does not count is taken away again.
3. What is begun and not finished leaves nothing behind; it ends by itself after some minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from qmsdoc.desk.clone import DeskClone
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import Repository
from qmsdoc.git.origin_tags import ORIGIN
from qmsdoc.git.sign import delete_tag, sign_tag
from qmsdoc.git.tag_object import has_remote, store_tag
from qmsdoc.git.write import Identity
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Policy, SigningKey
from qmsdoc.model.rule_ids import APPROVAL_CONTENT_MISMATCH
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.rules import check
from qmsdoc.signing.blocking_faults import refuse_faults
from qmsdoc.signing.passkey import PasskeyAnswer, challenge, passkey_site, signed_tag, tag_payload
from qmsdoc.signing.preparation import PreparedSignature, SignerChoice, prepare, read_back, refuse_instant
from qmsdoc.signing.request import SigningRequest, plan_approval, plan_review
from qmsdoc.signing.roles import Signer
from qmsdoc.signing.withdrawal import plan_withdrawal

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
class Done:
    """A signature that counts: its request, the tag object's id and bytes, and why it has not arrived, if so.

    `alone` tells of a clone that knows no other repository to send it to.
    """

    request: SigningRequest
    tag_oid: str
    data: bytes
    not_sent: str | None
    alone: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A signature that waits for a passkey: what is signed, and until when."""

    request: SigningRequest
    policy: Policy
    payload: bytes
    sites: tuple[str, ...]
    until: datetime

    @property
    def challenge(self) -> bytes:
        """What the browser asks the passkey to sign."""
        return challenge(self.payload)


@dataclass(slots=True)
class Acts:
    """The acts of one desk; those begun with a passkey are remembered until they are finished."""

    clone: DeskClone
    _begun: dict[str, Begun] = field(default_factory=dict)

    def sign_with_git(self, wanted: WantedAct) -> Done:
        """Sign with the key that git is set to. Raises `RefusedError` or `UsageError` where that would not count."""
        with self.clone.opened() as repository:
            prepared = self._prepared(repository, wanted, with_git=True)
            request = prepared.request
            oid = sign_tag(repository.root, request.name.tag, request.commit, request.message)
            return self._finished(repository, request, oid)

    def begin(self, wanted: WantedAct) -> tuple[str, Begun]:
        """Prepare a signature with a passkey; returns the word by which `finish` knows it."""
        with self.clone.opened() as repository:
            prepared = self._prepared(repository, wanted, with_git=False)
            person = prepared.signer.person
            keys = _passkeys(prepared.policy, person.id)
            if not keys:
                raise RefusedError(
                    f"No passkey of {person.name} is in the policy in force.",
                    remedy="Register one here, and have its line put into allowed_signers and approved.",
                )
            now = self.clone.clock.now()
            address = person.principals[0] if person.principals else f"{person.id}@localhost.invalid"
            payload = tag_payload(prepared.request, Identity(person.name, address, now.replace(microsecond=0)))
            sites = tuple(sorted({site for key in keys if (site := passkey_site(key))}))
            begun = Begun(prepared.request, prepared.policy, payload, sites, now + _LASTS)
        self._forget(now)
        if len(self._begun) >= _MOST:
            raise RefusedError("Too many signatures are being given at once.", remedy="Try again in a minute.")
        word = secrets.token_urlsafe(24)
        self._begun[word] = begun
        return word, begun

    def finish(self, word: str, answer: PasskeyAnswer) -> Done:
        """Store the tag of a passkey's answer, and judge it; each word is good for one answer.

        Raises `RefusedError` where it does not count: nothing is left of it then.
        """
        begun = self._begun.pop(word, None)
        if begun is None or begun.until < self.clone.clock.now():
            raise UsageError(
                "This signature is no longer waited for.", remedy="Look at the document anew, and sign again."
            )
        request = begun.request
        refused: RefusedError | None = None
        with self.clone.opened() as repository:
            for key in _passkeys(begun.policy, request.name.person):
                data = signed_tag(begun.payload, key, answer)
                oid = store_tag(repository.root, request.name.ref, data)
                try:
                    return self._finished(repository, request, oid)
                except RefusedError as error:
                    refused = error
                except BaseException:
                    delete_tag(repository.root, request.name.tag, oid)
                    raise
        raise refused or RefusedError("No passkey of yours is in the policy.", remedy="Register one first.")

    def _prepared(self, repository: Repository, wanted: WantedAct, *, with_git: bool) -> PreparedSignature:
        self.clone.refresh(repository)
        choice = SignerChoice(wanted.person, wanted.role)
        day = self.clone.clock.local_day()
        prepared = prepare(repository, self.clone.request(), wanted.document, choice, planner(wanted), day=day)
        if prepared.request.document.closure.content_digest != wanted.content:
            raise RefusedError(
                f"{wanted.document} has changed since it was shown to you; nothing was signed.",
                remedy="Look at it anew.",
                rule=APPROVAL_CONTENT_MISMATCH,
            )
        if not with_git:  # the key that git would sign with is not asked for anything
            prepared = replace(prepared, settings=replace(prepared.settings, key=None, key_text=None))
        refuse_instant(repository, prepared, self.clone.clock.now())
        return prepared

    def _finished(self, repository: Repository, request: SigningRequest, oid: str) -> Done:
        repository.store.close()
        read_back(repository, self.clone.request(), request, oid)
        data = repository.store.read(oid).data
        alone = not has_remote(repository.root, ORIGIN)
        return Done(request, oid, data, self.clone.send(repository, request.name.ref), alone)

    def _forget(self, now: datetime) -> None:
        self._begun = {word: begun for word, begun in self._begun.items() if begun.until >= now}


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
