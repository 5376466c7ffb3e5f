"""`qmsdoc import`: Word files become documents of the manual, with a list of what could not be carried over."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import CaptureRequest, open_manual
from qmsdoc.cli.console import say
from qmsdoc.cli.edit import read_files
from qmsdoc.cli.options import manual_options
from qmsdoc.editing.edit_plan import apply_plan
from qmsdoc.editing.new_document import type_asked
from qmsdoc.editing.used_ids import next_id, used_ids
from qmsdoc.editing.word_import import ImportedDocument, import_word, lead_between
from qmsdoc.errors import UsageError
from qmsdoc.model.controlled_paths import document_folders
from qmsdoc.model.policy import DocumentType, Policy


@click.command("import")
@click.argument("files", metavar="FILE.docx…", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--type", "type_name", metavar="TYPE", help="Their type; otherwise that of the number in the file.")
@click.option("--owner", metavar="ROLE-or-PERSON", help="Who answers for them.")
@manual_options(ref=False, as_of=False)
def command(request: CaptureRequest, files: tuple[str, ...], *, type_name: str | None, owner: str | None) -> None:
    """Make documents of Word files: text, tables, lists, pictures and links.

    Number, title, owner and revision come from the properties, the head of the pages or the first table of the
    file; what is not known there is left for you. Each file's list of losses is printed. Nothing is signed.
    """
    with open_manual(request) as repository:
        snapshot = read_files(repository, request)
        policy = snapshot.policy
        taken = set(used_ids(Objects(repository.store), repository.working_tree(), policy))
        asked = type_asked(policy, type_name) if type_name else None
        imported = []
        for file in files:
            given = {"owner": owner} if owner else {}
            known = dict(import_word(Path(file), "", given).fields)
            kind = asked or policy.type_by_id(known.get("id", ""))
            name = known.get("id")
            if kind is not None:
                name = name if name and name.upper() not in taken else next_id(kind.prefix, taken)
                given |= {"id": name, "type": kind.name}
                taken.add(name.upper())
            given.setdefault("revision", known.get("revision", "1"))
            imported.append((Path(file).name, import_word(Path(file), _folder(policy, kind), given)))
        documents = lead_between(imported)
        _refuse_taken(repository.root, documents)
        for file, found in zip(files, documents, strict=True):
            apply_plan(repository.root, found.plan)
            _say(file, found)
    say("Read each text beside its original, then: qmsdoc check")


def _refuse_taken(root: Path, documents: tuple[ImportedDocument, ...]) -> None:
    """Raise `UsageError` where a file is in the way, or two of these would be one: before any is written."""
    paths = [path for found in documents for path in found.plan.paths]
    there = [path for path in paths if (root / path).exists() or paths.count(path) > 1]
    if there:
        raise UsageError(f"There is a file {there[0]} already.", remedy="Move it, or give another title in Word.")


def _say(file: str, found: ImportedDocument) -> None:
    say(f"{file}: {', '.join(found.plan.paths)}", fg="green")
    for field in ("id", "type", "owner"):
        if field not in dict(found.fields):
            say(f"  not known: {field}")
    for loss in found.lost:
        say(f"  not carried over: {loss}")


def _folder(policy: Policy, kind: DocumentType | None) -> str:
    top = document_folders(policy)[0].rstrip("/")
    return "/".join(part for part in (top, kind.folder if kind else "") if part)
