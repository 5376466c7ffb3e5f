"""The story's signatures: which tag each person makes, over what, on which day and with which key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qmsdoc.demo.days import at_work, signature_day
from qmsdoc.demo.history import WrittenRevision
from qmsdoc.demo.keys import ThrowAwayKey
from qmsdoc.demo.story import LaterAct, Story
from qmsdoc.errors import UsageError
from qmsdoc.git.write import Identity, NewTag
from qmsdoc.model.approval import MEANINGS, Act, Statement, TagName
from qmsdoc.model.policy import POLICY_ID, Policy
from qmsdoc.trust.message import write_message

Signed = tuple[NewTag, ThrowAwayKey]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every signature is made from. `laws` are the policies with the instant each takes force, oldest first."""

    laws: tuple[tuple[datetime, Policy], ...]
    written: Mapping[tuple[str, int], WrittenRevision]
    oids: Sequence[str]
    keys: Sequence[ThrowAwayKey]

    def law(self, at: datetime) -> Policy:
        """The policy in force then; before the first one, the first."""
        return next((law for since, law in reversed(self.laws) if since <= at), self.laws[0][1])

    def key(self, person: str, day: date) -> ThrowAwayKey | None:
        """The key with which the person signs on that day and the days around it."""
        margin = timedelta(days=1)
        keys = (key for key in self.keys if key.signs(person, day - margin) and key.signs(person, day + margin))
        return next(keys, None)


def signed_acts(
    story: Story,
    laws: Sequence[Policy],
    written: Mapping[tuple[str, int], WrittenRevision],
    oids: Sequence[str],
    keys: Sequence[ThrowAwayKey],
) -> tuple[Signed, ...]:
    """Give every tag of the story, not yet signed, with the key that is to sign it; sorted by name."""
    approved = [at_work(told.approved, f"POLICY/{told.revision}", opening=9) for told in story.policies]
    desk = _Desk(tuple(zip(approved, laws, strict=True)), written, oids, keys)
    tags = [*_policy_approvals(story, desk), *_text_approvals(story, desk)]
    tags += [tag for act in story.acts for tag in _later(act, desk)]
    return tuple(sorted(tags, key=lambda signed: signed[0].name))


def _policy_approvals(story: Story, desk: _Desk) -> list[Signed]:
    tags = []
    for told, (at, _) in zip(story.policies, desk.laws, strict=True):
        before = max(1, told.revision - 1)
        for role, person in told.signers:
            name = TagName(Act.APPROVED, POLICY_ID, told.revision, person)
            tags.append(_tag(desk, name, role, at, policy=before))
    return tags


def _text_approvals(story: Story, desk: _Desk) -> list[Signed]:
    tags = []
    for text in story.texts:
        row = desk.written[text.name, text.revision]
        for role, person in text.signers:
            seed = f"{text.name}/{text.revision}/{person}"
            may_sign = _rights(desk, role, person, text.front.owner)
            day = signature_day(row.at.date(), text.front.effective, seed, story.ends, may_sign)
            if day is None:
                raise UsageError(
                    f"In the sample manual {person} can sign {text.name} revision {text.revision} on no day."
                )
            name = TagName(Act.APPROVED, text.name, text.revision, person)
            tags.append(_tag(desk, name, role, at_work(day, seed), effective=text.front.effective))
    return tags


def _later(act: LaterAct, desk: _Desk) -> list[Signed]:
    revisions = [revision for name, revision in desk.written if name == act.name]
    revision = act.revision or max(revisions, default=0)
    tags = []
    for role, person in act.signers:
        at = at_work(act.on, f"{act.name}/{person}/later", opening=9)
        if act.reason is not None:
            name = TagName(Act.WITHDRAWN, act.name, revision, person)
            tags.append(_tag(desk, name, role, at, reason=act.reason, successor=act.successor))
        else:
            name = TagName(Act.REVIEWED, act.name, revision, person, act.on)
            tags.append(_tag(desk, name, role, at, review_by=act.review_by))
    return tags


def _rights(desk: _Desk, role: str, person: str, owner: str | None) -> Callable[[date], bool]:
    def may_sign(day: date) -> bool:
        law = desk.law(at_work(day, person))
        return law.holds(person, role, day, owner) and desk.key(person, day) is not None

    return may_sign


def _tag(
    desk: _Desk,
    name: TagName,
    role: str,
    at: datetime,
    *,
    policy: int | None = None,
    effective: date | None = None,
    review_by: date | None = None,
    reason: str | None = None,
    successor: str | None = None,
) -> Signed:
    row = desk.written[name.document, name.revision]
    law = desk.law(at)
    key = desk.key(name.person, at.date())
    if key is None:
        raise UsageError(f"In the sample manual {name.person} has no key on {at.date()}, to sign {name.tag}.")
    statement = Statement(
        manual=law.manual,
        document=name.document,
        revision=name.revision,
        path=row.path,
        content_digest=row.content,
        policy=policy or law.revision,
        role=role,
        meaning=law.meaning(name.act, role) or MEANINGS[name.act],
        effective=effective,
        review_by=review_by,
        reason=reason,
        successor=successor,
    )
    title = row.title or law.title
    tagger = Identity(key.person.name, key.person.principals[0], at)
    return NewTag(name.tag, desk.oids[row.commit], tagger, write_message(name.act, title, statement)), key
