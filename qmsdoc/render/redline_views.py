"""A redline cut to what pages show of it: the list of changes, the whole text with each change marked, or excerpts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from markupsafe import Markup

from qmsdoc.model.language import Language
from qmsdoc.pages.comparison import Differences, FileState, Said
from qmsdoc.redline import Change, Run, State
from qmsdoc.redline.blocks import HEADINGS, text_of
from qmsdoc.redline.html import ROOT, HtmlWriter, named
from qmsdoc.redline.labels import ChangeLabels

Changes = tuple[Change, ...]

# As much of a change as its entry in the list of changes shows, in characters.
_SHOWN = 70
# White space that is all of a change, as signs.
_SIGNS = str.maketrans({" ": "\u2423", "\t": "\u21e5", "\n": "\u21b5"})
_UNITS = ((1_000_000, "MB"), (1_000, "kB"))


class TextPart(NamedTuple):
    """A stretch of the whole text: the number of its change, 0 where nothing changed."""

    change: int
    html: Markup


class ListedChange(NamedTuple):
    """A change in the list of changes: the heading that it stands under, what was done, and how it begins."""

    number: int
    under: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A block around a change; where `fold` is not 0, so many unchanged ones instead."""

    fold: int
    html: Markup


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the front matter before and now."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FileText:
    """A version of a file beside the text, in words."""

    path: str
    digest: str
    size: str
    dimensions: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file before and now, None where it is not there; `what` as in `FileDifference`."""

    what: str
    old: FileText | None
    new: FileText | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What differs beside the text."""

    fields: tuple[FieldRow, ...]
    files: tuple[FileRow, ...]


def change_labels(language: Language) -> ChangeLabels:
    """Return the words in which a redline tells of changes."""
    return ChangeLabels(
        added=language.say("redline.added"),
        removed=language.say("redline.removed"),
        end=language.say("redline.end"),
        moved_here=language.say("redline.moved-here"),
        moved_away=language.say("redline.moved-away"),
        table=language.say("frame.table"),
        ticked=language.say("text.ticked"),
        unticked=language.say("text.unticked"),
        picture_added=lambda name: language.say("redline.picture-added", name=name),
        picture_removed=lambda name: language.say("redline.picture-removed", name=name),
        rows=lambda count: language.count("redline.rows", count),
        items=lambda count: language.count("redline.items", count),
        renumbered=lambda count: language.count("redline.renumbered", count),
    )


def whole(changes: Changes, address: str | None, writer: HtmlWriter) -> tuple[TextPart, ...]:
    """Return the whole text for the page at `address` as stretches of HTML, each with its change's number (0: none).

    Its headings follow those of the page without leaving out a level. Without an address, those of
    the text still begin with `ROOT`.
    """
    level = _Levels()
    return tuple(
        TextPart(number, _placed("".join(writer.write(change, level.of) for change in group), address))
        for number, group in _groups(changes)
    )


def listed(changes: Changes, labels: ChangeLabels) -> tuple[ListedChange, ...]:
    """Return each change of the whole text: its number, the heading it stands under, and how it begins."""
    found: list[ListedChange] = []
    under = ""
    for number, group in _groups(changes):
        under = _heading(group[:1]) or under
        if number:
            old, new = _said(group, labels)
            found.append(ListedChange(number, under, _what(group), old, new))
        under = _heading(group) or under
    return tuple(found)


def excerpts(changes: Changes, address: str, writer: HtmlWriter) -> tuple[Excerpt, ...]:
    """Return the changed blocks, each below the heading it stands under, and how many blocks lie between them.

    Nothing where no words changed. Headings are paragraphs here: a page's outline has no place for excerpts.
    """
    found: list[Excerpt] = []
    start = 0
    changed = [at for at, change in enumerate(changes) if change.changed]
    for at in changed:
        heading = next((near for near in range(at, start - 1, -1) if _is_heading(changes[near])), None)
        shown = [heading] if heading is not None and heading != at else []
        for place in [*shown, at]:
            found += _fold(place - start)
            found.append(Excerpt(0, _placed(writer.write(changes[place], _paragraph, short=True), address)))
            start = place + 1
    return (*found, *(_fold(len(changes) - start) if changed else ()))


def beside(differences: Differences, language: Language) -> Beside:
    """Return what differs beside the text, in words."""

    def said(name: str, value: Said) -> str:
        if not isinstance(value, str):
            return language.day(value)
        return language.named(value) if name in {"type", "owner"} else value

    def state(file: FileState | None) -> FileText | None:
        if file is None:
            return None
        sides = " \u00d7 ".join(map(str, file.dimensions)) if file.dimensions else ""
        return FileText(file.path, file.sha256[:12], _size(file.size), sides)

    fields = (
        FieldRow(
            language.say(f"redline.field-{each.name.replace('_', '-')}") if each.name else each.title,
            said(each.name, each.old),
            said(each.name, each.new),
        )
        for each in differences.fields
    )
    files = (FileRow(each.what, state(each.old), state(each.new)) for each in differences.files)
    return Beside(tuple(fields), tuple(files))


