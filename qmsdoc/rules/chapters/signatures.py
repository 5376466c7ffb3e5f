"""Rules of a signature: good, canonical, by a key that belongs to the person named; verification finds their faults."""

from __future__ import annotations

from qmsdoc.model.rule_ids import (
    KEY_EXPIRED,
    KEY_REVOKED,
    SIGNATURE_INVALID,
    SIGNATURE_NONCANONICAL,
    SIGNATURE_UNVERIFIABLE,
    SIGNER_MISMATCH,
    SIGNER_UNKNOWN,
)
from qmsdoc.rules.definition import described

signature_invalid = described(
    SIGNATURE_INVALID,
    """The signature fits the tag.

    Why: where it does not, the tag was altered after it was signed, or was never signed by this key
    (7.5.2 c).

    Mend: find out who made the tag and why it does not fit. Then delete it and sign again.

    Fails:
        tag: approved/QP-001/1/jane.doe
        message: altered after it was signed
        verdict: signature-invalid

    Passes:
        tag: approved/QP-001/1/jane.doe
        message: as it was signed
    """,
)


signature_noncanonical = described(
    SIGNATURE_NONCANONICAL,
    """There is exactly one signature, in the one form that is accepted.

    Why: a second signature, other encodings or bytes around it can make two programs see two
    signers (7.5.2 c).

    Mend: delete the tag and sign again with git's own `git tag -s`.

    Fails:
        tag: approved/QP-001/1/jane.doe
        signature: two blocks, one after the other
        verdict: signature-noncanonical

    Passes:
        tag: approved/QP-001/1/jane.doe
        signature: one block, at the end
    """,
)


signature_unverifiable = described(
    SIGNATURE_UNVERIFIABLE,
    """Every signature can be checked on this machine.

    It is not said to be wrong: the kind of key is not supported, or a program that is needed, such
    as gpg, is missing. What cannot be told does not count.

    Why: an approval that nobody can check is no evidence (7.5.2 c).

    Mend: `qmsdoc doctor` says what this machine lacks. Where the kind of key is the trouble, sign
    again with an Ed25519 key.

    Fails:
        tag: approved/QP-001/1/jane.doe
        signature: OpenPGP, on a machine without gpg
        verdict: signature-unverifiable

    Passes:
        tag: approved/QP-001/1/jane.doe
        signature: OpenPGP, on a machine with gpg
    """,
)


signer_unknown = described(
    SIGNER_UNKNOWN,
    """The key that signed belongs to a person of the policy.

    Why: a good signature of a stranger's key proves nothing about who approved (7.5.2 c).

    Mend: enter the key in `allowed_signers` and have the policy approved, then sign again; or sign
    with the key that is entered.

    Fails:
        tag: approved/QP-001/1/jane.doe
        key: not in allowed_signers
        verdict: signer-unknown

    Passes:
        tag: approved/QP-001/1/jane.doe
        key: jane.doe@meridian.example in allowed_signers
    """,
)


signer_mismatch = described(
    SIGNER_MISMATCH,
    """The person in the tag's name is the one whose key signed.

    Why: nobody signs for somebody else (7.5.2 c). Who acts for another does so under their own name
    with a delegation.

    Mend: delete the tag; the person named signs it, or the signer signs under their own name.

    Fails:
        tag: approved/QP-001/1/jane.doe
        key: sam.lee@meridian.example in allowed_signers
        verdict: signer-mismatch

    Passes:
        tag: approved/QP-001/1/jane.doe
        key: jane.doe@meridian.example in allowed_signers
    """,
)


key_expired = described(
    KEY_EXPIRED,
    """The key was valid on the day the approval was recorded.

    `valid-after` and `valid-before` in `allowed_signers` bound a key's time.

    Why: a key that is out of use is no longer watched over (7.5.3.1 b).

    Mend: sign again with the key now in use.

    Fails:
        tag: approved/QP-001/1/jane.doe
        key: valid-before 20260101, signed on 2026-01-02
        verdict: key-expired

    Passes:
        tag: approved/QP-001/1/jane.doe
        key: valid-before 20260101, signed on 2025-12-31
    """,
)


key_revoked = described(
    KEY_REVOKED,
    """The key was not reported as compromised when it signed.

    `revoked:` in `people.yml` lists such keys with the day from which nothing they sign counts.

    Why: from that day on somebody else may have signed (7.5.3.1 b).

    Mend: check what was signed since then, and sign what is right again with a new key.

    Fails:
        tag: approved/QP-001/1/jane.doe
        key: revoked since 2026-01-01, signed on 2026-01-01
        verdict: key-revoked

    Passes:
        tag: approved/QP-001/1/jane.doe
        key: revoked since 2026-01-01, signed on 2025-12-31
    """,
)
