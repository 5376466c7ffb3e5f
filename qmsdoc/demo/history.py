"""The story as commits: which files changed when, by whom, in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from qmsdoc.demo.days import at_work, choose, commit_day
from qmsdoc.demo.story import PolicyText, RevisionText, Story
from qmsdoc.errors import UsageError
from qmsdoc.git.write import Identity, NewCommit
from qmsdoc.model.document import Closure
from qmsdoc.model.policy import POLICY_ID, Person

Files = dict[str, bytes]
CloseOver = Callable[[str, Mapping[str, bytes]], Closure]

_MERGED_ONE_IN = 5


@dataclass(frozen=True, slots=True)
class WrittenRevision:
    """One revision as committed: the position of its commit among all, when, and what its signers sign."""

    name: str
    revision: int
    path: str
    title: str
    commit: int
    at: datetime
    content: str


@dataclass(frozen=True, slots=True)
class _Event:
    """One change to make: the text or policy, its files, and when."""

    at: datetime
    told: RevisionText | PolicyText
    files: Files


@dataclass(frozen=True, slots=True)
class History:
    """The commits in order, and each revision of POLICY and of the documents by (name, revision)."""

    commits: tuple[NewCommit, ...]
    written: Mapping[tuple[str, int], WrittenRevision]


def tell(story: Story, policies: Sequence[Files], people: Mapping[str, Person], close_over: CloseOver) -> History:
    """Turn the story into commits. `policies` are each policy revision's files; `close_over` gives a closure."""
    commits: list[NewCommit] = []
    written: dict[tuple[str, int], WrittenRevision] = {}
    tree: Files = {}
    latest = datetime.min.replace(tzinfo=UTC)
    for planned in _events(story, policies):
        event = replace(planned, at=max(planned.at, latest + timedelta(minutes=4)))
        changed = _changed(event, tree, story.today, close_over)
        tree.update(changed)
        commits += _commits(event, tuple(sorted(changed.items())), len(commits), people, story.mergers)
        latest = commits[-1].author.at
        row = _written(event, tree, len(commits) - 1, latest, close_over)
        written[row.name, row.revision] = row
    return History(tuple(commits), written)


def _events(story: Story, policies: Sequence[Files]) -> list[_Event]:
    opening = story.policies[0].approved
    first = {path: data for path, data in story.today.items() if _uncontrolled(path, story)}
    events = []
    for policy, files in zip(story.policies, policies, strict=True):
        at = at_work(policy.committed, f"POLICY/{policy.revision}")
        events.append(_Event(at, policy, (first if policy.revision == 1 else {}) | files))
    before: dict[str, datetime] = {}
    for text in story.texts:
        seed = f"{text.name}/{text.revision}"
        at = at_work(commit_day(text.front.effective, seed, opening, story.ends), seed)
        at = max(at, before.get(text.name, at) + timedelta(hours=3))
        before[text.name] = at
        events.append(_Event(at, text, dict(text.beside) | {text.path: text.data}))
    return sorted(events, key=lambda event: (event.at, isinstance(event.told, RevisionText)))


def _uncontrolled(path: str, story: Story) -> bool:
    controlled = {text.path for text in story.texts}
    beside = path.startswith("documents/") and not path.startswith(("documents/assets/", "documents/index.md"))
    return path not in controlled and not beside and path not in dict(story.policies[0].files)


def _changed(event: _Event, tree: Files, today: Mapping[str, bytes], close_over: CloseOver) -> Files:
    """Give the event's files and whatever its text needs to be read; what is not told otherwise is as today."""
    changed = dict(event.files)
    if isinstance(event.told, RevisionText):
        for file in close_over(event.told.path, {**tree, **today, **changed}).files:
            changed.setdefault(file.path, file.data)
    return {path: data for path, data in changed.items() if tree.get(path) != data}


def _commits(
    event: _Event,
    files: tuple[tuple[str, bytes | None], ...],
    position: int,
    people: Mapping[str, Person],
    mergers: Sequence[str],
) -> list[NewCommit]:
    """Give one commit, or, now and then, one on a branch of its own and the merge of its pull request."""
    told = event.told
    author = _person(people, told.author)
    trunk = (position - 1,) if position else ()
    subject, body = _message(told)
    commit = NewCommit(_identity(author, event.at), f"{subject}\n\n{body}\n", files, trunk)
    if not position or isinstance(told, PolicyText) or choose(f"merge {subject}", _MERGED_ONE_IN):
        return [commit]
    keeper = _person(people, next(person for person in mergers if person != told.author))
    branch = f"{told.name}-revision-{told.revision}".lower()
    words = f"Merge pull request #{position} from {author.id}/{branch}\n\n{subject}\n"
    merge = NewCommit(_identity(keeper, event.at + timedelta(minutes=95)), words, files, (*trunk, position))
    return [commit, merge]


def _message(told: RevisionText | PolicyText) -> tuple[str, str]:
    if isinstance(told, PolicyText):
        first = "Put the quality manual under signed approval"
        return (first if told.revision == 1 else f"Policy revision {told.revision}"), _policy_reason(told)
    title = told.front.title or told.name
    if told.revision == 1:
        return f"Add {told.name}: {title}", "First edition."
    return f"{told.name} revision {told.revision}: {title}", told.front.change or ""


def _policy_reason(told: PolicyText) -> str:
    lines = dict(told.files)["qmsdoc.yml"].decode().splitlines()
    return next((line.removeprefix("change: ") for line in lines if line.startswith("change: ")), "")


def _person(people: Mapping[str, Person], name: str) -> Person:
    if name not in people:
        raise UsageError(f"The sample manual's story speaks of {name}, who is not in its people.yml.")
    return people[name]


def _identity(person: Person, at: datetime) -> Identity:
    return Identity(person.name, person.principals[0], at)


def _written(event: _Event, tree: Files, commit: int, at: datetime, close_over: CloseOver) -> WrittenRevision:
    told = event.told
    if isinstance(told, PolicyText):
        path, name, title = "qmsdoc.yml", POLICY_ID, ""
    else:
        path, name, title = told.path, told.name, told.front.title or told.name
    return WrittenRevision(name, told.revision, path, title, commit, at, close_over(path, tree).content_digest)
