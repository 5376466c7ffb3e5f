"""The story of the sample manual as values: who wrote what, who signed it, and on which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qmsdoc.demo.sample_files import Plain, read_plain
from qmsdoc.errors import UsageError
from qmsdoc.model.document import FrontMatter
from qmsdoc.model.policy import PEOPLE_PATH, POLICY_ID, POLICY_PATH
from qmsdoc.parse.front_matter import front_matter

HISTORY = "history/"
PROFILES = "profiles/"
STORY = "history/story.yml"
_DOCUMENTS = "documents/"

Signers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RevisionText:
    """One revision of one document: its path in the manual, its author, its signers as (role, person).

    `beside` are the images and includes that this revision had in place of today's.
    """

    front: FrontMatter
    name: str
    revision: int
    path: str
    data: bytes
    beside: tuple[tuple[str, bytes], ...]
    author: str
    signers: Signers


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One revision of the policy. `new_keys` and `closed_keys` give the first day on which they matter."""

    revision: int
    files: tuple[tuple[str, bytes], ...]
    author: str
    committed: date
    approved: date
    signers: Signers
    new_keys: tuple[tuple[str, date], ...]
    closed_keys: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class LaterAct:
    """A withdrawal (`reason` given) or a periodic review (`review_by` given) of one revision."""

    name: str
    revision: int | None
    on: date
    signers: Signers
    reason: str | None = None
    successor: str | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The whole of it. `today` holds the files as they stand at the end, by path.

    `persona` is whom the user acts as at first; `mergers` are the people who merge pull requests.
    """

    ends: date
    persona: str
    mergers: tuple[str, ...]
    today: Mapping[str, bytes]
    policies: tuple[PolicyText, ...]
    texts: tuple[RevisionText, ...]
    acts: tuple[LaterAct, ...]


def read_story(files: Mapping[str, bytes]) -> Story:
    """Read the sample manual's files; raises `UsageError` where the story does not hold together."""
    told = read_plain(files[STORY], STORY)
    today = {path: data for path, data in files.items() if not path.startswith((HISTORY, PROFILES))}
    policies = tuple(_policy(files, int(n), _mapping(entry)) for n, entry in _mapping(told["policies"]).items())
    withdrawals = tuple(_act(name, None, entry) for name, entry in _mapping(told["withdrawals"]).items())
    reviews = tuple(_act(*_split(key), entry) for key, entry in _mapping(told["reviews"]).items())
    texts = tuple(sorted(_texts(files), key=lambda text: (text.name, text.revision)))
    mergers = told["mergers"]
    assert isinstance(mergers, list)
    people = (str(told["persona"]), tuple(str(person) for person in mergers))
    return Story(_day(told["ends"]), *people, today, policies, texts, withdrawals + reviews)


def _policy(files: Mapping[str, bytes], revision: int, told: dict[str, Plain]) -> PolicyText:
    folder = f"{HISTORY}{POLICY_ID}/{revision}/"
    texts = tuple((name, files.get(folder + name, files[name])) for name in (POLICY_PATH, PEOPLE_PATH))
    new, closed = (_mapping(told.get(key, {})) for key in ("new_keys", "closed_keys"))
    return PolicyText(
        revision,
        texts,
        str(told["by"]),
        _day(told["committed"]),
        _day(told["approved"]),
        _signers(told["approve"]),
        tuple((person, _day(value)) for person, value in new.items()),
        tuple((person, _day(value)) for person, value in closed.items()),
    )


def _act(name: str, revision: int | None, entry: Plain) -> LaterAct:
    told = _mapping(entry)
    reason, successor, review_by = (told.get(key) for key in ("reason", "successor", "review_by"))
    return LaterAct(
        name,
        revision,
        _day(told["on"]),
        _signers(told["approve"]),
        str(reason) if reason else None,
        str(successor) if successor else None,
        _day(review_by) if review_by else None,
    )


def _texts(files: Mapping[str, bytes]) -> list[RevisionText]:
    authors = _authors(files)
    current = {}
    for path, data in files.items():
        if path.startswith(_DOCUMENTS) and path.endswith(".md"):
            front = front_matter(data).front
            if front.name:
                current[front.name] = path
    texts = [_text(files[path], path, (), authors) for path in current.values()]
    folders = sorted({"/".join(path.split("/")[:3]) + "/" for path in files if path.count("/") >= 3})
    earlier = [folder for folder in folders if folder.startswith(HISTORY) and f"/{POLICY_ID}/" not in folder]
    return texts + [_earlier(files, folder, current, authors) for folder in earlier]


def _earlier(
    files: Mapping[str, bytes], folder: str, current: Mapping[str, str], authors: Mapping[str, dict[str, Plain]]
) -> RevisionText:
    """Read `history/<id>/<n>/`: the one Markdown file with front matter, and what lies beside it."""
    inside = {path.removeprefix(folder): data for path, data in files.items() if path.startswith(folder)}
    name = folder.split("/")[1]
    found = [path for path, data in inside.items() if path.endswith(".md") and front_matter(data).front.name == name]
    if len(found) != 1:
        raise UsageError(f"The folder {folder} of the sample manual must hold one text of {name}.")
    place = current.get(name, f"{_DOCUMENTS}{name}").rpartition("/")[0] + "/"
    beside = tuple((place + path, data) for path, data in inside.items() if path != found[0])
    return _text(inside[found[0]], place + found[0], beside, authors)


def _text(
    data: bytes, path: str, beside: tuple[tuple[str, bytes], ...], authors: Mapping[str, dict[str, Plain]]
) -> RevisionText:
    front = front_matter(data).front
    told = authors.get(f"{front.name}/{front.revision}")
    if front.name is None or front.revision is None or told is None:
        raise UsageError(f"The sample manual does not say who wrote {path} ({front.name}, revision {front.revision}).")
    signers = _signers(told.get("approve", {}))
    return RevisionText(front, front.name, front.revision, path, data, beside, str(told["by"]), signers)


def _authors(files: Mapping[str, bytes]) -> dict[str, dict[str, Plain]]:
    lists = (path for path in files if path.startswith(HISTORY + "authors-"))
    return {key: _mapping(entry) for path in lists for key, entry in read_plain(files[path], path).items()}


def _split(key: str) -> tuple[str, int]:
    name, _, revision = key.partition("/")
    return name, int(revision)


def _signers(entry: Plain) -> Signers:
    return tuple((role, str(person)) for role, person in _mapping(entry).items())


def _mapping(entry: Plain) -> dict[str, Plain]:
    return entry if isinstance(entry, dict) else {}


def _day(entry: Plain) -> date:
    return date.fromisoformat(str(entry))
