"""What the reader makes of texts: structure, words and places."""

from __future__ import annotations

import pytest

from qmsdoc.markdown import Kind, Node, plain, read, walk


def outline(text: str) -> str:
    """Write the kinds of a text's nodes as nested brackets."""

    def written(node: Node) -> str:
        inner = " ".join(map(written, node.children))
        return f"{node.kind}({inner})" if inner else str(node.kind)

    return " ".join(map(written, read(text).blocks))


def only(text: str, kind: Kind) -> Node:
    (found,) = [node for node in walk(read(text).blocks) if node.kind is kind]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A *b*", "heading(text emphasis(text))"),
        ("Words\n1. a", "paragraph(text) list(item(paragraph(text)))"),
        ("1. a\n   - b", "list(item(paragraph(text) list(item(paragraph(text)))))"),
        ("> [!WARNING]\n> a", "note(paragraph(text))"),
        ('!!! note "T"\n    a\n\nb', "note(title(text) paragraph(text)) paragraph(text)"),
        ("??? tip\n\n    a\n\n\n    b\nc", "note(paragraph(text) paragraph(text)) paragraph(text)"),
        ("!!! this is: none", "paragraph(text)"),
        ("Term\n:   a", "definitions(term(text) definition(paragraph(text)))"),
        ("Diameter\n~ 5 mm", "paragraph(text soft-break text)"),
        ("a [^x]\n\n[^x]: b", "paragraph(text footnote-call) footnotes(footnote(paragraph(text)))"),
        ("a [^x]\n\n[^x]: - [^x]: b", "paragraph(text footnote-call) footnotes(footnote(paragraph(text)))"),
        ("| a |\n|---|\n| b<br>c |", "table(row(header-cell(text)) row(cell(text break text)))"),
        ("a <b>c</b><br>", "paragraph(text raw text raw raw)"),
        ("<div>\n*a*\n</div>", "paragraph(raw soft-break emphasis(text) soft-break raw)"),
        ("a <!-- b --> c", "paragraph(text comment text)"),
        ("<!-- a\n\nb --> *c*\nd", "comment paragraph(text) paragraph(text)"),
        ("    <!-- a -->", "code-block"),
        ("a\n--8<-- \"b.md\"\nc", "paragraph(text) include paragraph(text)"),
        ("--8<--\na.md\nb.md\n--8<--", "include include"),
        ("--8<--\na.md", "paragraph(text soft-break text)"),
    ],
)  # fmt: skip
def test_structure(text: str, expected: str) -> None:
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("a\n[b](c)", Kind.LINK, (2, 5)),
        ("> - a [b](  <c d> 't')", Kind.LINK, (1, 14)),
        ("[a]\n\n> [a]:\n>   b", Kind.LINK, (4, 5)),
        ("| b | [b](b) |\n|-|-|", Kind.LINK, (1, 11)),
        ("see <https://a.example>", Kind.LINK, (1, 6)),
        ("see https://a.example", Kind.LINK, (1, 5)),
        ("*a\n![b](c)*", Kind.IMAGE, (2, 6)),
        ('> --8<-- "a.md"', Kind.INCLUDE, (1, 11)),
    ],
)
def test_place_of_a_destination(text: str, kind: Kind, place: tuple[int, int]) -> None:
    node = only(text, kind)
    assert (node.line, node.column) == place


def test_what_nests_deeper_than_is_followed_is_noted_and_kept() -> None:
    text = "".join(f"{'  ' * depth}- level{depth}\n" for depth in range(90))
    tree = read(text)
    words = plain(tree.blocks)
    assert tree.deep is not None
    assert all(f"level{depth}" in words for depth in range(90))
    assert read("".join(f"{'  ' * depth}- level{depth}\n" for depth in range(50))).deep is None


def test_deep_emphasis_and_pictures_are_followed_without_recursion() -> None:
    for text in ("*a _a " * 900 + "_ a*" * 900, "![" * 900 + "](a)" * 900, "[" * 900 + "](a)" * 900, ">" * 5000 + "a"):
        read(text)


def test_escapes_are_told_apart() -> None:
    assert [node.info for node in read(r"a \$ &amp; b").blocks[0].children] == ["", "escaped", "", "escaped", ""]


def test_a_comment_that_never_ends_is_told() -> None:
    assert only("<!-- a\n\nb", Kind.COMMENT).info == "open"
