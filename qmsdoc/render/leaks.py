"""No unapproved text anywhere in a built site: pages, search index, sitemap, feeds, tables.

A line of a draft counts when it has six words or more, and among them six in a row that neither a published text nor
the site itself says. Words are compared, so that no markup hides a line. Around the texts of documents, where cells,
labels and names stand side by side, a line is looked for in each by itself, so that a draft may repeat what pages show.

The work grows with the length of what is read: groups of six words are looked up by their hash, lines compared only
where theirs stands, and what a process has found clean is not read again.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath

from qmsdoc.errors import PublishError
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import DRAFT_LEAKED
from qmsdoc.model.snapshot import Edition, Snapshot, Status
from qmsdoc.render.files import files_below
from qmsdoc.render.workers import spread

# Words; of writing without spaces between them, letters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\x01")
_ASCII = "".join(chr(code) if chr(code).isalnum() or chr(code) in "_\x01" else " " for code in range(128))
_TAG = re.compile(r"<[^>]*+>")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_INLINE = re.compile(r"</?(?:em|strong|b|i|code|del|ins|s|mark|sub|sup|br)(?:\s[^>]*)?>")
_ATTRIBUTE = re.compile(r'="([^"<>]{30,})"')
_TEXT = re.compile(
    r'<div class="qms-(?:text|redline)\b[^>]*>((?:[^<]++|<(?!!-- /qms-text -->|/details>|/main>))*+)'
    r"(?:<!-- /qms-text -->|</details>|</main>|\Z)"
)
_FIELD = re.compile(r"\{[a-z_]+\}|\{\{|\}\}|\{%|%\}|<[^>]*>|\"")
_KEY = re.compile(r"\s*[\w-]+:\s")
_FOLD = re.compile(r"\r?\n[ \t]")
_APART = "\x01"
_BETWEEN = f" {_APART} "
_WORDS = 6
_LETTERS = 30
_SHORTEST = _LETTERS // 2  # of writing without spaces: a letter and the blank after it
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
    """The lines that must not be in the site, by the hash of the group of each that nothing published says.

    `own` are what the site itself says: groups of four words, and whole names and labels that have fewer; `clean` the
    hashes of parts of files in which this process found none of the lines.
    """

    by_group: Mapping[int, Sequence[_Line]]
    own: frozenset[Group]
    clean: set[int] = field(default_factory=set)


def check_leaks(snapshot: Snapshot, published: Iterable[Edition], site: Path, own: Iterable[str] = ()) -> None:
    """Raise `PublishError` (draft-leaked) when a line that only drafts hold stands in a built file.

    `own` are texts that the site has from elsewhere, fields in braces: a draft that repeats them leaks nothing.
    """
    lines = _telling(snapshot, published, own)
    if not lines.by_group:
        return
    files = map(PurePosixPath, sorted(files_below(site)))
    paths = [path for path in files if path.suffix in _KINDS and "assets" not in path.parts]
    for path, leaked in zip(paths, spread(lambda path: _leaked(lines, site / path), paths, least=_MANY), strict=True):
        if leaked is not None:
            raise PublishError(
                f"The built file {path} holds text of {leaked} that nobody approved.",
                remedy="Nothing was published. Report this as a fault of qmsdoc.",
                rule=DRAFT_LEAKED,
            )


def _telling(snapshot: Snapshot, published: Iterable[Edition], own: Iterable[str]) -> _Lines:
    """Return the lines of texts that are not published, without those that published texts or the site say."""
    published = tuple(published)
    drafts = _drafts(snapshot, frozenset(edition.document.data for edition in published))
    if not drafts:
        return _Lines({}, frozenset())
    texts = [text for edition in published for text in _texts(edition.document)]
    titles = [edition.title for edition in snapshot.editions]  # the register lists these, in force or not
    titles += [each.document.front.change or "" for each in snapshot.editions if each.status is not Status.APPROVED]
    site = {_words(text) for text in {*titles, *(_FIELD.sub(_BETWEEN, html.unescape(text)) for text in {*own})}}
    waiting = _draft_lines(drafts, frozenset(line for text in texts for line in text.splitlines()))
    groups = {key for words in waiting for key in _hashes(words)}
    groups.difference_update(*map(_hashes, site))
    read = texts if groups else ()
    groups.difference_update(*spread(lambda text: groups.intersection(_hashes(_words(text))), read, least=_MANY))
    by_group: defaultdict[int, list[_Line]] = defaultdict(list)
    for words, name in waiting.items():
        places = [(key, at) for at, key in enumerate(_hashes(words)) if key in groups]
        if places:
            free = next((place for place in places if place[0] not in by_group), None)
            key, at = free or min(places, key=lambda place: len(by_group[place[0]]))
            by_group[key].append(_Line(name, words, at))
    names = {words for words in site if 0 < len(words) < _SAID and _APART not in words}
    return _Lines(dict(by_group), frozenset(names.union(*(_groups(words, _SAID) for words in site))))


def _drafts(snapshot: Snapshot, published: frozenset[bytes]) -> list[Document]:
    """Return the documents whose text is not published, each text once."""
    waiting = [record.draft for record in snapshot.records if record.draft is not None]
    waiting += snapshot.documents
    waiting += [edition.document for edition in snapshot.editions]
    found: dict[bytes, Document] = {}
    for document in waiting:
        if document.data not in published:
            found.setdefault(document.data, document)
    return list(found.values())


def _draft_lines(drafts: Iterable[Document], published: frozenset[str]) -> dict[Group, str]:
    """Return the lines of drafts that are not published, as words, each with its document's name."""
    found: dict[Group, str] = {}
    lines: set[str] = set(published)
    for document in drafts:
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
    for part in _unseen(lines, (inside,)):
        for line in _standing(lines, _words(part)):
            return line.name
    for part in _unseen(lines, around):
        for line in _standing(lines, _words(part)):
            if not _explained(line, lines.own):
                return line.name
    return None


