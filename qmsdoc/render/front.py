"""A staged page: front matter for the templates, then plain Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
Facts = Mapping[str, Value]

# What JSON lets stand and YAML 1.1 does not (5.1, c-printable), or would fold.
_UNPRINTABLE = re.compile("[\x7f-\x9f\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is rendered: its front matter (`head`: JSON on one line, which is YAML) and its Markdown.

    `anywhere` is the same Markdown as it is for every page that shows it (`places.ANYWHERE`), None where no other does.
    """

    head: str
    text: str
    anywhere: str | None = None

    def staged(self) -> bytes:
        """Give the staged file."""
        return f"---\n{self.head}\n---\n\n{self.text}".encode()


def page(title: str, facts: Facts, markdown: str = "", *, searched: bool = False, tags: tuple[str, ...] = ()) -> Page:
    """Make a page. `title` is plain text: it is escaped here, since themes print it as it stands.

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
    return Page(as_yaml(front), markdown)


def as_yaml(value: object) -> str:
    """Write a value as JSON on one line that YAML reads alike."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
