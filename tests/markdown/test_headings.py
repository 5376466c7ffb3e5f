"""The title that opens a text in plain words is its first heading in the tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.markdown import read
from qmsdoc.markdown.headings import headings, plain_title
from tests.fuzz.inputs import fuzz

WORDS = (
    *("a", "É", "1.", "(c)", "--", "...", "it's", "www.a.b", "a.b/c", "-", "'", ",", ";", " ", " ", "\u2019", "\u2013"),
    *(
        "*",
        "_",
        "`",
        "#",
        "&amp;",
        "\\",
        "a@b.c",
        "https://a.b",
        ":a:",
        "[a]",
        "<b>",
        "\t",
        "\u00a0",
        "\r",
        "{#a}",
        "|",
    ),
)
ABOVE = st.sampled_from(["", "", "\n", "\r\n", "\n\n", " ", "a\n", "\n \n", "<!-- a -->\n"])
BELOW = st.sampled_from(
    ["", "\n", "\r\n", "\n\na\n", "\n===\n", "\n---\n", "\n: a\n", "\n# b\n", "\n    c\n", "\r", "\u2028"]
)
PLAIN = st.lists(st.sampled_from(WORDS[:17]), max_size=6)
TITLE = PLAIN | st.lists(st.sampled_from(WORDS), max_size=6)


@given(ABOVE, st.sampled_from(["# ", "# ", "# ", "#", "## ", " # ", ""]), TITLE.map("".join), BELOW)
@fuzz
def test_what_opens_a_text_is_its_first_heading(above: str, sign: str, words: str, below: str) -> None:
    text = f"{above}{sign}{words}{below}"
    for front in ("", "---\nid: a\n---\n"):
        found = plain_title(front + text, len(front))
        if found is not None:
            first = headings(read(text))[0]
            assert (first.level, first.text) == (1, found)


def test_plain_words_are_certain_at_once() -> None:
    assert plain_title("---\n---\n\n# QP-001 Prüfung (2), it's\r\n\nA\n", 8) == "QP-001 Prüfung (2), it's"
    for text in ("", "#", "# ", "## A", "A\n===\n", "# A *b*", "# A #", "# A ", "A\n\n# B", "#A"):
        assert plain_title(text, 0) is None
