"""Whether OpenPGP keys of a policy say themselves whose they are: user ids count only as gpg certifies them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import SigningKey
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.trust.openpgp import certified_user_ids


def is_certified(key: SigningKey) -> bool:
    """Tell whether an OpenPGP key certifies the address by which it is somebody's; what is not told counts as so."""
    known = certified_user_ids(key.blob) if key.algorithm.startswith("openpgp") else None
    address = key.principal.lower()
    return known is None or any(each.lower() == address or f"<{address}>" in each.lower() for each in known)


def uncertified(keys: Iterable[SigningKey]) -> Iterator[Finding]:
    """Yield a finding for each key that does not certify its owner's address, or has revoked it: it is nobody's."""
    for key in keys:
        if not is_certified(key):
            message = f"The key does not certify the address {key.principal}, or has revoked it: it is nobody's key."
            remedy = (
                f"Ask for the key again: gpg --armor --export {key.principal}. A policy with this one never counts."
            )
            yield Finding(POLICY_INVALID, message, remedy, key.line, 1, key.path)
