"""What is read beside CommonMark and GitHub's extensions, as rules of markdown-it: comments, notes, includes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin

from qmsdoc.markdown.limits import crowded, too_many_brackets

DEEPEST = 120
_DEEPEST_IMAGE = 8
_LONGEST_ADDRESS, _LONG = 4000, 1000
_PROTOCOLS = ("http", "https", "mailto", "xmpp")
_STOP = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]|www\.")  # where rules are asked besides that of plain words
_NOTE = re.compile(r"(?P<sign>!!!|\?\?\?\+?) ?(?P<kinds>[\w-]+(?: +[\w-]+)*)(?: +\"(?P<title>.*?)\")?[ \t]*")
_INCLUDE = re.compile(r"-+8<-+[ \t]+(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)')[ \t]*")
_INCLUDES = re.compile(r"-+8<-+[ \t]*")
_INTERRUPTS = {"alt": ["paragraph", "reference", "blockquote", "list"]}


class GithubMarkdown(MarkdownIt):
    """Markdown as git hosts show it, with definition lists, notes of MkDocs and includes.

    Addresses are taken as they are written, whatever they are: what may be led to is decided on the tree. Raw HTML
    is known (so that it can be refused) but has no meaning; blocks of HTML do not exist, but for comments.
    """

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.block = _Blocks()
        self.configure("commonmark")
        gfm_plugin(self)
        deflist_plugin(self)
        self.options["maxNesting"] = DEEPEST
        self.options["html"] = True
        self.options["store_labels"] = True
        self.core.ruler.disable("text_join")
        self.block.ruler.disable("html_block")
        self.block.ruler.before("fence", "note", _note, {"alt": _INTERRUPTS["alt"]})
        self.block.ruler.before("fence", "include", _include, {"alt": _INTERRUPTS["alt"]})
        self.block.ruler.before("heading", "comment", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
        self.inline.ruler.at("link", _link)
        self.inline.ruler.at("image", _image)
        for name in ("emphasis", "strikethrough"):
            rule = next(rule for rule in self.inline.ruler.__rules__ if rule.name == name)
            self.inline.ruler.at(name, partial(_uncrowded, rule.fn))
        _only_colons(self)
        _bound_autolinks(self)
        self.inline.terminator_re = _STOP
        self.core.ruler.at("inline", _inline)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        """Leave an address as it is."""
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - markdown-it's name
        """Leave an address that is its own text as it is."""
        return link

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name
        """Take every address for one."""
        return True


class _Blocks(ParserBlock):
    """markdown-it drops what nests deeper than `maxNesting`; here it stands as it is, and is noted."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - markdown-it's names
        if state.level < DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        state.env["deep"] = min(startLine, state.env.get("deep", startLine))
        line = startLine + 1
        while line < endLine and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            line += 1
        token = state.push("literal", "", 0)
        token.map = [startLine, line]
        token.content = state.getLines(startLine, line, 0, False)
        state.line = line


