"""What the scanner finds in a document: links, headings, and what may not be there."""

from __future__ import annotations

import pytest

from qmsdoc.markdown.scan import scan
from qmsdoc.model.document import LinkKind


def destinations(text: str) -> list[str]:
    return [link.destination for link in scan(text, 0).links]


def faults(text: str) -> list[tuple[int | None, int | None]]:
    found = scan(text, 0).problems
    assert all(problem.rule == "content-unsafe" and problem.remedy for problem in found)
    return [(problem.line, problem.column) for problem in found]


LINKS = {
    "inline": ("[a](b.md)", ["b.md"]),
    "title": ("[a](b.md \"The (b)\") [c](d.md 'x')", ["b.md", "d.md"]),
    "title with brackets in it": ('[a](b(1).md "t")', ["b(1).md"]),
    "spaces in a name": ("[a](my file.md) [b](<your file.md>)", ["your file.md"]),
    "space around": ("[a]( b.md )", ["b.md"]),
    "empty": ("[a]()", [""]),
    "brackets": ("[a](b_(c).md) [x[y]](z)", ["b_(c).md", "z"]),
    "never closed": ("[a](b [c](d)", ["d"]),
    "brackets in brackets": ("[a](" + "(" * 9 + ")" * 9 + ")", ["(" * 9 + ")" * 9]),
    "image in a link": ("[![i](i.png)](b.md)", ["i.png", "b.md"]),
    "link in an image": ("![a [b](c)](d.png)", ["d.png"]),
    "link in a link": ("[a [b](c)](d)", ["c"]),
    "autolink": ("<https://a.example/b> <me@b.example> https://a.example", []),
    "address of the manual": ("<qms:QP-004> <JAVASCRIPT:x>", ["qms:QP-004", "JAVASCRIPT:x"]),
    "entities and escapes": (r"[a](b&amp;c\_d.md) [e](<f%20g&#46;md>)", ["b&c_d.md", "f%20g.md"]),
    "reference": ("[a][r] ![b][r]\n\n[r]: c.png 'T'", ["c.png", "c.png"]),
    "reference twice": ("[a][r] [b][r]\n\n[r]: c", ["c"]),
    "collapsed and short": ("[R a][] and [r\na]\n\n[r A]: <c>", ["c"]),
    "unused definition": ("[r]: c\n", []),
    "first definition": ("[r]\n\n[r]: a\n[r]: b", ["a"]),
    "unknown reference": ("[a][b] [c]\n\n[d]: e", []),
    "space before reference": ("[a] [r]\n\n[r]: c", ["c"]),
    "footnote": ("x[^1]\n\n[^1]: See [a](b).", ["b"]),
    "code span": ("`[a](b)` ``[c](d) ` `` [e](f)", ["f"]),
    "code span never closed": ("`[a](b)\n\n`", ["b"]),
    "very long run": ("a" + "`" * 40 + "[a](b)" + "`" * 40, []),
    "escaped": (r"\[a](b) [c\](d) \![e](f) \\[g](h)", ["f", "h"]),
    "fence": ("```\n[a](b)\n```\n~~~ yaml\n[c](d)\n~~~\n[e](f)", ["f"]),
    "fence with options": ('``` python title="x" hl_lines="1"\n[a](b)\n```\n``` {.x}\n[c](d)\n```', []),
    "fence with words": ("``` a b c\n[a](b)\n\n", []),
    "fence never closed": ("```\n[a](b)\n~~~\n[c](d)\n~~~", []),
    "fence in a list": ("- a\n\n    ```\n    [a](b)\n\n    ```\n", []),
    "fence broken off": ("- a\n\n    ```\n    [a](b)\n\n[c](d)\n\n    ```\n", ["d"]),
    "fence in a quote": ("> ```\n> [a](b)\n> ```\n", []),
    "indented code": ("text\n\n    [a](b)\n\n\t[c](d)\n\n[e](f)", ["f"]),
    "indented first": ("    [a](b)\n[c](d)", ["d"]),
    "indented text": ("text\n    [a](b)", ["b"]),
    "list": ("- x\n\n    [a](b)\n\n        [c](d)\n\n    - y\n\n        [e](f)\n\n            [g](h)", ["b", "f"]),
    "admonition": ("!!! note\n\n    [a](b)\n\n        [c](d)", ["b"]),
    "comment": ("<!-- [a](b)\n\n[c](d) --> [e](f)\n[g](h)", ["h"]),
    "comment in code": ("`<!--` [a](b) `-->`", ["b"]),
    "escapes nothing": (r"\<!-- [a](b) --> \`[c](d)`", ["b", "d"]),
    "table": ("| a | b |\n|---|---|\n| `x | [c](d) |\n| y` | [e](f) |", ["d", "f"]),
    "heading": ("# [a](b) `c\n[d](e)` f", ["b", "e"]),
    "windows": ("[a](b)\r\n\r\n[c](d)\r\n\r\n[r]: e\r\n\r\n[r]\r\n", ["b", "d", "e"]),
}


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str) -> None:
    text, wanted = LINKS[name]
    assert destinations(text) == wanted


