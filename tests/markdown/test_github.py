"""GitHub's extensions are read as cmark-gfm reads them, and so are texts that nobody wrote for qmsdoc."""

from __future__ import annotations

import re
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from qmsdoc.markdown import Kind, read, walk
from qmsdoc.markdown.links import links
from qmsdoc.markdown.scanner import certain_links
from tests.markdown.html import html_of, outline

TEXTS = {
    "table": "| a | b |\n|---|:-:|\n| c | d |",
    "table below a line": "Limits:\n| a | b |\n|--:|:--|\n| c | d |\nnot in it\n\nafter",
    "table without bars at its edges": "a | b\n--|--\nc | d",
    "bar in code in a table": "| a | b |\n|---|---|\n| `x \\| y` | z \\| w |",
    "row too short and too long": "| a | b |\n|---|---|\n| c |\n| d | e | f |",
    "no table": "| a | b |\n|---|\n| c | d |",
    "table in a list": "1. a\n\n   | b | c |\n   |---|---|\n   | d | e |",
    "table ended by a heading": "| a |\n|---|\n| b |\n# c",
    "strikethrough": "~~a~~ ~b~ ~~~c~~~ a~~b~~c ~~d\n\ne~~",
    "task list": "- [ ] a\n- [x] b\n  - [X] c\n- [y] d\n- [ ]\n\n1. [ ] e",
    "autolinks": "www.a.example/b?c=d http://a.example. (https://a.example/b_(c)) a.b@c.example <b@c.example>",
    "no autolinks": "http:// @ a@b `http://a.example`",
    "autolink and marks": "**https://a.example** http://a.example/~b~c http://a.example/a*b*",
    "footnotes": "a[^1] b[^two] c[^1]\n\n[^1]: One.\n[^two]: Two *x*.\n\n    More.\n",
    "footnote not called": "a\n\n[^1]: One.\n",
    "footnote not there": "a[^1]\n",
    "list below a line": "Steps:\n- a\n- b",
    "numbered list below a line": "Steps:\n1. a\n2. b",
    "number not one below a line": "In the year\n1999. That was.",
    "three spaces": "1. a\n   - b\n   - c\n2. d",
    "two spaces": "- a\n  - b\n    - c",
    "bracket": "1) a\n2) b",
    "other sign": "- a\n* b\n+ c",
    "numbers from five": "5. a\n6. b",
    "list after a comment": "- a\n\n<!-- -->\n\n- b",
    "loose": "- a\n\n- b\n- c",
    "code in a list": "- a\n\n      code\n\n- b\n\n  ```\n  c\n  ```",
    "intraword": "a_b_c snake_case_name __a__b 5*3*2",
    "hard breaks": "a  \nb\\\nc",
    "quote": "> a\nb\n\n> c\n>\n> - d\n> - e",
    "entities": "&copy; &amp; &#35; &nope; &#x1F600;",
    "escapes": "\\* \\# \\_ \\| \\~ \\a",
    "setext": "A\nb\n===\n\nc\n---",
    "heading below a line": "a\n# b\nc",
    "reference links": "[a] [b][a] [c][] [d]\n\n[a]: /x 'T'\n[C]: <y z>",
    "comment in a line": "a <!-- b --> c",
    "comment in a block": "<!-- a\n\nb -->\nc",
}


def github(text: str) -> str:
    """Write a text as cmark-gfm does, with comments left out."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES)
    return str(html)


def same(text: str) -> bool:
    return outline(html_of(text)) == outline(github(text))


@pytest.mark.parametrize("name", [name for name in TEXTS if "footnote" not in name])
def test_as_github(name: str) -> None:
    text = TEXTS[name]
    assert outline(html_of(text)) == outline(github(text))


@pytest.mark.parametrize("name", [name for name in TEXTS if "footnote" in name])
def test_footnotes_have_the_words_of_github(name: str) -> None:
    def words(html: str) -> list[str]:
        html = re.sub(r"<a [^>]*backref.*?</a>", "", html)
        return [each.strip() for each in outline(html) if each[0] != "<" and each.strip()]

    assert words(html_of(TEXTS[name])) == words(github(TEXTS[name]))


CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
OWN = frozenset({Kind.NOTE, Kind.DEFINITIONS, Kind.INCLUDE, Kind.RAW, Kind.COMMENT, Kind.FOOTNOTES})


def corpus() -> list[Path]:
    return sorted(CORPORA.rglob("*.md"))


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the texts that nobody here wrote are not beside the project")
def test_texts_of_others() -> None:
    different, compared = [], 0
    for path in corpus():
        text = path.read_text("utf-8", "replace").partition("\n---\n")[2]
        tree = read(text)
        certain = certain_links(text)
        assert certain is None or certain == links(tree), path.name
        if OWN.isdisjoint(node.kind for node in walk(tree.blocks)):
            compared += 1
            if not same(text):
                different.append(path.name)
    assert different == []
    assert compared > 20
