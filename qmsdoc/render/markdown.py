"""How the Markdown of documents becomes HTML: one Python-Markdown extension, the whole of qmsdoc's own behaviour.

The text of documents is untrusted. Raw HTML is shown as text, HTML comments are dropped, attribute
lists do not exist, and everything passes `sanitise` last, whatever the other extensions made.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from qmsdoc.pages.comments import without_comments
from qmsdoc.render.sanitise import safe_id, sanitise

_PARTS = (
    "admonition",
    "def_list",
    "footnotes",
    "sane_lists",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tasklist",
)
_SETTINGS: dict[str, dict[str, object]] = {
    "pymdownx.highlight": {"guess_lang": False, "auto_title": False, "linenums": False},
    "footnotes": {"BACKLINK_TITLE": "Back to where footnote {} is called"},
}


def anchor(text: str, separator: str = "-") -> str:
    """Give the id of a heading: Python-Markdown's own, kept off the ids that pages use themselves."""
    slug = slugify(text, separator)
    return slug if safe_id(slug) else f"section-{slug.strip('_')}".rstrip("-")


class QmsdocExtension(Extension):
    """`markdown_extensions: [qmsdoc]`: all that documents may use, and no more."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Set the Markdown up."""
        md.registerExtensions([TocExtension(slugify=anchor), TableExtension(use_align_attribute=True)], {})
        md.registerExtensions(_PARTS, _SETTINGS)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_DropComments(md), "qmsdoc_comments", 20)
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_DropComment(r"<!--(?:[^-]|-(?!->))*-->", md), "qmsdoc_comment", 90)
        md.postprocessors.register(_Sanitise(md), "qmsdoc_sanitise", -100)


class _DropComments(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return without_comments("\n".join(lines), indented=False).split("\n")


class _DropComment(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return "", m.start(0), m.end(0)


class _Sanitise(Postprocessor):
    def run(self, text: str) -> str:
        return sanitise(text)