def test_places_are_those_of_the_file() -> None:
    text = "---\nid: A\n---\n# T\n\nSee ![x](é.png) and\n[y](z.md).\n"
    image, link = scan(text, text.index("# T")).links
    assert (image.kind, image.destination, image.line, image.column) == (LinkKind.IMAGE, "é.png", 6, 10)
    assert (link.kind, link.destination, link.line, link.column) == (LinkKind.LINK, "z.md", 7, 5)
    assert scan(text, text.index("# T")).headings[0].line == 4


def test_front_matter_is_not_read() -> None:
    text = "---\na: '[x](y)'\n---\n[b](c)"
    assert [link.destination for link in scan(text, text.index("[b]")).links] == ["c"]
    assert scan(text, len(text)).links == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('--8<-- "a b.md"\n', ["a b.md"]),
        ("    --8<-- 'a.md'\n", []),
        ("- x\n\n    --8<-- 'a.md'\n", ["a.md"]),
        ('see --8<-- "a.md"', []),
        ('`--8<-- "a.md"`', []),
        ('```\n--8<-- "a.md"\n```', []),
        ('<!--\n--8<-- "a.md"\n-->', []),
        (';--8<-- "a.md"', []),
    ],
)
def test_includes(text: str, wanted: list[str]) -> None:
    assert [link.destination for link in scan(text, 0).links if link.kind is LinkKind.INCLUDE] == wanted


