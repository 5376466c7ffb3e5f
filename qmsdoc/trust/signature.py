"""Finds out which key signed a tag, whatever the kind of signature.

Invariants
1. A fingerprint is given only for a key whose one signature over the tag's exact payload is good.
2. Nothing in a tag chooses the keys it is checked against.
3. No tag raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime

from qmsdoc.model.policy import RelyingParty, SigningKey
from qmsdoc.trust import sshsig
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.openpgp import Keyring, keyring
from qmsdoc.trust.tag import TagObject


def signed_by(
    tag: TagObject, keys: tuple[SigningKey, ...], sites: tuple[RelyingParty, ...] = (), *, at: datetime | None = None
) -> str | VerificationFailure:
    """Give the fingerprint of the key that signed `tag`: `SHA256:…` for SSH, 40 hex digits for OpenPGP.

    An SSH signature brings its key along: whose it is, the caller finds out. An OpenPGP signature is checked
    against the OpenPGP keys among `keys` alone, as on the instant `at` (with a time zone), else on the
    tagger's own date. A passkey counts at the `sites` alone. For many tags use `signers`, which starts the keyring
    once.
    """
    return signers(((tag, at),), keys, sites)[0]


def signers(
    tags: Iterable[tuple[TagObject, datetime | None]],
    keys: tuple[SigningKey, ...],
    sites: tuple[RelyingParty, ...] = (),
) -> tuple[str | VerificationFailure, ...]:
    """Answer `signed_by` for many tags, each with its instant, in their order."""
    found: list[str | VerificationFailure] = []
    with ExitStack() as stack:
        ring: Keyring | None = None
        for tag, at in tags:
            if tag.scheme == "ssh":
                found.append(sshsig.verify(tag.payload, tag.signature, sites))
                continue
            if ring is None:
                ring = stack.enter_context(keyring(key for key in keys if key.algorithm.startswith("openpgp")))
            found.append(ring.verify(tag.payload, tag.signature, at or tag.tagged_at, tag.tagged_at))
    return tuple(found)
