import pytest

from qmsdoc.parse.words import phrases, words
from tests.rules.build import found


def understated(before: str, after: str, change: str = "Editorial.", more: str = "") -> list[str]:
    text = f"""
people: {{jane.doe: {{quality-manager: {{}}, stores-lead: {{}}}}}}
approved:
  - {{id: QF-001, type: procedure}}
  - {{id: QP-001, {more} text: "{before}"}}
draft: {{id: QP-001, revision: 2, {more} change: "{change}", text: "{after}"}}
"""
    return [finding.message for finding in found(text, "change-understated")]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("It must be done.", "It should be done.", "no longer says 'must' and now says 'should'"),
        ("Keep five years.", "Keep ten years.", "no longer says 'five years' and now says 'ten years'"),
        ("Torque 2.5 Nm.", "Torque 2,5 Nm.", "no longer says '2.5 nm' and now says '2,5 nm'"),
        ("At 20 °C.", "At 25 °C.", "now says '25 °c'"),
        ("Check five parts.", "Check at least five parts.", "now says 'at least'"),
        ("Tell the quality manager.", "Tell the stores lead.", "now says 'stores lead'"),
        ("See [form](qms:QF-001).", "See the form.", "no longer says 'QF-001'"),
        ("Write it down.", "Write it on QF-001.", "now says 'QF-001'"),
        ("Do not open.", "Open.", "no longer says 'not'"),
        ("Do it.", "Do it now.", None),
        ("It must be clen.", "It must be clean.", None),
        ("Chapter 3.", "Chapter 4.", None),
        ("Keep 5 years.", "Keep 5\N{NO-BREAK SPACE}years.", None),
        ("See [a](https://x.example/5mm).", "See [a](https://x.example/6mm).", None),
    ],
)
def test_what_people_act_on(before: str, after: str, told: str | None) -> None:
    messages = understated(before, after)
    assert len(messages) == (1 if told else 0)
    assert all((told or "") in message for message in messages)


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ("Editorial.", 1),
        ("editorial (commas)", 1),
        ("Only wording.", 1),
        ("Spelling corrected.", 1),
        ("Chapter 3 is rewritten (editorial).", 1),
        ("The wording of step 3 obliges now.", 0),
        ("Must becomes should.", 0),
        ("Editorially weak text replaced.", 0),
    ],
)
def test_what_is_called_editorial(change: str, count: int) -> None:
    assert len(understated("It must be.", "It should be.", change)) == count


def test_other_languages_are_compared_by_numbers_roles_and_documents() -> None:
    german = "lang: de, translates: 1, path: documents/qp-001.de.md,"
    assert understated("Drehmoment 2 Nm.", "Drehmoment 3 Nm.", more=german)
    assert not understated("Es must so sein.", "Es should so sein.", more=german)
    assert not understated("It must be.", "It should be.", "Redaktionell.", more=german)


def test_only_a_next_revision_is_compared() -> None:
    assert not found('approved: {id: QP-001, change: Editorial., text: "must"}', "change-understated")
    assert not found("draft: {id: QP-001, revision: 2, change: Editorial.}", "change-understated")


def test_many_differences_are_counted() -> None:
    (message,) = understated("None.", "must shall should may never always only.")
    assert message.endswith("'shall' and 1 more.")


def test_words_of_a_language_without_a_list() -> None:
    assert words("en-GB") == words("en")
    assert words("tlh") is None
    assert words("../policy") is None
    assert not phrases(()).search("anything")


@pytest.mark.parametrize(
    ("revision", "change", "count"),
    [(2, "Ten years.", 1), (2, "' Ten   years. '", 1), (2, "Ten years, now.", 0), (1, "Ten years.", 0), (2, "''", 0)],
)
def test_a_reason_left_standing_is_told_on_its_line(revision: int, change: str, count: int) -> None:
    approved = "approved: {id: QP-001, revision: 1, change: Ten years., text: Five years.}\n"
    draft = f"draft: {{id: QP-001, revision: {revision}, change: {change}, text: Ten years.}}"
    findings = found(approved + draft, "change-repeated")
    assert [finding.severity for finding in findings] == ["warning"] * count
    assert all(finding.line for finding in findings)
