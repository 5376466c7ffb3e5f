"""Elements and words of HTML, for comparing what two readers of Markdown make of a text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from qmsdoc.flowchart import ClickTarget
from qmsdoc.markdown import read
from qmsdoc.model.document import ClosureFile
from qmsdoc.render.destinations import Destinations, Place
from qmsdoc.render.document_html import DocumentHtml

_VOID = frozenset({"br", "hr", "img", "input"})
_LEFT_OUT = frozenset({"span", "div", "section", "html", "body"})


class Everywhere(Destinations):
    """Leads every link somewhere and shows every picture."""

    def link(self, destination: str) -> ClickTarget:
        return ClickTarget("#a" if destination else None)

    def picture(self, destination: str) -> ClosureFile | None:
        return ClosureFile.of("a.png", destination.encode())


def html_of(text: str) -> str:
    """Write a text as pages show it."""
    to = Everywhere(Place("", lambda _: None, lambda _: None), "a.md", {}, {})
    return DocumentHtml(to).blocks(read(text).blocks)


def outline(html: str) -> list[str]:
    """List elements and words in order; white space counts in code alone. Pages' own wrappers and ids are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.outline()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            return
        self._code += tag == "pre"
        given = dict(attrs)
        kept = [f" {name}={given[name]}" for name in ("alt", "start", "align") if name in given]
        self._found.append(f"<{tag}{''.join(kept)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and tag not in _LEFT_OUT:
            self._code -= tag == "pre"
            self._found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        text = data if self._code else re.sub(r"\s+", " ", data)
        if self._found and self._found[-1][0] == "\0":
            self._found[-1] += text
        else:
            self._found.append(f"\0{text}")

    def outline(self) -> list[str]:
        """List what was found, without the space around words."""
        words = [re.sub(" +", " ", each[1:]).strip(" \n") if each[0] == "\0" else each for each in self._found]
        return [each for each in words if each]
