"""The profiles of the sample manual: each is clean under its own policy, once its texts are signed."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from qmsdoc import resources
from qmsdoc.capture import capture
from qmsdoc.demo.make import make
from qmsdoc.git import open_repository
from qmsdoc.model.snapshot import Status
from qmsdoc.rules import check

_STORY = """\
ends: 2026-11-16
persona: alma.finch
mergers: [alma.finch, joe.marsh]
policies:
  1: {by: alma.finch, committed: 2026-10-05, approved: 2026-10-12, approve: {principal: alma.finch}}
withdrawals: {}
reviews: {}
"""
_TODAY = date(2026, 11, 20)
_WORDS_A_PAGE = 420


def _profile(folder: Path) -> Path:
    shutil.copytree(resources.folder("sample_manual") / "profiles" / "micro", folder)
    names = [re.search(r"^id: (\S+)$", path.read_text(), re.MULTILINE) for path in folder.rglob("documents/*/*.md")]
    signed = "".join(f"{name[1]}/1: {{by: alma.finch, approve: {{principal: alma.finch}}}}\n" for name in names if name)
    (folder / "history").mkdir()
    (folder / "history" / "story.yml").write_text(_STORY)
    (folder / "history" / "authors-a.yml").write_text(signed)
    return folder


def test_a_firm_of_one_person_has_a_clean_manual(tmp_path: Path) -> None:
    made = make(_profile(tmp_path / "micro"), tmp_path / "manual", tmp_path / "keys", _TODAY)
    repository = open_repository(made.folder)
    with repository.store:
        snapshot = capture(repository.store, as_of=_TODAY, today=_TODAY, trust_root=made.root)
    assert {str(finding.rule) for finding in check(snapshot)} == {"approval-unrecorded"}
    assert {record.status for record in snapshot.records} == {Status.EFFECTIVE}
    assert len(snapshot.records) == 1 + 1 + 5


def test_its_handbook_has_at_most_ten_pages() -> None:
    handbook = resources.folder("sample_manual") / "profiles" / "micro" / "documents" / "handbook" / "handbook.md"
    assert len(handbook.read_text().split()) <= 10 * _WORDS_A_PAGE


@pytest.mark.parametrize("folder", ["documents", "profiles/micro/documents"])
def test_each_text_says_what_to_do_with_it(folder: str) -> None:
    texts = [path.read_text() for path in (resources.folder("sample_manual") / folder).glob("*/*.md")]
    assert texts
    for text in texts:
        said = re.search(r"^x-adapt: (\w+)$", text, re.MULTILINE)
        assert said, text[:80]
        assert (said[1] in ("fill", "replace")) == ("\nx-adapt-what: " in text), text[:80]
        assert said[1] in ("keep", "fill", "replace")


def test_the_guide_lists_each_text_as_it_says() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "make-it-yours.md").read_text()
    listed = set(re.findall(r"^\| ([A-Z]+-\d{3}) \| (.*) \| (keep|fill|replace) \| (.*) \|$", guide, re.MULTILINE))
    texts = [path.read_text() for path in (resources.folder("sample_manual") / "documents").glob("*/*.md")]
    keys = ("id", "title", "x-adapt", "x-adapt-what")
    assert listed == {tuple(_field(text, key) for key in keys) for text in texts if not _field(text, "lang")}


def _field(text: str, key: str) -> str:
    found = re.search(rf"^{key}: (.*)$", text, re.MULTILINE)
    return found[1] if found else ""
