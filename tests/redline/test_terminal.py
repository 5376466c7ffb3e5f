from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from qmsdoc.redline.terminal import render
from qmsdoc.text.terminal import cell_width
from tests.redline.texts import TEXT, compared


def shown(old: str, new: str, *, width: int = 80, colour: bool = False, context: int = 1) -> str:
    return render(compared(old, new), colour=colour, width=width, context=context)


def test_words_are_marked_without_colour() -> None:
    assert shown("Kept five years.\n", "Kept ten years.\n") == "~ Kept [-five-]{+ten+} years.\n"


def test_words_are_coloured_with_colour() -> None:
    expected = "~ Kept \x1b[31;9mfive\x1b[0m\x1b[32;4mten\x1b[0m years.\n"
    assert shown("Kept five years.\n", "Kept ten years.\n", colour=True) == expected


def test_what_did_not_change_is_folded() -> None:
    old = "# A\n\none\n\ntwo\n\nthree\n\nfour\n\nfive\n"
    new = old.replace("three", "3")
    assert shown(old, new) == (
        "  # A\n  … 1 line unchanged\n  two\n~ [-three-]\n~ {+3+}\n  four\n  … 1 line unchanged\n"
    )
    assert shown(old, new, context=0) == "  # A\n  … 2 lines unchanged\n~ [-three-]\n~ {+3+}\n  … 2 lines unchanged\n"


def test_what_moved_is_told() -> None:
    printed = shown("The first of them.\n\nElse.", "Else.\n\nThe first of them.")
    assert printed == "~ [-The first of them.-] (moved away)\n  Else.\n~ {+The first of them.+} (moved here)\n"


def test_what_a_change_belongs_to_is_shown() -> None:
    items = "\n".join(f"- item {number}\n" + "".join(f"    - inside {n}\n" for n in range(5)) for number in range(4))
    printed = shown(f"# A\n\n## B\n\n{items}", f"# A\n\n## B\n\n{items.replace('inside 4', 'else', 1)}", context=0)
    assert printed.splitlines()[:4] == ["  … 1 line unchanged", "  ## B", "  - item 0", "  … 4 lines unchanged"]


def test_what_a_change_does_not_belong_to_is_folded() -> None:
    between = "\n\n## B\n\n"
    for head in ("", between):
        old = f"- first\n- last{head}\n\n1. one\n2. two\n3. three\n"
        printed = shown(old, old.replace("three", "four"))
        assert "last" not in printed
        assert ("## B" in printed) is bool(head)


def test_nothing_differs() -> None:
    assert shown("a\n", "a\n") == ""
    assert shown("one two three\n", "one\ntwo three\n") == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("```\na\n```", "```\n  a\n```", "~     {+  +}a\n"),
        ("```\na\nb\n```", "```\na\nx\nb\n```", "      a\n~     {+x+}\n      b\n"),
        ("```\na\nb\n```", "```\na b\n```", "~     a[-<line end>-]\n~     {+ +}b\n"),
        ("```\na\n\nb\n```", "```\na\nb\n```", "      a\n~     [-<line end>-]\n      b\n"),
        ("```\na\n```", "```\na\nb\n```", "      a\n~     {+b+}\n"),
        ("```\na\nb\n```", "```\na\n```", "      a\n~     [-b-]\n"),
        ("- Stop\n    - Mark\n- Call the manager", "- Stop\n    - Mark\n    - Call the manager",
         "  - Stop\n    - Mark\n~   - {+Call the manager+}\n~ - [-Call the manager-]\n"),
        ("3. Weigh\n4. Label", "1. Weigh\n2. Label", "~ [-3.-]{+1.+} Weigh\n~ [-4.-]{+2.+} Label\n"),
        ("# One", "## One", "~ # [-One-]\n~ ## {+One+}\n"),
        ("a\n\nb", "a\n\n---\n\nb", "  a\n~ {+---+}\n  b\n"),
        ("> one two three", "> one two four", "~ > one two [-three-]{+four+}\n"),
        ("!!! note\n    one", "!!! note\n    one two", "  ! [Note]\n~ ! one{+ two+}\n"),
        ("Term\n:   Means one", "Term\n:   Means two", "  Term\n~ : Means [-one-]{+two+}\n"),
        ("a[^1]\n\n[^1]: One note", "a[^1]\n\n[^1]: One other note", "  a[^1]\n~ [^1] One {+other +}note\n"),
        ("- [ ] done", "- [x] done", "~ - [-[ ]-]{+[x]+} done\n"),
        ("- a", "- a\n-", "  - a\n~ {+-+}\n"),
        ("[QP](QP-001)", "[QP](QP-002)", "~ [-[QP](QP-001)-]{+[QP](QP-002)+}\n"),
        ("**a** b", "a b", "~ [-**a**-]{+a+} b\n"),
        ("a ~~b~~", "a", "~ a[- ~~b~~-]\n"),
        ("one two", "one\\\ntwo", "~ one[- -]{+<br>+}two\n"),
        ("a", "![Flow](flow.svg \"t\")", "~ [-a-]\n~ {+![Flow](flow.svg \"t\")+}\n"),
        ("| a | b |\n|---|---|\n| x | 5 |", "| a | b |\n|---|---|\n| x | 10 |",
         "  … 1 line unchanged\n  |---|---|\n~ | x | [-5-]{+10+} |\n"),
    ],
)  # fmt: skip
def test_each_kind_of_block(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_items_that_only_changed_their_numbers_are_counted_as_that() -> None:
    items = "\n".join(f"{number}. item {number}\n    - inside" for number in range(1, 8))
    assert shown(items, f"1. first of all\n{items}").splitlines() == [
        "~ 1. {+first of all+}",
        "~ [-1.-]{+2.+} item 1",
        "~ … 6 items unchanged but for the number",
    ]


def test_rows_are_not_wrapped_and_paragraphs_are() -> None:
    row = "| " + "cell " * 30 + "| {} |\n|---|---|\n| a | b |\n"
    assert len(shown(row.format("one"), row.format("one two"), width=40).splitlines()[0]) > 150
    lines = shown("- " + "word " * 40 + "end\n", "- " + "word " * 40 + "stop\n", width=40).splitlines()
    assert len(lines) > 4
    assert all(len(line) <= 40 for line in lines[:-1])
    assert all(line.startswith("~   word") for line in lines[1:-1])


def test_a_word_longer_than_the_line_stays_whole() -> None:
    assert "x" * 90 in shown("a\n", "x" * 90 + " a\n", width=40)


def test_nothing_in_a_document_reaches_the_terminal_unseen() -> None:
    assert "\x1b" not in shown("a\n", "a \x1b[31m\u202e\n\n```\n\x1b[2J\n```\n")


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_every_line_that_differs_is_shown_with_its_words(old: str, new: str) -> None:
    printed = shown(old, new)
    assert bool(printed) is any(change.changed for change in compared(old, new))
    assert all(line.startswith(("~", "  ")) or not line for line in printed.splitlines())
    marks = re.findall(r"\[-.*?-\]|\{\+.*?\+\}|…", printed, re.DOTALL)
    assert bool(printed) is bool(marks)


def test_width_counts_wide_and_combining_characters() -> None:
    assert (cell_width("abc"), cell_width("漢字"), cell_width("e\u0301")) == (3, 4, 1)
