"""A small story becomes a repository in which every approval holds; a story that cannot be is refused."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from qmsdoc.capture import capture
from qmsdoc.demo.make import DemoManual, make
from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.git import open_repository
from qmsdoc.model.snapshot import Snapshot, Status

_TODAY = date(2025, 6, 10)
_POLICY = """\
manual: small
revision: {revision}
change: {change}
organisation: Small Ltd
trunk: main
documents: documents
uncontrolled: [documents/index.md]
types:
  policy: {{prefix: POLICY, approvals: {{head: 1}}}}
  procedure: {{prefix: QP, folder: procedures, approvals: {{keeper: 1, quality: 1}}, independent: [quality]}}
"""
_PEOPLE = """\
people:
  hana: {name: Hana Head, principals: [hana@small.example], roles: {head: {from: 2023-01-02}}}
  olaf: {name: Olaf Owner, principals: [olaf@small.example], roles: {keeper: {from: 2023-01-02}}}
  quin: {name: Quin Quality, principals: [quin@small.example], roles: {quality: {from: 2023-01-02}}}
  ben: {name: Ben Hughes, principals: [ben@small.example], roles: {writer: {from: 2023-01-02}}}
"""
_STORY = """\
ends: 2025-06-02
persona: quin
mergers: [ben, hana]
policies:
  1: {by: quin, committed: 2024-01-02, approved: 2024-01-08, approve: {head: hana}}
  2: {by: quin, committed: 2024-09-02, approved: 2024-09-09, approve: {head: hana}, new_keys: {quin: 2024-09-10}}
withdrawals:
  QP-002: {on: 2025-05-05, approve: {keeper: olaf, quality: quin}, reason: Not needed any more., successor: QP-001}
reviews:
  QP-001/2: {on: 2025-04-07, approve: {keeper: olaf}, review_by: 2026-04-06}
"""
_AUTHORS = """\
QP-001/1: {by: olaf, approve: {keeper: olaf, quality: quin}}
QP-001/2: {by: olaf, approve: {keeper: olaf, quality: quin}}
QP-002/1: {by: olaf, approve: {keeper: olaf, quality: quin}}
QP-003/1: {by: olaf, approve: {keeper: olaf}}
QP-004/1: {by: olaf, approve: {}}
"""


def _text(number: int, revision: int, effective: str = "", body: str = "Text.") -> str:
    change = "change: Something else.\n" if revision > 1 else ""
    force = f"effective: {effective}\n" if effective else ""
    head = f"id: QP-00{number}\ntitle: Thing {number}\ntype: procedure\nowner: keeper\nrevision: {revision}\n"
    return f"---\n{head}{change}{force}---\n# Thing {number}\n\n{body}\n"


def _sample(folder: Path, **changed: str) -> Path:
    files = {
        "qmsdoc.yml": _POLICY.format(revision=2, change="A new key."),
        "people.yml": _PEOPLE,
        "allowed_signers": "# keys\n",
        "mkdocs.yml": "site_name: Small\n",
        "documents/index.md": "# Welcome\n",
        "documents/procedures/one.md": _text(1, 2, "2024-11-04", "![now](images/a.svg)"),
        "documents/procedures/images/a.svg": "<svg>now</svg>",
        "documents/procedures/two.md": _text(2, 1, "2024-03-04"),
        "documents/procedures/three.md": _text(3, 1),
        "documents/procedures/four.md": _text(4, 1),
        "history/POLICY/1/qmsdoc.yml": _POLICY.format(revision=1, change="Begun."),
        "history/QP-001/1/one.md": _text(1, 1, "2024-02-05", "![then](images/a.svg)"),
        "history/QP-001/1/images/a.svg": "<svg>then</svg>",
        "history/story.yml": _STORY,
        "history/authors-a.yml": _AUTHORS,
    } | {name.replace("__", "/"): text for name, text in changed.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _make(tmp_path: Path, sample: Path, name: str = "manual") -> DemoManual:
    return make(sample, tmp_path / name, tmp_path / f"{name}-keys", _TODAY)


def _read(made: DemoManual) -> Snapshot:
    repository = open_repository(made.folder)
    with repository.store:
        return capture(repository.store, as_of=_TODAY, today=_TODAY, trust_root=made.root)


def test_the_story_holds(tmp_path: Path) -> None:
    made = _make(tmp_path, _sample(tmp_path / "sample"))
    snapshot = _read(made)
    assert [act.ref for act in snapshot.acts if not act.valid] == []
    assert {record.name: record.status for record in snapshot.records} == {
        "POLICY": Status.EFFECTIVE,
        "QP-001": Status.EFFECTIVE,
        "QP-002": Status.WITHDRAWN,
        "QP-003": Status.IN_REVIEW,
        "QP-004": Status.DRAFT,
    }
    assert (made.approvals, made.signers) == (len(snapshot.acts), 3)
    record = snapshot.record("QP-001")
    assert record
    assert record.review_by == date(2026, 4, 13)
    closures = [edition.document.closure.files[0].data for edition in record.editions]
    assert closures == [b"<svg>then</svg>", b"<svg>now</svg>"]


def test_it_is_told_the_same_way_each_time(tmp_path: Path) -> None:
    sample = _sample(tmp_path / "sample")
    told = [_told(_read(_make(tmp_path, sample, name))) for name in ("one", "two")]
    assert told[0] == told[1]


def _told(snapshot: Snapshot) -> list[object]:
    return [(act.ref, act.signed_at, act.statement and act.statement.path) for act in snapshot.acts]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"history__authors-a.yml": "QP-001/1: {by: olaf}\n"}, "does not say who wrote"),
        ({"history__QP-001__1__more.md": _text(1, 1)}, "must hold one text"),
        ({"history__authors-a.yml": _AUTHORS.replace("{keeper: olaf}}", "{keeper: quin}}")}, "on no day"),
        ({"history__authors-a.yml": _AUTHORS.replace("by: olaf", "by: nobody")}, "nobody"),
        ({"qmsdoc.yml": "manual: [\n"}, "Policy revision 2"),
        ({"history__story.yml": "ends: [\n"}, "cannot be read"),
    ],
)
def test_a_story_that_cannot_be_is_refused_and_leaves_nothing(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    sample = _sample(tmp_path / "sample", **changed)
    with pytest.raises(UsageError, match=re.escape(said)):
        _make(tmp_path, sample)
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


@pytest.mark.parametrize("name", ["manual", "manual-keys"])
def test_a_folder_in_use_is_refused(tmp_path: Path, name: str) -> None:
    sample = _sample(tmp_path / "sample")
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        _make(tmp_path, sample)
    assert (tmp_path / name / "mine").read_text() == "mine"


def test_where_git_fails_half_way_an_empty_folder_stays_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = _sample(tmp_path / "sample")
    (tmp_path / "manual").mkdir()
    programs = tmp_path / "bin"
    programs.mkdir()
    text = f'case " $* " in *" read-tree "*) echo broken >&2; exit 9;; esac; exec {shutil.which("git")} "$@"'
    (programs / "git").write_text(f"#!/bin/sh\n{text}\n")
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    with pytest.raises(RepositoryError, match="broken"):
        _make(tmp_path, sample)
    assert list((tmp_path / "manual").iterdir()) == []
    assert not (tmp_path / "manual-keys").exists()
