"""Signing in to a team's desk with a second passkey, where no proxy says who people are.

Invariants
1. The passkey that signs approvals is asked for nothing else: a key of `allowed_signers` signs nobody in.
2. Who signs in may read drafts and begin acts as that person; nothing is signed by it.
3. A challenge is random, good once, for two minutes; the passkey verified the person, at this desk's own address.

The keys stand in a file of the operator's, each line as in `allowed_signers`; it is read anew each time.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.model.policy import Policy, RelyingParty, SigningKey
from qmsdoc.parse.signers import allowed_signers
from qmsdoc.signing.passkey import PasskeyAnswer, passkey_proof, passkey_site
from qmsdoc.trust import algorithms
from qmsdoc.trust.failure import ParseError

_LASTS = 120.0  # seconds
_MOST = 1_000  # challenges at one time
_UNKNOWN = "This passkey signs nobody in here."
_REMEDY = "Make one below, and have its line put into the desk's list by whoever runs it."


@dataclass(slots=True)
class SignIns:
    """The passkeys that sign people in, of the file `keys`, for the site `rp` at `origin`; and challenges that wait."""

    keys: Path | None
    rp: str
    origin: str
    _waiting: dict[bytes, float] = field(default_factory=dict)

    def challenge(self) -> bytes:
        """Return a new challenge of 32 bytes."""
        now = time.monotonic()
        self._waiting = {each: until for each, until in self._waiting.items() if until > now}
        if len(self._waiting) >= _MOST:
            raise UsageError("Too many people sign in at once.", remedy="Try again in a minute.")
        made = secrets.token_bytes(32)
        self._waiting[made] = now + _LASTS
        return made

    def address(self, policy: Policy, challenge: bytes, answer: PasskeyAnswer) -> str:
        """Return the address of whoever signed a challenge; raises `UsageError` for anybody unknown."""
        until = self._waiting.pop(challenge, 0.0)
        if until < time.monotonic():
            raise UsageError("That took too long.", remedy="Sign in once more.")
        proof = passkey_proof(answer)
        site = (RelyingParty(self.rp, (self.origin,)),)
        for key in self._known(policy):
            try:
                algorithms.verify(key.blob, proof, challenge, site)
            except ParseError:
                continue
            return key.principal
        raise UsageError(_UNKNOWN, remedy=_REMEDY)

    def _known(self, policy: Policy) -> tuple[SigningKey, ...]:
        try:
            data = self.keys.read_bytes() if self.keys else b""
        except OSError as error:
            raise UsageError("The list of who may sign in cannot be read.", remedy="Tell whoever runs it.") from error
        keys, _ = allowed_signers(data, policy.people)
        signing = {key.fingerprint for key in policy.keys}
        return tuple(key for key in keys if passkey_site(key) == self.rp and key.fingerprint not in signing)
