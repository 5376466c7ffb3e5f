"""What is shown as text though elsewhere it is structure is told, with its line; what is meant as text is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.markdown.unsupported import _may_be_wide, may_hold, unsupported
from tests.fuzz.inputs import fuzz

TOLD = {
    "tab": ('=== "Windows"\n\n    a', 1),
    "attributes of a block": ("a\n{: .class }", 2),
    "attributes of a heading": ("# a {#b}", 1),
    "attributes of a link": ("[a](b){.c}", 1),
    "attributes of a picture": ("![a](b){ width=50% }", 1),
    "attributes of a fence": ("``` {.python .x}\na\n```", 1),
    "contents": ("a\n\n[TOC]", 3),
    "contents of wikis": ("[[_TOC_]]", 1),
    "abbreviation": ("a\n\n*[HTML]: Hyper Text", 3),
    "grid table": ("+---+---+\n| a | b |\n+===+===+", 1),
    "colons": ("::: mermaid\ngraph TD\n:::", 1),
    "callout": ("a\n\n:::note\nb\n:::", 3),
    "formula": ("so $a_1 + b$ is", 1),
    "formula with stars": ("so $a*b*c$ is", 1),
    "block of a formula": ("a\n$$\nx = 1\n$$", 2),
    "formula with a number": ("$2^{10}$", 1),
    "emoji": ("a :warning: b", 1),
    "thumb": (":+1:", 1),
    "backslash of pandoc": ("a\n\\newpage", 2),
    "no-break space of pandoc": ("5\\ mm", 1),
    "highlight": ("a ==b c== d", 1),
    "keys": ("++ctrl+alt++", 1),
    "change": ("a {++b++} c", 1),
    "footnote in the line": ("a^[b]", 1),
    "wiki link": ("see [[Training]]", 1),
    "note with a colon": ("!!! note: a\n    b", 1),
    "include in words": ('--8<-- "a.md" b', 1),
    "heading without a space": ("##Scope", 1),
    "steps with letters": ("a. b\nb. c", 1),
    "tag of Jekyll": ("a\n[b]({% link c.md %})", 2),
    "call of Hugo": ('{{< ref "c.md" >}}', 1),
    "value that a program fills in": ("a {{ site.name }}", 1),
    "value of ERB": ("a <%= b %>", 1),
    "in a list": ("- a\n- :tada:", 2),
    "in a cell": ("| a |\n|---|\n| :x: |", 3),
    "a cell too many": ("a\n\n| a |\n|---|\n| b |\n| c | d |", 6),
    "a cell too many without outer bars": ("a | b\n:-|-\nc | d | e", 3),
    "a cell too many in a quote": ("> | a |\n> |---|\n> | b | c |", 3),
    "a cell too many in a list": ("- a\n\n  | a |\n  |---|\n  | b | c |", 5),
    "a cell too many below one column": ("| a\n:-\nb | c", 3),
}
NOT_TOLD = (
    "| a | b |\n|---|---|\n| c |\n| d \\| e | f |\n| g",
    "```\n| a |\n|---|\n| b | c |\n```",
    "| a |\n|---|\n| b |\n\n| c | d |",
    "It costs $5 and $10, or $5/$10.",
    "It costs \\$5 \\$x\\$.",
    "`=== \"a\"` `$x$` `:a:` `[[x]]`",
    "```\n=== \"a\"\n$x$\n```",
    "At 10:30:45 and a:b:c, std::vector, ::1",
    "C:\\Users\\jane and \\\\server\\share",
    "{name} and {.x} in prose, ${HOME}",
    "[a](b) (c) [d]",
    "a == b and c == d, i++ and j++, C++",
    "a. b",
    "5 + 3 = 8",
    "> [!NOTE]\n> a",
    "!!! note\n    a",
    "Wow!!! Really???",
    "#1 and #2",
    "a^2 and b^c",
    "[x]: [y]",
    "Order 4 (b) and (c).",
    "- [ ] a\n- [x] b",
    "* a * b *",
    "{a}{b} {{c}} `{{ c }}` <5 %> and 50%}",
)  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_told(name: str) -> None:
    text, line = TOLD[name]
    found = list(unsupported(text, 10))
    assert [place.line - 10 for place in found][:1] == [line]
    assert all(place.message and place.remedy for place in found)
    assert may_hold(text)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_not_told(text: str) -> None:
    assert list(unsupported(text)) == []


ANY = re.compile(
    r"==|\{|<%|\[\[|\[_?toc|\*\[|\+[-=+]|:::|\$|:[a-z+-][\w+-]*:|\\[a-z ]|\^\[|!!!|\?\?\?|8<-|##[^#\s]"
    r"|\]\([^()<>\n\s]+ [^()<>\n\"]*\)|\] \("
    r"|^\W*b[.)] ",
    re.IGNORECASE | re.MULTILINE,
)
PIECES = (
    *("=", "{", "<", "%", "[", "_", "toc", "Toc", "*", "+", "-", ":", "$", "\\", "a", "b", "B", ".", ")", " ", "\n"),
    *("^", "!", "?", "8", "#", "](", "] (", "(", '"', ">", "|", "\n\n", "\r\n", "\r", "\t", "b. ", "B) ", "|--|\n"),
    *("\u212a", "\u017f", "a | b", "\\|", "\n|", "\n\n\n", "\n> |", "\u2028", "\x0b", "\u00a0", ":-", "--", "é"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@fuzz
def test_what_no_sign_announces_is_passed_as_by_all_forms_at_once(text: str) -> None:
    assert may_hold(text) == (ANY.search(text) is not None or _may_be_wide(text))
