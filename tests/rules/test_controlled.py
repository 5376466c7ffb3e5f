"""External documents, retention, deviations and translations."""

import pytest

from tests.rules.build import found


def register(entry: str, top: str = "") -> str:
    return f"as_of: 2026-03-01\ndraft: {{id: QP-001, {top} externals: [{{name: ISO 228-1, {entry}}}]}}"


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("edition: 2000", 0),
        ("edition: 'Issue 4, 2026-06'", 0),
        ("source: iso.org", 1),
        ("edition: ''", 1),
        ("edition: TBD", 1),
        ("edition: Latest", 1),
        ("edition: latest 2024", 0),
    ],
)
def test_an_edition_is_named(entry: str, count: int) -> None:
    findings = found(register(entry), "external-edition-missing")
    assert len(findings) == count
    assert all((finding.line, finding.document) == (7, "QP-001") for finding in findings)


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("withdrawn: 2026-03-01", 1),
        ("withdrawn: 2026-03-02", 0),
        ("withdrawn: 2026-01-01, kept_for: Spare parts for the PT-1.", 0),
        ("withdrawn: 2026-01-01, kept_for: TBD", 1),
    ],
)
def test_a_withdrawn_edition_is_used_only_for_a_reason(entry: str, count: int) -> None:
    assert len(found(register(f"edition: 1, {entry}"), "external-withdrawn")) == count


@pytest.mark.parametrize(
    ("entry", "top", "count"),
    [
        ("last_checked: 2025-03-01", "check_every: 12 months,", 0),
        ("last_checked: 2025-02-28", "check_every: 12 months,", 1),
        ("last_checked: 2025-02-28, check_every: 2 years", "check_every: 12 months,", 0),
        ("last_checked: 2026-01-01, check_every: 30 days", "", 1),
        ("holder: jane.doe", "check_every: 12 months,", 1),
        ("last_checked: 1999-01-01", "", 0),
    ],
)
def test_a_check_falls_due(entry: str, top: str, count: int) -> None:
    assert len(found(register(f"edition: 1, {entry}", top), "external-check-overdue")) == count


def test_who_is_to_look_and_where_is_said() -> None:
    entry = "edition: 1, source: iso.org, holder: jane.doe, last_checked: 2025-01-01"
    (finding,) = found(register(entry, "check_every: 12 months,"), "external-check-overdue")
    assert finding.message.endswith("the next check was due by 2026-01-01. That is for jane.doe to do.")
    assert "(iso.org)" in finding.remedy


def test_registers_no_longer_in_use_are_left_alone() -> None:
    text = "approved: {id: QP-001, externals: [{name: A}]}\nwithdrawn: [QP-001]"
    assert not found(text, "external-edition-missing")


@pytest.mark.parametrize(
    ("fields", "missing", "short"),
    [
        ("type: procedure", 1, 0),
        ("type: manual", 0, 0),
        ("retention: 4 years", 0, 1),
        ("retention: 1825 days", 0, 1),
        ("retention: 1826 days", 0, 0),
        ("retention: 60 months", 0, 0),
        ("retention: for ever", 0, 0),
    ],
)
def test_forms_say_how_long_records_are_kept(fields: str, missing: int, short: int) -> None:
    text = f"retention: {{procedure: 5 years}}\ndraft: {{id: QP-001, {fields}}}"
    assert len(found(text, "retention-missing")) == missing
    assert len(found(text, "retention-too-short")) == short


def test_a_wrong_time_is_a_wrong_field() -> None:
    (finding,) = found("draft: {id: QP-001, retention: for ever}", "field-invalid")
    assert "not a span of time" in finding.message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("approved: {id: QP-001, expires: 2026-02-28}", 1),
        ("approved: {id: QP-001, expires: 2026-03-01}", 0),
        ("draft: {id: QP-001, expires: 2026-02-28}", 1),
        ("approved: {id: QP-001, expires: 2026-02-28}\nwithdrawn: [QP-001]", 0),
        ("approved: {id: QP-001}", 0),
        (
            "approved: {id: QP-001, expires: 2026-02-28}\n"
            "draft: {id: QP-001, revision: 2, change: Longer., expires: 2027-01-01}",
            1,
        ),
    ],
)
def test_a_deviation_ends(text: str, count: int) -> None:
    findings = found(f"as_of: 2026-03-01\n{text}", "deviation-expired")
    assert len(findings) == count
    assert all(finding.line for finding in findings)


