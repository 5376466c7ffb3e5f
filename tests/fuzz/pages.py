"""What no page may hold, whatever its text was."""

from __future__ import annotations

from html.parser import HTMLParser

from qmsdoc.markdown import read
from qmsdoc.render.destinations import Destinations, Place
from qmsdoc.render.document_html import DocumentHtml
from qmsdoc.render.html_gate import safe_address

FORBIDDEN = {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "link", "meta", "base", "aside"}


class _Reader(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in FORBIDDEN
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc", "formaction"}
            assert name != "class" or not any(word.startswith("qms-") for word in (value or "").split())
            assert name != "id" or not (value or "").startswith("__")
            if name in {"href", "src"}:
                assert safe_address(value or "")


def harmless(html: str) -> None:
    """Assert that HTML neither runs nor loads nor imitates anything."""
    reader = _Reader()
    reader.feed(html)
    reader.close()


def convert(text: str) -> str:
    """Make HTML of a document's Markdown, as the site does."""
    place = Place("", lambda _: None, lambda _: None)
    return DocumentHtml(Destinations(place, "a.md", {}, {})).blocks(read(text).blocks)