def _unseen(lines: _Lines, parts: Iterable[str]) -> Iterator[str]:
    """Yield the parts that may hold a line and were not read before; one that is asked beyond is clean."""
    for part in parts:
        if len(part) > _SHORTEST and (key := hash(part)) not in lines.clean:
            yield part
            lines.clean.add(key)


def _standing(lines: _Lines, words: Group) -> Iterator[_Line]:
    if lines.by_group.keys().isdisjoint(_hashes(words)):
        return
    for place, key in enumerate(_hashes(words)):
        for line in lines.by_group.get(key, ()):
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


def _content(path: Path) -> tuple[Iterable[str], str]:
    """Return the parts of what a file says around documents' texts, and what it says in them."""
    text = path.read_text("utf-8", "replace")
    match path.suffix:
        case ".json":
            return map(_unmarked, _strings(json.loads(text))), ""
        case ".js":
            return map(_unmarked, text.replace('\\"', " ").replace("\\n", " ").split('"')), ""
        case ".csv":
            return (cell for row in csv.reader(io.StringIO(text)) for cell in row), ""
        case ".ics":
            return _FOLD.sub("", text).splitlines(), ""
        case ".txt":
            return (), text
    around, inside = _TEXT.sub("<>", text), _BETWEEN.join(_TEXT.findall(text))
    parts = chain(_TAG.split(_INLINE.sub(" ", around)), _ATTRIBUTE.findall(text))
    return [html.unescape(part) for part in parts if len(part) > _SHORTEST], html.unescape(_TAG.sub(" ", inside))


def _unmarked(text: str) -> str:
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


def _hashes(words: Sequence[str]) -> Iterator[int]:
    """Yield the hash of each group of six words; of different groups it hardly ever is the same."""
    return map(hash, _groups(words))


def _words(text: str) -> Group:
    return tuple(text.translate(_ASCII).split() if text.isascii() else _WORD.findall(text))