HEADINGS = {
    "atx": ("# A b\n\n##C##\n\n### d \\#\n", [(1, "A b", "a-b"), (3, "d #", "d-")]),
    "setext": ("A\n=\n\nB\n---\n\ntext\nC\n---\n", [(1, "A", "a"), (2, "B", "b"), (2, "text C", "text-c")]),
    "setext behind atx": ("# A\n---\nB\n===\n", [(1, "A", "a"), (1, "B", "b")]),
    "repeats": (
        "# A\n# A\n# A 1\n# A\n# !\n",
        [(1, "A", "a"), (1, "A", "a-1"), (1, "A 1", "a-1-1"), (1, "A", "a-2"), (1, "!", "section")],
    ),
    "reserved": (
        "# \\_\\_qms\\_\\_\n# !\n# !\n",
        [(1, "__qms__", "section-qms"), (1, "!", "section"), (1, "!", "section-1")],
    ),
    "marks": ("# **B** *i* `c<d>` [l](x) ![p](y) &amp; _u_ <https://e.example>\n", None),
    "references": ("# [a][R] ![p][r] [q][z] [r]\n\n[r]: x\n", [(1, "a [q][z] r", "a--qz-r")]),
    "not in code": ("```\n# a\n```\n\n    # b\n\n<!--\n# c\n-->\n", []),
    "indented": ("text\n # a\n", [(1, "a", "a")]),
    "in a list": ("- # A\n\n    ## B\n", [(1, "A", "a"), (2, "B", "b")]),
    "in a quote": ("> # A\n", [(1, "A", "a")]),
    "accents": ("# Prüfung, Größe\n", [(1, "Prüfung, Größe", "prüfung-größe")]),
    "letters of other scripts": (
        "# Контроль записей\n# हिन्दी २\n# 手順 ①\n",
        [(1, "Контроль записей", "контроль-записей"), (1, "हिन्दी २", "हिन्दी-२"), (1, "手順 ①", "手順-")],
    ),
    "signs": ("# Roles & duties + `x`\n", [(1, "Roles & duties + x", "roles--duties--x")]),
    "behind a fence": ("```\nx\n```\n---\n", []),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_headings(name: str) -> None:
    text, wanted = HEADINGS[name]
    found = [(h.level, h.text, h.anchor) for h in scan(text, 0).headings]
    if wanted is None:
        wanted = [(1, "B i c<d> l & u https://e.example", "b-i-cd-l---u-httpseexample")]
    assert found == wanted


UNSAFE = {
    "tag": ("a <b>c</b>", [(1, 3)]),
    "closing tag alone": ("a c</b>", [(1, 4)]),
    "one closing tag more": ("<b>c</b></b>", [(1, 1), (1, 9)]),
    "block": ("\n<div>\n</div>", [(2, 1)]),
    "placeholder": ("<Role/Name>", [(1, 1)]),
    "open tag": ("<img src=x", [(1, 1)]),
    "processing": ("<?php x ?>", [(1, 1)]),
    "doctype": ("<!DOCTYPE html>", [(1, 1)]),
    "open comment": ("a\n<!-- b", [(2, 1)]),
    "control": ("a\x02b", [(1, 2)]),
    "override": ("a\u202eb", [(1, 2)]),
    "conflict": ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", [(2, 1)]),
    "script scheme": ("[a](JavaScript:alert&#40;1))", [(1, 5)]),
    "data image": ("![a](data:image/png;base64,x)", [(1, 6)]),
    "vbscript reference": ("[a]\n\n[a]: vbscript:x", [(3, 6)]),
    "entities": ("[a](&#106;avascript&colon;x)", [(1, 5)]),
    "deep list": ("".join("    " * level + "- a\n" for level in range(52)), [(51, 1)]),
    "deep list of tabs": ("".join("\t" * level + "1. a\n" for level in range(60)), [(51, 1)]),
    "deep quote": ("a\n\n" + "> " * 51 + "b", [(3, 1)]),
    "brackets": ("a " + "[" * 100 + "b", [(1, 3)]),
    "brackets of pictures": ("![" * 100, [(1, 2)]),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe(name: str) -> None:
    text, wanted = UNSAFE[name]
    assert faults(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d, a<b, 1<2",
        "{0} and {name} and {.x} in prose, ${HOME}",
        "a {#b} in prose",
        "`<b>` and `{: .a }`",
        "```\n<b>\n```",
        "<!-- <b> {: x } -->",
        "<https://a.example> <me@b.example>",
        "[a](datasheet.md) [b](javascript.md)",
        "    <b>",
        "========\n",
        "> > > > > > > deep",
        "".join("    " * level + "- a\n" for level in range(50)),
        r"\<b>",
        "> " * 50 + "a",
        "[" * 99 + "b",
        "```\n" + " " * 300 + "a\n" + "[" * 300 + "\n```",
    ],
)
def test_harmless(text: str) -> None:
    assert faults(text) == []


def test_event_handlers_are_named() -> None:
    assert "run a script" in scan("<img src=x onerror=alert(1)>", 0).problems[0].message


def test_problems_are_bounded() -> None:
    assert len(scan("<b>" * 1_000, 0).problems) == 100
