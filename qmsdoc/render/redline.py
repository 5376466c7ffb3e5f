"""The redline as pages show it: two documents rendered as readers see them, compared, and folded around the changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape

from markdown import Markdown

from qmsdoc.model.document import Document
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.pages.comparison import Differences
from qmsdoc.redline.phrases import written
from qmsdoc.redline.reader import read
from qmsdoc.redline.rendered import RenderedBlock, rendered_redline
from qmsdoc.redline.tree import ROOT, Node
from qmsdoc.redline.values import RunKind
from qmsdoc.render import links
from qmsdoc.render.markdown import QmsdocExtension

_HEADING = re.compile(r"<(/?)h([1-6])")
# Where the text of a key, list or line begins in the policy's files.
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)

_SCROLL = '<div class="qms-scroll" tabindex="0" role="group" aria-label="Table">'

Blocks = tuple[RenderedBlock, ...]
_Key = tuple[str, str]


class Redliner:
    """Compares documents: each is rendered once, each pair compared once.

    `place` tells where documents are published, from the site's root.
    """

    def __init__(self, place: links.Place) -> None:
        self._place = place
        said = asdict(place.said)
        self._drawn = Markdown(extensions=[QmsdocExtension(said=said)])
        # Changes of a diagram are told in its text, where nothing of it is lost.
        self._compared_as = Markdown(extensions=[QmsdocExtension(said=said, drawn=False)])
        self._rendered: dict[_Key, tuple[Node, ...]] = {}
        self._compared: dict[tuple[_Key, _Key], Blocks] = {}

    def blocks(self, old: Document, new: Document) -> Blocks:
        """Give the redline of two documents' texts, block by block."""
        key = _key(old), _key(new)
        if key not in self._compared:
            self._compared[key] = rendered_redline(self._nodes(old), self._nodes(new))
        return self._compared[key]

    def html(self, document: Document) -> str:
        """Give a document's text as sanitised HTML with addresses from the site's root."""
        return self._html(document, self._drawn)

    def _html(self, document: Document, markdown: Markdown) -> str:
        is_policy = document.front.id == POLICY_ID
        text = _policy(document) if is_policy else links.staged(document, self._place).markdown
        markdown.reset()
        return markdown.convert(text)

    def _nodes(self, document: Document) -> tuple[Node, ...]:
        key = _key(document)
        if key not in self._rendered:
            self._rendered[key] = read(self._html(document, self._compared_as))
        return self._rendered[key]


def _key(document: Document) -> _Key:
    return document.path, document.closure.content


def _policy(document: Document) -> str:
    """Give the policy's files as Markdown, one block of code for each entry."""
    parts: list[str] = []
    for file in document.closure.files:
        parts.append("## " + "".join(c if c.isalnum() or c in "/. " else f"\\{c}" for c in file.path))
        for entry in _ENTRY.split(file.data.decode("utf-8", "replace")):
            if entry.strip():
                fence = "`" * max(3, max((len(run) for run in re.findall("`+", entry)), default=0) + 1)
                parts.append(f"{fence}text\n{entry.strip(chr(10))}\n{fence}")
    return "\n\n".join(parts)


def whole(blocks: Sequence[RenderedBlock], address: str | None, *, below: int = 1) -> str:
    """Give the whole text with its changes for the page at `address`, its headings under one of level `below`.

    Without an address, those of the text still begin with `ROOT`.
    """
    return _placed("".join(block.html for block in blocks), address, below)


def folded(blocks: Sequence[RenderedBlock], address: str, *, below: int = 1) -> str:
    """Give the changed blocks, each under the heading it stands under; empty where no words changed."""
    return _placed("".join(_folded(blocks)), address, below)


def _folded(blocks: Sequence[RenderedBlock]) -> Iterator[str]:
    heading: str | None = None
    left_out = 0
    last = max((index for index, block in enumerate(blocks) if block.changed), default=-1)
    for block in blocks[: last + 1]:
        if not block.changed:
            left_out += 1
            heading = block.html if block.heading else heading
            continue
        shown = heading is not None and not block.heading
        yield _fold(left_out - shown)
        if shown:
            yield heading or ""
        yield block.html
        heading, left_out = None, 0
    if last >= 0:
        yield _fold(len(blocks) - last - 1)


def _fold(count: int) -> str:
    if count <= 0:
        return ""
    return f'<p class="qms-fold">{count} {"paragraph" if count == 1 else "paragraphs"} unchanged</p>'


def control(differences: Differences, *, shift: str) -> str:
    """Give what changed beside the text: fields of the front matter and files, each under a heading `shift` (h2 …)."""
    parts: list[str] = []
    if differences.fields:
        rows = "".join(f"<li>{_field(*field)}</li>" for field in differences.fields)
        parts.append(f"<{shift}>Document control</{shift}><ul>{rows}</ul>")
    if differences.files:
        rows = "".join(f"<li>File {escape(what)}: <code>{escape(path)}</code></li>" for path, what in differences.files)
        parts.append(f"<{shift}>Files beside the text</{shift}><ul>{rows}</ul>")
    return "".join(parts)


def _field(label: str, old: str, new: str) -> str:
    changes = " ".join(written(kind, text) for kind, text in ((RunKind.DELETE, old), (RunKind.INSERT, new)) if text)
    return f"<strong>{escape(label)}:</strong> {changes}"


def _placed(html: str, address: str | None, below: int) -> str:
    """Set a redline's headings, tables (wide ones scroll) and addresses for its page.

    The text itself holds no `<` and no `ROOT`.
    """
    html = html.replace("<table>", _SCROLL + "<table>").replace("</table>", "</table></div>")
    html = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + below, 6)}", html)
    return html if address is None else html.replace(ROOT, "../" * address.count("/"))
