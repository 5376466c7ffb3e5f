"""No input whatever raises or runs long, and every problem says where."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.model.finding import Problem
from qmsdoc.parse import scan
from qmsdoc.parse.dates import read_date, read_instant, read_interval, read_since, suggest_date
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.looks import looks
from qmsdoc.parse.openpgp_keys import openpgp_keys
from qmsdoc.parse.paths import classify, fragment_of, id_of, resolve_path
from qmsdoc.parse.policy import policy
from qmsdoc.parse.yaml import read

YAML = st.text(st.sampled_from("ab1:-[]{},&*!|>'\"# \n\t?%@`~.<=\r\u0085\ufeff\0é"), max_size=60)
MARKDOWN = st.text(st.sampled_from("ab1 \n\n`~#=-*>|[]()!<>{}:./\\\"'&;_\t\r\0é"), max_size=200)
ANY = st.one_of(st.text(max_size=100), YAML, MARKDOWN)


def placed(problems: tuple[Problem, ...]) -> bool:
    return all(p.line and p.column and p.message and p.help and p.message[-1] in ".?" for p in problems)


@given(st.one_of(st.binary(max_size=200), YAML.map(lambda t: f"---\n{t}\n---\n".encode()), ANY.map(str.encode)))
def test_front_matter(data: bytes) -> None:
    parsed = front_matter(data)
    assert placed(parsed.problems)
    assert 0 <= parsed.body <= len(parsed.text)
    assert parsed.problems or parsed.front.id


@given(ANY, st.integers(-3, 120))
def test_scan(text: str, body: int) -> None:
    found = scan(text, body)
    assert placed(found.problems)
    for link in found.links:
        assert text[link.start : link.end] == link.destination
        assert text.split("\n")[link.line - 1][link.column - 1 :].startswith(link.destination.split("\n")[0])
    assert len({heading.anchor for heading in found.headings}) == len(found.headings)


@given(YAML, YAML, st.binary(max_size=80), YAML)
def test_policy(settings_: str, people: str, signers: bytes, key: str) -> None:
    files = {"qmsdoc.yml": settings_.encode(), "people.yml": people.encode(), "allowed_signers": signers}
    found, problems = policy({**files, "keys/a.asc": key.encode()})
    assert found is None
    assert problems
    assert placed(problems)
    assert all(p.path in {*files, "keys/a.asc"} for p in problems)


@given(st.one_of(YAML.map(str.encode), st.binary(max_size=60)))
def test_looks(data: bytes) -> None:
    assert placed(looks(data, lambda path: b"")[1])


@given(ANY)
def test_yaml(text: str) -> None:
    node, problem = read(text, rule="front-matter-invalid")
    assert not (node and problem)
    if problem:
        assert problem.line is not None
        assert problem.line <= text.count("\n") + 1


@given(ANY)
def test_small_readers(text: str) -> None:
    read_date(text), read_instant(text), read_interval(text), read_since(text), suggest_date(text)
    classify(text), id_of(text), fragment_of(text)
    path = resolve_path("documents/a/b.md", text)
    assert path is None or not (path.startswith("/") or ".." in path.split("/") or "\\" in path or "\0" in path)


@given(st.binary(max_size=100))
@settings(max_examples=50)
def test_keys(data: bytes) -> None:
    assert openpgp_keys({"keys/x.asc": data}, ())[0] == ()


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
    start = time.process_time()
    scan(HOSTILE[name], 0)
    assert time.process_time() - start < 2


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
    start = time.process_time()
    parsed = front_matter(BOMBS[name])
    assert time.process_time() - start < 2
    assert [problem.rule for problem in parsed.problems] == ["front-matter-invalid"]
    assert placed(parsed.problems)
