"""The last gate for the text of documents: HTML in, HTML out, with nothing but what is listed here.

Invariants
1. Only the tags, attributes, classes and address forms below leave; every tag that opens is closed.
2. No id that a page uses itself (they begin with `__`) and no class `qms-…` leaves.
3. No address leaves but `#…`, http, https, mailto, tel and relative ones; images are relative ones only.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from qmsdoc.render.said import Said

_TAGS = frozenset(
    str.split(
        "a abbr blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr img input ins kbd li mark ol p pre s"
        " span strong sub sup table tbody td th thead tr ul"
    )
)
_VOID = frozenset({"br", "hr", "img", "input"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLASSES = frozenset(
    str.split(
        "admonition admonition-title footnote footnote-backref footnote-ref highlight toc task-list"
        " task-list-item note abstract info tip success question warning failure danger bug example quote important"
        " caution attention hint error"
    )
)
_PYGMENTS = re.compile(r"[a-z]{1,2}[a-z0-9]?")
_FOOTNOTE = re.compile(r"fn(?:ref)?\d*:\S+")
_ALIGN = frozenset({"left", "right", "center"})
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ENGLISH = Said()
UNLINKED = "qms-unlinked:"
UNPUBLISHED = "qms-unpublished:"


def sanitise(html: str, said: Said = _ENGLISH) -> str:
    """Give `html` with everything taken away that is not allowed; its text stays, escaped."""
    gate = _Gate(said)
    gate.feed(html)
    gate.close()
    return gate.result()


def safe_address(address: str) -> bool:
    """Tell whether a link may lead there."""
    if _CONTROL.search(address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in _SCHEMES and (bool(parts.netloc) or parts.scheme in {"mailto", "tel"})
    return not address.startswith("/") and ":" not in address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]


def safe_id(anchor: str) -> bool:
    """Tell whether a document may use this id."""
    return bool(anchor) and not anchor.startswith("__") and not re.search(r"\s", anchor)


class _Gate(HTMLParser):
    def __init__(self, said: Said) -> None:
        super().__init__(convert_charrefs=True)
        self._said = said
        self._out: list[str] = []
        self._open: list[tuple[str, str]] = []

    def result(self) -> str:
        while self._open:
            self._out.append(self._open.pop()[1])
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag not in _TAGS or (tag == "input" and given.get("type") != "checkbox"):
            return
        if tag == "a":
            self._link(given)
        elif tag == "img":
            self._image(given)
        elif tag in _VOID:
            self._out.append(_tag(tag, _attributes(tag, given, self._said)))
        else:
            self._begin(_tag(tag, _attributes(tag, given, self._said)), tag, f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        while self._open:
            name, closing = self._open.pop()
            self._out.append(closing)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self._out.append(escape(data, quote=False))

    def _begin(self, opening: str, tag: str, closing: str) -> None:
        self._out.append(opening)
        self._open.append((tag, closing))

    def _link(self, given: dict[str, str]) -> None:
        address = given.get("href", "")
        if address.startswith(UNPUBLISHED):
            self._begin("", "a", f" {escape(self._said.unpublished)}")
        elif not address or not safe_address(address):
            self._begin("", "a", "")
        else:
            self._begin(_tag("a", [("href", address), *_attributes("a", given, self._said)]), "a", "</a>")

    def _image(self, given: dict[str, str]) -> None:
        address, text = given.get("src", ""), given.get("alt", "")
        if address and safe_address(address) and not urlsplit(address).scheme and not address.startswith("#"):
            extra = [("title", given["title"])] if given.get("title") else []
            self._out.append(_tag("img", [("src", address), ("alt", text), *extra]))
        elif safe_address(address) and urlsplit(address).scheme and not any(name == "a" for name, _ in self._open):
            self._out.append(_tag("a", [("href", address)]) + escape(text or address, quote=False) + "</a>")
        else:
            self._out.append(escape(text, quote=False))


def _attributes(tag: str, given: dict[str, str], said: Said) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    anchor = given.get("id", "")
    if (tag in _HEADINGS and safe_id(anchor)) or (tag in {"li", "sup"} and _FOOTNOTE.fullmatch(anchor)):
        found.append(("id", anchor))
    kinds = [name for name in given.get("class", "").split() if _may(tag, name)]
    if kinds:
        found.append(("class", " ".join(kinds)))
    if tag == "a" and given.get("title"):
        found.append(("title", given["title"]))
    if tag in {"td", "th"} and given.get("align") in _ALIGN:
        found.append(("align", given["align"]))
    if tag == "ol" and given.get("start", "").isdecimal():
        found.append(("start", given["start"]))
    if tag == "input":
        state = said.ticked if "checked" in given else said.unticked
        checked = [("checked", "")] if "checked" in given else []
        found += [("type", "checkbox"), ("disabled", ""), *checked, ("aria-label", state)]
    return found


def _may(tag: str, name: str) -> bool:
    return name in _CLASSES or (tag == "span" and _PYGMENTS.fullmatch(name) is not None)


def _tag(tag: str, attributes: list[tuple[str, str]]) -> str:
    written = "".join(
        f' {name}="{escape(value)}"' if value or name in {"alt"} else f" {name}" for name, value in attributes
    )
    return f"<{tag}{written}>"
