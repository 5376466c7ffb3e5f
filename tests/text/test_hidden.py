"""Signs that nobody sees, and those beside them that are part of a script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.text.hidden import first_hidden, named_sign

# ruff: noqa: RUF001 - the scripts themselves
SEEN = {
    "Persian": "می‌خواهم",
    "Persian, two": "نیم‌فاصله‌ها",
    "Hindi": "क्‍ष",
    "Hindi, apart": "क्‌ष",
    "Sinhala": "ශ්‍රී",
    "an emoji": "❤️",
    "a keycap": "1️⃣",
    "a name in Japanese": "葛\U000e0100城",
    "marks around digits": "\u0600123",
    "German": "Größe – „so“ …",
    "fixed spaces": "5\u00a0%\u202f\u2003x",
    "Hebrew": "שלום",
    "combining": "e\u0301",
}


@pytest.mark.parametrize("name", SEEN)
def test_what_belongs_to_a_script_is_seen(name: str) -> None:
    assert first_hidden(SEEN[name]) is None


@pytest.mark.parametrize(
    "sign",
    [
        *"\x00\x07\x1b\x7f\x85\x9b\xad",
        *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        *"\u200b\u2060\u2061\u2062\u2063\u2064\u206a\u206f\ufeff\ufff9\ufffb\u180e",
        *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u3164\uffa0\u2800\u2065",
        *"\U000e0001\U000e0041\U000e007f\U000e0fff\U0001d173\U0001bca0\U00013430\ue000\U000f0000\ud800\u2028\u2029",
    ],
)
def test_what_nobody_sees_is_found(sign: str) -> None:
    assert first_hidden(f"ab{sign}c") == 2
    assert first_hidden(sign) == 0
    assert first_hidden(f"ab{sign}c", sign) is None


@pytest.mark.parametrize(
    "text",
    [
        "pay\u200cpal",
        "pay\u200dpal",
        "\u200cx",
        "x\u200d",
        "м\u200cи",
        "می\u200c",
        "\u200dक",
        "👨\u200d👩",
        "a \u200c b",
    ],
)
def test_a_joiner_that_joins_nothing_is_hidden(text: str) -> None:
    assert first_hidden(text) == min(at for at in range(len(text)) if text[at] in "\u200c\u200d")


@pytest.mark.parametrize(
    ("text", "at"), [("a\ufe0f\ufe0f", 2), ("\ufe0fa", 0), ("a \ufe0f", 2), ("a\U000e0100\ufe0f", 2)]
)
def test_selectors_that_select_nothing_are_hidden(text: str, at: int) -> None:
    assert first_hidden(text) == at


def test_every_sign_of_those_categories_is_found() -> None:
    hidden = {chr(code) for code in range(0x110000) if first_hidden(f"a{chr(code)}") is not None}
    seen = [
        sign for sign in map(chr, range(0x110000)) if sign not in hidden and unicodedata.category(sign) in {"Cc", "Cf"}
    ]
    assert seen == list("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
    shown = {sign for sign in hidden if unicodedata.category(sign)[0] in "LNPS"}
    assert shown == set("\u115f\u1160\u3164\uffa0\u2800")


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=80))
def test_ordinary_text_is_seen(text: str) -> None:
    assert first_hidden("".join(sign for sign in text if sign not in "\u115f\u1160\u3164\uffa0")) is None


def test_a_sign_is_named() -> None:
    assert named_sign("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert named_sign("\x07") == "U+0007"
