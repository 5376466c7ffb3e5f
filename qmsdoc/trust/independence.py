"""Independence: nobody who wrote a change since the last edition signs it in an independent role.

Invariants
1. Who wrote is asked of people, not of ids: every address that the signer ever had is the signer's.
2. A delegate does not sign, as independent, what one wrote for whom the delegate signs.
"""

from __future__ import annotations

from collections.abc import Callable

from qmsdoc.model.approval import SignedAct
from qmsdoc.model.document import Document
from qmsdoc.model.policy import Policy
from qmsdoc.text.mailbox import mailbox
from qmsdoc.trust.identity import Identities

Authors = Callable[[str | None, str, frozenset[str], frozenset[str]], frozenset[str]]
"""`authors(former, commit, paths, among)` gives of the addresses `among`, as they are compared, those that wrote a
change of the files `paths` (or of what they were called before) in a commit that is part of `commit` and not of
`former` (None: ever)."""


def wrote(
    approval: SignedAct, former: tuple[Document, str] | None, policy: Policy, people: Identities, authors: Authors
) -> str | None:
    """Return why an approval in an independent role does not count: its signer wrote the change; None where it does.

    `former` is the last edition's document and commit, `policy` the one in force at the approval's instant.
    """
    signed, role = approval.document, approval.statement.role
    kind = policy.type_of(approval.name.document, signed.front.type)
    if kind is None or role not in kind.independent:
        return None
    documents = [signed, former[0]] if former else [signed]
    paths = frozenset(file.path for document in documents for file in document.closure.files)
    for person in (approval.name.person, *approval.on_behalf_of):
        known = policy.person(person)
        own = people.addresses(person) | set(map(mailbox, known.principals if known else ()))
        if authors(former[1] if former else None, approval.commit, paths, own):
            name = known.name if known else person
            return f"{name} wrote part of this change, so it cannot be signed as {role} by or for {name}."
    return None
