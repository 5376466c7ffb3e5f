"""Links by the habits of MkDocs, Hugo, Jekyll, Middleman, Docusaurus and wikis: which file each means, if it is one.

A link that may mean two files means none: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from qmsdoc.editing.adopt_repository import FoundRepository
from qmsdoc.editing.code_fences import fence_after
from qmsdoc.markdown.headings import slug
from qmsdoc.model.controlled_paths import MARKDOWN_ENDINGS
from qmsdoc.parse.headers import read_header
from qmsdoc.parse.mapping import file_name
from qmsdoc.parse.paths import resolve_path
from qmsdoc.parse.yaml import Scalar, Sequence

PROGRAM = re.compile(r"<%=?|\{\{[^{}\n]*\}\}|\{%")
"""Where a program fills in something."""
_INDEXES = ("index", "README", "_index")
_ADDRESSES = ("permalink", "url", "slug", "aliases", "redirect_from")
_CALLED = re.compile(
    r"(?<=\]\()[ \t]*(?:"
    r"\{\{[<%][ \t]*(?:rel)?ref[ \t]+[\"'](?P<ref>[^\"'{}\n]+)[\"'][ \t]*[>%]\}\}"
    r"|\{%-?[ \t]*link[ \t]+(?P<link>[^%{}\n]+?)[ \t]*-?%\}"
    r"|\{\{[ \t]*[\"'](?P<piped>[^\"'{}\n]+)[\"'][ \t]*\|[ \t]*(?:relative|absolute)_url[ \t]*\}\}"
    r"|(?:\{\{[ \t]*site\.(?:baseurl|url)[ \t]*\}\}){1,2}(?P<based>/[^\s(){}]*)"
    r")(?P<part>#[^\s(){}]*)?[ \t]*(?=\))"
)
_WIKI = re.compile(r"(?P<shown>!?)\[\[(?!_?TOC_?\]\])(?P<one>[^\[\]|\n]{1,200})(?:\|(?P<two>[^\[\]|\n]{1,200}))?\]\]")


@dataclass(frozen=True, slots=True)
class TemplateLink:
    """A link that only a program makes: what is `written`, from `start` to `end` of the text, and how it is to read.

    `meant` is None where it leads to nothing that is here, or to more than one file.
    """

    written: str
    line: int
    start: int
    end: int
    meant: str | None
    label: str
    part: str
    is_wiki: bool
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """What is needed to follow them: all paths, the folder `base` of all documents, pages by address and by name."""

    tree: Collection[str]
    base: str
    addresses: Mapping[str, str | None]
    names: Mapping[str, str | None]

    def meant(self, path: str, destination: str) -> str | None:
        """Return the file that a destination means in the file at `path`; None where there is none, or are several.

        Addresses of pages end in `.html`, in a slash or in nothing, and begin at the site's top or, where pages are
        folders, one folder deeper than the file.
        """
        plain = unquote(re.split(r"[?#]", destination, maxsplit=1)[0].strip())
        if plain.startswith("/"):
            return self._rooted(plain)
        own = file_name(path)
        below = f"{path.rpartition('/')[0]}/{own}/x".lstrip("/") if own not in _INDEXES else path
        for resolved in (resolve_path(path, plain), resolve_path(below, plain)):
            found = self._file(resolved) if resolved is not None else None
            if found is not None:
                return found
        return None

    def template_links(self, path: str, text: str, offset: int) -> Iterator[TemplateLink]:
        """Yield the links below `offset` that are written for a program: calls of templates, and `[[names]]`."""
        for start, line, row in _outside_code(text, offset):
            for found in _CALLED.finditer(row):
                meant = self._called(path, found)
                part = found["part"] or _fragment(found["ref"] or found["based"] or found["piped"] or "")
                span = (start + found.start(), start + found.end())
                yield TemplateLink(found[0].strip(), line, *span, meant, "", part, is_wiki=False)
            for found in _WIKI.finditer(row):
                yield self._wiki(found, line, start)

    def without_links(self, path: str, text: str) -> str:
        """Return a text of the same length in which there is a point for what only a program makes a link."""
        parts, end = [], 0
        for link in sorted(self.template_links(path, text, 0), key=lambda each: each.start):
            if link.start >= end:
                parts += [text[end : link.start], "." * (link.end - link.start)]
                end = link.end
        return "".join((*parts, text[end:]))

    def _called(self, path: str, found: re.Match[str]) -> str | None:
        if found["link"] is not None:
            return found["link"] if found["link"] in self.tree else None
        written = found["ref"] or found["based"] or found["piped"]
        named = self.names.get(_name(file_name(written.partition("#")[0]))) if found["ref"] else None
        return self.meant(path, written) or named

    def _wiki(self, found: re.Match[str], line: int, start: int) -> TemplateLink:
        """Follow `[[page]]`, `[[page|words]]` and `[[words|page]]`, whichever of the two is a page here."""
        one, two = found["one"].strip(), (found["two"] or "").strip()
        page, label = one, two or one
        meant = self._page(one)
        if two and self._page(two) is not None:
            page, label, meant = (two, one, self._page(two)) if meant is None else (one, two, None)
        name, _, heading = page.partition("#")
        label = label if two else " ".join(filter(None, (name, heading)))
        span = (start + found.start(), start + found.end())
        part = f"#{slug(heading)}" if heading else ""
        return TemplateLink(found[0], line, *span, meant, label, part, is_wiki=True, is_picture=bool(found["shown"]))

    def _page(self, page: str) -> str | None:
        name = page.partition("#")[0].strip()
        return self._file(name) or self.names.get(_name(name.rpartition("/")[2]))

    def _rooted(self, plain: str) -> str | None:
        inside = plain.strip("/")
        tops = [self.base]
        while tops[-1]:
            tops.append("".join(f"{part}/" for part in tops[-1].rstrip("/").split("/")[:-1]))
        for top in tops:
            found = self._file(f"{top}{inside}")
            if found is not None:
                return found
        return self.addresses.get(_address(plain))

    def _file(self, stem: str) -> str | None:
        bare = re.sub(r"\.html?$", "", stem.rstrip("/"))
        for each in (stem, *(f"{bare}{end}" for end in MARKDOWN_ENDINGS)):
            if each in self.tree:
                return each
        for each in (f"{bare}/{name}{end}".lstrip("/") for name in _INDEXES for end in MARKDOWN_ENDINGS):
            if each in self.tree:
                return each
        return None


def site_links(found: FoundRepository, base: str) -> SiteLinks:
    """Return what is needed to follow the links of a repository whose documents share the folder `base`."""
    addresses: dict[str, str | None] = {}
    names: dict[str, str | None] = {}
    for file in found.files:
        for address in _addresses(file.path, file.data):
            addresses[address] = file.path if addresses.get(address, file.path) == file.path else None
    for path in found.paths:
        for name in {_name(file_name(path)), _name(path.rpartition("/")[2])}:
            names[name] = path if name not in names else None
    return SiteLinks(found.paths, base, addresses, names)


def _addresses(path: str, data: bytes) -> Iterator[str]:
    """Yield where a page may stand: as its header says, and by its path, with the folder of a Jekyll collection."""
    header = read_header(data)
    for key in _ADDRESSES:
        node = header.root.get(key)
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar) and item.text.startswith("/"):
                yield _address(item.text)
    folder = path.rpartition("/")[0]
    yield _address("/".join(filter(None, (folder.removeprefix("_"), file_name(path)))))


def _address(text: str) -> str:
    return re.sub(r"(?:/index)?(?:\.html?)?$", "", unquote(re.split(r"[?#]", text, maxsplit=1)[0]).strip("/")).lower()


def _name(text: str) -> str:
    """Return the name of a page as wikis compare it: small letters, and one sign for spaces and hyphens."""
    return re.sub(r"[\s_-]+", "-", text.strip().lower())


def _fragment(text: str) -> str:
    _, mark, part = text.partition("#")
    return mark + part


def _outside_code(text: str, offset: int) -> Iterator[tuple[int, int, str]]:
    """Yield each line below `offset` that is not in a fence: where it begins, its number, and it with code blanked."""
    fence, start = "", offset
    for number, row in enumerate(re.findall(r"[^\n]*\n|[^\n]+", text[offset:]), text.count("\n", 0, offset) + 1):
        before, fence = fence, fence_after(row, fence)
        if not before and not fence:
            yield start, number, re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", lambda code: " " * len(code[0]), row)
        start += len(row)
