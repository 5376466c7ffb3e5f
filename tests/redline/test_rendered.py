"""The rendered redline: nothing lost, changes marked where readers see them, hostile text stays text."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from qmsdoc.redline.reader import read
from qmsdoc.redline.rendered import Comparer, RenderedBlock
from qmsdoc.redline.tree import ROOT, text_of
from qmsdoc.render.markdown import QmsdocExtension
from tests.redline.told import TOLD

VOID = {"img", "br", "hr", "input"}
INLINE = {"ins", "del", "span", "strong", "em", "code", "a", "img", "input", "sup", "sub", "kbd", "abbr", "mark", "s"}


class Reader(HTMLParser):
    """The text a reader has left when every element of one kind, and what only tells of changes, is covered up."""

    def __init__(self, covered: str) -> None:
        super().__init__(convert_charrefs=True)
        self.covered, self.parts, self.stack = covered, [""], list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        hidden = tag == self.covered or "qms-hidden" in kind or "qms-told" in kind
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
    reader = Reader(covered)
    reader.feed(html)
    reader.close()
    assert not reader.stack
    return normal("\n".join(reader.parts))


def normal(text: str) -> str:
    """Leave out what no reader sees: empty lines, and spaces beside the ends of lines."""
    lines = (re.sub(" +", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def html_of(markdown: str) -> str:
    return Markdown(extensions=[QmsdocExtension(drawn=False)]).convert(markdown)


def redlined(old: str, new: str) -> tuple[RenderedBlock, ...]:
    return Comparer(TOLD).compare(read(html_of(old)), read(html_of(new)))


def shown(old: str, new: str) -> str:
    return "".join(block.html for block in redlined(old, new))


def short(html: str) -> str:
    """Write changes as `[-old-]` and `{+new+}`, and leave out all other markup."""
    html = re.sub(r'<span class="qms-hidden">[^<]*</span>', "", html)
    for tag, mark in (("<del[^>]*>", "[-"), ("</del>", "-]"), ("<ins[^>]*>", "{+"), ("</ins>", "+}")):
        html = re.sub(tag, mark, html)
    return re.sub(r"<[^>]*>", " ", html).replace("&lt;", "<")


WORD = st.sampled_from(
    [*"abcde", "five", "ten", "**bold**", "`code`", "[link](QP-001)", "![flow](a.png)", "<b>", "&amp;", "1.5", "\u00a0"]
)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
ITEMS = st.lists(st.tuples(st.integers(0, 2), LINE), min_size=1, max_size=4).map(
    lambda rows: "\n".join(f"{'    ' * depth}- {text}" for depth, text in rows)
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(LINE | st.just(""), min_size=width, max_size=width), min_size=1, max_size=4))
    written = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([written[0], "|" + "---|" * width, *written[1:]])


BLOCK = (
    LINE
    | st.tuples(st.integers(1, 4), LINE).map(lambda both: f"{'#' * both[0]} {both[1]}")
    | ITEMS
    | tables()
    | LINE.map(lambda text: f"```yaml\n{text}\n  - {text}\n```")
    | LINE.map(lambda text: f"> {text}")
    | LINE.map(lambda text: f"!!! note\n    {text}")
    | LINE.map(lambda text: f"1. {text}\n\n    {text}\n\n2. {text}")
    | LINE.map(lambda text: f"- [ ] {text}\n- [x] {text}")
    | LINE.map(lambda text: f"Term\n:   {text}")
    | LINE.map(lambda text: f"{text}[^1]\n\n[^1]: {text}")
    | LINE.map(lambda text: f"- {text}\n\n    ```\n    {text}\n    ```\n\n    | a |\n    |---|\n    | {text} |")
    | LINE.map(lambda text: f"```mermaid\nflowchart LR\n  a[{text}] --> b\n```")
    | st.just("---")
)
TEXT = st.lists(BLOCK, max_size=6).map("\n\n".join)


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_covering_insertions_leaves_the_old_text_and_covering_deletions_the_new(old: str, new: str) -> None:
    html = shown(old, new)
    assert left(html, "ins") == left(html_of(old), "nothing")
    assert left(html, "del") == left(html_of(new), "nothing")


@settings(max_examples=80, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=6), st.data())
def test_a_text_edited_a_little_loses_nothing(blocks: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    edited = [*blocks[:place], *data.draw(st.lists(BLOCK, max_size=2)), *blocks[place + 1 :]]
    old, new = "\n\n".join(blocks), "\n\n".join(edited)
    html = shown(old, new)
    assert left(html, "ins") == left(html_of(old), "nothing")
    assert left(html, "del") == left(html_of(new), "nothing")


@settings(max_examples=80, deadline=None)
@given(st.lists(BLOCK, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_a_text_put_in_another_order_loses_nothing(blocks: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(blocks, len(blocks))
    old, new = "\n\n".join(blocks), "\n\n".join(shuffled)
    html = shown(old, new)
    assert left(html, "ins") == left(html_of(old), "nothing")
    assert left(html, "del") == left(html_of(new), "nothing")


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_a_text_compared_with_itself_has_no_change(text: str) -> None:
    blocks = redlined(text, text)
    assert not any(block.changed for block in blocks)
    html = "".join(block.html for block in blocks)
    assert "<ins" not in html
    assert "qms-diff" not in html


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>&\"'a =/[]()!`*|-\n#iadelnsx\x00", max_size=60))
def test_whatever_a_text_says_it_opens_no_tag_and_forges_no_change(text: str) -> None:
    html = shown(text, text)
    assert left(html, "ins") == left(html, "del") == left(html_of(text), "nothing").replace("\x00", "\ufffd")
    assert not re.search(r"<(?:script|iframe|ins|del|style)\b|\son\w+=\"", html)


def test_the_text_read_from_html_is_the_text_of_the_html() -> None:
    html = html_of("# One\n\nTwo *three*\nfour.\n\n- a\n    - b\n\n| c | d |\n|---|---|\n| e |  |\n")
    assert text_of(read(html)) == "One\nTwo three four.\na\nb\nc\nd\ne"
    assert left(html, "ins") == "One\nTwo three four.\na\nb\nc\nd\ne"


def test_words_change_within_their_paragraph() -> None:
    html = shown("Records are kept five years.", "Records are kept ten years.")
    assert short(html).strip() == "Records are kept [-five-]{+ten+} years."
    assert html.startswith('<p class="qms-diff qms-diff--changed">')


def test_a_change_is_told_in_words_too() -> None:
    html = shown("old", "new")
    assert "[removed: </span>old" in html
    assert "[added: </span>new" in html


def test_a_paragraph_wrapped_anew_has_not_changed() -> None:
    assert not any(block.changed for block in redlined("one two\nthree", "one two three"))


def test_list_items_come_and_go_one_by_one() -> None:
    assert short(shown("- one\n- two\n- three", "- one\n- three\n- four")).split() == [
        *("one", "[-two-]", "three", "{+four+}")
    ]


def test_a_row_taken_out_keeps_every_cell() -> None:
    old, new = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "| a | b |\n|---|---|\n| 3 | 4 |"
    assert short(shown(old, new)).split() == ["a", "b", "[-1-]", "[-2-]", "3", "4"]


def test_every_row_of_a_table_taken_out_is_marked() -> None:
    html = shown("a\n\n| b |\n|---|\n| c |\n| d |", "a")
    assert html.count('<tr class="qms-diff qms-diff--removed">') == 3


def test_a_column_added_stays_one_column() -> None:
    html = shown(
        "| a | b |\n|---|---|\n| x | y |\n| o | p |", "| a | n | b |\n|---|---|---|\n| x | 1 | y |\n| q | 2 | r |"
    )
    rows = [len(re.findall(r"<t[hd]", row)) for row in re.findall(r"<tr.*?</tr>", html)]
    assert rows == [3, 3, 3, 3]


def test_a_row_known_by_its_first_cell_is_compared_cell_by_cell() -> None:
    old, new = "| a | b |\n|---|---|\n| Audit | one |", "| a | b |\n|---|---|\n| Audit | two |"
    assert short(shown(old, new)).split() == ["a", "b", "Audit", "[-one-]{+two+}"]


def test_a_picture_that_changed_is_named() -> None:
    html = shown("![The flow](files/0123456789abcdef-flow.png)", "![The flow](files/fedcba9876543210-flow.png)")
    assert "Picture removed: The flow (flow.png)" in html
    assert "Picture added: The flow (flow.png)" in html
    assert html.count(f'src="{ROOT}files/') == 2


def test_a_picture_that_stayed_is_not_told() -> None:
    assert "qms-told" not in shown("![a](a.png) one", "![a](a.png) two")


def test_a_link_that_leads_elsewhere_has_changed() -> None:
    html = shown("[Training](QP-001)", "[Training](QP-002)")
    assert short(html).replace(" ", "") == "[-Training-]{+Training+}"


def test_addresses_of_the_site_wait_for_their_root_and_others_do_not() -> None:
    html = shown("", "[a](../b/index.md#c) [d](https://e.example/index.md) [f](#g)")
    assert f'href="{ROOT}../b/index.html#c"' in html
    assert 'href="https://e.example/index.md"' in html
    assert '"#g"' not in html


def test_ids_of_a_text_do_not_come_twice() -> None:
    assert " id=" not in shown("# One\n\nText[^1]\n\n[^1]: note", "# One\n\nWord[^1]\n\n[^1]: note")


def test_code_is_compared_as_it_stands() -> None:
    html = shown("```yaml\na: 1\n  b: 2\n```", "```yaml\na: 1\n  b: 3\n```")
    assert "[-2-]{+3+}" in short(html).replace(" ", "")
    assert html.count("<code>") == 1
    assert left(html, "del") == "a: 1\nb: 3"


def test_a_rule_and_a_heading_of_another_level() -> None:
    html = short(shown("# One\n\n---\n\ntext", "## One\n\ntext"))
    assert html.split() == ["[-One-]", "[-", "-]", "{+One+}", "text"]


LARGE = (
    ("word " * 40_000, "word " * 20_000 + "mot " * 20_000),
    (
        "\n\n".join(f"Paragraph {n} says {n * 7}." for n in range(3_000)),
        "\n\n".join(f"Says {n}." for n in range(3_000)),
    ),
    ("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 2_000, "| a | b |\n|---|---|\n" + "| 1 | 3 |\n" * 2_000),
    ("> " * 150 + "deep", "> " * 150 + "deeper"),
)


@pytest.mark.parametrize(("old", "new"), LARGE, ids=["one paragraph", "paragraphs", "rows", "depth"])
def test_large_texts_are_compared(old: str, new: str) -> None:
    before, after = html_of(old), html_of(new)
    blocks = Comparer(TOLD).compare(read(before), read(after))
    assert blocks


def numbers(html: str) -> list[tuple[str, str]]:
    return [
        (value, short(text).strip())
        for value, text in re.findall(r'<li value="(\d+)"[^>]*>(.*?)</li>', html, re.DOTALL)
    ]


def test_items_keep_the_numbers_they_have_and_had() -> None:
    html = shown("1. one\n2. two\n3. three", "1. one\n2. three\n3. four")
    assert numbers(html) == [("1", "one"), ("2", "[-two-]"), ("2", "three"), ("3", "{+four+}")]


def test_a_list_that_starts_elsewhere_is_numbered_from_there() -> None:
    assert [value for value, _ in numbers(shown("4. one\n5. two", "4. one\n5. three"))] == ["4", "5", "5"]


def test_an_item_that_gained_a_list_keeps_its_words() -> None:
    html = shown("- one\n- two", "- one\n    - inside\n- two")
    assert short(html).split() == ["one", "{+inside+}", "two"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- the first of them\n- two\n- three", "- two\n- three\n- the first of them"),
        ("The first of them.\n\nSomething else.", "Something else.\n\nThe first of them."),
    ],
    ids=["item", "paragraph"],
)
def test_what_moved_is_told_as_moved(old: str, new: str) -> None:
    html = shown(old, new)
    assert html.count("Moved away") == html.count("Moved here") == 1
    assert html.count("qms-diff--moved") == 2
    assert left(html, "ins") == left(html_of(old), "nothing")
    assert left(html, "del") == left(html_of(new), "nothing")


def test_a_short_block_that_is_gone_here_and_new_there_has_not_moved() -> None:
    assert "Moved" not in shown("Yes.\n\nSomething else.", "Something else.\n\nYes.")


ROWS = [f"| {number} | {number * 7} |" for number in range(1, 21)]


def a_table(rows: list[str]) -> str:
    return "\n".join(["| a | b |", "|---|---|", *rows])


def test_rows_far_from_a_change_are_left_out_of_the_short_form_only() -> None:
    (block,) = redlined(a_table(ROWS), a_table([*ROWS[:9], "| 10 | else |", *ROWS[10:]]))
    assert re.findall(r"\d+ rows", block.short) == ["8 rows", "9 rows"]
    assert [cell for cell in re.findall(r"<td>(\d+)</td>", block.short) if int(cell) < 20] == ["9", "10", "11"]
    assert "<th>a</th>" in block.short
    assert "rows" not in block.html
    assert block.html.count("<tr") == 21


def test_a_row_taken_out_is_in_the_short_form_with_its_neighbours() -> None:
    (block,) = redlined(a_table(ROWS), a_table([*ROWS[:4], *ROWS[5:]]))
    assert short(block.short).split()[2:] == [
        *("3", "rows", "4", "28", "[-5-]", "[-35-]", "6", "42", "14", "rows"),
    ]


def test_items_far_from_a_change_are_left_out_of_the_short_form_with_their_numbers_kept() -> None:
    items = [f"{number}. item {number}" for number in range(1, 11)]
    (block,) = redlined("\n".join(items), "\n".join([*items[:7], "8. item eight", *items[8:]]))
    assert "6 items" in block.short
    assert [value for value, _ in numbers(block.short)] == ["7", "8", "9", "10"]
    assert [value for value, _ in numbers(block.html)] == [str(number) for number in range(1, 11)]


def test_one_row_is_not_worth_leaving_out() -> None:
    (block,) = redlined(a_table(ROWS[:3]), a_table([*ROWS[:2], "| 3 | else |"]))
    assert block.short == block.html


def test_what_was_compared_before_is_written_alike() -> None:
    texts = [read(html_of(f"# One\n\nSame words here.\n\n- a\n- {number}\n")) for number in range(3)]
    comparer = Comparer(TOLD)
    again = [comparer.compare(texts[0], texts[2]) for _ in range(2)]
    assert [block.html for block in again[0]] == [block.html for block in again[1]]
    assert [block.html for block in again[0]] == [block.html for block in Comparer(TOLD).compare(texts[0], texts[2])]
