"""Messages of approvals: written and read back exactly, and nothing else is read."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.approval import MEANINGS, Act, Statement
from qmsdoc.model.rule_ids import RuleId
from qmsdoc.trust import message
from qmsdoc.trust.failure import ParseError, VerificationFailure
from qmsdoc.trust.message import read_statement, unsafe, write_message

CONTENT = "sha256:" + "9f" * 32
APPROVAL = Statement(
    manual="meridian-quality-manual",
    document="QP-001",
    revision=3,
    path="documents/procedures/control-of-documented-information.md",
    content_digest=CONTENT,
    policy=4,
    role="quality-manager",
    meaning=MEANINGS[Act.APPROVED],
    effective=date(2026, 2, 1),
)
REVIEW = APPROVAL._replace(meaning=MEANINGS[Act.REVIEWED], effective=None, review_by=date(2028, 2, 1))
WITHDRAWAL = APPROVAL._replace(
    meaning=MEANINGS[Act.WITHDRAWN], effective=None, reason="Nobody does this any more.", successor="QP-004"
)
TITLE = "Control of documented information"
TEXT = f"""\
Approve QP-001 revision 3: Control of documented information

Manual: meridian-quality-manual
Document: QP-001
Revision: 3
Path: documents/procedures/control-of-documented-information.md
Content: {CONTENT}
Policy: 4
Role: quality-manager
Meaning: I approve this revision for use.
Effective: 2026-02-01
"""


def test_an_approval_reads_as_the_design_shows_it() -> None:
    assert write_message(Act.APPROVED, TITLE, APPROVAL) == TEXT
    assert read_statement(TEXT, Act.APPROVED) == APPROVAL


def test_an_approval_need_not_name_its_effective_date() -> None:
    statement = APPROVAL._replace(effective=None)
    message = write_message(Act.APPROVED, TITLE, statement)
    assert "Effective" not in message
    assert read_statement(message, Act.APPROVED) == statement


def test_a_review_names_the_next_one() -> None:
    message = write_message(Act.REVIEWED, TITLE, REVIEW)
    assert message.startswith("Review QP-001 revision 3: Control")
    assert message.endswith("unchanged.\nReview-by: 2028-02-01\n")
    assert read_statement(message, Act.REVIEWED) == REVIEW


def test_a_withdrawal_gives_its_reason_and_may_name_a_successor() -> None:
    message = write_message(Act.WITHDRAWN, TITLE, WITHDRAWAL)
    assert message.startswith("Withdraw QP-001 revision 3: Control")
    assert message.endswith("Reason: Nobody does this any more.\nSuccessor: QP-004\n")
    assert read_statement(message, Act.WITHDRAWN) == WITHDRAWAL
    alone = WITHDRAWAL._replace(successor=None)
    assert read_statement(write_message(Act.WITHDRAWN, TITLE, alone), Act.WITHDRAWN) == alone


LINES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u061c\u200e\u200f").filter(
        lambda c: not "\u202a" <= c <= "\u202e" and not "\u2066" <= c <= "\u2069"
    ),
    min_size=1,
).filter(lambda text: text == text.strip())
NUMBERS = st.integers(1, 999_999_999)


DAYS = st.dates(max_value=date(8999, 12, 31))


@st.composite
def statements(draw: st.DrawFn) -> tuple[Act, Statement]:
    act = draw(st.sampled_from(Act))
    return act, Statement(
        manual=draw(LINES),
        document=draw(LINES),
        revision=draw(NUMBERS),
        path=draw(LINES),
        content_digest="sha256:" + draw(st.binary(min_size=32, max_size=32)).hex(),
        policy=draw(NUMBERS),
        role=draw(LINES),
        meaning=draw(LINES),
        effective=draw(st.none() | DAYS) if act is Act.APPROVED else None,
        review_by=draw(DAYS) if act is Act.REVIEWED else None,
        reason=draw(LINES) if act is Act.WITHDRAWN else None,
        successor=draw(st.none() | LINES) if act is Act.WITHDRAWN else None,
    )


@given(statements(), st.text())
def test_what_can_be_written_is_read_back(written: tuple[Act, Statement], title: str) -> None:
    act, statement = written
    message = write_message(act, title, statement)
    assert read_statement(message, act) == statement
    assert message.encode().decode() == message


SPOILT = st.sampled_from(["", " ", "\n", "\u00a0", "\u3000", "\x1b", "\u202e", "\0", ": ", "0", "x", "Role: x\n"])


@given(statements(), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 3), SPOILT), max_size=3))
def test_a_message_read_at_once_says_what_its_lines_say(
    written: tuple[Act, Statement], changes: list[tuple[int, int, str]]
) -> None:
    act, statement = written
    text = write_message(act, "T", statement)
    for at, gone, come in changes:
        text = text[: at % len(text)] + come + text[at % len(text) + gone :]
    try:
        line_by_line: Statement | VerificationFailure = message._statement(message._fields(text, act))
    except ParseError as refused:
        line_by_line = refused.fault
    assert read_statement(text, act) == line_by_line


@given(st.text(), st.sampled_from(Act))
def test_no_text_raises(message: str, act: Act) -> None:
    assert isinstance(read_statement(message, act), VerificationFailure)


@given(st.data())
def test_no_altered_message_means_the_same_by_accident(data: st.DataObject) -> None:
    at = data.draw(st.integers(TEXT.index("Manual"), len(TEXT)))
    altered = TEXT[:at] + data.draw(st.text(max_size=3)) + TEXT[at + data.draw(st.integers(0, 3)) :]
    found = read_statement(altered, Act.APPROVED)
    assert (found == APPROVAL) == (altered == TEXT)


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Maß & Zahl: 测量 📐", "Approve QP-001 revision 3: Maß & Zahl: 测量 📐"),
        ("a\x1b[2Jb\nc\td\x7f", "Approve QP-001 revision 3: a�[2Jb�c�d�"),
        ("\u202egnp.exe\u2066\u200f", "Approve QP-001 revision 3: �gnp.exe��"),
        ("line\u2028break\u2029\x85", "Approve QP-001 revision 3: line�break��"),
        ("\ud800", "Approve QP-001 revision 3: �"),
        ("  blanks \u3000", "Approve QP-001 revision 3: blanks"),
        ("", "Approve QP-001 revision 3"),
        ("x" * 500, "Approve QP-001 revision 3: " + "x" * 500),
    ],
)
def test_the_first_line_cannot_disturb_a_terminal(title: str, first: str) -> None:
    message = write_message(Act.APPROVED, title, APPROVAL)
    assert message.split("\n")[0] == first
    assert read_statement(message, Act.APPROVED) == APPROVAL


UNSAFE = [
    *(chr(code) for code in range(0x20)),
    "\x7f",
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ud800",
]


@pytest.mark.parametrize("character", UNSAFE, ids=ascii)
@pytest.mark.parametrize("field", ["manual", "document", "path", "role", "meaning"])
def test_values_with_control_characters_are_not_written(field: str, character: str) -> None:
    with pytest.raises(ValueError, match="message"):
        write_message(Act.APPROVED, TITLE, APPROVAL._replace(**{field: f"a{character}b"}))  # type: ignore[arg-type]


def test_every_control_and_direction_changing_character_is_unsafe_and_no_letter_is() -> None:
    marked = {*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0x2028, 0x2029, 0x061C, 0x200E, 0x200F}
    marked |= {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    assert {code for code in range(0x110000) if unsafe(f"a{chr(code)}b")} == marked


def test_a_value_cannot_smuggle_in_a_field() -> None:
    with pytest.raises(ValueError, match="more than once"):
        write_message(Act.APPROVED, TITLE, APPROVAL._replace(role="x\nRole: y"))
    with pytest.raises(ValueError, match="cannot be written exactly"):
        write_message(Act.APPROVED, TITLE, APPROVAL._replace(effective=None, meaning="x\nEffective: 2026-01-01"))


@pytest.mark.parametrize(
    ("act", "changes"),
    [
        (Act.APPROVED, {"role": ""}),
        (Act.APPROVED, {"path": " a.md"}),
        (Act.APPROVED, {"path": "a.md "}),
        (Act.APPROVED, {"revision": 0}),
        (Act.APPROVED, {"revision": -3}),
        (Act.APPROVED, {"policy": 1_000_000_000}),
        (Act.APPROVED, {"content_digest": "sha256:" + "9F" * 32}),
        (Act.APPROVED, {"content_digest": "sha512:" + "9f" * 32}),
        (Act.APPROVED, {"content_digest": "sha256:" + "9f" * 31}),
        (Act.APPROVED, {"review_by": date(2028, 1, 1)}),
        (Act.APPROVED, {"reason": "x"}),
        (Act.APPROVED, {"successor": "QP-002"}),
        (Act.REVIEWED, {}),
        (Act.REVIEWED, {"effective": None}),
        (Act.WITHDRAWN, {"effective": None}),
        (Act.WITHDRAWN, {"reason": "x"}),
        (Act.WITHDRAWN, {"effective": None, "reason": ""}),
    ],
)
def test_what_could_not_be_read_is_not_written(act: Act, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        write_message(act, TITLE, APPROVAL._replace(**changes))  # type: ignore[arg-type]


def line(key: str) -> str:
    return next(text for text in TEXT.splitlines(keepends=True) if text.startswith(f"{key}: "))


FAULTS = {
    "empty": ("", "one sentence"),
    "first line only": ("Approve QP-001\n", "one sentence"),
    "no blank line": (TEXT.replace("\n\n", "\n"), "one sentence"),
    "two blank lines": (TEXT.replace("\n\n", "\n\n\n"), "one sentence"),
    "blank first line": (TEXT.replace("Approve QP-001 revision 3: Control of documented information", " "), "sentence"),
    "one field": ("Approve QP-001\n\nRole: x\n", "lacks 'Manual'"),
    "a field without anything": (TEXT.replace(": quality-manager", ""), "'Role' is empty"),
    "no final newline": (TEXT[:-1], "line break"),
    "two final newlines": (TEXT + "\n", "line break"),
    "trailing sentence": (TEXT + "Regards\n", "'Regards'"),
    "trailing paragraph": (TEXT + "\nRegards\n", "''"),
    "blank line between fields": (TEXT.replace("Path", "\nPath"), "''"),
    "carriage returns": (TEXT.replace("\n", "\r\n"), "one sentence"),
    "a carriage return in a field": (TEXT.replace("Policy: 4", "Policy: 4\r"), "control"),
    "an escape in the first line": (TEXT.replace("Approve", "\x1b[2JApprove"), "control"),
    "a turned direction": (TEXT.replace("quality-manager", "quality\u202emanager"), "direction"),
    "a field unknown": (TEXT + "Colour: red\n", "'Colour: red'"),
    "a field in other capitals": (TEXT.replace("Role", "role"), "'role:"),
    "a field without a blank": (TEXT.replace("Role: ", "Role:"), "'Role:q"),
    "a field with a tab": (TEXT.replace("Role: ", "Role:\t"), "control"),
    "a field with two blanks": (TEXT.replace("Role: ", "Role:  "), "'Role' is empty or has blanks"),
    "a field with a blank at its end": (TEXT.replace("manager\n", "manager \n"), "'Role' is empty or has blanks"),
    "a field empty": (TEXT.replace(": quality-manager", ": "), "'Role' is empty"),
    "a field indented": (TEXT.replace("Role", " Role"), "' Role:"),
    "a field twice": (TEXT.replace(line("Role"), line("Role") * 2), "'Role' more than once"),
    "a field twice, apart": (TEXT + line("Role"), "'Role' more than once"),
    "fields out of order": (TEXT.replace(line("Role"), "") + line("Role"), "order"),
    "revision with a leading zero": (TEXT.replace("Revision: 3", "Revision: 03"), "'Revision'"),
    "revision zero": (TEXT.replace("Revision: 3", "Revision: 0"), "'Revision'"),
    "revision negative": (TEXT.replace("Revision: 3", "Revision: -3"), "'Revision'"),
    "revision with a fraction": (TEXT.replace("Revision: 3", "Revision: 3.0"), "'Revision'"),
    "revision in other digits": (TEXT.replace("Revision: 3", "Revision: ٣"), "'Revision'"),
    "revision endless": (TEXT.replace("Revision: 3", "Revision: " + "3" * 5000), "'Revision'"),
    "policy not a number": (TEXT.replace("Policy: 4", "Policy: four"), "'Policy'"),
    "content in capitals": (TEXT.replace("9f9f", "9F9F"), "'Content'"),
    "content of another hash": (TEXT.replace("sha256", "sha1"), "'Content'"),
    "content too short": (TEXT.replace(CONTENT, CONTENT[:-1]), "'Content'"),
    "date that is none": (TEXT.replace("2026-02-01", "2026-02-30"), "'Effective'"),
    "date in short form": (TEXT.replace("2026-02-01", "20260201"), "'Effective'"),
    "date as a week": (TEXT.replace("2026-02-01", "2026-W05-7"), "'Effective'"),
    "date with a time": (TEXT.replace("2026-02-01", "2026-02-01T00:00"), "'Effective'"),
    "a review's field": (TEXT + "Review-by: 2028-02-01\n", "'Review-by', which does not belong"),
    "a withdrawal's field": (TEXT + "Reason: x\n", "'Reason', which does not belong"),
}


@pytest.mark.parametrize(("message", "said"), FAULTS.values(), ids=FAULTS)
def test_every_other_message_is_malformed(message: str, said: str) -> None:
    fault = read_statement(message, Act.APPROVED)
    assert isinstance(fault, VerificationFailure)
    assert fault.rule == "tag-malformed"
    assert said in fault.reason


@pytest.mark.parametrize("key", ["Manual", "Document", "Revision", "Path", "Content", "Policy", "Role", "Meaning"])
@pytest.mark.parametrize(
    ("act", "statement"), [(Act.APPROVED, APPROVAL), (Act.REVIEWED, REVIEW), (Act.WITHDRAWN, WITHDRAWAL)]
)
def test_every_field_is_needed(act: Act, statement: Statement, key: str) -> None:
    lines = write_message(act, TITLE, statement).splitlines(keepends=True)
    fault = read_statement("".join(text for text in lines if not text.startswith(f"{key}: ")), act)
    assert fault == VerificationFailure(RuleId("tag-malformed"), f"The message lacks '{key}'.")


@pytest.mark.parametrize(
    ("act", "statement", "key"), [(Act.REVIEWED, REVIEW, "Review-by"), (Act.WITHDRAWN, WITHDRAWAL, "Reason")]
)
def test_an_act_needs_its_own_field(act: Act, statement: Statement, key: str) -> None:
    lines = write_message(act, TITLE, statement).splitlines(keepends=True)
    fault = read_statement("".join(text for text in lines if not text.startswith(f"{key}: ")), act)
    assert fault == VerificationFailure(RuleId("tag-malformed"), f"The message lacks '{key}'.")


def test_a_message_of_one_act_is_none_of_another() -> None:
    message = write_message(Act.REVIEWED, TITLE, REVIEW)
    assert isinstance(read_statement(message, Act.APPROVED), VerificationFailure)
    assert isinstance(read_statement(message, Act.WITHDRAWN), VerificationFailure)


def test_no_line_that_can_be_written_begins_armor() -> None:
    message = write_message(
        Act.WITHDRAWN,
        "-----BEGIN SSH SIGNATURE-----",
        WITHDRAWAL._replace(reason="-----BEGIN PGP SIGNATURE-----"),
    )
    assert not any(text.startswith("-----BEGIN ") for text in message.split("\n"))


def test_the_unsafe_characters_are_those_that_unicode_calls_so() -> None:
    categories, turning = ("Cc", "Cs", "Zl", "Zp"), ("RLE", "LRE", "PDF", "RLO", "LRO", "RLI", "LRI", "FSI", "PDI")
    marks = "\u061c\u200e\u200f"
    for code in (*range(0x3000), *range(0xD7F0, 0x10000), *range(0x1F300, 0x1F400), 0xE0001, 0x10FFFF):
        character = chr(code)
        unsafe = (
            unicodedata.category(character) in categories
            or unicodedata.bidirectional(character) in turning
            or character in marks
        )
        found = read_statement(TEXT.replace("quality-manager", f"quality{character}manager"), Act.APPROVED)
        assert isinstance(found, VerificationFailure) == unsafe


def test_a_line_that_is_no_field_is_shown_up_to_a_length() -> None:
    message = "Approve QP-001 revision 3\n\n" + "x" * 100 + "\n"
    fault = read_statement(message, Act.APPROVED)
    assert isinstance(fault, VerificationFailure)
    assert fault.reason == f"The message holds the line '{'x' * 60}', which is none of its fields."
