"""A staged page: front matter for the templates, then plain Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
Facts = Mapping[str, Value]

# What JSON lets stand and YAML 1.1 does not (5.1, c-printable), or would fold.
_UNPRINTABLE = re.compile("[\x7f-\x9f\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def page(title: str, facts: Facts, markdown: str = "", *, searched: bool = False, tags: tuple[str, ...] = ()) -> bytes:
    """Write a staged page. `title` is plain text: it is escaped here, since themes print it as it stands.

    `facts` reach the templates as `page.meta.qms`, unescaped; pages not `searched` stay out of the
    search index, the sitemap and search engines.
    """
    front: dict[str, object] = {"title": escape(title), "qms": {**facts, "hidden": not searched}}
    if tags:
        front["tags"] = list(tags)
    if facts.get("kind") != "edition":
        front["hide"] = ["toc"]
    if not searched:
        front["search"] = {"exclude": True}
    return f"---\n{as_yaml(front)}\n---\n\n{markdown}".encode()


def as_yaml(value: object) -> str:
    """Write a value as JSON on one line that YAML reads alike."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