def _size(count: int) -> str:
    """Write a number of bytes as people do, in units of the SI."""
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} B"


@lru_cache(maxsize=2)  # asked for a text, then for the list of its changes
def _groups(changes: Changes) -> tuple[tuple[int, Changes], ...]:
    """Return neighbours together: those unchanged under 0, those of one change under its number.

    A heading begins a change, removed or not, and so does a block that has words in common with what it was.
    """
    number = 0
    found: list[tuple[int, Changes]] = []
    for changed, group in groupby(changes, key=lambda change: change.changed):
        members = tuple(group)
        starts = [at for at in range(1, len(members)) if changed and _begins(members[at - 1], members[at])]
        for start, stop in pairwise([0, *starts, len(members)]):
            number += changed
            found.append((number * changed, members[start:stop]))
    return tuple(found)


def _begins(before: Change, change: Change) -> bool:
    both = (each.old is not None and each.new is not None for each in (before, change))
    return change.block.tag in HEADINGS or any(both)


def _is_heading(change: Change) -> bool:
    """Return whether a block is a heading of the new text."""
    return change.new is not None and change.new.tag in HEADINGS


def _heading(group: Changes) -> str:
    """Return the text of the last heading of the new text."""
    return next((text_of([change.new]) for change in reversed(group) if _is_heading(change) and change.new), "")


def _what(group: Changes) -> str:
    if all(change.moved for change in group):
        return "moved"
    kinds = {"added" if change.old is None else "removed" if change.new is None else "changed" for change in group}
    return kinds.pop() if len(kinds) == 1 else "changed"


@lru_cache(maxsize=1 << 10)  # comparisons of a document have most of their changes in common
def _said(group: Changes, labels: ChangeLabels) -> tuple[str, str]:
    """Return the beginnings of the first words taken out and put in."""
    first = {State.DELETE: "", State.INSERT: ""}
    for state, text in _differences(group, labels):
        if first[state] or (state is State.DELETE and first[State.INSERT]):
            break
        first[state] = " ".join(text.split())
    return _cut(first[State.DELETE]), _cut(first[State.INSERT])


def _differences(changes: Changes, labels: ChangeLabels) -> Iterator[tuple[State, str]]:
    """Yield the words taken out and put in, in order; for a picture what is told of it, for an item its numbers."""
    for change in changes:
        if change.renumbered and change.old is not None and change.new is not None:
            yield State.DELETE, f"{change.old.number}."
            yield State.INSERT, f"{change.new.number}."
        for run in change.runs:
            if run.state in {State.DELETE, State.INSERT}:
                yield run.state, _visible(run, labels)
        yield from _differences(change.children, labels)


def _visible(run: Run, labels: ChangeLabels) -> str:
    """Return the words of a run; without words its pictures, then its boxes, white space and line ends as signs."""
    if words := run.text.strip():
        return words
    tell = labels.picture_added if run.state is State.INSERT else labels.picture_removed
    pictures = " ".join(tell(named(piece.atom)) for piece in run.pieces if piece.atom and piece.atom.tag == "img")
    ticks = (piece.atom.words for piece in run.pieces if piece.atom and piece.atom.tag == "box")
    boxes = "".join("\u2611" if tick else "\u2610" for tick in ticks)
    return pictures or boxes or run.text.translate(_SIGNS)[:_SHOWN]


def _cut(text: str) -> str:
    if len(text) <= _SHOWN:
        return text
    return text[:_SHOWN].rpartition(" ")[0].rstrip(",;:.") + " …" if " " in text[:_SHOWN] else text[:_SHOWN] + "…"


def _fold(count: int) -> tuple[Excerpt, ...]:
    return (Excerpt(count, Markup()),) if count > 0 else ()


def _paragraph(level: int) -> tuple[str, str]:
    return "p", f"qms-excerpt qms-excerpt--{level}"


class _Levels:
    """Headings of a text, each at most one level below the one before it; those of the page reach the second level."""

    def __init__(self) -> None:
        self._last = 2

    def of(self, level: int) -> tuple[str, str]:
        """Return the element of the next heading, in the order in which they stand."""
        self._last = min(level + 1, self._last + 1, 6)
        return f"h{self._last}", ""


def _placed(html: str, address: str | None) -> Markup:
    """Lead a redline's addresses from its page; its text holds no `ROOT`."""
    placed = html if address is None else html.replace(ROOT, "../" * address.count("/"))
    return Markup(placed)  # noqa: S704 - the writer of redlines has escaped it
