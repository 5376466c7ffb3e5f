"""What leads to what in a manual: parents, supersession, translations, deviations, links; as a graph, and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from qmsdoc.flowchart import flowchart
from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot, Status
from qmsdoc.text.ordering import as_counted

_GONE = frozenset((Status.SUPERSEDED, Status.WITHDRAWN))


class EdgeKind(StrEnum):
    """Why one document leads to another."""

    PARENT = "parent"
    SUPERSEDES = "supersedes"
    TRANSLATES = "translates"
    DEVIATES = "deviates-from"
    LINK = "link"


_ARROWS = {EdgeKind.LINK: "-.->", EdgeKind.SUPERSEDES: "==>|replaces|", EdgeKind.PARENT: "-->|under|"}
_ARROWS |= {EdgeKind.TRANSLATES: "-->|translates|", EdgeKind.DEVIATES: "-->|deviates from|"}


@dataclass(frozen=True, slots=True, order=True)
class DocumentEdge:
    """One document that leads to another, both by their names in messages, such as `WI-010.de`."""

    source: str
    target: str
    kind: EdgeKind


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """A document of the graph; `title` of its newest text."""

    name: str
    title: str
    kind: str
    status: Status


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """Documents as people count them, and what leads from one to another."""

    nodes: tuple[DocumentNode, ...]
    edges: tuple[DocumentEdge, ...]


def document_graph(snapshot: Snapshot, name: str | None = None) -> DocumentGraph:
    """Return the graph of a manual's newest texts; with `name` that document, and what it leads to or is reached from.

    What leads to no document of the manual is left out: the rules of links tell of it.
    """
    texts = {record.name: record.draft or record.shown for record in snapshot.records if record.name != POLICY_ID}
    found = {edge for source, document in texts.items() for edge in _edges(source, document)}
    edges = {edge for edge in found if edge.target in texts and edge.target != edge.source}
    if name is not None:
        edges = {edge for edge in edges if name in (edge.source, edge.target)}
    named = {name} | {end for edge in edges for end in (edge.source, edge.target)} if name else set(texts)
    nodes = [
        DocumentNode(record.name, texts[record.name].title, texts[record.name].front.type or "", record.status)
        for record in snapshot.records
        if record.name in named and record.name in texts
    ]
    ordered = sorted(edges, key=lambda edge: (as_counted(edge.source), as_counted(edge.target), edge.kind))
    return DocumentGraph(tuple(sorted(nodes, key=lambda node: as_counted(node.name))), tuple(ordered))


def _edges(name: str, document: Document) -> Iterator[DocumentEdge]:
    front = document.front
    if front.parent:
        yield DocumentEdge(name, front.parent, EdgeKind.PARENT)
    if front.deviates_from:
        yield DocumentEdge(name, front.deviates_from, EdgeKind.DEVIATES)
    if front.lang and front.id:
        yield DocumentEdge(name, front.id, EdgeKind.TRANSLATES)
    for other in front.supersedes:
        yield DocumentEdge(name, other, EdgeKind.SUPERSEDES)
    for target in document.targets:
        if target.kind is TargetKind.DOCUMENT and target.document:
            yield DocumentEdge(name, target.document, EdgeKind.LINK)


def graph_drawing(graph: DocumentGraph, title: str) -> tuple[str, bool] | None:
    """Return the graph as an SVG file's text, and whether links are drawn; None where even the rest is too much.

    A manual whose links are too many to be drawn is drawn without them.
    """
    others = tuple(edge for edge in graph.edges if edge.kind is not EdgeKind.LINK)
    for edges in (graph.edges, others) if others != graph.edges else (others,):
        drawing = flowchart(_diagram(graph.nodes, edges)).drawing_file(title)
        if drawing is not None:
            return drawing, edges == graph.edges
    return None


def _diagram(nodes: tuple[DocumentNode, ...], edges: tuple[DocumentEdge, ...]) -> str:
    keys = {node.name: f"d{number}" for number, node in enumerate(nodes)}
    rows = ["flowchart LR"]
    for node in nodes:
        label = f"{node.name} {node.title}".replace("&", "#amp;").replace('"', "#quot;")
        gone = f" ({node.status.value})" if node.status in _GONE else ""
        rows.append(f'  {keys[node.name]}["{label}{gone}"]')
    rows += [f"  {keys[edge.source]} {_ARROWS[edge.kind]} {keys[edge.target]}" for edge in edges]
    return "\n".join(rows) + "\n"
