"""The search index: small script files, each fetched when a reader's words need it, also from `file://`.

- `search/documents.js`: the names of the files of words, and one row a page: address, number, title, type, owner,
  clauses, revision (0 for a page that is no document).
- `search/w-<two letters>.js`: the words that begin so, each with the pages that have it; of other scripts `_` and the
  first letter's code point without its last five bits.
- `search/t/<name>.js`: a document's text by section, for excerpts and phrases.

A posting is `4 * (number of the row - number of the row before) + weight`; the weight is 3 for a word of the title,
2 of a heading, 1 for one that occurs often, else 0. A word that most pages have is 0: it tells nothing. `words` must
split as `assets/search.js` does.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qmsdoc.model.language import Language
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.page_kind import SearchEntry
from qmsdoc.render.workers import spread

FOLDER = "search/"
BEGIN, END = '<div class="qms-text"', "<!-- /qms-text -->"
_HEADING = re.compile(r"<h([1-6])(?: id=\"([^\"]*)\")?>(.*?)</h\1>", re.DOTALL)
# A diagram stands in the page as a list, too.
_DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_BREAK = re.compile(r"</(?:p|li|td|th|dt|dd|tr|pre|div|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")
# Marks that a reader may leave out: accents, points and vowels of Hebrew and Arabic.
_ACCENT = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
# Scripts without spaces between words, and those whose letters bear marks that are part of the word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKED = "\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|[^\W\d_{_UNSPACED}]+-\d+|\d+(?:\.\d+)+|(?:[^\W_{_UNSPACED}]|[{_MARKED}])+"
)
_ASCII_WORD = re.compile(r"[a-z]+-[0-9]+|[0-9]+(?:\.[0-9]+)+|[a-z0-9]+")
_PLAIN = re.compile(r"[^a-z0-9]")
_OFTEN = 4
_EVERYWHERE = 50
_MANY = 100  # documents from which on a second process is worth its start


@dataclass(frozen=True, slots=True)
class _Section:
    anchor: str
    heading: str
    text: str


def search_files(
    site: Path, editions: Sequence[EditionPage], others: Iterable[SearchEntry], language: Language
) -> dict[str, bytes]:
    """Give the files of the index, by path from the site's root, read from the rendered pages in `site`."""
    read = spread(lambda page: _read(site, page), editions, least=_MANY)
    rows = [*(_row(page, language) for page in editions), *(_other(found) for found in others)]
    index = [weights for _, weights in read]
    index += [dict.fromkeys(words(f"{found.title} {found.words}"), 3) for found in others]
    shards = _shards(index)
    start = {"rows": rows, "shards": list(shards)}
    found = {name: _script(name, value) for name, value in {"documents": start, **shards}.items()}
    found |= {_text_name(page): text for page, (text, _) in zip(editions, read, strict=True)}
    return {f"{FOLDER}{name}.js": data for name, data in found.items()}


def _read(site: Path, page: EditionPage) -> tuple[bytes, Mapping[str, int]]:
    """Give the file that holds a page's text, and the weights of its words."""
    sections = _sections((site / page.address / "index.html").read_text("utf-8"))
    text = _script(_text_name(page), [[each.anchor, each.heading, each.text] for each in sections])
    return text, _weights(page.stamp.title, sections)


def _text_name(page: EditionPage) -> str:
    return f"t/{page.address.strip('/')}"


def words(text: str) -> list[str]:
    """Split a text into the words that are looked for, without accents and capitals; numbers and ids whole.

    Of writing without spaces each two neighbours are a word. Forms of a word are told alike by `assets/search.js`.
    """
    plain = text.lower()
    if plain.isascii():
        return [word for word in _ASCII_WORD.findall(plain) if len(word) > 1]
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", plain))).replace("ß", "ss")
    return [word for found in _WORD.finditer(plain) for word in _pairs(found) if len(word) > 1]


def _pairs(found: re.Match[str]) -> Iterable[str]:
    run = found["unspaced"]
    return [found[0]] if run is None or len(run) < 3 else (run[at : at + 2] for at in range(len(run) - 1))


def shard(word: str) -> str:
    """Name the file that holds a word: by its first two letters, of other scripts by the block of its first."""
    if word[0].isascii():
        return "w-" + _PLAIN.sub("_", word[:2])
    return f"w-_{ord(word[0]) >> 5:x}"


def _row(page: EditionPage, language: Language) -> list[str | int]:
    mark = page.stamp
    clauses = " ".join(clause.partition(":")[2] for clause in page.edition.document.front.clauses)
    kind = language.named(mark.type)
    if page.translation is not None and not page.translation.trusted:
        kind = f"{kind} · {language.say('translation.chip')}"
    owner = language.named(mark.owner)
    owner = f"{owner} ({', '.join(mark.holders)})" if mark.holders else owner
    return [f"{page.address}index.html", mark.name, mark.title, kind, owner, clauses, mark.revision]


def _other(found: SearchEntry) -> list[str | int]:
    return [found.address, "", found.title, found.kind, "", found.words, 0]


def _sections(page: str) -> list[_Section]:
    """Take the text of a rendered page apart; it was sanitised, so that its tags are all regular."""
    text = _DRAWN.sub(" ", page.partition(BEGIN)[2].partition(">")[2].partition(END)[0])
    head, *parts = _HEADING.split(text)
    found = [_Section("", "", _plain(head))]
    groups = zip(parts[1::4], parts[2::4], parts[3::4], strict=True)
    found += [_Section(html.unescape(anchor or ""), _plain(heading), _plain(body)) for anchor, heading, body in groups]
    return [each for each in found if each.heading or each.text]


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", markup))).split())


def _weights(title: str, sections: list[_Section]) -> Mapping[str, int]:
    counts = Counter(word for section in sections for word in words(section.text))
    weights = {word: int(count >= _OFTEN) for word, count in counts.items()}
    weights |= dict.fromkeys((word for section in sections for word in words(section.heading)), 2)
    return weights | dict.fromkeys(words(title), 3)


def _shards(index: list[Mapping[str, int]]) -> dict[str, dict[str, list[int] | int]]:
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, weights in enumerate(index):
        for word, weight in weights.items():
            postings[word].append((number, weight))
    shards: dict[str, dict[str, list[int] | int]] = defaultdict(dict)
    for word in sorted(postings):
        tells = len(postings[word]) <= max(_EVERYWHERE, len(index) * 2 // 3)
        shards[shard(word)][word] = list(_deltas(postings[word])) if tells else 0
    return {name: shards[name] for name in sorted(shards)}


def _deltas(pairs: list[tuple[int, int]]) -> Iterator[int]:
    before = 0
    for number, weight in pairs:
        yield 4 * (number - before) + weight
        before = number


def _script(name: str, value: object) -> bytes:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"qmsSearch({json.dumps(name)},{packed})\n".encode()
