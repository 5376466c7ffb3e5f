"""Rules of one tag: annotated, signed, well formed, over a commit of the trunk; verification finds their faults."""

from __future__ import annotations

from qmsdoc.model.rule_ids import (
    TAG_LIGHTWEIGHT,
    TAG_MALFORMED,
    TAG_NAME_MISMATCH,
    TAG_TARGET_INVALID,
    TAG_UNREACHABLE,
    TAG_UNSIGNED,
)
from qmsdoc.rules.definition import described

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
