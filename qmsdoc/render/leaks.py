"""No unapproved text anywhere in a built site: pages, search index, sitemap, feeds, tables.

A line of a draft counts when it has six words or more, and among them six in a row that neither a published text nor
the site itself says. Words are compared, so that no markup hides a line. Around the texts of documents, where cells,
labels and names stand side by side, a line is looked for in each by itself, so that a draft may repeat what pages show.

The work grows with the length of what is read: groups of six words are looked up, lines only where theirs stands.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import DRAFT_LEAKED
from qmsdoc.model.snapshot import Edition, Snapshot, Status
from qmsdoc.render.workers import spread

# Words; of writing without spaces between them, letters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\x01")
_TAG = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"</?[A-Za-z][^<>\x01]*>")
_INLINE = re.compile(r"</?(?:em|strong|b|i|code|del|ins|s|mark|sub|sup|br)(?:\s[^>]*)?>")
_ATTRIBUTE = re.compile(r'="([^"<>]{30,})"')
_TEXT = re.compile(
    r'<div class="qms-(?:text|redline)\b[^>]*>(.*?)(?:<!-- /qms-text -->|</details>|</main>|\Z)', re.DOTALL
)
_FIELD = re.compile(r"\{[a-z_]+\}|\{\{|\}\}|\{%|%\}|<[^>]*>|\"")
_KEY = re.compile(r"\s*[\w-]+:\s")
_FOLD = re.compile(r"\r?\n[ \t]")
_APART = "\x01"
_WORDS = 6
_LETTERS = 30
_SAID = 4
_MANY = 300  # files from which on a second process is worth its start
_KINDS = frozenset((".html", ".json", ".xml", ".txt", ".js", ".csv", ".ics"))

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a draft: its document, its words, and where in them the group begins by which it is looked for."""

    name: str
    words: Group
    at: int


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines that must not be in the site, by the group of each that nothing published says; `own` are what the
    site itself says: groups of four words, and whole names and labels that have fewer.
    """

    by_group: Mapping[Group, Sequence[_Line]]
    own: frozenset[Group]


def check_leaks(snapshot: Snapshot, published: Iterable[Edition], site: Path, own: Iterable[str] = ()) -> None:
    """Raise `PublishError` (draft-leaked) when a line that only drafts hold stands in a built file.

    `own` are texts that the site has from elsewhere, fields in braces: a draft that repeats them leaks nothing.
    """
    lines = _telling(snapshot, published, list(own))
    if not lines.by_group:
        return
    paths = sorted(path for path in site.rglob("*") if path.suffix in _KINDS and "assets" not in path.parts)
    for path, leaked in zip(paths, spread(lambda path: _leaked(lines, path), paths, least=_MANY), strict=True):
        if leaked is not None:
            raise PublishError(
                f"The built file {path.relative_to(site).as_posix()} holds text of {leaked} that nobody approved.",
                remedy="Nothing was published. Report this as a fault of qmsdoc.",
                rule=DRAFT_LEAKED,
            )


def _telling(snapshot: Snapshot, published: Iterable[Edition], own: Sequence[str]) -> _Lines:
    """Return the lines of texts that are not published, without those that published texts or the site say."""
    texts = [text for edition in published for text in _texts(edition.document)]
    titles = [edition.title for edition in snapshot.editions]  # the register lists these, in force or not
    titles += [each.document.front.change or "" for each in snapshot.editions if each.status is not Status.APPROVED]
    site = [*map(_words, titles), *(_words(_FIELD.sub(_APART, html.unescape(text))) for text in own)]
    drafts = _draft_lines(snapshot, frozenset(line for text in texts for line in text.splitlines()))
    groups = {group for words in drafts for group in _groups(words)}
    for words in (*map(_words, texts), *site) if groups else ():
        groups.difference_update(_groups(words))
    by_group: defaultdict[Group, list[_Line]] = defaultdict(list)
    for words, name in drafts.items():
        places = [(len(by_group.get(group, ())), at) for at, group in enumerate(_groups(words)) if group in groups]
        if places:
            at = min(places)[1]
            by_group[words[at : at + _WORDS]].append(_Line(name, words, at))
    names = {words for words in site if 0 < len(words) < _SAID and _APART not in words}
    return _Lines(dict(by_group), frozenset(names.union(*(_groups(words, _SAID) for words in site))))


def _draft_lines(snapshot: Snapshot, published: frozenset[str]) -> dict[Group, str]:
    """Return the lines of texts that are not published, as words, each with its document's name."""
    waiting = [record.draft for record in snapshot.records if record.draft is not None]
    waiting += snapshot.documents
    waiting += [edition.document for edition in snapshot.editions]
    found: dict[Group, str] = {}
    seen: set[bytes] = set()
    lines: set[str] = set(published)
    for document in waiting:
        if document.data in seen:
            continue
        seen.add(document.data)
        front = document.text.count("\n", 0, document.body_offset)
        for number, line in enumerate(document.text.splitlines()):
            if line in lines:
                continue
            lines.add(line)
            words = _words(_KEY.sub("", line, count=1) if number < front else line)
            if len(words) >= _WORDS and len(" ".join(words)) >= _LETTERS:
                found.setdefault(words, document.name)
    return found


