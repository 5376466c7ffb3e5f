"""The linear scanner finds exactly what the tree has, or says that it is not certain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.markdown import read
from qmsdoc.markdown.headings import headings
from qmsdoc.markdown.links import links
from qmsdoc.markdown.scanner import certain_headings, certain_links
from qmsdoc.markdown.unsafe import problems
from tests.fuzz.inputs import fuzz

PIECES = (
    *("[a](b.md)", "![a](b.png)", '[a](b "c")', "[a](qms:QP-1#x)", "[a](https://a.b)", "[a][b]", "[a]", "[ ]", "[x] "),
    *("[a](", ")", "](", "[", "]", "!", "(b)", "<b>", "< 5", "<!--", "-->", "<https://a.b>", "https://a.b/", "www.a.b"),
    *("`", "``", "`a`", "`[a](b)`", "```", "```mermaid", "~~~", "\\", "\\[", "*", "**", "_", "~~", "|", " | ", "&amp;"),
    *("\n", "\n", "\n\n", "\n \n", "- ", "* ", "1. ", "2) ", "> ", "# ", "---", "===", "    ", "   ", "  ", "\t", ": "),
    *("|---|---|\n", "| a | b |\n", "--|--\n", "[a]: c", "[^a]", "[^a]: d", '--8<-- "e"', "+++", "a", "word ", "@c.d"),
    *("!!! note", "é", "\u00a0", "`a|b`"),
)
PLAIN = (
    *("[a](b.md) ", "![a](b.png) ", "a `c` ", "`|` ", "\n", "\n\n", "- ", "# ", "**", "| ", "## b #", "\n---\n", "="),
    *("- # ", "c & *d*"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS)
@fuzz
def test_what_it_is_certain_of_is_what_the_tree_has(text: str) -> None:
    found = certain_links(text)
    if found is not None:
        tree = read(text)
        assert found == links(tree)
        assert not problems(text, tree, found)
        certain = certain_headings(text)
        assert certain is None or certain == headings(tree)


@given(
    st.lists(
        st.sampled_from(("[a](b.md) ", "![a](b.png) ", "a `c` ", "\n", "\n\n", "- ", "# ", "**", "| ")), max_size=40
    )
)
@fuzz
def test_what_it_is_certain_of_in_plain_texts(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = certain_links(text)
    if found is not None:
        assert found == links(read(text))
        assert certain_headings(text) in (None, headings(read(text)))


def test_plain_documents_are_certain() -> None:
    text = (
        '# T\n\nSee [Training](qms:QP-004) and ![flow](flow.svg "Flow").\n\n1. Do `a` | b\n   - with [x](y.md#z)\n\n'
        "| a | b |\n|---|---|\n| [c](d) | `e` |\n\n> [!NOTE]\n> [f](g)\n\n```yaml\n- [h](i)\n```\n\n- [ ] j < 5\n"
    )  # fmt: skip
    found = certain_links(text)
    assert found is not None
    assert [link.destination for link in found] == ["qms:QP-004", "flow.svg", "y.md#z", "d", "g"]


def test_what_is_written_like_code_is_none_within_a_destination() -> None:
    for text in ("[a](`b`)", "[a](b`c`)", '[a](b "`c`")', "[a](b `c`)", '[a](b "`c`)'):
        assert certain_links(text) in (None, links(read(text)))
    assert certain_links("[`a`](b)") == links(read("[`a`](b)")) != ()


def test_a_heading_may_stand_behind_the_box_of_a_task() -> None:
    for text in ("- [x] # a", "- [ ] ## b\n", "* [X] #", "> 1. [ ] # c"):
        assert certain_headings(text) in (None, headings(read(text)))
