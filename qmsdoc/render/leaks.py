"""No unapproved text anywhere in a built site: pages, search index, sitemap, feeds, assets."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import DRAFT_LEAKED
from qmsdoc.model.snapshot import Edition, Snapshot
from qmsdoc.render.workers import spread

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")
_WORDS = 6
_LETTERS = 30
_MANY = 300  # files from which on a second process is worth its start
_TEXT = (".html", ".json", ".xml", ".txt", ".js")


def check_leaks(snapshot: Snapshot, published: Iterable[Edition], site: Path, own: Iterable[str] = ()) -> None:
    """Raise `PublishError` (draft-leaked) when a line that only drafts hold stands in a built file.

    A line counts when it has six words or more; words are compared, so that no markup hides it. `own` are
    texts that the site has from elsewhere: a draft that repeats them leaks nothing, and stops nothing.
    """
    known = _words(html.unescape(_TAG.sub(" ", "\n".join(own))))
    lines = {line: name for line, name in unapproved(snapshot, published) if line not in known}
    if not lines:
        return
    begins: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for line in lines:
        begins[tuple(line.split(" ", _WORDS)[:_WORDS])].append(line)
    paths = sorted(path for path in site.rglob("*") if path.suffix in _TEXT and "assets" not in path.parts)
    for path, leaked in zip(paths, spread(lambda path: _found(begins, path), paths, least=_MANY), strict=True):
        if leaked is not None:
            raise PublishError(
                f"The built file {path.relative_to(site).as_posix()} holds text of {lines[leaked]}"
                " that nobody approved.",
                remedy="Nothing was published. Report this as a fault of qmsdoc.",
                rule=DRAFT_LEAKED,
            )


def _found(begins: Mapping[tuple[str, ...], list[str]], path: Path) -> str | None:
    """Give a line that stands in a file; lines are looked for only where their first words stand."""
    words = _WORD.findall(_content(path))
    here = begins.keys() & set(zip(*(words[start:] for start in range(_WORDS)), strict=False))
    text = " ".join(words) if here else ""
    return next((line for begin in sorted(here) for line in begins[begin] if line in text), None)


def unapproved(snapshot: Snapshot, published: Iterable[Edition]) -> Iterator[tuple[str, str]]:
    """Give the distinctive lines, as words, of texts that are not published, each with its document's name."""
    texts = [text for edition in published for text in _texts(edition.document)]
    titles = [edition.title for edition in snapshot.editions]  # the register lists these, in force or not
    approved = _words("\n".join([*texts, *titles]))
    same = frozenset(line for text in texts for line in text.splitlines())  # soon told, which most lines are
    waiting = [record.draft for record in snapshot.records if record.draft is not None]
    waiting += snapshot.documents
    waiting += [edition.document for edition in snapshot.editions]
    seen: set[bytes] = set()
    for document in waiting:
        if document.data in seen:
            continue
        seen.add(document.data)
        for line in document.text.splitlines():
            if line in same:
                continue
            words = _words(line)
            if len(words) >= _LETTERS and words.count(" ") >= _WORDS - 1 and words not in approved:
                yield words, document.name


def _texts(document: Document) -> Iterator[str]:
    yield document.text
    for file in document.closure.files:
        if file.path != document.path and b"\0" not in file.data:
            yield file.data.decode("utf-8", "replace")


def _content(path: Path) -> str:
    text = path.read_text("utf-8", "replace")
    if path.suffix == ".json":
        text = "\n".join(_strings(json.loads(text)))
    return html.unescape(_TAG.sub(" ", text))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text))
