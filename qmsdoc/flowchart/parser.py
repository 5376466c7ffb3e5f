"""Statement by statement through the text of a flowchart. Linear in its length; never raises."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NoReturn

from qmsdoc.flowchart import label_text, tokens
from qmsdoc.flowchart.chart import ChartNode, ClickLink, DiagramMistake, Direction, Edge, Flowchart, Shape, Subgraph
from qmsdoc.flowchart.preamble import is_other_diagram, preamble

LONGEST = 50_000
MOST_NODES = 200
MOST_EDGES = 400
_MOST_SUBGRAPHS = 60
_DEEPEST = 6
_LONGEST_EDGE = 10
_MOST_SHOWN = 40

_END_OF_STATEMENT = re.compile(r"[ \t]*(?:[;\n]|\Z)")
_SKIPPED = re.compile(r"(?:classDef|class|style|linkStyle|direction)\b[^;\n]*")
_ACCESSIBLE = re.compile(r"acc(?P<what>Title|Descr)[ \t]*(?::[ \t]*(?P<line>[^\n]*)|\{(?P<lines>[^{}]*)\})")
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


def parse(source: str) -> tuple[Flowchart | None, tuple[DiagramMistake, ...]]:
    """Read a diagram; None where it is of another kind, not understood, or too large to be drawn well.

    Another kind of diagram is no mistake; of a flowchart that cannot be read the first mistake is given.
    Offsets and lines are those of `source`.
    """
    if len(source) > LONGEST:
        return None, (DiagramMistake(f"The diagram is longer than {LONGEST} characters.", 1),)
    if "\x00" in source:
        line = source.count("\n", 0, source.index("\x00")) + 1
        return None, (DiagramMistake("There is an invisible control character here.", line),)
    begun = preamble(source)
    if begun.direction is None:
        return None, () if is_other_diagram(begun.text) else (_no_header(begun.text),)
    parser = _Parser(begun.text, begun.end, begun.title, begun.direction)
    try:
        chart = parser.chart()
    except _NotUnderstoodError as found:
        line = source.count("\n", 0, found.at) + 1
        return None, (DiagramMistake(found.message, line),)
    return chart, tuple(parser.mistakes)


def _no_header(text: str) -> DiagramMistake:
    line = text[: len(text) - len(text.lstrip())].count("\n") + 1
    return DiagramMistake("A flowchart begins with a line such as 'flowchart TD' or 'graph LR'.", line)


class _NotUnderstoodError(Exception):
    """The diagram cannot be read on from the offset `at`."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


