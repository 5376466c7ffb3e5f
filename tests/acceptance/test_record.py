"""The ledger by the installed command line: written by plumbing, sent, and safe from others who write as well."""

from __future__ import annotations

import hashlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installed import environment, git
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

BRANCH = "refs/heads/qmsdoc-ledger"
TAGS = 4


def lines(manual: DiskManual, ref: str = BRANCH) -> list[bytes]:
    """The ledger's lines, each with its newline."""
    return git_bytes(manual, "cat-file", "blob", f"{ref}:ledger.jsonl").splitlines(keepends=True)


def git_bytes(manual: DiskManual, *arguments: str) -> bytes:
    command = ["git", "-C", str(manual.root), *arguments]
    return subprocess.run(command, env=environment(manual.home), capture_output=True, check=True).stdout


def entries(manual: DiskManual, ref: str = BRANCH) -> list[Any]:
    return [json.loads(line) for line in lines(manual, ref)]


def clone(manual: DiskManual, source: Path, place: Path) -> DiskManual:
    command = ["git", "clone", "--quiet", str(source), str(place)]
    subprocess.run(command, env=environment(manual.home), check=True)
    return DiskManual(place, manual.home, manual.keys)


@pytest.fixture
def origin(manual: DiskManual, tmp_path: Path) -> Path:
    """A bare repository that holds the manual and its tags."""
    place = tmp_path / "origin.git"
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", str(manual.root), str(place)], env=environment(manual.home), check=True
    )
    return place


def test_every_approval_gets_a_line_of_the_documented_form(manual: DiskManual) -> None:
    answer = manual.run("record")
    assert answer.code == 0, answer.err
    assert f"the ledger has {TAGS} lines" in answer.out
    prev, last = "0" * 64, datetime.min.replace(tzinfo=UTC)
    for number, line in enumerate(lines(manual), 1):
        row = json.loads(line)
        assert list(row) == ["seq", "prev", "ref", "tag", "tag_sha256", "recorded"]
        assert json.dumps(row, separators=(",", ":")).encode() + b"\n" == line
        assert (row["seq"], row["prev"]) == (number, prev)
        assert row["tag"] == manual.git("rev-parse", row["ref"]).strip()
        assert row["tag_sha256"] == hashlib.sha256(git_bytes(manual, "cat-file", "tag", row["tag"])).hexdigest()
        recorded = datetime.fromisoformat(row["recorded"])
        assert last <= recorded <= datetime.now(UTC)
        assert datetime.now(UTC) - recorded < timedelta(minutes=5)
        prev, last = hashlib.sha256(line).hexdigest(), recorded
    assert number == TAGS


def test_only_what_is_new_is_appended_and_nothing_else_is_touched(manual: DiskManual) -> None:
    manual.write("scratch.txt", "mine\n")
    manual.git("add", "scratch.txt")
    before = (
        manual.git("status", "--porcelain"),
        (manual.root / ".git/index").read_bytes(),
        manual.git("rev-parse", "HEAD"),
    )
    assert manual.run("record").code == 0
    first, tip = lines(manual), manual.git("rev-parse", BRANCH)
    assert manual.run("record").code == 0
    assert manual.git("rev-parse", BRANCH) == tip
    manual.sign("QP-002", "amir.khan", role="process-owner")
    answer = manual.json("record", "--json")
    assert [row["tag"] for row in answer["recorded"]] == ["approved/QP-002/1/amir.khan"]
    assert lines(manual)[:TAGS] == first
    assert answer["ledger"] == {"seq": TAGS + 1, "sha256": hashlib.sha256(lines(manual)[-1]).hexdigest()}
    assert manual.git("rev-parse", f"{BRANCH}^") == tip
    after = (
        manual.git("status", "--porcelain"),
        (manual.root / ".git/index").read_bytes(),
        manual.git("rev-parse", "HEAD"),
    )
    assert after == before


def test_who_records_is_gits_own_identity_or_the_fixed_one(manual: DiskManual) -> None:
    assert manual.run("record").code == 0
    assert manual.git("log", "--format=%cn <%ce>", BRANCH).strip() == "qmsdoc record <qmsdoc-record@localhost.invalid>"
    manual.sign("QP-002", "amir.khan", role="process-owner")
    assert manual.run("record", **manual.act("jane.doe")).code == 0
    assert manual.git("log", "-1", "--format=%cn <%ce>", BRANCH).strip() == "jane.doe <jane.doe@meridian.example>"


def test_what_does_not_count_is_left_out_and_can_be_mended(manual: DiskManual) -> None:
    manual.git("tag", "approved/QP-002/1/amir.khan")
    answer = manual.json("record", "--json")
    assert [(row["tag"], row["rule"]) for row in answer["left_out"]] == [
        ("approved/QP-002/1/amir.khan", "tag-lightweight")
    ]
    assert len(entries(manual)) == TAGS
    manual.git("tag", "-d", "approved/QP-002/1/amir.khan")
    manual.sign("QP-002", "amir.khan", role="process-owner")
    assert manual.run("record").code == 0
    assert len(entries(manual)) == TAGS + 1


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("tag-deleted", ("update-ref", "-d", "refs/tags/approved/QP-001/1/jane.doe")),
        ("tag-moved", ("update-ref", "refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/QF-001/1/jane.doe")),
    ],
)
def test_a_recorded_tag_that_moved_or_went_stops_everything(
    manual: DiskManual, rule: str, attack: tuple[str, ...]
) -> None:
    assert manual.run("record").code == 0
    tip = manual.git("rev-parse", BRANCH)
    manual.git(*attack)
    for command in (("record",), ("check",), ("build",)):
        answer = manual.run(*command)
        assert (answer.code, rule in answer.err + answer.out) == (3, True)
    assert manual.git("rev-parse", BRANCH) == tip


