import json
from dataclasses import replace

import pytest

from qmsdoc.errors import UsageError
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import ORPHAN, TAG_MOVED
from qmsdoc.reports import Notes, json_report, text_report
from qmsdoc.reports.baseline import BaselineEntry, baselined, read_baseline, write_baseline
from tests.reports.findings import BARE, KNOWN, PLACED, WAIVED, some

FIRM = frozenset(("tag-moved",))
FIRM_ONE = replace(BARE, rule=TAG_MOVED)


def entries(*findings: Finding) -> tuple[BaselineEntry, ...]:
    return read_baseline(write_baseline(findings, FIRM)[0].encode())


def test_what_was_written_is_found_again_wherever_it_has_moved() -> None:
    moved = replace(PLACED, line=50)
    marked, gone = baselined((BARE, moved), entries(BARE, PLACED), FIRM)
    assert [finding.counts for finding in marked] == [False, False]
    assert not gone


def test_only_what_is_new_counts() -> None:
    marked, _ = baselined((BARE, replace(PLACED, line=1), PLACED), entries(PLACED), FIRM)
    assert [finding.counts for finding in marked] == [True, False, True]


def test_what_is_mended_can_be_removed() -> None:
    _, gone = baselined((BARE,), entries(BARE, PLACED), FIRM)
    assert [(entry.rule, entry.document, entry.message) for entry in gone] == [
        ("owner-unknown", "QP-001", "Nobody knows 'me'.")
    ]


def test_trust_and_waived_findings_are_never_part_of_it() -> None:
    text, count = write_baseline((FIRM_ONE, WAIVED, PLACED), FIRM)
    assert count == len(json.loads(text)["findings"]) == 1
    forged = entries(replace(FIRM_ONE, rule=ORPHAN), PLACED)
    marked, _ = baselined(
        (FIRM_ONE, WAIVED), (*forged, *read_baseline(write_baseline((FIRM_ONE,), ())[0].encode())), FIRM
    )
    assert [finding.baselined for finding in marked] == [False, False]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"version": 2, "findings": []}',
        b'{"version": 1, "findings": [1]}',
        b'{"version": 1, "findings": [{}]}',
        b'{"version": 1, "findings": null}',
        b"[" * 100_000,
    ],
)
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="cannot be read as a baseline") as caught:
        read_baseline(data)
    assert "--write-baseline" in caught.value.remedy


def test_reports_say_what_the_baseline_holds_and_what_can_go() -> None:
    notes = Notes(removable=entries(BARE), hidden=1)
    text = text_report(some(), (PLACED, KNOWN, WAIVED), notes)
    assert text.endswith(
        "1 error in 1 document; 1 waived and 1 in the baseline.\n"
        "1 entry of .qmsdoc-baseline.json is no longer found. To remove what is mended:\n"
        "`qmsdoc check --write-baseline`.\n"
        "1 finding of other rules is not shown; the exit code counts all.\n"
    )
    assert "Waived\n  documents/qp-001.md:5:8: QP-001 link-broken\n" in text
    assert "In the baseline\n  documents/qp-001.md:5:8: QP-001 orphan\n" in text
    assert "2 entries of" in text_report(some(), (), Notes(removable=entries(BARE, PLACED)))
    assert json.loads(json_report(some(), (), notes))["removable"][0]["rule"] == "owner-unknown"


def test_nothing_that_counts() -> None:
    assert text_report(some(), (WAIVED,)).endswith("Nothing found that counts; 1 waived.\n")
