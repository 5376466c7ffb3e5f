"""Statement by statement through the text of a flowchart. Linear in its length; never raises."""

from __future__ import annotations

import re
from dataclasses import replace

from qmsdoc.parse.flowchart import labels, tokens
from qmsdoc.parse.flowchart.values import Address, Direction, Edge, Flowchart, Group, Node, Shape

LONGEST = 50_000
MOST_NODES = 200
MOST_EDGES = 400
_MOST_GROUPS = 60
_DEEPEST = 6
_LONGEST_EDGE = 10

_FRONT = re.compile(r"\s*---[ \t]*\n(?P<inside>.*?)\n[ \t]*---[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^[ \t]*title:[ \t]*(?P<title>[^\n]*)$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*%%(?!\{)[^\n]*", re.MULTILINE)
_HEADER = re.compile(r"\s*(?:flowchart(?:-elk)?|graph)(?:[ \t]+(?P<way>TB|TD|BT|LR|RL|>|<|\^|v))?[ \t]*(?:[;\n]|\Z)")
_WAYS = {
    "TB": Direction.DOWN,
    "TD": Direction.DOWN,
    "v": Direction.DOWN,
    "BT": Direction.UP,
    "^": Direction.UP,
    "LR": Direction.RIGHT,
    ">": Direction.RIGHT,
    "RL": Direction.LEFT,
    "<": Direction.LEFT,
}
_END_OF_STATEMENT = re.compile(r"[ \t]*(?:[;\n]|\Z)")
_SKIPPED = re.compile(r"(?:classDef|class|style|linkStyle|direction)\b[^;\n]*")
_TOLD = re.compile(r"acc(?P<what>Title|Descr)[ \t]*(?::[ \t]*(?P<line>[^\n]*)|\{(?P<lines>[^{}]*)\})")
_SUBGRAPH = re.compile(r"subgraph\b[ \t]*")
_SUBGRAPH_ID = re.compile(r"(?P<key>[\w.-]+)[ \t]*(?=\[)")
_END = re.compile(r"end(?=[ \t]*(?:[;\n]|\Z))")
_CLICK = re.compile(
    r"click[ \t]+(?P<key>[^\s\"]+)[ \t]+(?:href[ \t]+)?\"(?P<to>[^\"\n]*)\"(?:[ \t]+\"(?P<tip>[^\"\n]*)\")?"
    r"(?:[ \t]+_(?:self|blank|parent|top))?"
)
_CALLBACK = re.compile(r"click[ \t]+[^\s\"]+[ \t]+(?:call[ \t]+)?[\w.]+[^;\n]*")
_CLASS = re.compile(r":::[\w-]+")
_ATTRIBUTES = re.compile(r"@\{(?P<inside>(?:\"[^\"]*\"|[^{}\"])*)\}")
_ATTRIBUTE = re.compile(r"(?<![\w-])(?P<name>[\w-]++)[ \t]*+:[ \t]*+(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^,\"\n]*))")
_AMPERSAND = re.compile(r"\s*&\s*")


def flowchart(source: str) -> Flowchart | None:
    """Read a diagram; None where it is of another kind, not understood, or too large to be drawn well.

    Offsets of addresses are those of `source`.
    """
    if len(source) > LONGEST or "\x00" in source:
        return None
    reader = _Reader(source)
    return reader.result() if reader.run() else None


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _without_directives(source: str) -> str:
    """Blank what stands between `%%{` and `}%%`; one that is never closed stays."""
    begin = source.find("%%{")
    while begin >= 0 and (end := source.find("}%%", begin)) >= 0:
        source = source[:begin] + re.sub(r"[^\n]", " ", source[begin : end + 3]) + source[end + 3 :]
        begin = source.find("%%{", end)
    return source