def test_push_brings_the_shared_ledger_here_and_sends_it_back(manual: DiskManual, origin: Path, tmp_path: Path) -> None:
    one, two = clone(manual, origin, tmp_path / "one"), clone(manual, origin, tmp_path / "two")
    assert one.run("record", "--push").code == 0
    two.sign("QP-002", "amir.khan", role="process-owner")
    answer = two.run("record", "--push", "origin")
    assert answer.code == 0, answer.err
    assert [row["seq"] for row in entries(two)] == list(range(1, TAGS + 2))
    assert lines(two)[:TAGS] == lines(one)
    assert git(origin, "rev-parse", BRANCH, home=manual.home).strip() == two.git("rev-parse", BRANCH)
    assert two.run("record", "--push", str(origin)).code == 0


def test_a_fetched_ledger_is_extended_and_one_gone_another_way_refused(
    manual: DiskManual, origin: Path, tmp_path: Path
) -> None:
    one, two = clone(manual, origin, tmp_path / "one"), clone(manual, origin, tmp_path / "two")
    assert one.run("record", "--push").code == 0
    two.git("fetch", "--quiet")
    two.sign("QP-002", "amir.khan", role="process-owner")
    assert two.run("record").code == 0
    assert lines(two)[:TAGS] == lines(one)
    assert two.git("rev-parse", f"{BRANCH}^") == one.git("rev-parse", BRANCH)
    alone = clone(manual, manual.root, tmp_path / "alone")
    last = json.loads(lines(one)[-1])["ref"]  # without it the lines differ, in whatever second they are written
    alone.git("update-ref", "-d", last)
    alone.sign("QP-002", "amir.khan", role="process-owner")
    assert alone.run("record").code == 0
    alone.git("fetch", "--quiet", str(origin), f"{BRANCH}:refs/remotes/origin/qmsdoc-ledger")
    for command in (("record",), ("record", "--push", str(origin)), ("check",)):
        answer = alone.run(*command)
        assert (answer.code, "ledger-broken" in answer.out + answer.err) == (3, True)
        assert "different ways" in answer.out + answer.err


def test_recorders_at_the_same_time_lose_nothing(manual: DiskManual, origin: Path, tmp_path: Path) -> None:
    people = [("QP-002", "amir.khan"), ("QP-002", "jane.doe"), ("QP-001", "jane.doe")]
    clones = [clone(manual, origin, tmp_path / f"clone{number}") for number in range(len(people))]
    for each, (document, person) in zip(clones, people, strict=True):
        role = {"role": "process-owner"} if person == "amir.khan" else {}
        each.sign(document, person, **role)
        each.git("push", "--quiet", "origin", "--tags")
    for each in clones:
        each.git("fetch", "--quiet", "--tags")
    with ThreadPoolExecutor(len(clones)) as pool:
        answers = list(pool.map(lambda each: each.run("record", "--push"), clones))
    assert [answer.code for answer in answers] == [0] * len(clones), [answer.err for answer in answers]
    final = DiskManual(origin, manual.home, manual.keys)
    rows = entries(final)
    assert [row["seq"] for row in rows] == list(range(1, TAGS + len(people) + 1))
    assert len({row["ref"] for row in rows}) == TAGS + len(people)


def test_recorders_in_one_repository_lose_nothing(manual: DiskManual) -> None:
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: manual.run("record"), range(3)))
    assert [answer.code for answer in answers] == [0, 0, 0], [answer.err for answer in answers]
    assert [row["seq"] for row in entries(manual)] == list(range(1, TAGS + 1))
    assert manual.git("rev-list", "--count", BRANCH).strip() == "1"
    assert manual.run("check").code in {0, 1}


def test_a_repository_that_cannot_be_reached_is_said(manual: DiskManual) -> None:
    answer = manual.run("record", "--push")
    assert (answer.code, "cannot be reached" in answer.err) == (5, True)
    assert manual.run("record", "--push", "--upload-pack=touch").code == 2
    assert manual.run("record", "--push", "ext::sh -c touch% /tmp/x").code == 5


def test_the_right_to_push_that_branch_is_enough(manual: DiskManual, origin: Path, tmp_path: Path) -> None:
    hook = origin / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\n[ "$1" = {BRANCH} ]\n')
    hook.chmod(0o755)
    one = clone(manual, origin, tmp_path / "one")
    assert one.run("record", "--push").code == 0
    hook.write_text("#!/bin/sh\nexit 1\n")
    one.sign("QP-002", "amir.khan", role="process-owner")
    tip = one.git("rev-parse", BRANCH)
    answer = one.run("record", "--push")
    assert (answer.code, "does not take the ledger" in answer.err) == (5, True)
    assert one.git("rev-parse", BRANCH) == tip
