"""`qmsdoc export`: the edition in force as a Word file, for those who want Word."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, find_record, read_manual
from qmsdoc.cli.console import say, write_file
from qmsdoc.cli.notices import say_unpinned
from qmsdoc.cli.options import manual_options
from qmsdoc.editing.word_export import WordExport, export_word
from qmsdoc.errors import UsageError


@click.command("export")
@click.argument("id_", metavar="ID")
@click.option("--docx", is_flag=True, required=True, help="As a Word file.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(dir_okay=False), help="Where it goes.")
@manual_options()
def command(request: CaptureRequest, id_: str, *, docx: bool, output: str | None) -> None:
    """Write the edition in force of a document as a Word file, with who signed it.

    Only what was signed is written, never a draft. The file is a copy: the published manual says what is in force.
    """
    assert docx
    snapshot = read_manual(request, SnapshotSource.FILES_TODAY, frozenset((id_,)))
    record = find_record(snapshot, id_)
    edition = record.effective
    if edition is None:
        raise UsageError(f"{record.name} has no edition in force.", remedy=f"See: qmsdoc show {record.name}")
    policy = snapshot.authority or snapshot.policy
    place = Path(output or f"{edition.name}-{edition.revision}.docx")
    write_file(place, export_word(WordExport(edition, policy.organisation, snapshot.as_of)))
    say(f"Written: {place}", fg="green")
    say_unpinned(snapshot)