class _Reader:
    """One pass; `run` says whether everything was understood."""

    def __init__(self, source: str) -> None:
        self._title = ""
        self._description = ""
        front = _FRONT.match(source)
        if front:
            title = _TITLE.search(front["inside"])
            self._title = " ".join(labels.lines(title["title"].strip("'\" "))) if title else ""
            source = _blank(front) + source[front.end() :]
        source = source.replace("\r", " ")
        self._text = _COMMENT.sub(_blank, _without_directives(source))
        self._at = 0
        self._way = Direction.DOWN
        self._nodes: dict[str, Node] = {}
        self._groups: dict[str, Group] = {}
        self._edges: list[Edge] = []
        self._open: list[str] = []
        self._addresses: dict[str, Address] = {}

    def run(self) -> bool:
        header = _HEADER.match(self._text)
        if header is None:
            return False
        self._way = _WAYS[header["way"] or "TB"]
        self._at = header.end()
        while True:
            while self._text[self._at : self._at + 1] in (" ", "\t", "\n", ";"):
                self._at += 1
            if self._at >= len(self._text):
                return not self._open
            if not self._statement():
                return False

    def result(self) -> Flowchart | None:
        members = {key: node for key, node in self._nodes.items() if key not in self._groups}
        nodes = [replace(node, address=self._addresses.get(key)) for key, node in members.items()]
        filled = self._filled(nodes)
        edges = [edge for edge in self._edges if {edge.tail, edge.head} <= members.keys() | filled]
        if not nodes or len(nodes) > MOST_NODES or len(edges) > MOST_EDGES or len(self._edges) != len(edges):
            return None
        groups = tuple(group for group in self._groups.values() if group.key in filled)
        return Flowchart(self._way, self._title, self._description, tuple(nodes), tuple(edges), groups)

    def _filled(self, nodes: list[Node]) -> set[str]:
        """Give the groups that hold a node, however deep."""
        found: set[str] = set()
        for node in nodes:
            key = node.group
            while key is not None and key not in found:
                found.add(key)
                key = self._groups[key].parent
        return found

    def _statement(self) -> bool:
        text, at = self._text, self._at
        word = text[at : at + 10]
        if word.startswith("subgraph") and (begun := _SUBGRAPH.match(text, at)):
            return self._subgraph(begun.end())
        if word.startswith("end") and (ended := _END.match(text, at)):
            self._at = ended.end()
            return bool(self._open) and self._open.pop() is not None
        if word.startswith("click"):
            return self._click()
        if word.startswith("acc") and (told := _TOLD.match(text, at)):
            words = " ".join(labels.lines((told["line"] or told["lines"] or "").replace("\n", " ")))
            if told["what"] == "Title":
                self._title = words
            else:
                self._description = words
            self._at = told.end()
            return True
        if skipped := _SKIPPED.match(text, at):
            self._at = skipped.end()
            return self._ends()
        return self._chain()

    def _ends(self) -> bool:
        found = _END_OF_STATEMENT.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found is not None

    def _subgraph(self, at: int) -> bool:
        text = self._text
        named = _SUBGRAPH_ID.match(text, at)
        shape = tokens.shaped(text, named.end()) if named else None
        if named and shape:
            key, title, self._at = named["key"], shape[1], shape[2]
        else:
            stop = min((place for place in (text.find(";", at), text.find("\n", at)) if place >= 0), default=len(text))
            if text.startswith('"', at):
                stop = text.find('"', at + 1) + 1 or stop
            title = text[at:stop].strip()
            key, self._at = title.strip('"') or f"subgraph {len(self._groups)}", stop
        if key in self._groups or len(self._open) >= _DEEPEST or len(self._groups) >= _MOST_GROUPS:
            return False
        words = labels.lines(title)
        self._groups[key] = Group(key, words, self._open[-1] if self._open else None)
        self._open.append(key)
        return sum(map(len, words)) <= labels.LONGEST and self._ends()

    def _click(self) -> bool:
        found = _CLICK.match(self._text, self._at)
        if found:
            tip = " ".join(labels.lines(found["tip"] or ""))
            self._addresses[found["key"]] = Address(found["to"], found.start("to"), found.end("to"), tip)
            self._at = found.end()
            return self._ends()
        found = _CALLBACK.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found is not None and self._ends()

    def _chain(self) -> bool:
        tails = self._several()
        if tails is None:
            return False
        while True:
            at = tokens.GAP.match(self._text, self._at).end()  # type: ignore[union-attr]
            line = tokens.line(self._text, at)
            if line is None:
                return self._ends()
            self._at = tokens.GAP.match(self._text, line.end).end()  # type: ignore[union-attr]
            heads = self._several()
            label = labels.lines(line.label)
            if heads is None or line.length > _LONGEST_EDGE or sum(map(len, label)) > labels.LONGEST:
                return False
            if len(self._edges) + len(tails) * len(heads) > MOST_EDGES:
                return False
            self._edges += (
                Edge(tail, head, label, line.stroke, line.starts, line.ends, line.length)
                for tail in tails
                for head in heads
            )
            tails = heads

    def _several(self) -> list[str] | None:
        """Read `A & B & C`; None where that is not what stands here."""
        found: list[str] = []
        while True:
            key = self._node()
            if key is None or len(found) >= MOST_NODES:
                return None
            found.append(key)
            more = _AMPERSAND.match(self._text, self._at)
            if more is None:
                return found
            self._at = more.end()

    def _node(self) -> str | None:
        begun = tokens.ID.match(self._text, self._at)
        if begun is None:
            return None
        key, self._at = begun[0], begun.end()
        shape, label = None, None
        shaped = tokens.shaped(self._text, self._at)
        if shaped:
            shape, written, self._at = shaped
            label = labels.lines(written)
        marked = _CLASS.match(self._text, self._at)
        self._at = marked.end() if marked else self._at
        attributes = _ATTRIBUTES.match(self._text, self._at)
        if attributes:
            self._at = attributes.end()
            given = {
                each["name"]: each["quoted"] or each["plain"] or ""
                for each in _ATTRIBUTE.finditer(attributes["inside"])
            }
            shape = tokens.named(given["shape"].strip()) or Shape.BOX if "shape" in given else shape
            label = labels.lines(given["label"]) if "label" in given else label
        if label is not None and sum(map(len, label)) > labels.LONGEST:
            return None
        self._keep(key, shape, label)
        return key if len(self._nodes) <= MOST_NODES + _MOST_GROUPS else None

    def _keep(self, key: str, shape: Shape | None, label: tuple[str, ...] | None) -> None:
        """Note a node; what is said later of it counts, and a subgraph takes it in where it is first named in one."""
        group = self._open[-1] if self._open else None
        known = self._nodes.get(key)
        if known is None:
            self._nodes[key] = Node(
                key, label if label is not None else (labels.decoded(key),), shape or Shape.BOX, group, None
            )
            return
        if shape is not None or label is not None:
            known = replace(known, shape=shape or known.shape, label=label if label is not None else known.label)
        self._nodes[key] = replace(known, group=known.group or group)
