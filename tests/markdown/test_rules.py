"""Rules of words are asked only where they may find something; asked everywhere, they find the same."""

from __future__ import annotations

import random
import re

import pytest

from qmsdoc.markdown import rules, tree_builder

_PARTS = (
    *("www.a.b ", "ww", "w", " ", "    ", "\t", "\n", "\n\n", "# ", "- ", "* ", "1. ", "> ", "!!! note\n", "??? tip\n"),
    *("```", "~~~", "---", "***", "===", "|", "| a | b |\n| --- | --- |\n", "[a]", "[^1]", "[^1]: ", "[a]: /x\n", ": "),
    *('--8<-- "a.md"\n', "<!-- ", "-->", "<br>", "word", "Two words. ", "a@b.example", "http://x.example", "*", "**"),
    *("_", "~", "`", "\\", "&amp;", "![x](y)", "[x](y)", "[ ] ", "\u00e9", "\u4e2d", "[!NOTE]", "'", '"', "(", "$x$"),
)


def test_plain_words_are_what_no_rule_of_all_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(5)  # noqa: S311 - texts
    texts = ["".join(chosen.choices(_PARTS, k=chosen.randint(1, 25))) for _ in range(400)]
    found = [tree_builder.build(text) for text in texts]
    monkeypatch.setattr(rules, "_STOP", re.compile(r"[\s\S]"))
    everywhere = rules.GithubMarkdown()
    monkeypatch.setattr(tree_builder, "_reader", lambda: everywhere)
    assert [tree_builder.build(text) for text in texts] == found
