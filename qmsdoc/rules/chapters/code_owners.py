"""The rule of CODEOWNERS: whom the host of the repository asks, and whom the policy asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qmsdoc.model.finding import Finding
from qmsdoc.model.globs import MOST_SIGNS, signs
from qmsdoc.model.policy import DocumentType, Person, Policy
from qmsdoc.model.rule_ids import CODEOWNERS_DRIFT, LIMIT_EXCEEDED
from qmsdoc.model.snapshot import CodeOwner, CodeOwners
from qmsdoc.parse.code_owners import MOST_TRIES, Applying
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index

_SIGNS = re.compile(r"[^a-z0-9]+")
_ENTER = "Enter the e-mail address under `principals`, or the account under `accounts`, in people.yml; or take it out."


class _Crew(NamedTuple):
    """How owners in CODEOWNERS are known: people by address and account, roles by team."""

    people: Mapping[str, Person]
    teams: Mapping[str, str]


@judges(CODEOWNERS_DRIFT)
def codeowners_drift(index: Index) -> Iterator[Finding]:
    """CODEOWNERS asks the people who the policy says must approve.

    The file is looked for at `.github/CODEOWNERS`, `CODEOWNERS` and `docs/CODEOWNERS`; the first
    counts, and without one there is nothing to compare. An e-mail address is known by `principals`
    in `people.yml`, an account `@jane` by `accounts` there or where it is the person's id, and a
    team `@meridian/quality-manager` where it bears the name of a role. For every type of document
    the lines that apply to its files must name somebody of each role that approves it.

    Why: documents are reviewed and approved by those who can judge them (7.5.2 c). Where the host
    asks others, the right ones do not hear of a change.

    Mend: correct the line in CODEOWNERS, or the policy.

    Fails:
        codeowners: "/documents/ jane.doe@meridian.example john.roe@meridian.example"
        draft: {id: QP-001}

    Passes:
        codeowners: "/documents/ jane.doe@meridian.example"
        draft: {id: QP-001}
    """
    file = index.snapshot.codeowners
    if file is None or not index.holders:
        return
    crew = _crew(index.policy)
    yield from _strangers(index, file, crew)
    yield from _too_starry(file)
    finder = Applying(file)
    kinds = {kind.name: kind for kind in index.policy.types}
    told: set[tuple[int, str]] = set()
    for document in index.current:
        kind = kinds.get(document.front.type or "")
        line = finder.line(document.path)
        if finder.exhausted:
            yield _too_many(file)
            return
        place = (line.line if line else 0, kind.name if kind else "")
        if kind is None or place in told:
            continue
        told.add(place)
        yield from _lacking(index, crew, kind, file, (line, document.path))


def _crew(policy: Policy) -> _Crew:
    people: dict[str, Person] = {}
    for person in policy.people:
        for name in (person.id, *person.accounts):
            people[f"@{_plain(name)}"] = person
        for address in person.principals:
            people[address.lower()] = person
    teams = {f"{_plain(role)}{plural}": role for role in policy.roles() for plural in ("", "s")}
    return _Crew(people, teams)


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())


def _known(crew: _Crew, owner: str) -> Person | str | None:
    """Give the person or the role whom an owner of CODEOWNERS means; None where nobody is known by it."""
    if not owner.startswith("@"):
        return crew.people.get(owner.lower())
    name = owner.removeprefix("@")
    return crew.people.get(f"@{_plain(name)}") or crew.teams.get(_plain(name.rpartition("/")[2]))


def _strangers(index: Index, file: CodeOwners, crew: _Crew) -> Iterator[Finding]:
    """Give, once each, whoever is nobody of the policy or holds no role today."""
    seen: set[str] = set()
    for line in file.lines:
        for owner in line.owners:
            if owner.lower() in seen:
                continue
            seen.add(owner.lower())
            known = _known(crew, owner)
            if known is None:
                yield _at(file, line, f"CODEOWNERS names {owner}, who is nobody of the policy.", _ENTER)
            elif isinstance(known, Person) and not known.active(index.as_of):
                message = f"CODEOWNERS names {owner}, but {known.name} holds no role today."
                yield _at(file, line, message, "Name whoever took over.")


def _lacking(
    index: Index, crew: _Crew, kind: DocumentType, file: CodeOwners, place: tuple[CodeOwner | None, str]
) -> Iterator[Finding]:
    """Give the roles that approve a type, have somebody in them today, and are not asked.

    `place` is the line that applies to a file of that type, and the file's path.
    """
    line, path = place
    asked = [_known(crew, owner) for owner in line.owners] if line else []
    if line is not None and None in asked:
        return  # a stranger may well be the one who is wanted, and is told of
    people = {found.id for found in asked if isinstance(found, Person)}
    roles = {found for found in asked if isinstance(found, str)}
    needed = [need.role for need in kind.approvals or () if index.holders.get(need.role)]
    missing = [
        role for role in needed if role not in roles and not people & {person.id for person in index.holders[role]}
    ]
    if missing:
        who = ", ".join(person.name for person in index.holders[missing[0]][:5])
        message = f"CODEOWNERS asks nobody of the role {', '.join(missing)}, who must approve {kind.name} documents"
        yield _at(file, line, f"{message} such as {path}.", f"Name one of them there: {who}.")


def _too_starry(file: CodeOwners) -> Iterator[Finding]:
    for line in file.lines:
        if signs(line.pattern) > MOST_SIGNS:
            message = f"The pattern has {signs(line.pattern)} stars and question marks; the most is {MOST_SIGNS}."
            yield Finding(LIMIT_EXCEEDED, message, "Write a plainer pattern.", path=file.path, line=line.line, column=1)


def _too_many(file: CodeOwners) -> Finding:
    message = (
        f"CODEOWNERS has too many patterns for so many documents: {MOST_TRIES} comparisons were made, and no more."
    )
    return Finding(
        LIMIT_EXCEEDED, message, "Write folders in place of patterns with stars.", path=file.path, line=1, column=1
    )


def _at(file: CodeOwners, line: CodeOwner | None, message: str, remedy: str) -> Finding:
    return Finding(CODEOWNERS_DRIFT, message, remedy, path=file.path, line=line.line if line else 1, column=1)
