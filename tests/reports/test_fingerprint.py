from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.reports.fingerprint import fingerprints
from tests.reports.findings import BARE, PLACED


def one(finding: Finding) -> str:
    return fingerprints([finding])[0]


@pytest.mark.parametrize(
    "change",
    [
        {"line": 99},
        {"column": None},
        {"severity": Severity.INFO},
        {"remedy": "Do that."},
        {"clause": None},
    ],
)
def test_what_passes_does_not_matter(change: dict[str, object]) -> None:
    assert one(replace(PLACED, **change)) == one(PLACED)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["rule", "document", "path", "ref", "message"])
def test_what_makes_a_finding_matters(key: str) -> None:
    assert one(replace(PLACED, **{key: "other"})) != one(PLACED)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "other", "same"),
    [
        ("See line 3.", "See line 30.", True),
        ("It ends in 3 days.", "It ends in 1 day.", True),
        ("It ends in 3 days.", "It ends in 4 days.", True),
        ("At 0123456789ab it was.", "At ffff456789ab it was.", True),
        ("Revision 3 of QP-001.", "Revision 3 of QP-002.", False),
    ],
)
def test_numbers_that_pass_on_are_left_out_of_the_message(message: str, other: str, same: bool) -> None:
    assert (one(replace(BARE, message=message)) == one(replace(BARE, message=other))) == same


@settings(deadline=None)
@given(st.lists(st.sampled_from([BARE, PLACED, replace(PLACED, line=7)]), max_size=8))
def test_equal_findings_are_numbered(findings: list[Finding]) -> None:
    found = fingerprints(findings)
    assert len(set(found)) == len(findings)
    assert set(found[:-1]) == set(fingerprints(findings[:-1]))
    assert all(len(print_) == 64 for print_ in found)
