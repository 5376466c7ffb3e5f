"""How the Markdown of documents becomes HTML: one Python-Markdown extension, the whole of qmsdoc's own behaviour.

The text of documents is untrusted. Raw HTML is shown as text, HTML comments are dropped, attribute
lists do not exist, and everything passes `sanitise` last, whatever the other extensions made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from qmsdoc.flowchart import FigureLabels, flowchart
from qmsdoc.pages.comments import without_comments
from qmsdoc.render.diagrams import click_target
from qmsdoc.render.said import Said
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
_OPTIONS = frozenset(("title", "title_mode", "hl_lines", "linenums"))
_MARK = f"{STX}diagram {{}}{ETX}"
_MARKED = re.compile(f"<div>{STX}diagram (\\d+){ETX}</div>")
_MARKUP = re.compile("[&<>]")
_SETTINGS: dict[str, dict[str, Any]] = {
    "pymdownx.highlight": {"guess_lang": False, "auto_title": False, "linenums": False},
}


def anchor(text: str, separator: str = "-") -> str:
    """Give the id of a heading: Python-Markdown's own, kept off the ids that pages use themselves."""
    slug = slugify(text, separator)
    return slug if safe_id(slug) else f"section-{slug.strip('_')}".rstrip("-")


class QmsdocExtension(Extension):
    """`markdown_extensions: [qmsdoc]`: all that documents may use, and no more.

    Its setting `said` gives what it says itself, by the names of `Said`; what is not given is English. Without
    `drawn`, diagrams stay blocks of code.
    """

    def __init__(self, *, said: Mapping[str, Any] | None = None, drawn: bool = True) -> None:
        super().__init__()
        self._said = Said(**(said or {}))
        self._figures: list[str] = []
        self._drawn = drawn

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Set the Markdown up."""
        md.registerExtensions([TocExtension(slugify=anchor), TableExtension(use_align_attribute=True)], {})
        fences = (
            [{"name": "mermaid", "class": "", "format": self._figure, "validator": _options}] if self._drawn else []
        )
        own: dict[str, dict[str, Any]] = {
            "footnotes": {"BACKLINK_TITLE": self._said.footnote},
            "pymdownx.superfences": {"custom_fences": fences},
        }
        md.registerExtensions(_PARTS, _SETTINGS | own)
        md.registerExtension(self)
        md.parser.blockprocessors.register(_Notes(md.parser, self._said.notes), "admonition", 105)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_DropComments(md), "qmsdoc_comments", 20)
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_DropComment(r"<!--(?:[^-]|-(?!->))*-->", md), "qmsdoc_comment", 90)
        md.postprocessors.register(_Sanitise(md, self._said), "qmsdoc_sanitise", -100)
        md.postprocessors.register(_Figures(md, self._figures), "qmsdoc_figures", -110)

    def reset(self) -> None:
        """Forget the diagrams of the text before."""
        self._figures.clear()

    def _figure(self, source: str, *_: object, **__: object) -> str:
        """Keep a diagram aside, past what `sanitise` lets through, and give the mark that stands for it."""
        said = self._said
        labels = FigureLabels(said.diagram, said.diagram_as_list, said.diagram_as_text, said.picture_links)
        self._figures.append(flowchart(source).html(labels, lambda written: click_target(written, said.unpublished)))
        return f"<div>{_MARK.format(len(self._figures) - 1)}</div>"


def _options(_: str, given: Mapping[str, str], __: object, attributes: dict[str, str], ___: object) -> bool:
    """Take what other code takes: options of another name are for lists of attributes alone."""
    attributes.update((name, value) for name, value in given.items() if name not in _OPTIONS)
    return True


class _DropComments(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return without_comments("\n".join(lines), indented=False).split("\n")


class _DropComment(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return "", m.start(0), m.end(0)


class _Notes(AdmonitionProcessor):
    """Notes and warnings whose title the document leaves to qmsdoc."""

    def __init__(self, parser: BlockParser, titles: Mapping[str, str]) -> None:
        super().__init__(parser)
        self._titles = titles

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        names, title = super().get_class_and_title(match)
        return names, title if match[2] is not None else self._titles.get(names.partition(" ")[0], title)


class _Figures(Postprocessor):
    """Puts diagrams in. Python-Markdown takes the control characters of marks out of every text first."""

    def __init__(self, md: Markdown, figures: Sequence[str]) -> None:
        super().__init__(md)
        self._figures = figures

    def run(self, text: str) -> str:
        return _MARKED.sub(lambda found: self._figures[int(found[1])], text) if self._figures else text


class _Sanitise(Postprocessor):
    def __init__(self, md: Markdown, said: Said) -> None:
        super().__init__(md)
        self._said = said

    def run(self, text: str) -> str:
        return sanitise(text, self._said) if _MARKUP.search(text) else text
