"""Whether the key that git would sign with would count: asked of its public half, before anybody signs."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from qmsdoc.errors import RefusedError
from qmsdoc.git.sign import SigningSettings
from qmsdoc.model.fingerprint import key_fingerprint
from qmsdoc.model.policy import Policy
from qmsdoc.model.rule_ids import KEY_EXPIRED, KEY_REVOKED, SIGNER_MISMATCH, SIGNER_UNKNOWN


def signing_key_fingerprint(settings: SigningSettings) -> str | None:
    """Give the fingerprint of the SSH key that git would sign with; None where its public half is not known."""
    words = (settings.key_text or "").split()
    try:
        return key_fingerprint(base64.b64decode(words[1], validate=True)) if len(words) > 1 else None
    except (binascii.Error, ValueError):
        return None


def key_fault(policy: Policy, found: str, person: str | None, at: datetime) -> RefusedError | None:
    """Tell why a key would not count at that instant for `person` (None: for anybody), or None where it would."""
    keys = [key for key in policy.keys if key.fingerprint == found]
    remedy = "Sign with your own key of allowed_signers: git config user.signingKey PATH, or --key PATH"
    if not keys:
        message = f"The key that git would sign with, {found}, belongs to nobody in allowed_signers."
        return RefusedError(message, remedy=remedy, rule=SIGNER_UNKNOWN)
    if person is not None and keys[0].person != person:
        message = f"The key that git would sign with, {found}, belongs to {keys[0].person}, not to {person}."
        return RefusedError(message, remedy=remedy, rule=SIGNER_MISMATCH)
    begun = (key for key in keys if key.valid_after is None or key.valid_after <= at)
    if not any(key.valid_before is None or at < key.valid_before for key in begun):
        return RefusedError(f"The key {found} is not valid today.", remedy=remedy, rule=KEY_EXPIRED)
    revoked = next((key for key in policy.revoked if key.fingerprint == found and key.since <= at), None)
    if revoked is not None:
        message = f"The key {found} is revoked since {revoked.since.date()}: {revoked.reason}"
        return RefusedError(message, remedy=remedy, rule=KEY_REVOKED)
    return None


def names_ssh_key(key: str) -> bool:
    """Tell whether what `user.signingKey` says is an SSH key: literally, or as the path of one."""
    return key.startswith(("key::", "ssh-", "ecdsa-", "sk-")) or key.endswith(".pub") or "/" in key
