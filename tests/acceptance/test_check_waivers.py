"""What a policy waives, what a baseline accepts, and that neither touches trust."""

from __future__ import annotations

import json

import pytest

from tests.acceptance.manual import QF_001, QP_002, TRAINING
from tests.disk import DiskManual
from tests.memory import POLICY

pytestmark = pytest.mark.acceptance

DAY = ("--as-of", "2026-03-02")
BROKEN = TRAINING.replace("[documents](QP-001)", "[gone](gone.md)")
WAIVER = "{rule: link-broken, document: QP-002, reason: The form moves in May., owner: amir.khan, expires: 2026-05-31}"
REVISED = POLICY.replace("revision: 1\n", "revision: 2\nchange: A waiver.\n")
FORMATS = ("text", "concise", "json", "sarif", "junit", "github", "gitlab")


def report(manual: DiskManual, *arguments: str, code: int) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = manual.json("check", "--format", "json", *arguments, code=code)
    return found


def rules(findings: list[dict[str, object]]) -> set[object]:
    return {finding["rule"] for finding in findings}


@pytest.fixture
def waiving(manual: DiskManual) -> DiskManual:
    """A manual with a broken link and an approved policy that waives it until the end of May."""
    manual.write(QP_002, BROKEN)
    manual.write("qmsdoc.yml", f"{REVISED}waivers:\n- {WAIVER}\n")
    manual.commit(on="2026-02-10T09:00:00+00:00")
    manual.sign("POLICY", "helen.ward", on="2026-02-11T09:00:00+00:00")
    return manual


def test_a_waiver_that_is_approved_with_the_policy_holds_until_its_last_day(waiving: DiskManual) -> None:
    found = report(waiving, "--as-of", "2026-05-31", code=0)
    assert "link-broken" not in rules(found["findings"])
    (waived,) = found["waived"]
    assert (waived["rule"], waived["document"], waived["path"]) == ("link-broken", "QP-002", QP_002)
    assert waived["reason"] == "The form moves in May."
    assert (waived["owner"], waived["expires"]) == ("amir.khan", "2026-05-31")
    after = report(waiving, "--as-of", "2026-06-01", code=1)
    assert {"link-broken", "waiver-expired"} <= rules(after["findings"])
    assert "waived" not in after


@pytest.mark.parametrize("form", FORMATS)
def test_a_waiver_is_listed_in_every_report(waiving: DiskManual, form: str) -> None:
    answer = waiving.run("check", *DAY, "--format", form)
    assert answer.code == 0
    words = " ".join(answer.out.split())
    assert "link-broken" in words
    assert "2026-05-31" in words
    assert "The form moves in May." in words


def test_a_waiver_that_waives_nothing_any_more_is_said(waiving: DiskManual) -> None:
    waiving.write(QP_002, TRAINING)
    assert "waives nothing" in waiving.run("check", *DAY).out
    assert rules(report(waiving, *DAY, code=0)["idle_waivers"]) == {"link-broken"}


def test_a_waiver_that_nobody_has_approved_waives_nothing(manual: DiskManual) -> None:
    manual.write(QP_002, BROKEN)
    manual.write("qmsdoc.yml", f"{REVISED}waivers:\n- {WAIVER}\n")
    found = report(manual, *DAY, code=1)
    assert {"link-broken", "policy-unapproved"} <= rules(found["findings"])


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        (WAIVER.replace("link-broken", "approval-missing"), "cannot be waived"),
        (WAIVER.replace("link-broken", "repository-tampered"), "cannot be waived"),
        (WAIVER.replace("link-broken", "link-brokn"), "names no rule"),
        (WAIVER.replace("QP-002", "QP-020"), "names no document"),
        (WAIVER.replace("amir.khan", "nobody"), "has the owner 'nobody'"),
    ],
)
def test_a_waiver_that_cannot_be_granted(manual: DiskManual, waiver: str, words: str) -> None:
    manual.write(QP_002, BROKEN)
    manual.write("qmsdoc.yml", f"{REVISED}waivers:\n- {waiver}\n")
    manual.commit(on="2026-02-10T09:00:00+00:00")
    manual.sign("POLICY", "helen.ward", on="2026-02-11T09:00:00+00:00")
    found = report(manual, *DAY, code=1)
    (fault,) = [finding for finding in found["findings"] if finding["rule"] == "waiver-invalid"]
    assert words in str(fault["message"])
    assert (fault["path"], fault["line"]) == ("qmsdoc.yml", len(REVISED.splitlines()) + 2)
    assert "link-broken" in rules(found["findings"])