def test_a_deviation_departs_from_a_document_and_is_reached_through_it() -> None:
    text = "drafts: [{id: QP-001}, {id: QP-002, deviates_from: QP-001}]"
    assert not found(text, "link-broken")
    assert not [finding for finding in found(text, "orphan") if finding.document == "QP-002"]
    (finding,) = found("drafts: [{id: QP-001}, {id: QP-002, deviates_from: QP-003}]", "link-broken")
    assert finding.message.startswith("The `deviates_from` 'QP-003'")


ORIGINAL = "- {id: QP-001}"
GERMAN = "- {id: QP-001, lang: de, translates: %s, path: documents/qp-001.de.md}"
SECOND = "- {id: QP-001, revision: 2, change: New.}"


def approved(*rows: str) -> str:
    return "approved:\n" + "".join(f"  {row}\n" for row in rows)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ((ORIGINAL, GERMAN % 1), 0),
        ((ORIGINAL, SECOND, GERMAN % 1), 1),
        ((ORIGINAL, SECOND, GERMAN % 2), 0),
        ((ORIGINAL, GERMAN % "null"), 1),
        ((GERMAN % 1,), 0),
    ],
)
def test_a_translation_keeps_up_with_its_original(rows: tuple[str, ...], count: int) -> None:
    findings = found(approved(*rows), "translation-stale")
    assert len(findings) == count
    assert all((finding.document, finding.path) == ("QP-001.de", "documents/qp-001.de.md") for finding in findings)


def test_a_draft_of_a_translation_is_judged_before_there_is_one_in_force() -> None:
    draft = "draft: {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}\n"
    assert found(approved(ORIGINAL, SECOND) + draft, "translation-stale")
    assert not found(approved(ORIGINAL) + draft, "translation-stale")


@pytest.mark.parametrize(("said", "count"), [(1, 0), (2, 1)])
def test_what_is_translated_was_approved(said: int, count: int) -> None:
    assert len(found(approved(ORIGINAL, GERMAN % said), "translation-unapproved")) == count


def test_a_translation_without_any_original_is_not_approved() -> None:
    (finding,) = found(approved(GERMAN % 1), "translation-unapproved")
    assert finding.line == 8


@pytest.mark.parametrize("now", ["[de](qms:QP-001.de)", "nothing"])
def test_a_text_in_force_leads_to_no_unapproved_translation(now: str) -> None:
    linking = "- {id: QP-002, text: '[de](qms:QP-001.de)'}"
    drafts = f"""draft:
  - {{id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}}
  - {{id: QP-002, text: '{now}'}}
"""
    (finding,) = found(approved(ORIGINAL, linking) + drafts, "translation-unapproved")
    assert (finding.document, finding.line is None) == ("QP-002", now == "nothing")


def test_a_text_whose_file_is_gone_is_placed_at_its_path() -> None:
    linking = "- {id: QP-002, text: '[de](qms:QP-001.de)'}"
    drafts = "drafts: [{id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}]"
    (finding,) = found(approved(ORIGINAL, linking) + drafts, "translation-unapproved")
    assert (finding.path, finding.line) == ("documents/qp-002.md", None)


def test_other_links_of_a_text_in_force_are_no_translations() -> None:
    linking = "- {id: QP-002, text: '[a](qms:QP-001) [b](#x)'}"
    drafts = "draft: {id: QP-001, lang: de, translates: 1, path: documents/qp-001.de.md}"
    assert not found(approved(ORIGINAL, linking) + drafts, "translation-unapproved")