def _only_colons(reader: MarkdownIt) -> None:
    """Take `~` from the signs of definitions: a host shows a line `~ 5 mm` as text."""
    rule = next(rule for rule in reader.block.ruler.__rules__ if rule.name == "deflist")
    taken = rule.fn

    def deflist(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        line = start if silent else start + 1
        line += not silent and line < end and state.isEmpty(line)
        return line < end and _line(state, line)[:1] == ":" and taken(state, start, end, silent)

    reader.block.ruler.at("deflist", deflist, {"alt": rule.alt})


def _bound_autolinks(reader: MarkdownIt) -> None:
    """Let the rules of bare addresses look at no more than an address: each copies all that follows its sign."""
    for rule in [rule for rule in reader.inline.ruler.__rules__ if rule.name.startswith("gfm_autolink")]:
        reader.inline.ruler.at(rule.name, partial(_bounded, rule.fn, rule.name.endswith("protocol")))


def _bounded(rule: Callable[[StateInline, bool], bool], protocol: bool, state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in ":@w" or crowded(state.src):
        return False
    if protocol and not state.src[max(state.pos - 6, 0) : state.pos].endswith(_PROTOCOLS):
        return False
    end = state.posMax
    state.posMax = min(end, state.pos + _LONGEST_ADDRESS)
    found = rule(state, silent)
    state.posMax = end
    return found


def _inline(state: StateCore) -> None:
    """Read the text of paragraphs, headings and cells; what is plain words to every rule gets no children."""
    for token in state.tokens:
        if token.type == "inline":
            words = token.content
            alone = len(words) < _LONG and "[" not in words  # refers to nothing outside
            token.children = _alone(words, state.md) if alone else state.md.inline.parse(words, state.md, state.env, [])


@lru_cache(maxsize=1 << 10)  # editions of a document have most of their texts in common
def _alone(words: str, reader: MarkdownIt) -> list[Token] | None:
    return None if words and not _STOP.search(words) else reader.inline.parse(words, reader, {}, [])


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read `!!! kind "Title"` and what stands four further in below it (Python-Markdown's admonitions)."""
    if state.is_code_block(start) or _line(state, start)[:1] not in ("!", "?"):
        return False
    found = _NOTE.fullmatch(_line(state, start))
    if found is None or silent:
        return found is not None
    indent, parent, line_max = state.blkIndent, state.parentType, state.lineMax
    state.blkIndent = state.sCount[start] + 4
    last = line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
        last = last if state.isEmpty(line - 1) else line
    token = state.push("note_open", "div", 1)
    token.map, token.info, token.markup = [start, last], found["kinds"].lower(), found["sign"]
    if found["title"] is not None:
        state.push("note_title_open", "p", 1).map = [start, start + 1]
        token = state.push("inline", "", 0)
        token.map, token.content, token.children = [start, start + 1], found["title"], []
        state.push("note_title_close", "p", -1)
    state.parentType, state.lineMax = "note", last
    state.md.block.tokenize(state, start + 1, last)
    state.push("note_close", "div", -1)
    state.blkIndent, state.parentType, state.lineMax, state.line = indent, parent, line_max, last
    return True


def _include(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read `--8<-- "file"`, or lines of file names between two lines `--8<--` (the snippets of PyMdown)."""
    if state.is_code_block(start):
        return False
    text = _line(state, start)
    if text[:1] != "-" or "8<" not in text:
        return False
    found = _INCLUDE.fullmatch(text)
    if found is not None:
        if not silent:
            _push_include(state, start, found["double"] or found["single"])
            state.line = start + 1
        return True
    last = _includes_end(state, start, end) if _INCLUDES.fullmatch(text) else None
    if last is None or silent:
        return last is not None
    for line in range(start + 1, last):
        name = _line(state, line).strip().strip("\"'")
        if name and not name.startswith(";"):
            _push_include(state, line, name)
    state.line = last + 1
    return True


def _includes_end(state: StateBlock, start: int, end: int) -> int | None:
    for line in range(start + 1, end):
        if _INCLUDES.fullmatch(_line(state, line)):
            return line
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return None
    return None


def _push_include(state: StateBlock, line: int, name: str) -> None:
    token = state.push("include", "", 0)
    token.map, token.content = [line, line + 1], name


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a comment that begins a line, with all of the line on which it ends (CommonMark 0.31, 4.6, kind 2)."""
    if state.is_code_block(start) or not _line(state, start).startswith("<!--"):
        return False
    if silent:
        return True
    line = start
    while line < end and "-->" not in _line(state, line):
        line += 1
        if line < end and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
    else:
        line = min(line + 1, end)
    token = state.push("comment", "", 0)
    token.map, token.content = [start, line], state.getLines(start, line, state.blkIndent, True)
    state.line = line
    return True


def _link(state: StateInline, silent: bool) -> bool:
    """Read a link, and note where its destination stands in the text of the paragraph."""
    if state.src[state.pos] == "[" and too_many_brackets(state.src):
        return False
    if silent or state.src[state.pos] != "[":
        return link(state, silent)
    start, first = state.pos, len(state.tokens)
    if not link(state, silent):
        return False
    opening = next(token for token in state.tokens[first:] if token.type == "link_open")
    _note_place(state, opening.meta, start)
    return True


def _image(state: StateInline, silent: bool) -> bool:
    """Read a picture, and note where its destination stands; the text of pictures nests no deeper than 8."""
    if state.src[state.pos] == "!" and too_many_brackets(state.src):
        return False
    if silent or state.src[state.pos] != "!":
        return image(state, silent)
    depth = state.env.get("images", 0)
    if depth >= _DEEPEST_IMAGE:
        return False
    start, first = state.pos, len(state.tokens)
    state.env["images"] = depth + 1
    found = image(state, silent)
    state.env["images"] = depth
    if found:
        token = next(token for token in state.tokens[first:] if token.type == "image")
        _note_place(state, token.meta, start + 1)
    return found


def _uncrowded(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] in "*_~" and not crowded(state.src) and rule(state, silent)


def _note_place(state: StateInline, meta: dict[str, Any], bracket: int) -> None:
    """Put the offset of an inline destination under `at`; a link by reference has its `label` there already."""
    if "label" in meta:
        return
    end = state.pos
    at = parseLinkLabel(state, bracket) + 2
    while at < end and state.src[at] in " \t\n":
        at += 1
    angle = parseLinkDestination(state.src, at, end).ok and state.src[at : at + 1] == "<"
    meta["at"] = at + angle
    state.pos = end
