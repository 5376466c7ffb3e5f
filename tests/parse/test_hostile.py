"""Inputs that are built to run long; `benchmarks/hostile_texts.py` holds their time. `tests/fuzz` feeds at random."""

from __future__ import annotations

import pytest

from qmsdoc.markdown.scan import scan
from qmsdoc.parse.front_matter import front_matter
from tests.fuzz.targets import placed

HOSTILE = {
    "backticks": "`" * 300_000,
    "runs": " ".join("`" * n for n in range(1, 700)),
    "openers": "[" * 300_000,
    "closers": "[" * 50_000 + "]" * 50_000,
    "named": "[a]: b\n\n" + "[" * 50_000 + "]" * 50_000,
    "destinations": "[](" * 100_000,
    "spaces in brackets": "[a](" + " " * 200_000 + "x y",
    "angles": "[](<a " * 50_000,
    "tags": "<a " * 100_000,
    "slashes": "<a " + "/" * 200_000,
    "braces": "{:a " * 100_000,
    "attributes": "{.a}" * 100_000,
    "blanks": " " * 400_000 + "\n" + " " * 400_000,
    "quotes": ">" * 200_000 + "\n" + "> " * 100_000,
    "hashes": "# " + "#" * 200_000 + "x",
    "headings": "# a\n" * 30_000,
    "underlines": "a\n=\n\n" * 30_000,
    "fences": "```a\n" * 50_000,
    "indented fences": "".join(" " * (n % 60) + "```\n" for n in range(20_000)),
    "info": "```" + " " * 100_000 + "!\n```\n",
    "definitions": "[a]:" + " " * 200_000 + "\n" + '[a]: b "' * 30_000,
    "comments": "`<!-- " * 60_000,
    "closed comments": "<!-- -->" * 60_000,
    "lists": "".join("  " * (n % 400) + "- a\n\n" for n in range(5_000)),
    "marked headings": ("# " + "[" * 297 + "\n") * 1_000,
    "starred headings": ("# " + "*a" * 148 + "\n") * 1_000,
    "emphasis": "# " + "*_" * 50_000,
    "backslashes": "\\" * 400_000,
    "includes": '--8<-- "' * 50_000,
    "one line": "a b [c](d) `e` " * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown(name: str) -> None:
    found = scan(HOSTILE[name], 0)
    rows = HOSTILE[name].split("\n")
    assert all(rows[link.line - 1].startswith(link.destination, link.column - 1) for link in found.links)


BOMBS = {
    "aliases": b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n",
    "flow": b"---\na: " + b"[" * 2_000 + b"]" * 2_000 + b"\n---\n",
    "braces": b"---\n" + b"{a: " * 2_000 + b"}" * 2_000 + b"\n---\n",
    "blocks": b"---\n" + b"".join(b" " * n + b"a:\n" for n in range(300)) + b"---\n",
    "50 MB": b"---\nid: a\n---\n" + b"x" * 50_000_000,
    "long front matter": b"---\n" + b"a: b\n" * 100_000 + b"---\n",
    "dashes": b"---\n" + b"- " * 30_000 + b"\n---\n",
    "questions": b"---\n" + b"? " * 30_000 + b"\n---\n",
    "no end": b"---\n" + b"a" * 990_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_front_matter(name: str) -> None:
    parsed = front_matter(BOMBS[name])
    assert [problem.rule for problem in parsed.problems] == ["front-matter-invalid"]
    assert placed(parsed.problems)
