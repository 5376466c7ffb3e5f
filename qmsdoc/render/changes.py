"""A redline cut to what pages show of it: the list of changes, the whole text with each change marked, or excerpts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import groupby, pairwise

from qmsdoc.model.language import Language
from qmsdoc.pages.comparison import Differences, FileState, Said
from qmsdoc.redline.rendered import RenderedBlock
from qmsdoc.redline.told import Told
from qmsdoc.redline.tree import ROOT, is_heading, text_of
from qmsdoc.render.front import Value

Blocks = Sequence[RenderedBlock]

_HEADING = re.compile(r'<(/?)h([1-6])(?: class="([^"]*)")?')
_SAID = re.compile(r"<(ins|del)\b[^>]*>(.*?)</\1>", re.DOTALL)
_HIDDEN = re.compile(r'<span class="qms-hidden">[^<]*</span>')
_TOLD = re.compile(r'<span class="qms-told">[^<]*</span>')
_TAG = re.compile(r"<[^>]*>")
# As much of a change as its entry in the list of changes shows, in characters.
_SHOWN = 70
_UNITS = ((1_000_000, "MB"), (1_000, "kB"))


def told(language: Language) -> Told:
    """Give the words in which a redline tells of changes."""
    return Told(
        added=language.say("redline.added"),
        removed=language.say("redline.removed"),
        end=language.say("redline.end"),
        moved_here=language.say("redline.moved-here"),
        moved_away=language.say("redline.moved-away"),
        picture_added=lambda name: language.say("redline.picture-added", name=name),
        picture_removed=lambda name: language.say("redline.picture-removed", name=name),
        rows=lambda count: language.count("redline.rows", count),
        items=lambda count: language.count("redline.items", count),
    )


def whole(blocks: Blocks, address: str | None, language: Language) -> list[tuple[int, str]]:
    """Give the whole text for the page at `address` as stretches of HTML, each with its change's number (0: unchanged).

    Its headings follow those of the page without leaving out a level. Without an address, those of
    the text still begin with `ROOT`.
    """
    levels = _Levels()
    return [
        (number, levels.placed("".join(block.html for block in group), address, language))
        for number, group in _groups(blocks)
    ]


def listed(blocks: Blocks) -> list[Value]:
    """Give each change of the whole text: its number, the heading it stands under, and how it begins."""
    found: list[Value] = []
    under = ""
    for number, group in _groups(blocks):
        under = _heading(group[:1]) or under
        if number:
            old, new = _said(group)
            found.append({"number": number, "under": under, "what": _what(group), "old": old, "new": new})
        under = _heading(group) or under
    return found


def excerpts(blocks: Blocks, address: str, language: Language) -> list[Value]:
    """Give the changed blocks, each below the heading it stands under, and how many blocks lie between them.

    Nothing where no words changed. Headings are paragraphs here: a page's outline has no place for excerpts.
    """
    found: list[Value] = []
    start = 0
    changed = [at for at, block in enumerate(blocks) if block.changed]
    for at in changed:
        heading = next((near for near in range(at, start - 1, -1) if blocks[near].heading), None)
        shown = [heading] if heading is not None and heading != at else []
        for place in [*shown, at]:
            found += _fold(place - start)
            found.append({"fold": 0, "html": _unheaded(_placed(blocks[place].short, address, language))})
            start = place + 1
    return [*found, *(_fold(len(blocks) - start) if changed else [])]


def beside(differences: Differences, language: Language) -> dict[str, Value]:
    """Give what differs beside the text, as `fields` and `files`."""

    def said(name: str, value: Said) -> str:
        if not isinstance(value, str):
            return language.day(value)
        return language.named(value) if name in {"type", "owner"} else value

    def state(file: FileState | None) -> Value:
        if file is None:
            return None
        sides = " \u00d7 ".join(map(str, file.dimensions)) if file.dimensions else ""
        return {"path": file.path, "digest": file.sha256[:12], "size": _size(file.size), "dimensions": sides}

    fields: list[Value] = [
        {
            "label": language.say(f"redline.field-{each.name.replace('_', '-')}") if each.name else each.title,
            "old": said(each.name, each.old),
            "new": said(each.name, each.new),
        }
        for each in differences.fields
    ]
    files: list[Value] = [
        {"what": each.what, "old": state(each.old), "new": state(each.new)} for each in differences.files
    ]
    return {"fields": fields, "files": files}


def _size(count: int) -> str:
    """Write a number of bytes as people do, in units of the SI."""
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} B"


def _groups(blocks: Blocks) -> Iterator[tuple[int, list[RenderedBlock]]]:
    """Give neighbours together: those unchanged under 0, those of one change under its number.

    A heading begins a change, removed or not, and so does a block that has words in common with what it was.
    """
    number = 0
    for changed, group in groupby(blocks, key=lambda block: block.changed):
        members = list(group)
        starts = [at for at in range(1, len(members)) if changed and _begins(members[at - 1], members[at])]
        for start, stop in pairwise([0, *starts, len(members)]):
            number += changed
            yield number * changed, members[start:stop]


def _begins(before: RenderedBlock, block: RenderedBlock) -> bool:
    both = (each.old is not None and each.new is not None for each in (before, block))
    return is_heading(block.new or block.old) or any(both)


def _heading(blocks: Blocks) -> str:
    """Give the text of the last heading of the new text."""
    return next((text_of([block.new]) for block in reversed(blocks) if block.heading and block.new), "")


def _what(group: Blocks) -> str:
    if all(block.moved for block in group):
        return "moved"
    kinds = {"added" if block.old is None else "removed" if block.new is None else "changed" for block in group}
    return kinds.pop() if len(kinds) == 1 else "changed"


def _said(group: Blocks) -> tuple[str, str]:
    """Give the beginnings of the first words taken out and put in; of a picture, what is told of it."""
    html = "".join(block.html for block in group)
    first = {"del": "", "ins": ""}
    for tag, inner in _SAID.findall(html):
        if first[tag] or (tag == "del" and first["ins"]):
            break
        spoken = _HIDDEN.sub("", inner)
        first[tag] = _plain(_TOLD.sub("", spoken)) or _plain(spoken)
    return _cut(first["del"]), _cut(first["ins"])


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html.replace("<br>", " "))).split())


def _cut(text: str) -> str:
    if len(text) <= _SHOWN:
        return text
    return text[:_SHOWN].rpartition(" ")[0].rstrip(",;:.") + " …" if " " in text[:_SHOWN] else text[:_SHOWN] + "…"


def _fold(count: int) -> list[Value]:
    return [{"fold": count, "html": ""}] if count > 0 else []


def _unheaded(html: str) -> str:
    def paragraph(found: re.Match[str]) -> str:
        if found[1]:
            return "</p"
        return f'<p class="{" ".join([f"qms-excerpt qms-excerpt--{found[2]}", *filter(None, [found[3]])])}"'

    return _HEADING.sub(paragraph, html)


class _Levels:
    """Headings of a text, each at most one level below the one before it; those of the page reach the second level."""

    def __init__(self) -> None:
        self._last = 2

    def placed(self, html: str, address: str | None, language: Language) -> str:
        """Place a stretch of the text, in the order in which they stand."""
        return _HEADING.sub(self._level, _placed(html, address, language))

    def _level(self, found: re.Match[str]) -> str:
        if not found[1]:
            self._last = min(int(found[2]) + 1, self._last + 1, 6)
        kind = f' class="{found[3]}"' if found[3] else ""
        return f"<{found[1]}h{self._last}{kind}"


def _placed(html: str, address: str | None, language: Language) -> str:
    """Set a redline's tables (wide ones scroll) and addresses for its page; its text has no bare `<` and no `ROOT`."""
    label = escape(language.say("frame.table"))
    scroll = f'<div class="qms-scroll" tabindex="0" role="group" aria-label="{label}"><table>'
    html = html.replace("<table>", scroll).replace("</table>", "</table></div>")
    return html if address is None else html.replace(ROOT, "../" * address.count("/"))
