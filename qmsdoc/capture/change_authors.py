"""Who wrote what the newest revision of each document changes: for the rules of independence, before anybody signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.concerned import Purpose
from qmsdoc.model.policy import POLICY_ID, Person, Policy
from qmsdoc.model.snapshot import ChangeAuthors, Record, Snapshot, Status
from qmsdoc.text.mailbox import mailbox
from qmsdoc.trust.identity import Identities

_OVER = (Status.WITHDRAWN, Status.SUPERSEDED)


def change_authors(
    records: Iterable[Record],
    policy: Policy,
    identities: Identities,
    trunk: BranchHistory,
    here: Callable[[], BranchHistory],
) -> Mapping[str, ChangeAuthors]:
    """Return the authors by document, POLICY included, of those in use whose type has an independent role.

    `trunk` is the history in which editions stand; `here` gives the one that ends at the commit of the drafts, and is
    asked only where one of them waits for signatures.
    """
    people = _addresses(policy, identities)
    ever = frozenset().union(*people.values(), *identities.mail.values())
    found = {}
    for record in records:
        kind = policy.type_of(record.name, record.shown.front.type) if record.draft or record.editions else None
        if kind is not None and kind.independent and record.status not in _OVER:
            addresses = _written_by(record, trunk, here)
            known = frozenset(person for person, own in people.items() if own & addresses)
            found[record.name] = ChangeAuthors(known, tuple(sorted(addresses - ever)))
    return found


def _addresses(policy: Policy, identities: Identities) -> dict[str, frozenset[str]]:
    def own(person: Person) -> frozenset[str]:
        return identities.addresses(person.id) | set(map(mailbox, person.principals))

    return {person.id: own(person) for person in policy.people}


def _written_by(record: Record, trunk: BranchHistory, here: Callable[[], BranchHistory]) -> frozenset[str]:
    """Return the addresses of who wrote what the waiting draft changes, or what the newest edition changed."""
    waits = record.draft if record.needs else None
    editions = record.editions if waits is not None else record.editions[:-1]
    document = waits or (record.editions[-1].document if record.editions else None)
    history = here() if waits is not None else trunk
    commit = history.tip if waits is not None else record.editions[-1].commit if record.editions else None
    if document is None or commit is None:
        return frozenset()
    former = editions[-1] if editions else None
    documents = [document, former.document] if former else [document]
    paths = frozenset(file.path for each in documents for file in each.closure.files)
    return history.authors(former.commit if former else None, commit, paths)


def records_asked(judged: tuple[Record, ...], about: frozenset[str] | None, purpose: Purpose) -> tuple[Record, ...]:
    """Return the records of which it is asked who wrote their changes, and those of lost files in the same places."""
    if purpose is Purpose.READING:
        return ()
    if about is None:
        return judged
    names = {POLICY_ID.lower(), *about}
    places = {each.draft.path for each in judged if each.draft and each.name.lower() in names}
    return tuple(
        record
        for record in judged
        if record.name.lower() in names
        or (record.draft is None and record.editions and record.editions[-1].document.path in places)
    )


def has_unknown_authors(snapshot: Snapshot) -> bool:
    """Tell whether somebody whom the policy does not know wrote what is asked about: perhaps others as well.

    A rule tells of them by address, with all documents that one wrote; it keeps nobody from signing.
    """
    found = snapshot.change_authors.items() if snapshot.concerning is not None else ()
    return any(authors.unknown for name, authors in found if name != POLICY_ID)
