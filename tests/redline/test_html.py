"""The redline as HTML: nothing lost, changes marked where readers see them, hostile text stays text."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.redline import Comparer
from qmsdoc.redline.html import ROOT, HtmlWriter
from tests.redline.labels import LABELS
from tests.redline.texts import BLOCK, TEXT, blocks_of, compared, left, text_left


def shown(old: str, new: str) -> str:
    writer = HtmlWriter(LABELS)
    return "".join(writer.write(change) for change in compared(old, new))


def shortened(old: str, new: str) -> str:
    """Write the one block of two texts without what is far from a change."""
    (change,) = compared(old, new)
    return HtmlWriter(LABELS).write(change, short=True)


def short(html: str) -> str:
    """Write changes as `[-old-]` and `{+new+}`, and leave out all other markup."""
    html = re.sub(r'<span class="qms-hidden">[^<]*</span>', "", html)
    for tag, mark in (("<del[^>]*>", "[-"), ("</del>", "-]"), ("<ins[^>]*>", "{+"), ("</ins>", "+}")):
        html = re.sub(tag, mark, html)
    return re.sub(r"<[^>]*>", " ", html).replace("&lt;", "<")


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_covering_insertions_leaves_the_old_text_and_covering_deletions_the_new(old: str, new: str) -> None:
    html = shown(old, new)
    assert left(html, "ins") == text_left(old)
    assert left(html, "del") == text_left(new)


@settings(max_examples=80, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=6), st.data())
def test_a_text_edited_a_little_loses_nothing(blocks: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    edited = [*blocks[:place], *data.draw(st.lists(BLOCK, max_size=2)), *blocks[place + 1 :]]
    old, new = "\n\n".join(blocks), "\n\n".join(edited)
    html = shown(old, new)
    assert left(html, "ins") == text_left(old)
    assert left(html, "del") == text_left(new)


@settings(max_examples=80, deadline=None)
@given(st.lists(BLOCK, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_a_text_put_in_another_order_loses_nothing(blocks: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(blocks, len(blocks))
    old, new = "\n\n".join(blocks), "\n\n".join(shuffled)
    html = shown(old, new)
    assert left(html, "ins") == text_left(old)
    assert left(html, "del") == text_left(new)


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_a_text_compared_with_itself_has_no_change(text: str) -> None:
    assert not any(change.changed for change in compared(text, text))
    html = shown(text, text)
    assert "<ins" not in html
    assert "qms-diff" not in html


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>&\"'a =/[]()!`*|-\n#iadelnsx\x00", max_size=60))
def test_whatever_a_text_says_it_opens_no_tag_and_forges_no_change(text: str) -> None:
    html = shown(text, text)
    assert left(html, "ins") == left(html, "del") == text_left(text)
    assert not re.search(r"<(?:script|iframe|ins|del|style)\b|\son\w+=\"", html)


def test_words_change_within_their_paragraph() -> None:
    html = shown("Records are kept five years.", "Records are kept ten years.")
    assert short(html).strip() == "Records are kept [-five-]{+ten+} years."
    assert html.startswith('<p class="qms-diff qms-diff--changed">')


def test_a_change_is_told_in_words_too() -> None:
    html = shown("old", "new")
    assert "[removed: </span>old" in html
    assert "[added: </span>new" in html


def test_a_paragraph_wrapped_anew_has_not_changed() -> None:
    assert not any(change.changed for change in compared("one two\nthree", "one two three"))


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
    old, new = "0123456789abcdef" * 4, "fedcba9876543210" * 4
    html = shown(f"![The flow](files/{old}-flow.png)", f"![The flow](files/{new}-flow.png)")
    assert "Picture removed: The flow (flow.png)" in html
    assert "Picture added: The flow (flow.png)" in html
    assert html.count(f'src="{ROOT}files/') == 2


def test_a_picture_that_stayed_is_not_told() -> None:
    assert "qms-told" not in shown("![a](a.png) one", "![a](a.png) two")


def test_a_link_that_leads_elsewhere_has_changed() -> None:
    html = shown("[Training](QP-001)", "[Training](QP-002)")
    assert short(html).replace(" ", "") == "[-Training-]{+Training+}"


def test_addresses_of_the_site_wait_for_their_root_and_others_do_not() -> None:
    html = shown("", "[a](../b/index.html#c) [d](https://e.example/index.md) [f](#g)")
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


def numbers(html: str) -> list[tuple[str, str]]:
    return [
        (value, short(text).strip())
        for value, text in re.findall(r'<li value="(\d+)"[^>]*>(.*?)</li>', html, re.DOTALL)
    ]


def test_items_keep_the_numbers_they_have_and_had() -> None:
    html = shown("1. one\n2. two\n3. three", "1. one\n2. three\n3. four")
    assert numbers(html) == [("1", "one"), ("2", "[-two-]"), ("2", "[-3.-] {+2.+}  three"), ("3", "{+four+}")]


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
    assert left(html, "ins") == text_left(old)
    assert left(html, "del") == text_left(new)


def test_a_short_block_that_is_gone_here_and_new_there_has_not_moved() -> None:
    assert "Moved" not in shown("Yes.\n\nSomething else.", "Something else.\n\nYes.")


ROWS = [f"| {number} | {number * 7} |" for number in range(1, 21)]


def a_table(rows: list[str]) -> str:
    return "\n".join(["| a | b |", "|---|---|", *rows])


def test_rows_far_from_a_change_are_left_out_of_the_short_form_only() -> None:
    old, new = a_table(ROWS), a_table([*ROWS[:9], "| 10 | else |", *ROWS[10:]])
    cut, whole = shortened(old, new), shown(old, new)
    assert re.findall(r"\d+ rows", cut) == ["8 rows", "9 rows"]
    assert [cell for cell in re.findall(r"<td>(\d+)</td>", cut) if int(cell) < 20] == ["9", "10", "11"]
    assert "<th>a</th>" in cut
    assert "rows" not in whole
    assert whole.count("<tr") == 21


def test_a_row_taken_out_is_in_the_short_form_with_its_neighbours() -> None:
    assert short(shortened(a_table(ROWS), a_table([*ROWS[:4], *ROWS[5:]]))).split()[2:] == [
        *("3", "rows", "4", "28", "[-5-]", "[-35-]", "6", "42", "14", "rows"),
    ]


def test_items_far_from_a_change_are_left_out_of_the_short_form_with_their_numbers_kept() -> None:
    items = [f"{number}. item {number}" for number in range(1, 11)]
    old, new = "\n".join(items), "\n".join([*items[:7], "8. item eight", *items[8:]])
    assert "6 items" in shortened(old, new)
    assert [value for value, _ in numbers(shortened(old, new))] == ["7", "8", "9", "10"]
    assert [value for value, _ in numbers(shown(old, new))] == [str(number) for number in range(1, 11)]


def test_items_that_only_changed_their_numbers_are_left_out_as_that() -> None:
    items = [f"{number}. item {number}" for number in range(1, 11)]
    cut = shortened("\n".join(items), "\n".join(["1. first of all", *items]))
    assert "9 renumbered" in cut
    assert "items" not in cut


def test_a_list_numbered_otherwise_shows_each_number() -> None:
    html = shortened("3. Weigh\n4. Label\n5. Pack\n6. Send", "1. Weigh\n2. Label\n3. Pack\n4. Send")
    assert short(html).split() == [
        *("[-3.-]", "{+1.+}", "Weigh", "[-4.-]", "{+2.+}", "Label"),
        *("[-5.-]", "{+3.+}", "Pack", "[-6.-]", "{+4.+}", "Send"),
    ]


def test_one_row_is_not_worth_leaving_out() -> None:
    texts = a_table(ROWS[:3]), a_table([*ROWS[:2], "| 3 | else |"])
    assert shortened(*texts) == shown(*texts)


def test_what_was_compared_before_is_written_alike() -> None:
    texts = [blocks_of(f"# One\n\nSame words here.\n\n- a\n- {number}\n") for number in range(3)]
    comparer, writer = Comparer(), HtmlWriter(LABELS)
    again = [[writer.write(change) for change in comparer.compare(texts[0], texts[2])] for _ in range(2)]
    alone = [HtmlWriter(LABELS).write(change) for change in Comparer().compare(texts[0], texts[2])]
    assert again == [alone, alone]


def test_a_heading_is_written_as_the_page_wants_it() -> None:
    (change,) = compared("> # One", "> # One")
    assert HtmlWriter(LABELS).write(change, lambda level: ("p", f"level-{level}")) == (
        '<blockquote><p class="level-1">One</p></blockquote>'
    )


def test_an_item_without_words_that_came_is_marked() -> None:
    assert '<li class="qms-diff qms-diff--added">' in shown("- a", "- a\n-")


def test_boxes_of_tasks_are_told() -> None:
    html = shown("- [ ] a", "- [x] a")
    assert 'disabled aria-label="Not ticked"' in html
    assert 'disabled checked aria-label="Ticked"' in html
