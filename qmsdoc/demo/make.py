"""Makes the demonstration manual: the story's texts as a repository with real history and signed approvals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.demo.acts import signed_acts
from qmsdoc.demo.closures import Closures
from qmsdoc.demo.history import Files, tell
from qmsdoc.demo.keys import ThrowAwayKey, allowed_signers, make_keys, sign
from qmsdoc.demo.personas import write_personas
from qmsdoc.demo.sample_files import move, read_files, read_plain, weeks_to
from qmsdoc.demo.story import STORY, PolicyText, Story, read_story
from qmsdoc.errors import UsageError
from qmsdoc.git.write import check_out, create, write_commits, write_tags
from qmsdoc.model.policy import POLICY_ID, SIGNERS_PATH, Policy
from qmsdoc.parse.policy_files import policy as read_policy


@dataclass(frozen=True, slots=True)
class DemoManual:
    """What was made: `root` is the digest of POLICY 1, to be pinned; the counts are for the reader.

    `persona` is the name of the person as whom the manual's own git configuration signs.
    """

    folder: Path
    keys: Path
    root: str
    commits: int
    approvals: int
    signers: int
    persona: str


def make(sample: Path, folder: Path, keys_folder: Path, today: date) -> DemoManual:
    """Make the manual in `folder` and its throw-away keys in `keys_folder`, as if told up to the week before `today`.

    Raises `UsageError` where either is there already with something in it, `RepositoryError` where
    git is missing or refuses.
    """
    for place in (folder, keys_folder):
        _refuse_used(place)
    story = _story(sample, today)
    with _undone_on_failure(folder, keys_folder):
        return _make(story, folder, keys_folder, today)


def _make(story: Story, folder: Path, keys_folder: Path, today: date) -> DemoManual:
    laws = [_law(story, told) for told in story.policies]
    people = {person.id: person for law in laws for person in law.people}
    folder.mkdir(parents=True, exist_ok=True)
    create(folder, laws[-1].trunk)
    keys = make_keys(keys_folder, people.values(), story.policies)
    policies = [_policy_files(story, position, law, keys) for position, law in enumerate(laws)]
    history = tell(story, policies, people, Closures(DocumentReader()))
    oids = write_commits(folder, laws[-1].trunk, history.commits)
    tags = signed_acts(story, laws, history.written, oids, keys)
    write_tags(folder, sign(tags))
    check_out(folder)
    write_personas(folder, keys_folder, keys, story.persona, today)
    signers = {key.person.id for _, key in tags}
    root = history.written[POLICY_ID, 1].content
    return DemoManual(folder, keys_folder, root, len(oids), len(tags), len(signers), people[story.persona].name)


@contextmanager
def _undone_on_failure(*folders: Path) -> Iterator[None]:
    """Leave nothing half made: both folders were new or empty before."""
    were_there = [place for place in folders if place.exists()]
    try:
        yield
    except BaseException:
        for place in folders:
            shutil.rmtree(place, ignore_errors=True)
        for place in were_there:
            place.mkdir(exist_ok=True)
        raise


def _refuse_used(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} is there already and is not empty.",
            remedy="Name a folder that does not exist yet, or delete this one.",
        )


def _story(sample: Path, today: date) -> Story:
    files = read_files(sample)
    ends = date.fromisoformat(str(read_plain(files[STORY], STORY)["ends"]))
    return read_story(move(files, weeks_to(today, ends)))


def _law(story: Story, told: PolicyText) -> Policy:
    policy, problems = read_policy({SIGNERS_PATH: story.today[SIGNERS_PATH]} | dict(told.files))
    if policy is None:
        said = "; ".join(problem.message for problem in problems)
        raise UsageError(f"Policy revision {told.revision} of the sample manual cannot be read: {said}")
    return replace(policy, revision=told.revision)


def _policy_files(story: Story, position: int, law: Policy, keys: Sequence[ThrowAwayKey]) -> Files:
    """Give the policy's files at one revision, its `allowed_signers` with the keys known by then."""
    so_far: Sequence[PolicyText] = story.policies[: position + 1]
    known = {day for told in so_far for _, day in (*told.new_keys, *told.closed_keys)}
    people = [person.id for person in law.people]
    signers = allowed_signers(keys, people, known, story.today[SIGNERS_PATH])
    return dict(story.policies[position].files) | {SIGNERS_PATH: signers}