class _Parser:
    """One pass; `mistakes` are those that keep nothing from being drawn."""

    def __init__(self, text: str, at: int, title: str, direction: Direction) -> None:
        self._text, self._at = text, at
        self._title, self._description, self._direction = title, "", direction
        self._nodes: dict[str, ChartNode] = {}
        self._subgraphs: dict[str, Subgraph] = {}
        self._edges: list[Edge] = []
        self._places: list[int] = []
        self._open: list[tuple[str, int]] = []
        self._links: dict[str, ClickLink] = {}
        self.mistakes: list[DiagramMistake] = []

    def chart(self) -> Flowchart:
        """Read all statements; raise where one is not understood."""
        while True:
            while self._text[self._at : self._at + 1] in (" ", "\t", "\n", ";"):
                self._at += 1
            if self._at >= len(self._text):
                break
            self._statement()
        if self._open:
            key, at = self._open[-1]
            self._stop(f"The subgraph '{_short(key)}' is never closed with 'end'.", at)
        return self._result()

    def _stop(self, message: str, at: int | None = None) -> NoReturn:
        raise _NotUnderstoodError(message, self._at if at is None else at)

    def _rest(self, at: int) -> str:
        end = self._text.find("\n", at)
        return _short(self._text[at : end if end >= 0 else len(self._text)].strip())

    def _note(self, message: str, at: int) -> None:
        self.mistakes.append(DiagramMistake(message, self._text.count("\n", 0, at) + 1))

    def _result(self) -> Flowchart:
        nodes = [
            replace(node, link=self._links.get(key)) for key, node in self._nodes.items() if key not in self._subgraphs
        ]
        filled = self._filled(nodes)
        ends = {node.key for node in nodes} | filled
        if not nodes:
            self._stop("The flowchart has no steps.", 0)
        if len(nodes) > MOST_NODES:
            self._stop(f"The flowchart has more than {MOST_NODES} steps.")
        for edge, at in zip(self._edges, self._places, strict=True):
            for key in (edge.tail, edge.head):
                if key not in ends:
                    self._stop(f"A line leads to or from the subgraph '{_short(key)}', which holds no step.", at)
        for key, link in self._links.items():
            if key not in self._nodes or key in self._subgraphs:
                self._note(f"This link belongs to no step: there is no step '{_short(key)}'.", link.start)
        subgraphs = tuple(subgraph for subgraph in self._subgraphs.values() if subgraph.key in filled)
        return Flowchart(self._direction, self._title, self._description, tuple(nodes), tuple(self._edges), subgraphs)

    def _filled(self, nodes: list[ChartNode]) -> set[str]:
        """Return the subgraphs that hold a node, however deep."""
        found: set[str] = set()
        for node in nodes:
            key = node.subgraph
            while key is not None and key not in found:
                found.add(key)
                key = self._subgraphs[key].parent
        return found

    def _statement(self) -> None:
        text, at = self._text, self._at
        word = text[at : at + 10]
        if word.startswith("subgraph") and (begun := _SUBGRAPH.match(text, at)):
            self._subgraph(begun.end())
        elif word.startswith("end") and (ended := _END.match(text, at)):
            if not self._open:
                self._stop("This 'end' closes no subgraph.")
            self._open.pop()
            self._at = ended.end()
        elif word.startswith("click"):
            self._click()
        elif word.startswith("acc") and (accessible := _ACCESSIBLE.match(text, at)):
            words = " ".join(label_text.lines((accessible["line"] or accessible["lines"] or "").replace("\n", " ")))
            if accessible["what"] == "Title":
                self._title = words
            else:
                self._description = words
            self._at = accessible.end()
        elif skipped := _SKIPPED.match(text, at):
            self._at = skipped.end()
            self._end_statement()
        else:
            self._chain()

    def _end_statement(self) -> None:
        found = _END_OF_STATEMENT.match(self._text, self._at)
        if found is None:
            self._stop(f"This is not understood: '{self._rest(self._at)}'.")
        self._at = found.end()

    def _label(self, written: str, at: int) -> tuple[str, ...]:
        words = label_text.lines(written)
        if sum(map(len, words)) > label_text.LONGEST:
            self._stop(f"A text here is longer than {label_text.LONGEST} characters.", at)
        return words

    def _subgraph(self, at: int) -> None:
        text, begun = self._text, self._at
        named = _SUBGRAPH_ID.match(text, at)
        shape = tokens.shaped(text, named.end()) if named else None
        if named and shape:
            key, title, self._at = named["key"], shape[1], shape[2]
        else:
            stop = min((place for place in (text.find(";", at), text.find("\n", at)) if place >= 0), default=len(text))
            if text.startswith('"', at):
                stop = text.find('"', at + 1) + 1 or stop
            title = text[at:stop].strip()
            key, self._at = title.strip('"') or f"subgraph {len(self._subgraphs)}", stop
        if key in self._subgraphs:
            self._stop(f"The subgraph '{_short(key)}' stands here a second time.", begun)
        if len(self._open) >= _DEEPEST or len(self._subgraphs) >= _MOST_SUBGRAPHS:
            self._stop(f"More than {_MOST_SUBGRAPHS} subgraphs, or {_DEEPEST} in one another, are not drawn.", begun)
        self._subgraphs[key] = Subgraph(key, self._label(title, begun), self._open[-1][0] if self._open else None)
        self._open.append((key, begun))
        self._end_statement()

    def _click(self) -> None:
        found = _CLICK.match(self._text, self._at)
        if found:
            tip = " ".join(label_text.lines(found["tip"] or ""))
            line = self._text.count("\n", 0, found.start("to")) + 1
            self._links[found["key"]] = ClickLink(found["to"], line, found.start("to"), found.end("to"), tip)
        else:
            found = _CALLBACK.match(self._text, self._at)
            if found is None:
                self._stop("A link is written 'click STEP \"address\"'.")
            self._note("This click would run a script, and is left out.", self._at)
        self._at = found.end()
        self._end_statement()

    def _chain(self) -> None:
        tails = self._several()
        while True:
            at = tokens.gap(self._text, self._at)
            line = tokens.line(self._text, at)
            if line is None:
                self._end_statement()
                return
            label = self._label(line.label, at)
            if line.length > _LONGEST_EDGE:
                self._stop(f"A line of more than {_LONGEST_EDGE} ranks is not drawn.", at)
            self._at = tokens.gap(self._text, line.end)
            heads = self._several()
            if len(self._edges) + len(tails) * len(heads) > MOST_EDGES:
                self._stop(f"The flowchart has more than {MOST_EDGES} lines.", at)
            self._edges += (
                Edge(tail, head, label, line.stroke, line.starts, line.ends, line.length)
                for tail in tails
                for head in heads
            )
            self._places += [at] * (len(tails) * len(heads))
            tails = heads

    def _several(self) -> list[str]:
        """Read `A & B & C`."""
        found: list[str] = []
        while True:
            found.append(self._node())
            more = _AMPERSAND.match(self._text, self._at)
            if more is None:
                return found
            self._at = more.end()

    def _node(self) -> str:
        begun = tokens.ID.match(self._text, self._at)
        if begun is None:
            rest = self._rest(self._at)
            self._stop(f"A step is expected here, not '{rest}'." if rest else "A line leads nowhere.")
        key, self._at = begun[0], begun.end()
        shape, label = None, None
        shaped = tokens.shaped(self._text, self._at)
        if shaped:
            shape, written, self._at = shaped
            label = self._label(written, begun.start())
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
            label = self._label(given["label"], begun.start()) if "label" in given else label
        self._keep(key, shape, label)
        if len(self._nodes) > MOST_NODES + _MOST_SUBGRAPHS:
            self._stop(f"The flowchart has more than {MOST_NODES} steps.", begun.start())
        return key

    def _keep(self, key: str, shape: Shape | None, label: tuple[str, ...] | None) -> None:
        """Note a node; what is said later of it counts, and a subgraph takes it in where it is first named in one."""
        subgraph = self._open[-1][0] if self._open else None
        known = self._nodes.get(key)
        if known is None:
            words = label if label is not None else (label_text.decoded(key),)
            self._nodes[key] = ChartNode(key, words, shape or Shape.BOX, subgraph, None)
            return
        if shape is not None or label is not None:
            known = replace(known, shape=shape or known.shape, label=label if label is not None else known.label)
        self._nodes[key] = replace(known, subgraph=known.subgraph or subgraph)


def _short(text: str) -> str:
    """Return a text as a message may quote it."""
    words = " ".join(label_text.decoded(text).split())
    return words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}…"
