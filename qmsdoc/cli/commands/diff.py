"""`qmsdoc diff`: the redline between two revisions of a document."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, read_manual
from qmsdoc.cli.console import coloured, echo_json, echo_text, say, width, write_file
from qmsdoc.cli.options import Revision, json_option, manual_options
from qmsdoc.errors import UsageError
from qmsdoc.model.document import Closure, Document
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.pages.comparison import Side, differences
from qmsdoc.redline import Change, changed_files
from qmsdoc.redline.compare import compare_leaves
from qmsdoc.redline.data import as_data
from qmsdoc.redline.reader import code, line
from qmsdoc.redline.terminal import render

_TEXT = (".md", ".txt", ".csv", ".yml", ".yaml", ".asc")


@click.command("diff")
@click.argument("id_", metavar="ID")
@click.argument("a", required=False, type=Revision())
@click.argument("b", required=False, type=Revision())
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
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY, frozenset((id_,)))
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
    """Print what differs between two versions of a document: fields, text and files.

    Returns whether anything does.
    """
    from qmsdoc.render.redline import DocumentComparer, no_site  # noqa: PLC0415 - reads Markdown

    changes = DocumentComparer(no_site()).changes(old, new)
    shown = [*_fields(old, new), *changes]
    names = _files(old, new)
    if not any(change.changed for change in shown):
        if old.data != new.data:
            say("The text reads as before. Its Markdown is written otherwise, which readers do not see:")
            shown = [compare_leaves(code(old.text), code(new.text))]
        elif not names:
            say("Nothing differs.")
            return False
    echo_text(render(shown, colour=coloured(), width=width()))
    for name in names:
        say(name)
    return True


def _fields(old: Document, new: Document) -> list[Change]:
    """Return what the front matter says otherwise, a line for each field."""
    front = ((each.name or each.title, str(each.old), str(each.new)) for each in differences(old, new, None).fields)
    both = ((name, *(getattr(each.front, name) for each in (old, new))) for name in ("revision", "change"))
    own = ((name, str(before or ""), str(after or "")) for name, before, after in both if before != after)
    return [
        compare_leaves(line(f"{name}: {before}"), line(f"{name}: {after}")) for name, before, after in (*own, *front)
    ]


def texts(closure: Closure) -> dict[str, str]:
    """Return the text of every file of a closure that people read as text, by path."""
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
    from qmsdoc.render.redline import DocumentComparer, no_site  # noqa: PLC0415 - reads Markdown

    before, after = old.document, new.document
    changes = DocumentComparer(no_site()).changes(before, after)
    files = changed_files(before.closure, after.closure, besides={before.path, after.path})
    fields = differences(before, after, None).fields
    return {
        "id": record.name,
        "from": old.label,
        "to": new.label,
        "fields": [{"name": each.name or each.title, "old": each.old, "new": each.new} for each in fields],
        "texts": [{"path": after.path, "blocks": as_data(changes)}] if any(each.changed for each in changes) else [],
        "files": {"added": files.added, "removed": files.removed, "changed": files.changed, "renamed": files.renamed},
    }
