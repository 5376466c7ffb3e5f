"""In which role a person may sign: chosen where only one fits, refused with the reason where none does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import DocumentType, Person, Policy
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.rule_ids import APPROVAL_SELF, APPROVAL_UNAUTHORISED
from qmsdoc.model.snapshot import Edition
from qmsdoc.text.mailbox import mailbox
from qmsdoc.text.sentences import any_of
from qmsdoc.text.suggestions import nearest_or_all
from qmsdoc.trust.quorum import allowed_roles


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, on which day.

    `role` is the one they chose, if they did; `wrote` tells whether they wrote part of the change, and `for_authors`
    holds the roles in which they act for somebody who did.
    """

    person: Person
    on: date
    role: str | None = None
    wrote: bool = False
    for_authors: frozenset[str] = frozenset()

    def is_author(self, role: str) -> bool:
        """Tell whether the change was written by this person, or by one for whom they act in a role."""
        return self.wrote or role in self.for_authors


def person_of(policy: Policy, asked: str | None, email: str | None) -> Person:
    """Find who signs: by id, or by the address that git's configuration gives; raises `UsageError`."""
    if asked is not None:
        person = policy.person(asked)
        if person is None:
            known = [person.id for person in policy.people]
            raise UsageError(f"There is nobody called '{asked}' in people.yml.", remedy=nearest_or_all(asked, known))
        return person
    person = by_address(policy, email)
    if person is None:
        raise UsageError(
            f"Git's e-mail address here, {email or '(none)'}, belongs to nobody in people.yml.",
            remedy="Say who you are with --as PERSON, or set it: git config user.email YOU@YOUR.ORGANISATION",
        )
    return person


def by_address(policy: Policy, email: str | None) -> Person | None:
    """Find the person to whom an e-mail address belongs, whatever its case."""
    wanted = mailbox(email or "")
    return next((p for p in policy.people if wanted in map(mailbox, p.principals)), None)


class Wanted(NamedTuple):
    """What is to be signed: its type, the signatures that it lacks, its owner, and what to call it to people."""

    kind: DocumentType
    needs: Sequence[Requirement]
    owner: str | None
    called: str


def choose(wanted: Wanted, policy: Policy, signer: Signer) -> str:
    """Give the role in which the person's signature counts, of those that are lacking.

    A role of the person's own goes before one in which he or she acts for somebody else. Raises `RefusedError` where
    none fits, `UsageError` where several do and none was chosen.
    """
    kind, needs, what = wanted.kind, wanted.needs, wanted.called
    kinds = policy.asked_of(kind.approvals or (), wanted.owner)
    asked = tuple(dict.fromkeys(need.role for need in (*kinds, *needs)))
    if signer.role is not None and signer.role not in asked:
        raise RefusedError(
            f"For {what} the policy asks for {any_of(asked)}, not for '{signer.role}'.",
            remedy=f"Sign as {any_of(asked)}.",
            rule=APPROVAL_UNAUTHORISED,
        )
    tried = tuple(dict.fromkeys(need.role for need in needs)) if signer.role is None else (signer.role,)
    still = [role for role in tried if any(need.role == role for need in needs)]
    by_need = [need for need in needs if policy.holds(signer.person.id, need.role, signer.on, need.owner)]
    held = [role for role in still if role in {need.role for need in by_need}]
    fits = [role for role in held if not (signer.is_author(role) and role in kind.independent)]
    for_others = {n.role for n in by_need if policy.delegators(signer.person.id, n.owner or n.role, signer.on)}
    own = [role for role in fits if role not in for_others]
    if len(own) == 1:
        return own[0]
    if len(fits) > 1:
        raise UsageError(
            f"{signer.person.name} may sign {what} as {any_of(fits)}: one signature counts in one role only.",
            remedy=f"Choose with --role, for example --role {fits[0]}",
        )
    if not fits:
        raise _unfit(tried, still, held, signer, what)
    return fits[0]


def _unfit(
    wanted: Collection[str], still: Collection[str], held: Collection[str], signer: Signer, what: str
) -> RefusedError:
    name = signer.person.name
    if not still:
        return RefusedError(
            f"{what} has all the signatures it needs as {any_of(wanted) or 'any role'}.",
            remedy="There is nothing to sign.",
        )
    if not held:
        return RefusedError(
            f"{name} does not hold the role {any_of(still)} today, which {what} still needs.",
            remedy="See who does: qmsdoc inbox --all",
            rule=APPROVAL_UNAUTHORISED,
        )
    wrote = "wrote" if signer.wrote else "acts for somebody who wrote"
    return RefusedError(
        f"{name} {wrote} part of this change and so cannot sign it as {any_of(held)}.",
        remedy="Somebody else who holds the role must sign. See: qmsdoc inbox --all",
        rule=APPROVAL_SELF,
    )


def reviewing(kind: DocumentType, edition: Edition, policy: Policy, signer: Signer) -> str:
    """Give the role in which the person may sign a periodic review: the owner's first; raises `RefusedError`."""
    allowed = allowed_roles(kind, Act.REVIEWED, edition.owner or None, policy, signer.person.id)
    order = [edition.owner, *(need.role for need in kind.approvals or ()), *sorted(allowed)]
    fits = [
        role for role in order if role in allowed and policy.holds(signer.person.id, role, signer.on, edition.owner)
    ]
    chosen = signer.role or (fits[0] if fits else None)
    if chosen is None or chosen not in fits:
        raise RefusedError(
            f"A review of {edition.name} is signed by its owner or as {any_of(sorted(allowed))}; "
            f"{signer.person.name} " + (f"does not hold '{chosen}' today." if chosen else "holds none of these today."),
            remedy="See who does: qmsdoc inbox --all",
            rule=APPROVAL_UNAUTHORISED,
        )
    return chosen
