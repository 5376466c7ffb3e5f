"""The words of a text are the words of its page, whatever the text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given

from qmsdoc.markdown import Kind, Node, read, walk
from tests.fuzz.inputs import fuzz, near_text, texts
from tests.fuzz.targets import PAGE
from tests.markdown.html import html_of

_SHOWN = frozenset({Kind.TEXT, Kind.RAW, Kind.CODE, Kind.CODE_BLOCK})


def words_of_text(text: str) -> list[str]:
    return sorted(_words("".join(_word(node) for node in walk(read(text).blocks))))


def words_of_page(html: str) -> list[str]:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return sorted(_words("".join(reader.found)))


def _word(node: Node) -> str:
    return node.text if node.kind in _SHOWN else "" if node.kind is Kind.COMMENT else "\n"


def _words(text: str) -> list[str]:
    return re.findall(r"\w", text)


class _Words(HTMLParser):
    """Gathers what is read on a page, but for what pages say of themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._own = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        self._own += tag == "sup" or kind in ("admonition-title", "qms-diagram__note")

    def handle_endtag(self, tag: str) -> None:
        self._own -= bool(self._own) and tag in ("sup", "p")

    def handle_data(self, data: str) -> None:
        if not self._own:
            self.found.append(data)


@given(texts() | near_text(PAGE))
@fuzz
def test_words_of_a_text_are_those_of_its_page(text: str) -> None:
    kinds = {node.kind for node in walk(read(text).blocks)}
    if not kinds & {Kind.INCLUDE, Kind.NOTE, Kind.IMAGE} and "mermaid" not in text:
        assert words_of_page(html_of(text)) == words_of_text(text)


def test_words_of_titles_and_pictures_stay() -> None:
    assert ">Own <em>title</em></p>" in html_of('!!! note "Own *title*"\n    a')
    assert 'alt="b c"' in html_of("![b *c*](d.png)")
