"""The last gate for the text of documents: HTML in, HTML out, with nothing but what is listed here.

What may be led to or shown is decided before, on the tree of the text (`destinations`). The gate is `nh3` (ammonia):
it parses as browsers do, and lets through, whatever came in:

1. only the elements, attributes, classes and schemes below; every element that opens is closed;
2. no id that a page uses itself (they begin with `__` or `qms-`) and no class `qms-…`;
3. no address but `#…`, http, https, mailto, tel and relative ones; pictures are relative ones only.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

import nh3
from pygments.token import STANDARD_TYPES

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = set(
    str.split(
        "a blockquote br code dd del div dl dt em hr img input li ol p pre s span strong sup table tbody td th thead"
        " tr ul"
    )
) | set(_HEADINGS)
_ATTRIBUTES = {
    "a": {"download", "href", "title"},
    "img": {"src", "alt", "title"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"align"},
    "th": {"align"},
    **{tag: {"id"} for tag in _HEADINGS},
}
_NOTES = set(
    str.split(
        "admonition note abstract info tip success question warning failure danger bug example quote important caution"
        " attention hint error"
    )
)
_CLASSES = {
    "a": {"footnote-backref", "footnote-ref"},
    "div": {"footnote", "highlight", *_NOTES},
    "li": {"task-list-item"},
    "p": {"admonition-title"},
    "span": {name for name in STANDARD_TYPES.values() if name},
    "ul": {"task-list"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_OWN_IDS = ("__", "qms-")


def gated(html: str) -> str:
    """Return HTML with everything taken away that is not allowed; its words stay."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
        attribute_filter=_filtered,
        strip_comments=True,
    )


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


def safe_picture(address: str) -> bool:
    """Tell whether a picture may be fetched from there: from the site itself only."""
    return bool(address) and safe_address(address) and not urlsplit(address).scheme and not address.startswith("#")


def _filtered(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return None if value.startswith(_OWN_IDS) or not value else value
    if name == "href":
        return value if safe_address(value) else None
    if name == "src":
        return value if safe_picture(value) else None
    return value if tag != "input" or name != "type" or value == "checkbox" else None