def _texts(document: Document) -> Iterator[str]:
    yield document.text
    for file in document.closure.files:
        if file.path != document.path and b"\0" not in file.data:
            yield file.data.decode("utf-8", "replace")


def _leaked(lines: _Lines, path: Path) -> str | None:
    """Return the document of which a line stands in a file, or None."""
    around, inside = _content(path)
    for line in _standing(lines, _words(inside)):
        return line.name
    return next((line.name for line in _standing(lines, _words(around)) if not _explained(line, lines.own)), None)


def _standing(lines: _Lines, words: Group) -> Iterator[_Line]:
    here = lines.by_group.keys() & set(_groups(words))
    if not here:
        return
    for place, group in enumerate(_groups(words)):
        for line in lines.by_group[group] if group in here else ():
            start = place - line.at
            if start >= 0 and words[start : start + len(line.words)] == line.words:
                yield line


def _explained(line: _Line, own: frozenset[Group]) -> bool:
    """Return whether a line is what the site itself says, names and numbers filled in: few words between its own."""
    said: set[int] = set()
    for size in range(1, _SAID + 1):
        for at, group in enumerate(_groups(line.words, size)):
            said.update(range(at, at + size) if group in own else ())
    longest = run = 0
    for at in range(len(line.words)):
        run = 0 if at in said else run + 1
        longest = max(longest, run)
    return longest < _WORDS


def _content(path: Path) -> tuple[str, str]:
    """Return what a file says around documents' texts, its parts set apart, and in them."""
    text = path.read_text("utf-8", "replace")
    match path.suffix:
        case ".json":
            return _unmarked(_APART.join(_strings(json.loads(text)))), ""
        case ".js":
            return _unmarked(text.replace('\\"', " ").replace('"', _APART).replace("\\n", " ")), ""
        case ".csv":
            return _APART.join(cell for row in csv.reader(io.StringIO(text)) for cell in row), ""
        case ".ics":
            return _FOLD.sub("", text).replace("\n", _APART), ""
        case ".txt":
            return "", text
    inside = _APART.join(found[1] for found in _TEXT.finditer(text))
    around = _TEXT.sub(_APART, text)
    parts = [_TAG.sub(_APART, _INLINE.sub(" ", around)), *_ATTRIBUTE.findall(text)]
    return html.unescape(_APART.join(parts)), html.unescape(_TAG.sub(" ", inside))


def _unmarked(text: str) -> str:
    """Return text without tags, none of which reaches from one part into another."""
    return _MARKUP.sub(" ", text)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _groups(words: Sequence[str], size: int = _WORDS) -> Iterator[Group]:
    return zip(*(words[start:] for start in range(size)), strict=False)


def _words(text: str) -> Group:
    return tuple(_WORD.findall(text))
