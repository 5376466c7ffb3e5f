"""`qmsdoc diff`: the redline between two revisions of a document."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, read_manual
from qmsdoc.cli.console import coloured, echo_json, say, width, write_file
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.errors import UsageError
from qmsdoc.model.document import Closure, Document
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.pages.comparison import Side
from qmsdoc.redline import Redline, changed_files, redline, redline_lines
from qmsdoc.redline.terminal import render

_TEXT = (".md", ".txt", ".csv", ".yml", ".yaml", ".asc")


@click.command("diff")
@click.argument("id_", metavar="ID")
@click.argument("a", required=False, type=click.IntRange(min=1))
@click.argument("b", required=False, type=click.IntRange(min=1))
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write a page that shows the whole text with its changes, as readers see it.",
)
@manual_options()
@json_option
def command(
    request: CaptureRequest, id_: str, a: int | None, b: int | None, *, html: Path | None, as_json: bool
) -> None:
    """Show, word by word, what changed in a document.

    Without A and B, compares the draft with the edition in force; with A, the draft with revision A;
    with both, revision A with revision B. It always tells what the later one changed in the earlier one.
    """
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY)
    record = find_record(snapshot, id_)
    old, new = _sides(record, a, b)
    if as_json:
        echo_json(_object(record, old, new))
        return
    if html is not None:
        _write(html, record, (old, new), snapshot)
        say(f"{record.name}  {old.label} → {new.label}: written to {html}")
        return
    say(f"{record.name}  {old.label} → {new.label}", bold=True)
    if not show(old.document, new.document) and new.document is record.draft:
        _hint(record)


def _hint(record: Record) -> None:
    """Say how to see what the last revision changed, where the draft is the edition itself."""
    known = [edition.revision for edition in record.editions]
    if len(known) > 1:
        say(f"To see what the last revision changed: qmsdoc diff {record.name} {known[-2]} {known[-1]}")
    else:
        say(f"{record.name} has one edition, and no draft that differs from it.")


def _write(path: Path, record: Record, sides: tuple[Side, Side], snapshot: Snapshot) -> None:
    from qmsdoc.parse.languages import interface  # noqa: PLC0415 - only pages need words, Markdown and templates
    from qmsdoc.render.standalone import redline_page  # noqa: PLC0415
    from qmsdoc.site import template  # noqa: PLC0415

    files = template()
    language = interface(snapshot.looks.language, files)
    page = redline_page(sides, snapshot.policy, files, language, _reasons(record, *sides))
    write_file(path, page.encode())


def _reasons(record: Record, old: Side, new: Side) -> tuple[tuple[int, str], ...]:
    """Give the changes that lie between two versions as (revision, reason), newest first."""
    since, until = old.document.front.revision or 0, new.document.front.revision or 0
    documents = [*(edition.document for edition in record.editions), new.document]
    reasons = {each.front.revision or 0: each.front.change or "" for each in documents}
    return tuple((number, reasons[number]) for number in sorted(reasons, reverse=True) if since < number <= until)


def _sides(record: Record, a: int | None, b: int | None) -> tuple[Side, Side]:
    if a is not None and b is not None:
        return _revision(record, min(a, b)), _revision(record, max(a, b))
    if a is not None:
        return _revision(record, a), _draft(record)
    last = record.effective or (record.editions[-1] if record.editions else None)
    if last is None:
        raise UsageError(
            f"{record.name} has no edition to compare with: none of its revisions has all its signatures.",
            remedy=f"Read the draft itself: {record.shown.path}",
        )
    return _revision(record, last.revision), _draft(record)


def _revision(record: Record, revision: int) -> Side:
    edition = record.edition(revision)
    if edition is not None:
        return Side(f"revision {revision}", edition.document)
    if record.draft is not None and record.draft.front.revision == revision:
        return Side(f"draft of revision {revision}", record.draft, draft=True)
    known = ", ".join(str(edition.revision) for edition in record.editions) or "none"
    raise UsageError(f"{record.name} has no approved revision {revision}.", remedy=f"Its approved revisions: {known}.")


def _draft(record: Record) -> Side:
    if record.draft is None:
        raise UsageError(
            f"The file of {record.name} is not here.", remedy=f"Name two revisions: qmsdoc diff {record.name} 1 2"
        )
    revision = record.draft.front.revision
    return Side(f"draft of revision {revision}" if revision else "draft", record.draft, draft=True)


def show(old: Document, new: Document) -> bool:
    """Print the redline of two versions of a document and of the text files it includes; name other files.

    Tells whether anything differs.
    """
    found = compare(old, new)
    if not any(line.changed for _, line in found) and not _files(old, new):
        say("Nothing differs.")
        return False
    for path, line in found:
        if len(found) > 1:
            say(path, bold=True)
        click.echo(render(line, colour=coloured(), width=width()), nl=False, color=True)
    for text in _files(old, new):
        say(text)
    return True


def compare(old: Document, new: Document) -> list[tuple[str, Redline]]:
    """Give the redline of the document, and of every other file of both closures that is text and differs."""
    pairs = [(new.path, redline(old.text, new.text) if new.path.endswith(".md") else redline_lines(old.text, new.text))]
    before, after = texts(old.closure), texts(new.closure)
    others = (before.keys() & after.keys()) - {old.path, new.path}
    pairs += [
        (path, redline_lines(before[path], after[path])) for path in sorted(others) if before[path] != after[path]
    ]
    return [pair for pair in pairs if pair[1].changed]


def texts(closure: Closure) -> dict[str, str]:
    """Give the text of every file of a closure that people read as text, by path."""
    found = {}
    for file in closure.files:
        name = file.path.rpartition("/")[2]
        if "." not in name or name.endswith(_TEXT):
            found[file.path] = file.data.decode("utf-8", "replace")
    return found


def _files(old: Document, new: Document) -> list[str]:
    files = changed_files(old.closure, new.closure, besides={old.path, new.path})
    rows = (("File added", files.added), ("File taken out", files.removed), ("File changed", files.changed))
    moved = [*([(old.path, new.path)] if old.path != new.path else []), *files.renamed]
    return [
        *(f"{label}: {path}" for label, paths in rows for path in paths),
        *(f"File renamed: {was} → {path}" for was, path in moved),
    ]


def _object(record: Record, old: Side, new: Side) -> dict[str, object]:
    files = changed_files(old.document.closure, new.document.closure, besides={old.document.path, new.document.path})
    return {
        "id": record.name,
        "from": old.label,
        "to": new.label,
        "texts": [
            {
                "path": path,
                "blocks": [
                    {
                        "kind": block.kind.value,
                        "changed": block.changed,
                        "runs": [{"kind": run.kind.value, "text": run.text} for run in block.runs],
                    }
                    for block in line.blocks
                ],
            }
            for path, line in compare(old.document, new.document)
        ],
        "files": {"added": files.added, "removed": files.removed, "changed": files.changed, "renamed": files.renamed},
    }
