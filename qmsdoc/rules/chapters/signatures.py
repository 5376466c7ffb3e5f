"""Rules of one tag and its signature: well formed, good, by a known key, over the right thing.

The verdict on each tag is part of the snapshot; these rules hand it on and say what to do.
"""

from __future__ import annotations

from qmsdoc.model.rule_ids import (
    KEY_EXPIRED,
    KEY_REVOKED,
    SIGNATURE_INVALID,
    SIGNATURE_NONCANONICAL,
    SIGNATURE_UNVERIFIABLE,
    SIGNER_MISMATCH,
    SIGNER_UNKNOWN,
    TAG_LIGHTWEIGHT,
    TAG_MALFORMED,
    TAG_NAME_MISMATCH,
    TAG_TARGET_INVALID,
    TAG_UNREACHABLE,
    TAG_UNSIGNED,
)
from qmsdoc.rules.definition import described

_AGAIN = "Delete the tag with `git tag -d {tag}` where it was made, and sign again with qmsdoc."


tag_lightweight = described(
    TAG_LIGHTWEIGHT,
    """An approval is an annotated tag: it has a message and a signature of its own.

    Why: a lightweight tag only points somewhere; it does not say who made it or what they meant
    (7.5.2 c).

    Mend: delete the tag and sign with `qmsdoc approve`, which makes an annotated, signed tag.

    Fails:
        tag: approved/QP-001/1/jane.doe
        made with: git tag approved/QP-001/1/jane.doe
        verdict: tag-lightweight

    Passes:
        tag: approved/QP-001/1/jane.doe
        made with: qmsdoc approve QP-001
    """,
)


tag_unsigned = described(
    TAG_UNSIGNED,
    """An approval carries a signature.

    Why: anybody can write a tag with anybody's name in it; only the holder of the key can sign it
    (7.5.2 c).

    Mend: delete the tag and sign with `qmsdoc approve`, or with `git tag -s`.

    Fails:
        tag: approved/QP-001/1/jane.doe
        made with: git tag -a approved/QP-001/1/jane.doe
        verdict: tag-unsigned

    Passes:
        tag: approved/QP-001/1/jane.doe
        made with: git tag -s approved/QP-001/1/jane.doe
    """,
)


tag_malformed = described(
    TAG_MALFORMED,
    """An approval's message has exactly the fields of its act, each once, in their order.

    Why: what was signed must be readable in one way only (7.5.2 c). A field more, a field less or
    a field twice leaves room for another reading.

    Mend: delete the tag and sign again. `qmsdoc approve QP-001 --message-only` prints the message.

    Fails:
        tag: approved/QP-001/1/jane.doe
        message: the field Role stands twice
        verdict: tag-malformed

    Passes:
        tag: approved/QP-001/1/jane.doe
        message: every field once, as `qmsdoc approve --message-only` prints it
    """,
)


tag_target_invalid = described(
    TAG_TARGET_INVALID,
    """The tag points to a commit that holds the document with that id and revision.

    Why: a signature has to stand on the thing it speaks of (7.5.2 c).

    Mend: delete the tag, and sign again on the commit that holds the revision.

    Fails:
        tag: approved/QP-001/2/jane.doe
        target: a commit in which QP-001 is still revision 1
        verdict: tag-target-invalid

    Passes:
        tag: approved/QP-001/2/jane.doe
        target: a commit in which QP-001 is revision 2
    """,
)


tag_name_mismatch = described(
    TAG_NAME_MISMATCH,
    """The name of the tag, the name inside it and the fields of its message say the same.

    Why: a tag that was renamed passes one document's signature off as another's (7.5.2 c).

    Mend: delete the tag and sign again. Signed tags cannot be renamed.

    Fails:
        tag: approved/QP-002/1/jane.doe
        message: "Document: QP-001"
        verdict: tag-name-mismatch

    Passes:
        tag: approved/QP-001/1/jane.doe
        message: "Document: QP-001"
    """,
)


tag_unreachable = described(
    TAG_UNREACHABLE,
    """The approved commit is part of the trunk.

    Why: a text that is only on somebody's branch is not the manual's (7.5.3.2 c).

    Mend: merge the branch as it is, without squashing or rebasing. Where that is no longer possible,
    sign the merged revision again.

    Fails:
        tag: approved/QP-001/1/jane.doe
        target: a commit of the branch `draft-training`, never merged
        verdict: tag-unreachable

    Passes:
        tag: approved/QP-001/1/jane.doe
        target: a commit of the trunk
    """,
)


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
