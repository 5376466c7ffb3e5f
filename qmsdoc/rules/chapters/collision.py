"""The rule of revisions that are being written in two places at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import REVISION_COLLISION
from qmsdoc.model.snapshot import Claim
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index

_HERE = ""
_NAMED = 5


@judges(REVISION_COLLISION)
def revision_collision(index: Index) -> Iterator[Finding]:
    """One next revision is written in one place.

    The branches of this clone are compared with the files at hand and with each other, by what each
    changed since it left the trunk. A branch that goes on with a draft of the trunk, or holds
    another branch, does not collide with it; nor does a number that is already approved.

    Why: two texts under one number cannot both be the next one (7.5.3.2 c). The sooner it is seen,
    the less is lost.

    Mend: agree which comes first. The other is brought up to date once that one is approved, and
    takes the next number; a new document takes the next free id.

    Fails:
        approved: {id: QP-001, text: Five years.}
        draft: {id: QP-001, revision: 2, change: Longer., text: Ten years.}
        branches: [{branch: shorter, base: Five years., id: QP-001, revision: 2, text: Three years.}]

    Passes:
        approved: {id: QP-001, text: Five years.}
        draft: {id: QP-001, revision: 2, change: Longer., text: Ten years.}
        branches: [{branch: shorter, base: Five years., id: QP-001, revision: 3, text: Three years.}]
    """
    grouped: defaultdict[tuple[str, int], list[Claim]] = defaultdict(list)
    for claim in index.snapshot.claims:
        grouped[claim.document.lower(), claim.revision].append(claim)
    for (name, revision), claims in sorted(grouped.items()):
        record = index.record(name)
        if record is not None and record.editions and revision <= record.editions[-1].revision:
            continue
        draft = record.draft if record and record.draft and record.draft.front.revision == revision else None
        rivals = _rivals(claims, draft)
        if len({claim.content_digest for claim in rivals}) > 1:
            yield _breach(rivals, draft, new=record is None or not record.editions)


def _rivals(claims: list[Claim], draft: Document | None) -> list[Claim]:
    """Give the claims, with that of the files at hand, that no other claim goes on from."""
    found = list(claims)
    if draft is not None:
        found.insert(0, Claim(_HERE, draft.name, claims[0].revision, draft.path, draft.closure.content_digest))
    bases = {claim.base for claim in found if claim.base != claim.content_digest}
    return [claim for claim in found if claim.content_digest not in bases]


def _breach(rivals: list[Claim], draft: Document | None, *, new: bool) -> Finding:
    places = ["here" if claim.branch == _HERE else f"on the branch '{claim.branch}'" for claim in rivals]
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    first = rivals[0]
    front = draft.front if draft is not None else None
    remedy = f"Agree which comes first; the other then becomes revision {first.revision + 1}. "
    remedy += "A branch squashed into the trunk has nothing of its own any more: delete it (`git fetch --prune`)."
    if new:
        remedy = "Agree which keeps the number; where they are two documents, one takes the next free id."
    return Finding(
        REVISION_COLLISION,
        f"Revision {first.revision} of {first.document} is being written in several places, with different content: "
        f"{', '.join(places[:_NAMED])}{more}.",
        remedy,
        document=first.document,
        path=draft.path if draft is not None else first.path,
        line=front.line("revision") if front else None,
        column=front.column("revision") if front else None,
    )
