"""Rewrites what is safe in a text of another system: links by habit, tables in HTML, attributes, tabs and more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote

from qmsdoc.editing.code_fences import fence_after
from qmsdoc.editing.convert_tables import with_tables
from qmsdoc.editing.site_links import SiteLinks
from qmsdoc.markdown.scan import scan
from qmsdoc.parse.paths import Way, classify, resolve_path

_CONTENTS = re.compile(r"\[\[?_?(?:TOC|toc)_?\]\]?\s*")
_ATTRIBUTE = r"(?:[#.][\w-]+|[\w-]+=(?:\"[^\"{}\n]*\"|[^\s{}\"]+))"
_GIVEN = rf"\{{:?[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}"
_ATTRIBUTES = re.compile(rf"(?<![ \t])[ \t]*(?:\{{:[^{{}}\n]*\}}|{_GIVEN})[ \t]*(?=\r?$)|(?<=[)\]]){_GIVEN}")
_COLONS = re.compile(
    r":::+[ \t]*(note|tip|info|caution|warning|danger|important)(?:[ \t]+([^{}\n]+?)|\[([^\]\n]+)\])?[ \t]*\r?"
)
_COLONS_END = re.compile(r":::+[ \t]*\r?")
_ANCHOR = re.compile(r"<a href=[\"']([^\"'\s<>()]+)[\"']>([^<>\[\]\n]+)</a>")
_HTML_BLOCK = re.compile(r" {0,3}</?(?!a\b)[A-Za-z]")
_TITLE_CALL = re.compile(
    r"<%= *current_page\.data\.title *%>|\{\{-? *page\.title *-?\}\}|\{\{< *param +\"?title\"? *>\}\}"
)
_WORDS = re.compile(r"[^\n*_`<>\[\]{}|\\#$~]+")  # that are nothing but words in Markdown
_KRAMDOWN_CONTENTS = re.compile(r"\{:toc[^{}\n]*\}\s*")
_TAB = re.compile(r"===[!+]? *\"([^\"\n]+)\"\s*")


def convert_text(text: str, offset: int, path: str, links: SiteLinks, title: str = "") -> str:
    """Return a file's text with what stands below `offset` rewritten; what is in doubt stays as it is.

    `title` is what the file's own header calls so: where a program put it into the text, it is written there.
    """
    if _WORDS.fullmatch(title):
        text = text[:offset] + _TITLE_CALL.sub(lambda _: title, text[offset:])
    body = with_tables(text[offset:].split("\n"))
    text = _called(text[:offset] + "\n".join(_anchors(body)), offset, path, links)
    head, body = text[:offset], _linked(text, offset, path, links)[offset:].split("\n")
    return head + "\n".join(_blocks(_notes(body)))


def _anchors(rows: list[str]) -> Iterator[str]:
    """Write links in HTML that say no more than words and an address as links; within other HTML they stay."""
    fence, within = "", False
    for row in rows:
        fence = fence_after(row, fence)
        within = bool(row.strip()) and (within or _HTML_BLOCK.match(row) is not None)
        kept = fence or within or row.startswith("    ") or "`" in row
        yield row if kept else _ANCHOR.sub(lambda link: f"[{link[2].strip()}]({link[1]})", row)


def _called(text: str, offset: int, path: str, links: SiteLinks) -> str:
    """Write links that only a program makes as links to the files that they mean."""
    parts, end = [], 0
    for link in sorted(links.template_links(path, text, offset), key=lambda each: each.start):
        if link.meant is None or link.start < end:
            continue
        to = _relative(path, link.meant) + link.part
        if link.is_wiki:
            to = f"{'!' if link.is_picture else ''}[{link.label}]({to})"
        parts += [text[end : link.start], to]
        end = link.end
    return "".join((*parts, text[end:]))


def _relative(path: str, to: str) -> str:
    return quote(posixpath.relpath(to, path.rpartition("/")[0] or "."), safe="/-._~")


def _linked(text: str, offset: int, path: str, links: SiteLinks) -> str:
    """Write links that a program understood by habit as paths of the files that they mean."""
    rows = text.split("\n")
    for link in scan(text, offset).links:
        if classify(link.destination) is not Way.LOCAL or resolve_path(path, link.destination) in links.tree:
            continue
        meant = links.meant(path, link.destination)
        if meant is None:
            continue
        fragment = re.search(r"#.*", link.destination)
        leads = _relative(path, meant) + (fragment[0] if fragment else "")
        written = re.compile(rf"(\](?:\(|: )<?){re.escape(link.destination)}(?=[)>\s]|$)")
        rows[link.line - 1] = written.sub(lambda found, to=leads: found[1] + to, rows[link.line - 1])  # type: ignore[misc]
    return "\n".join(rows)


def _notes(rows: list[str]) -> list[str]:
    """Write blocks between colons, as Docusaurus has them, as notes; one that is not closed stays as it is."""
    done: list[str] = []
    opened, fence = -1, ""
    for row in rows:
        fence = fence_after(row, fence)
        heading = None if fence or opened >= 0 else _COLONS.fullmatch(row)
        if heading:
            opened = len(done)
            done.append(row)
        elif opened >= 0 and not fence and _COLONS_END.fullmatch(row):
            kind, title = _opening(done[opened])
            inner = [f"    {each}" if each.strip() else each for each in done[opened + 1 :]]
            done[opened:] = [f"!!! {kind}" + (f' "{title}"' if title else ""), *inner]
            opened = -1
        else:
            done.append(row)
    return done


def _opening(row: str) -> tuple[str, str]:
    found = _COLONS.fullmatch(row)
    return (found[1], (found[2] or found[3] or "").replace('"', "'")) if found else ("note", "")


def _blocks(rows: list[str]) -> list[str]:
    """Take out tables of contents and attributes, and write tabs as headings; code stays as it is."""
    done: list[str] = []
    fence, tab, level = "", False, 1
    for written in rows:
        inside = tab and (written.startswith("    ") or not written.strip())
        row = written.removeprefix("    ") if inside else written
        before, fence = fence, fence_after(row, fence)
        heading = None if before or fence else _TAB.fullmatch(row)
        if before:
            done.append(row)
            continue
        if heading:
            row = f"{'#' * min(level + 1, 6)} {heading[1]}" + ("\r" if row.endswith("\r") else "")
        elif _CONTENTS.fullmatch(row):
            continue
        elif _KRAMDOWN_CONTENTS.fullmatch(row) and done and re.match(r"(?:[*-]|1\.) ", done[-1]):
            done.pop()
            continue
        elif row.startswith("#") and not inside:
            level = len(row) - len(row.lstrip("#"))
        tab = heading is not None or inside
        done.append(row if fence else _ATTRIBUTES.sub("", row))
    return done
