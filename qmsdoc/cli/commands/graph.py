"""`qmsdoc graph`: what leads to what."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, read_manual
from qmsdoc.checking.document_graph import DocumentGraph, document_graph, graph_drawing
from qmsdoc.cli.console import echo_json, say, table, write_file
from qmsdoc.cli.options import json_option, manual_options, read_from
from qmsdoc.errors import RefusedError
from qmsdoc.model.snapshot import Snapshot


@click.command("graph")
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--svg", metavar="FILE", type=click.Path(dir_okay=False), help="Draw it into this file.")
@manual_options()
@json_option
def command(request: CaptureRequest, id_: str | None, *, svg: str | None, as_json: bool) -> None:
    """Show what leads to what: parents, supersession, translations, deviations and links.

    Of the whole manual, or of one document with its neighbours.
    """
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY)
    name = find_record(snapshot, id_).name if id_ else None
    graph = document_graph(snapshot, name)
    if svg is not None:
        _draw(graph, name or snapshot.manual, Path(svg))
    if as_json:
        echo_json(_object(snapshot, graph))
    elif svg is None:
        titles = {node.name: node.title for node in graph.nodes}
        rows = [(edge.source, edge.kind.value, edge.target, titles[edge.target]) for edge in graph.edges]
        if rows:
            table(("From", "By", "To", "Title"), rows, stretch=(3,))
        else:
            say("Nothing leads from one document to another.")


def _draw(graph: DocumentGraph, title: str, path: Path) -> None:
    drawn = graph_drawing(graph, title)
    if drawn is None:
        raise RefusedError(
            "The graph is too large to be drawn.", remedy="Draw one document: qmsdoc graph ID --svg FILE"
        )
    text, with_links = drawn
    write_file(path, text.encode())
    say(f"Written: {path}", err=True)
    if not with_links:
        say("Links are too many to be drawn, and left out. With them, for one document: qmsdoc graph ID", err=True)


def _object(snapshot: Snapshot, graph: DocumentGraph) -> dict[str, object]:
    nodes = [
        {"id": node.name, "title": node.title, "type": node.kind or None, "status": node.status.value}
        for node in graph.nodes
    ]
    edges = [{"from": edge.source, "to": edge.target, "kind": edge.kind.value} for edge in graph.edges]
    return {**read_from(snapshot), "documents": nodes, "edges": edges}
