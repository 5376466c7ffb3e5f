"""Rules of what a document is known by: its id, its place, its title."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from qmsdoc.markdown.headings import plain_title
from qmsdoc.model import addresses
from qmsdoc.model.document import ID_PATTERN as ID_FORM
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, DocumentType
from qmsdoc.model.rule_ids import ID_CHANGED, ID_DUPLICATE, ID_PATTERN, TITLE_MISMATCH, UNCONTROLLED_FILE, RuleId
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import Index, is_policy_record

_DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
RESERVED = frozenset((POLICY_ID.lower(), *addresses.RESERVED, *_DEVICES))
_GLOB = re.compile(r"[*?\[]")
_SEPARATORS = " -\N{EN DASH}\N{EM DASH}:·."


@judges(ID_DUPLICATE)
def id_duplicate(index: Index) -> Iterator[Finding]:
    """No two documents have the same id, and the id of a withdrawn document is never used again.

    A document in several languages counts once for each language.

    Why: an id that stands for two documents identifies neither (7.5.2 a), and a withdrawn one must
    not come back to life under another text (7.5.3.2 d).

    Mend: give the newer document the next free id.

    Fails:
        drafts:
          - {id: QP-001, path: documents/procedures/training.md}
          - {id: QP-001, path: documents/procedures/purchasing.md}

    Passes:
        drafts:
          - {id: QP-001, path: documents/procedures/training.md}
          - {id: QP-002, path: documents/procedures/purchasing.md}
    """
    by_name: defaultdict[str, list[Document]] = defaultdict(list)
    for document in index.readable:
        if document.front.name:
            by_name[document.front.name].append(document)
    for name, documents in sorted(by_name.items()):
        record = index.record(name)
        keeper = _keeper(documents, record)
        for document in documents:
            if document is not keeper:
                finding = _on_id(
                    ID_DUPLICATE,
                    document,
                    f"'{name}' is already the id of {keeper.path}.",
                    "Give this document the next free id of its type.",
                )
                yield replace(finding, because=document.path)
        if (
            record is not None
            and record.status is Status.WITHDRAWN
            and not record.emergency
            and _reused(keeper, record)
        ):
            yield _on_id(
                ID_DUPLICATE,
                keeper,
                f"'{name}' was withdrawn; the id of a withdrawn document is never used again.",
                "Give this document the next free id of its type.",
            )


def _keeper(documents: list[Document], record: Record | None) -> Document:
    """Give the document that keeps a contested id: the one at the approved path, else the first by path."""
    approved = {edition.document.path for edition in record.editions} if record else set()
    return next((document for document in documents if document.path in approved), documents[0])


def _reused(document: Document, record: Record) -> bool:
    """Tell whether the file is something else than the withdrawn text, left lying or moved."""
    edition = record.edition(document.front.revision or 0)
    return edition is None or (edition.document.path != document.path and edition.document.data != document.data)


@judges(ID_PATTERN)
def id_pattern(index: Index) -> Iterator[Finding]:
    """An id has the form that its type asks for, and the document lies in the folder of its type.

    An id is made of the letters A to Z, digits and hyphens, at most 64 of them, and opens with the
    prefix of its type: `QP-001` for prefix `QP`. It may not be a name that the published manual
    needs for itself, nor differ from another id only by capital and small letters.

    Why: an id is read aloud, typed and filed (7.5.2 a). Two ids that look alike are taken for one.

    Mend: correct the id before the document is approved, or move the file to the folder of its type.

    Fails:
        draft: {id: WI-001, type: procedure}

    Passes:
        draft: {id: QP-001, type: procedure}
    """
    spelt: dict[str, str] = {}
    for record in index.known:
        if record.editions:
            spelt.setdefault(record.name.lower(), record.name)
    for document in index.readable:
        front = document.front
        written = front.id or _written(document)
        if written is None:
            continue
        kind = index.policy.type_named(front.type)
        reason = _id_fault(written, kind)
        name = front.name or written
        first = spelt.setdefault(name.lower(), name)
        if reason is None and first != name:
            reason = f"The id '{name}' differs from '{first}' only by capital and small letters."
        if reason is not None:
            yield replace(_on_id(ID_PATTERN, document, reason, _id_help(kind)), because=document.path)
        elif kind is not None and misplaced(index, document):
            yield at_field(
                ID_PATTERN,
                document,
                "type",
                f"A document of type '{kind.name}' belongs in the folder '{kind.folder}', not at '{document.path}'.",
                f"Move the file with `git mv`, or correct its type (`types: {kind.name}: folder` in qmsdoc.yml).",
            )


def _written(document: Document) -> str | None:
    """Give an id that is no id, as its line has it."""
    line = document.front.line("id")
    if line is None:
        return None
    value = document.text.split("\n")[line - 1].partition(":")[2]
    return value.split(" #")[0].strip().strip("'\"") or None


def _id_fault(name: str, kind: DocumentType | None) -> str | None:
    strange = next((char for char in name if not (char.isascii() and (char.isalnum() or char == "-"))), None)
    if strange is not None:
        called = unicodedata.name(strange, f"U+{ord(strange):04X}")
        return f"The id '{name}' holds a character that ids may not have: {called}."
    if not ID_FORM.fullmatch(name):
        return f"The id '{name}' opens with a hyphen or is longer than 64 characters."
    if name.lower() in RESERVED:
        return f"The id '{name}' is a name that is needed for something else."
    if kind is not None and name != kind.prefix and not name.startswith(f"{kind.prefix}-"):
        return f"The id '{name}' does not open with '{kind.prefix}-', as ids of type '{kind.name}' do."
    return None


def _id_help(kind: DocumentType | None) -> str:
    form = f"{kind.prefix}-001" if kind is not None and kind.prefix != POLICY_ID else "QP-001"
    return f"Give it an id of the form {form}: the type's prefix, a hyphen, then letters, digits and hyphens."


def misplaced(index: Index, document: Document) -> bool:
    """Tell whether a document lies elsewhere than in the folder of its type."""
    kind = index.policy.type_named(document.front.type)
    return kind is not None and not _in_folder(document.path, kind.folder, index.policy.documents)


def _in_folder(path: str, folder: str | None, documents: tuple[str, ...]) -> bool:
    """Tell whether a file lies in its type's folder, below one of the folders that hold documents."""
    if folder is None:
        return True
    bases = {"", *(_GLOB.split(pattern)[0].rstrip("/") for pattern in documents)}
    return any(path.startswith(f"{base}/{folder}/".lstrip("/")) for base in bases)


