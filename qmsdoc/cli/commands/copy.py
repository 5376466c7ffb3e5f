"""`qmsdoc copy`: issues a numbered controlled copy of the edition in force."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import click

from qmsdoc.capture.request import (
    CaptureRequest,
    SnapshotSource,
    find_record,
    open_manual,
    requested_snapshot,
    require_trust,
)
from qmsdoc.cli.console import say, write_file
from qmsdoc.cli.notices import say_missing_signs
from qmsdoc.cli.options import manual_options
from qmsdoc.copies import NAME, IssuedCopy, issued_line, next_number
from qmsdoc.copies.register_file import held_register
from qmsdoc.errors import UsageError
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.snapshot import Edition, Record, Snapshot

_LONGEST = 100


@click.command("copy")
@click.argument("id_", metavar="ID")
@click.option("--holder", required=True, help="Who or where keeps it: a person, a bench, a customer.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it; a .pdf, or a .html to print from a browser.",
)
@manual_options(ref=False, as_of=False)
def command(request: CaptureRequest, id_: str, *, holder: str, out: Path | None) -> None:
    """Issue a numbered controlled copy of a document, to be printed for one holder.

    The copy carries its number and holder on every page, and is entered into the manual's register
    of copies, copies.jsonl: commit that file. `qmsdoc copies` lists the copies to take back when
    the document changes.
    """
    holder = _line(holder)
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
        require_trust(snapshot)
        record = find_record(snapshot, id_)
        edition = _in_force(record)
        by = signing_settings(repository.root).name or ""
        with held_register(repository) as register:
            copy = IssuedCopy(
                number=next_number(register.copies),
                document=record.name,
                revision=edition.revision,
                content=edition.content_digest,
                holder=holder,
                issued=request.today,
                by=by,
            )
            path = out or Path(f"{record.name}-rev-{edition.revision}-copy-{copy.number}{_suffix()}")
            as_pdf = path.suffix.lower() != ".html"
            write_file(path, _sheet(snapshot, record, edition, copy, as_pdf=as_pdf))
            register.add(issued_line(copy))
    say(f"Copy {copy.number} of {copy.document} revision {copy.revision} for {holder}: {path}", fg="green")
    say(f"Entered into {NAME}; commit it. Print the copy, and hand it over.")


def _line(holder: str) -> str:
    """Give the holder in one line; raises `UsageError` for one that cannot be printed."""
    found = " ".join(holder.split())
    if not found or len(found) > _LONGEST or any(unicodedata.category(char).startswith("C") for char in found):
        raise UsageError(
            "The holder of a copy is a name or a place, in one line of at most 100 letters.",
            remedy='For example: --holder "Bench 4"',
        )
    return found


def _in_force(record: Record) -> Edition:
    if record.effective is None:
        raise UsageError(
            f"{record.name} has no edition in force, so there is nothing to issue.",
            remedy=f"See: qmsdoc show {record.name}",
        )
    return record.effective


def _suffix() -> str:
    """Give the form of the copy: PDF where it can be made, else a page to print."""
    from qmsdoc.render.pdf.weasyprint import require_pdf  # noqa: PLC0415 - only pages need Markdown and templates

    try:
        require_pdf()
    except UsageError as error:
        say(f"{error.message} The copy is a page to print from a browser. {error.remedy}")
        return ".html"
    return ".pdf"


def _sheet(snapshot: Snapshot, record: Record, edition: Edition, copy: IssuedCopy, *, as_pdf: bool) -> bytes:
    from qmsdoc.pages.document import edition_page, published_document  # noqa: PLC0415 - as above
    from qmsdoc.parse.languages import interface  # noqa: PLC0415
    from qmsdoc.render.pdf.page import Copy, PdfPageBuilder  # noqa: PLC0415
    from qmsdoc.render.pdf.weasyprint import made, require_pdf  # noqa: PLC0415
    from qmsdoc.site import template  # noqa: PLC0415

    document = published_document(snapshot, record)
    assert document is not None  # one of its editions is in force
    page = edition_page(snapshot, document, edition, kept=(edition,), is_current=True)
    theme = template()
    language = interface(snapshot.looks.language, theme)
    stamped = Copy(copy.number, copy.holder, language.day(copy.issued), copy.by)
    source = PdfPageBuilder(snapshot, theme).document(page, stamped)
    if not as_pdf:
        return source.html.encode()
    require_pdf()
    printed = next(made((source,)))
    if printed.missing:
        say_missing_signs("The copy", printed.missing)
    return printed.data