def test_a_policy_sets_severities_but_never_lowers_trust(manual: DiskManual) -> None:
    manual.write(QP_002, BROKEN)
    manual.write("qmsdoc.yml", f"{REVISED}severities: {{link-broken: warning, tag-lightweight: info}}\n")
    manual.commit(on="2026-02-10T09:00:00+00:00")
    manual.git("tag", "approved/QP-002/1/jane.doe")
    manual.sign("POLICY", "helen.ward", on="2026-02-11T09:00:00+00:00")
    found = report(manual, *DAY, code=1)
    severities = {finding["rule"]: finding["severity"] for finding in found["findings"]}
    assert severities["link-broken"] == "warning"
    assert severities["tag-lightweight"] == "error"
    assert severities["waiver-invalid"] == "error"


# the baseline


@pytest.fixture
def adopting(manual: DiskManual) -> DiskManual:
    manual.write(QP_002, BROKEN)
    answer = manual.run("check", "--write-baseline")
    assert answer.code == 0, answer.err
    assert "to .qmsdoc-baseline.json" in answer.err
    return manual


def test_only_what_is_new_counts(adopting: DiskManual) -> None:
    found = report(adopting, *DAY, code=0)
    assert "link-broken" in rules(found["baseline"])
    adopting.write(QP_002, BROKEN.replace("# Training", "# Training\n\n[other](other.md)\n"))
    found = report(adopting, *DAY, code=1)
    (new,) = [finding for finding in found["findings"] if finding["rule"] == "link-broken"]
    assert "other.md" in str(new["message"])
    assert "link-broken" in rules(found["baseline"])


@pytest.mark.parametrize("form", FORMATS)
def test_the_baseline_is_listed_in_every_report(adopting: DiskManual, form: str) -> None:
    answer = adopting.run("check", *DAY, "--format", form)
    assert answer.code == 0
    assert "link-broken" in answer.out
    assert "baseline" in answer.out


def test_build_leaves_out_what_the_baseline_accepts(adopting: DiskManual) -> None:
    adopting.commit(on="2026-02-10T09:00:00+00:00")
    assert "link-broken" not in adopting.run("build").err
    adopting.git("rm", "--quiet", ".qmsdoc-baseline.json")
    adopting.commit(on="2026-02-11T09:00:00+00:00")
    assert "link-broken" in adopting.run("build").err


def test_what_is_mended_is_said_to_be_removable(adopting: DiskManual) -> None:
    adopting.write(QP_002, TRAINING)
    found = report(adopting, *DAY, code=0)
    assert "link-broken" in rules(found["removable"])
    words = " ".join(adopting.run("check", *DAY).out.split())
    assert "no longer found" in words
    assert "--write-baseline" in words
    assert adopting.run("check", "--write-baseline").code == 0
    assert "removable" not in report(adopting, code=0)


def test_the_baseline_of_a_commit_is_that_commits(adopting: DiskManual) -> None:
    commit = adopting.commit(on="2026-02-10T09:00:00+00:00")
    (adopting.root / ".qmsdoc-baseline.json").unlink()
    assert "link-broken" in rules(report(adopting, *DAY, "--ref", commit, code=0)["baseline"])
    assert "link-broken" in rules(report(adopting, *DAY, code=1)["findings"])


def test_a_baseline_never_covers_trust(manual: DiskManual) -> None:
    manual.git("tag", "approved/QP-002/1/jane.doe")
    assert manual.run("check", "--write-baseline").code == 1
    entries = json.loads((manual.root / ".qmsdoc-baseline.json").read_text())["findings"]
    rows = json.loads(manual.run("check", "--format", "gitlab").out)
    assert "tag-lightweight" not in rules(entries)
    forged = {"version": 1, "findings": [{"fingerprint": row["fingerprint"]} for row in rows]}
    manual.write(".qmsdoc-baseline.json", json.dumps(forged))
    assert "tag-lightweight" in rules(report(manual, code=1)["findings"])


def test_a_baseline_that_cannot_be_read(manual: DiskManual) -> None:
    manual.write(".qmsdoc-baseline.json", "{")
    answer = manual.run("check")
    assert (answer.code, "cannot be read as a baseline" in answer.err) == (2, True)


@pytest.mark.parametrize("more", [(QF_001,), ("--since", "HEAD"), ("--ref", "HEAD"), ("--select", "links"), DAY])
def test_a_baseline_is_of_the_whole_manual_today(manual: DiskManual, more: tuple[str, ...]) -> None:
    answer = manual.run("check", "--write-baseline", *more)
    assert (answer.code, "of the whole manual" in answer.err) == (2, True)
    assert not (manual.root / ".qmsdoc-baseline.json").exists()