@judges(ID_CHANGED)
def id_changed(index: Index) -> Iterator[Finding]:
    """The id of an approved document stays as it is.

    The rule speaks when the file of an approved document now gives another id and no other file
    gives the old one.

    Why: approvals, links, printed copies and records name the id; with another one the history of
    the document breaks off (7.5.3.2 c).

    Mend: give the document its id back. A document that is to go on under another id is withdrawn,
    and a new one supersedes it.

    Fails:
        approved: {id: QP-001, path: documents/procedures/training.md}
        draft: {id: QP-009, path: documents/procedures/training.md}

    Passes:
        approved: {id: QP-001, path: documents/procedures/training.md}
        draft: {id: QP-001, path: documents/procedures/training.md}
    """
    for record in index.known:
        document = renamed(index, record)
        if document is not None:
            yield _on_id(
                ID_CHANGED,
                document,
                f"This file is the approved document {record.name}, but its id is now '{document.front.name}'.",
                f"Write `id: {record.name}` again. For a new id withdraw {record.name} and say `supersedes`.",
            )


def renamed(index: Index, record: Record) -> Document | None:
    """Return the document that an approved one has become and that bears another id, if there is one."""
    if not record.editions or record.status is Status.WITHDRAWN:
        return None
    if record.draft is not None:
        other = record.draft.front.name not in (None, record.name) and not is_policy_record(record)
        return record.draft if other else None
    document = index.by_path.get(record.editions[-1].document.path)
    return document if document is not None and document.front.name else None


@judges(TITLE_MISMATCH)
def title_mismatch(index: Index) -> Iterator[Finding]:
    """The title in the front matter is the one that readers see above the text.

    It is compared with the first heading where that is of the first level; the heading may open
    with the document's id. A document without such a heading gets its title from the front matter.

    Why: a document known by two titles is hard to find and easy to confuse (7.5.2 a).

    Mend: make the two alike.

    Fails:
        draft: {id: QP-001, title: Training, text: "# Purchasing"}

    Passes:
        draft: {id: QP-001, title: Training, text: "# QP-001 Training"}
    """
    for document in index.asked(index.readable):
        title, heading = document.front.title, _first_heading(document)
        if title is None or heading is None:
            continue
        written = _plain(heading)
        without_id = written.removeprefix(document.name).removeprefix(document.front.id or "").lstrip(_SEPARATORS)
        if _plain(title) not in (written, without_id):
            yield at_field(
                TITLE_MISMATCH,
                document,
                "title",
                f"The title is '{title}', but the heading says '{heading}'.",
                "Make the title and the first heading alike.",
            )


def _first_heading(document: Document) -> str | None:
    """Return the words of the first heading where it is of the first level."""
    words = plain_title(document.text, document.body_offset)
    return words or next((each.text for each in document.headings[:1] if each.level == 1), None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`]", "", text).split())


def _on_id(rule: RuleId, document: Document, message: str, remedy: str) -> Finding:
    return at_field(rule, document, "id", message, remedy)


@judges(UNCONTROLLED_FILE)
def uncontrolled_file(index: Index) -> Iterator[Finding]:
    """Every Markdown file in the documents folder is either a controlled document or listed as not being one.

    The name of a document's file ends in `.md`. One that ends in `.MD`, `.markdown` or the like is told,
    whatever it holds.

    Why: a text that lies among controlled documents is taken for one (7.5.3.1).

    Mend: give the file front matter (`qmsdoc new` shows how), or list it under `uncontrolled:` in
    `qmsdoc.yml`; let the name of a document end in `.md`.

    Fails:
        strays: [documents/notes.md]

    Passes:
        strays: []
    """
    for path in index.snapshot.strays:
        name, _, ending = path.rpartition(".")
        named = ending == "md"
        yield Finding(
            UNCONTROLLED_FILE,
            f"{path} lies among the controlled documents, but is not one."
            if named
            else f"{path} is no document, as its name ends in '.{ending}' instead of '.md'.",
            "Give it front matter, or list it under `uncontrolled:` in qmsdoc.yml."
            if named
            else f"Rename it: git mv {shlex.quote(path)} {shlex.quote(f'{name}.md')}; or list it under "
            "`uncontrolled:` in qmsdoc.yml.",
            path=path,
        )
