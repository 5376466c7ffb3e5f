"""Whatever two texts say, comparing them takes work in proportion to their length: lines are counted, not seconds."""

from __future__ import annotations

import random

import pytest

from qmsdoc.redline import Comparer
from qmsdoc.redline import align as module
from qmsdoc.redline.html import HtmlWriter
from qmsdoc.redline.terminal import render
from tests.redline.labels import LABELS
from tests.redline.texts import blocks_of
from tests.work import lines_run

# Lines run for each character of both texts; the dearest of the texts below takes 128, twice as long ones no more.
MOST = 150

WORDS = [f"word{number}" for number in range(3000)]


def prose(seed: int, paragraphs: int, words: int) -> str:
    choice = random.Random(seed)  # noqa: S311
    return "\n\n".join(" ".join(choice.choices(WORDS, k=words)) for _ in range(paragraphs))


def rows(cell: str, count: int) -> str:
    return "| a | b |\n|---|---|\n" + "".join(f"| {cell}{number % 7} | {cell} |\n" for number in range(count))


def columns(cell: str, count: int) -> str:
    return f"|{'a|' * count}\n|{'-|' * count}\n|{f'{cell}|' * count}\n"


def lists(word: str, count: int) -> str:
    return "".join(
        f"# h\n\n{''.join(f'- x{item} {word}{number}{chr(10)}' for item in range(30))}\n" for number in range(count)
    )


HOSTILE = {
    "few words": (prose(1, 200, 70), prose(1, 200, 70).replace("word7 ", "word8 ").replace("word1", "mot1")),
    "all words": (prose(1, 200, 70), prose(2, 200, 70)),
    "one paragraph": (prose(1, 1, 9_000), "start " + prose(1, 1, 9_000).replace("word77", "mot") + " end"),
    "repeats": ("x\n\ny\n\n" * 2_000, "y\n\nx\n\nz\n\n" * 1_500),
    "rows": (rows("1", 1_500), rows("2", 1_500)),
    "columns": (columns("b", 1_500), columns("c", 1_499)),
    "items": ("".join(f"- it{n} a b c d\n" for n in range(2_000)), "".join(f"- to{n} a b e f\n" for n in range(2_000))),
    "lists": (lists("y", 50), lists("z y", 50)),
    "nested items": ("".join(f"{'  ' * n}- w\n" for n in range(55)), "".join(f"{'  ' * n}- v\n" for n in range(55))),
    "nested quotes": (
        "".join(f"{'> ' * n}w\n{'>' * n}\n" for n in range(100)),
        "".join(f"{'> ' * n}v\n{'>' * n}\n" for n in range(100)),
    ),
    "stars": ("*a " * 8_000, "*b " * 8_000),
    "code": (f"```\n{f'a b{chr(10)}' * 5_000}```", f"```\n{f'b a{chr(10)}' * 4_500}```"),
    "one word": ("a" * 100_000, "a" * 99_999 + "b"),
    "pictures": ("![a](b.png) " * 3_000, "![a](c.png) " * 3_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_grows_with_the_length_of_the_texts(name: str) -> None:
    old, new = HOSTILE[name]
    before, after = blocks_of(old), blocks_of(new)

    def compared() -> None:
        changes = Comparer().compare(before, after)
        writer = HtmlWriter(LABELS)
        assert all(writer.write(change) for change in changes)
        assert render(changes, colour=False)

    assert lines_run(compared) <= MOST * (len(old) + len(new))


def test_anchors_that_uncover_one_another_end_the_search() -> None:
    old = [item for number in range(400) for item in (number + 1, number)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST_BITS", 1)
        assert lines_run(lambda: module.align(old, old[::-1])) < 100 * len(old)
