from __future__ import annotations

from qmsdoc.redline import redline
from qmsdoc.redline.terminal import render


def shown(old: str, new: str, *, width: int = 80, colour: bool = False, context: int = 1) -> str:
    return render(redline(old, new), colour=colour, width=width, context=context)


def test_words_are_marked_without_colour() -> None:
    assert shown("Kept five years.\n", "Kept ten years.\n") == "~ Kept [-five-]{+ten+} years.\n"


def test_words_are_coloured_with_colour() -> None:
    expected = "~ Kept \x1b[31;9mfive\x1b[0m\x1b[32;4mten\x1b[0m years.\n"
    assert shown("Kept five years.\n", "Kept ten years.\n", colour=True) == expected


def test_what_did_not_change_is_folded() -> None:
    old = "# A\n\none\n\ntwo\n\nthree\n\nfour\n\nfive\n"
    new = old.replace("three", "3")
    assert shown(old, new) == ("  … 2 unchanged lines\n  two\n~ [-three-]\n~ {+3+}\n  four\n  … 1 unchanged line\n")
    assert shown(old, new, context=0) == "  … 3 unchanged lines\n~ [-three-]\n~ {+3+}\n  … 2 unchanged lines\n"


def test_nothing_differs() -> None:
    assert shown("a\n", "a\n") == ""
    assert shown("one two three\n", "one\ntwo three\n") == ""


def test_code_keeps_its_spacing() -> None:
    assert shown("```\na\n```\n", "```\n  a\n```\n") == "~ ```\n~ {+  +}a\n~ ```\n"


def test_rows_are_not_wrapped_and_paragraphs_are() -> None:
    row = "| " + "cell " * 30 + "| {} |\n| a | b |\n"
    assert len(shown(row.format("one"), row.format("one two"), width=40).splitlines()[0]) > 150
    lines = shown("word " * 40 + "end\n", "word " * 40 + "stop\n", width=40).splitlines()
    assert len(lines) > 4
    assert all(len(line) <= 46 for line in lines)


def test_a_word_longer_than_the_line_stays_whole() -> None:
    assert "x" * 90 in shown("a\n", "x" * 90 + " a\n", width=40)


def test_nothing_in_a_document_reaches_the_terminal_unseen() -> None:
    assert "\x1b" not in shown("a\n", "a \x1b[31m\n")
