"""The scanner agrees with the renderer: the same destinations, headings and anchors."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import TocExtension

from qmsdoc import resources
from qmsdoc.model.document import LinkKind
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.markdown import scan
from qmsdoc.render.markdown import QmsdocExtension, anchor

CORPORA = Path(os.environ.get("QMSDOC_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
CLICK = re.compile(r"^[ \t]*click \S+ (?:href )?\"([^\"]*)\"", re.MULTILINE)
EXTENSIONS = ["tables", "pymdownx.superfences", "footnotes", "def_list", "admonition", "sane_lists"]

Outline = tuple[set[str], list[tuple[int, str]]]


def clicked(source: str, *_: object, **__: object) -> str:
    found = CLICK.findall(source) if source.lstrip().startswith(("flowchart", "graph")) else []
    return "<div>" + "".join(f'<a href="{html.escape(to)}">x</a>' for to in found) + "</div>"


def rendered(text: str) -> Outline:
    maps = {"custom_fences": [{"name": "mermaid", "class": "", "format": clicked}]}
    maker = markdown.Markdown(
        extensions=[TocExtension(slugify=anchor), *EXTENSIONS], extension_configs={"pymdownx.superfences": maps}
    )
    maker.preprocessors.deregister("html_block")
    maker.inlinePatterns.deregister("html")
    maker.inlinePatterns.deregister("automail")
    out = maker.convert(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    found = re.findall(r'<a href="([^"]*)"|<img[^>]* src="([^"]*)"', out)
    links = {html.unescape(a or b) for a, b in found}
    return links, [(int(level), anchor) for level, anchor in re.findall(r'<h([1-6]) id="([^"]*)"', out)]


def scanned(text: str, body: int = 0) -> Outline:
    found = scan(text, body)
    links = {html.unescape(link.destination) for link in found.links if link.kind is not LinkKind.INCLUDE}
    return links, [(heading.level, heading.anchor) for heading in found.headings]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the folder of real documents is not here")
def test_real_documents() -> None:
    seen = 0
    for path in sorted(CORPORA.rglob("*.md")):
        parsed = front_matter(path.read_bytes())
        assert scanned(parsed.text, parsed.body_offset) == rendered(parsed.text[parsed.body_offset :]), path.name
        seen += len(parsed.text) > 0
    assert seen > 30


def test_the_sample_manual() -> None:
    found = sorted(resources.folder("sample_manual").rglob("*.md"))
    for path in (path for path in found if path.parent.name != "templates"):
        parsed = front_matter(path.read_bytes())
        assert scanned(parsed.text, parsed.body_offset) == rendered(parsed.text[parsed.body_offset :]), path.name


PHRASES = """word, two words, `code [a](no)`, **bold**, *it*, [t](u.md), [t](u.md "T"), ![i](i.png), [r], a_b_c, &amp;,
<https://e.example>, \\[no](no), [x][r], `` ` ``, [![i](j.png)](k.md), (in), [t](a (b).md), 1 < 2"""
WORDS = st.sampled_from([phrase.strip() for phrase in PHRASES.split(",")])
LINE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map("# {}".format),
    LINE.map("### {} ##".format),
    LINE.map("{}\n===".format),
    LINE.map("{}\n---".format),
    LINE.map("- {}".format),
    LINE.map("1. {}".format),
    LINE.map("    {}".format),
    LINE.map("        {}".format),
    LINE.map("> {}".format),
    LINE.map("```\n{}\n```".format),
    LINE.map("~~~ text\n{}\n~~~".format),
    LINE.map("    ```\n    {}\n    ```".format),
    LINE.map("| a | b |\n|---|---|\n| x | {} |".format),
    LINE.map("- a\n    - {}".format),
    LINE.map("!!! note\n    {}".format),
    LINE.map("a\n:   {}".format),
    LINE.map("a\n!!! note\n\n    {}".format),
    st.tuples(LINE, LINE).map("\n".join),
)


@pytest.mark.parametrize("opening", ["a\n:   b", "a\n[^1]: b", "a\n!!! note", "a\n: b\n\n    > c"])
def test_what_begins_within_a_block_holds_links_too(opening: str) -> None:
    text = f"{opening}\n\n    [x](y.md) ![i](j.png)\n"
    assert scanned(text) == ({"y.md", "j.png"}, [])
    assert scanned(text) == rendered(f"[^1]\n\n{text}")


@pytest.mark.parametrize(
    ("info", "drawn"),
    [
        ("{#a .mermaid}", True),
        ('{title="x y" .mermaid}', True),
        ("{.mermaid .x}", True),
        ("mermaid title='x'", True),
        ("mermaid foo", False),
        ("{.x .mermaid}", False),
        ("{mermaid}", False),
    ],
)
def test_a_diagram_is_one_to_both(info: str, drawn: bool) -> None:
    text = f'```{info}\nflowchart TD\n  A --> B\n  click A "y.md"\n```\n'
    assert bool(scan(text, 0).links) == drawn
    assert ('href="y.md"' in markdown.Markdown(extensions=[QmsdocExtension()]).convert(text)) == drawn


@settings(max_examples=150)
@given(st.lists(BLOCK, max_size=7), st.booleans())
def test_generated_documents(blocks: list[str], defined: bool) -> None:
    text = "\n\n".join([*blocks, "[r]: ref.md"] if defined else blocks)
    assert scanned(text) == rendered(text)
