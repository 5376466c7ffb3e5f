"""Mending: only what is safe, and nothing but that."""

from __future__ import annotations

import subprocess

import pytest

from tests.acceptance.installed import QMSDOC, environment
from tests.acceptance.manual import FORM, QF_001, QP_002, TRAINING
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

UNTIDY = (
    TRAINING.replace("id: QP-002\ntitle: Training\n", 'title: Training   # as on the door\nid: "QP-002 "\n')
    .replace("revision: 1\n", "revision: 1\n\n\n\neffective: 1 March 2027\n")
    .replace("\n", "\r\n")
)
TIDY = (
    TRAINING.replace("id: QP-002\ntitle: Training\n", 'id: "QP-002"\ntitle: Training   # as on the door\n')
    .replace("revision: 1\n", "revision: 1\n\neffective: 2027-03-01\n")
    .replace("\n", "\r\n")
)


def put(manual: DiskManual, path: str, text: str) -> None:
    (manual.root / path).write_bytes(text.encode())


def test_fix_mends_and_keeps_every_other_byte(manual: DiskManual) -> None:
    put(manual, QP_002, UNTIDY)
    (manual.root / QP_002).chmod(0o600)
    others = {path: path.read_bytes() for path in manual.root.glob("documents/**/*") if path.is_file()}
    answer = manual.run("check", "--fix")
    assert answer.code == 0, answer.err
    assert f"Mended {QP_002}:" in answer.err
    assert (manual.root / QP_002).read_bytes() == TIDY.encode()
    assert (manual.root / QP_002).stat().st_mode & 0o777 == 0o600
    assert all(path.read_bytes() == data for path, data in others.items() if path != manual.root / QP_002)
    again = manual.run("check", "--fix")
    assert "nothing to mend" in again.err
    assert (manual.root / QP_002).read_bytes() == TIDY.encode()
    assert not list(manual.root.rglob(".qmsdoc-*"))


def test_diff_shows_what_fix_would_do_and_git_can_apply_it(manual: DiskManual) -> None:
    put(manual, QP_002, UNTIDY)
    answer = subprocess.run(
        [str(QMSDOC), "check", "--fix", "--diff"],
        cwd=manual.root,
        env=environment(manual.home),
        capture_output=True,
        check=False,
    )
    assert (manual.root / QP_002).read_bytes() == UNTIDY.encode()
    assert answer.returncode == manual.run("check").code == 1
    subprocess.run(
        ["git", "apply", "-"], cwd=manual.root, env=environment(manual.home), input=answer.stdout, check=True
    )
    assert (manual.root / QP_002).read_bytes() == TIDY.encode()


def test_a_changed_text_gets_the_next_revision_and_the_person_the_question_why(manual: DiskManual) -> None:
    put(manual, QF_001, FORM.replace("and why", "and when"))
    answer = manual.run("check", "--fix")
    assert answer.code == 1
    assert "change-missing" in answer.out
    assert (manual.root / QF_001).read_text() == FORM.replace("and why", "and when").replace(
        "revision: 1", "revision: 2"
    )


def test_what_shows_only_after_mending_is_mended_as_well(manual: DiskManual) -> None:
    put(manual, QF_001, FORM.replace("and why", "and when").replace("id: QF-001", "id: 'QF-001 '"))
    manual.run("check", "--fix")
    assert "id: 'QF-001'\n" in (manual.root / QF_001).read_text()
    assert "revision: 2\n" in (manual.root / QF_001).read_text()
    assert "nothing to mend" in manual.run("check", "--fix").err


def test_what_is_approved_is_never_touched(manual: DiskManual) -> None:
    before = (manual.root / QF_001).read_bytes()
    assert "nothing to mend" in manual.run("check", "--fix").err
    assert (manual.root / QF_001).read_bytes() == before


def test_only_the_paths_asked_for_are_mended(manual: DiskManual) -> None:
    put(manual, QP_002, UNTIDY)
    assert "nothing to mend" in manual.run("check", "--fix", QF_001).err
    assert (manual.root / QP_002).read_bytes() == UNTIDY.encode()


def test_front_matter_that_cannot_be_read_is_left_alone(manual: DiskManual) -> None:
    broken = UNTIDY.replace("title:", "title: [")
    put(manual, QP_002, broken)
    answer = manual.run("check", "--fix")
    assert "front-matter-invalid" in answer.out
    assert (manual.root / QP_002).read_bytes() == broken.encode()


@pytest.mark.parametrize("wrong", [("--diff",), ("--fix", "--ref", "HEAD"), ("--fix", "--as-of", "2026-02-02")])
def test_options_that_do_not_go_together(manual: DiskManual, wrong: tuple[str, ...]) -> None:
    assert manual.run("check", *wrong).code == 2
