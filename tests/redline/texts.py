"""Random Markdown for redlines, read as documents are, and written plainly to hold the redline against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from hypothesis import strategies as st

from qmsdoc.markdown import read as read_tree
from qmsdoc.redline import Change, Comparer
from qmsdoc.redline.blocks import Block
from qmsdoc.redline.reader import read

WORD = st.sampled_from(
    [
        *"abcde",
        "five",
        "ten",
        "**bold**",
        "`co  de`",
        "[link](QP-001)",
        "![flow](a.png)",
        "<b>",
        "&amp;",
        "1.5",
        "\u00a0",
    ]
)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
ITEMS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["-", "1.", "3.", "7)"]), LINE), min_size=1, max_size=4
).map(lambda rows: "\n".join(f"{'    ' * depth}{sign} {text}" for depth, sign, text in rows))


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(LINE | st.just(""), min_size=width, max_size=width), min_size=1, max_size=4))
    written = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([written[0], "|" + draw(st.sampled_from(["---|", "--:|"])) * width, *written[1:]])


BLOCK = (
    LINE
    | st.tuples(st.integers(1, 4), LINE).map(lambda both: f"{'#' * both[0]} {both[1]}")
    | ITEMS
    | tables()
    | LINE.map(lambda text: f"```yaml\n{text}\n\n  - {text}\n```")
    | LINE.map(lambda text: f"> {text}\n>\n> > {text}")
    | LINE.map(lambda text: f"!!! note\n    {text}")
    | LINE.map(lambda text: f"> [!WARNING]\n> {text}")
    | LINE.map(lambda text: f"1. {text}\n\n    {text}\n\n2. {text}\n    ## {text}")
    | LINE.map(lambda text: f"- [ ] {text}\n- [x] {text}\n- [x]")
    | LINE.map(lambda text: f"Term\n:   {text}")
    | LINE.map(lambda text: f"{text}[^1]\n\n[^1]: {text}")
    | LINE.map(lambda text: f"{text}\\\n{text}  \n{text}")
    | LINE.map(lambda text: f"- {text}\n\n    ```\n    {text}\n    ```\n\n    | a |\n    |---|\n    | {text} |")
    | LINE.map(lambda text: f"```mermaid\nflowchart LR\n  a[{text}] --> b\n```")
    | st.sampled_from(["---", "-", "1.", "> ", "<!-- c -->", "| |\n|-|", "```\n```"])
)
TEXT = st.lists(BLOCK, max_size=6).map("\n\n".join)


def blocks_of(markdown: str) -> tuple[Block, ...]:
    return read(read_tree(markdown).blocks, {"note": "Note"})


def compared(old: str, new: str) -> tuple[Change, ...]:
    return Comparer().compare(blocks_of(old), blocks_of(new))


def written(blocks: Sequence[Block]) -> str:
    """Write blocks as plain HTML, in the simplest way that says all of them."""
    return "".join(_element(block) for block in blocks)


def _element(block: Block) -> str:
    inner = (
        written(block.children)
        if block.group
        else "".join("<br>" if piece.text == "\n" and piece.atom else escape(piece.text) for piece in block.pieces)
    )
    return f"<{block.tag}>{inner}</{block.tag}>" if block.tag != "hr" else "<hr>"


VOID = {"img", "br", "hr", "input"}
INLINE = {"ins", "del", "span", "strong", "em", "code", "a", "img", "input", "sup", "s"}
_TELLS = ("qms-hidden", "qms-told", "qms-renumbered")


class Reader(HTMLParser):
    """The text a reader has left when every element of one kind, and what only tells of changes, is covered up."""

    def __init__(self, covered: str) -> None:
        super().__init__(convert_charrefs=True)
        self.covered, self.parts, self.stack = covered, [""], list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        hidden = tag == self.covered or any(each in kind for each in _TELLS)
        if tag == "br" and not self.hidden:
            self.parts[-1] += "\n"
        elif tag not in INLINE and tag != "br":
            self.parts.append("")
        if tag not in VOID:
            self.stack.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        name, _ = self.stack.pop()
        assert name == tag
        if tag not in INLINE:
            self.parts.append("")

    @property
    def hidden(self) -> bool:
        return any(hidden for _, hidden in self.stack)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            code = any(tag == "pre" for tag, _ in self.stack)
            self.parts[-1] += data if code else re.sub(r"[ \t\n]+", " ", data)


def left(html: str, covered: str) -> str:
    """Return the text that is left of a page without its `ins` or its `del`, a line for each block."""
    reader = Reader(covered)
    reader.feed(html)
    reader.close()
    assert not reader.stack
    lines = (re.sub(" +", " ", line).strip(" ") for line in "\n".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def text_left(markdown: str) -> str:
    """Return the text of Markdown as `left` does of a page."""
    return left(written(blocks_of(markdown)), "nothing")
