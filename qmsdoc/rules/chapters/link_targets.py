"""Rules of links that lead somewhere: to a document, a file, a heading."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

from qmsdoc.model.document import Document, Heading, Link, LinkKind, Target, TargetKind
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import ANCHOR_MISSING, ASSET_MISSING, LINK_BROKEN, ORPHAN, RuleId
from qmsdoc.model.snapshot import Record
from qmsdoc.rules.definition import at_field, at_link, judges
from qmsdoc.rules.index import OVER, Index
from qmsdoc.rules.moved_files import follows_from_a_move, led_there, looks_the_same
from qmsdoc.text.suggestions import lexicon, lexicon_of

_MADE_BY_THE_PAGE = ("fn:", "fnref:")
_COUNTED = re.compile(r"-\d+$")
_ALWAYS_REACHED = ("manual", "policy")


def links(document: Document) -> Iterator[tuple[Link, Target]]:
    """Give each link of a document with its target."""
    return zip(document.links, document.targets, strict=True)


@judges(LINK_BROKEN)
def link_broken(index: Index) -> Iterator[Finding]:
    """Every link leads to a file or a document that is there; so do `parent` and `deviates_from`.

    Links out of the manual are not followed: no rule uses the network. Files of withdrawn and
    superseded documents are not judged, because nobody can mend them any more.

    Why: a document is to be available where it is needed (7.5.3.1 a).

    Mend: correct the link. Between documents the id is enough: `[Training](QP-004)`.

    Fails:
        drafts:
          - {id: QP-001, text: "See [Training](qms:QP-044)."}
          - {id: QP-004}

    Passes:
        drafts:
          - {id: QP-001, text: "See [Training](qms:QP-004)."}
          - {id: QP-004}
    """
    yield from _paths_to_nothing(index)
    ids = cache(lambda: lexicon(record.name for record in index.known))
    for document in index.current:
        for link, target in links(document):
            if target.kind is TargetKind.DOCUMENT and index.record(target.document) is None:
                yield _at(
                    LINK_BROKEN,
                    document,
                    link,
                    f"No document has the id '{target.document}'.",
                    f"{ids().did_you_mean(target.document or '')}Correct the id.",
                )
        front = document.front
        for key, name in (("parent", front.parent), ("deviates_from", front.deviates_from)):
            if name is not None and index.record(name) is None:
                called = "The parent" if key == "parent" else f"The `{key}`"
                yield at_field(
                    LINK_BROKEN,
                    document,
                    key,
                    f"{called} '{name}' is no document of this manual.",
                    f"{ids().did_you_mean(name)}Correct the id.",
                )


def _paths_to_nothing(index: Index) -> Iterator[Finding]:
    names = cache(lambda: lexicon_of((posixpath.basename(path), path) for path in index.by_path))
    alike = cache(lambda: {unicodedata.normalize("NFC", path): path for path in index.by_path})
    once = {edition.document.path: record for record in index.known for edition in record.editions}
    every = ((document, pair) for document in index.current for pair in links(document))
    for document, (link, target) in every:
        if target.kind is not TargetKind.MISSING or link.kind is not LinkKind.LINK:
            continue
        if led_there(index, document, link) or follows_from_a_move(index, document, link, once):
            continue
        path = target.path or link.destination
        twin = alike().get(unicodedata.normalize("NFC", path))
        if twin is not None:
            yield _at(LINK_BROKEN, document, link, *looks_the_same(link, twin))
            continue
        guess = names().did_you_mean(posixpath.basename(path)) if path not in once else ""
        finding = _at(
            LINK_BROKEN,
            document,
            link,
            f"The link '{link.destination}' leads to '{path}', which is not there.",
            _gone(once[path]) if path in once else f"{guess}Correct the path, or lead to a document by its id.",
        )
        yield replace(finding, because=once[path].name) if path in once else finding


def _gone(record: Record) -> str:
    """Say what became of an approved document whose file used to lie where a link leads."""
    if record.draft is not None:
        return f"{record.name} now lies at {record.draft.path}. Lead to it by its id: `qms:{record.name}`."
    if record.status not in OVER:
        return f"The file of {record.name} is gone: put it back, or withdraw the document."
    instead = f"Lead to {record.replaced_by}, which took its place." if record.replaced_by else "Remove the link."
    return f"{record.name} lay there and is {record.status}. {instead}"


@judges(ASSET_MISSING)
def asset_missing(index: Index) -> Iterator[Finding]:
    """Every image and every include is there.

    Why: a document without its drawing or its table is not the document (7.5.3.1 a). It cannot be
    signed either, because its files are part of what is signed.

    Mend: add the file, or correct its path. Paths are relative to the document.

    Fails:
        draft: {id: QP-001, text: "![Flow of an order](order-flow.svg)"}

    Passes:
        draft: {id: QP-001, text: "![Flow of an order](order-flow.svg)"}
        files: [documents/order-flow.svg]
    """
    for document in index.current:
        for link, target in links(document):
            if target.kind is TargetKind.MISSING and link.kind is not LinkKind.LINK:
                if led_there(index, document, link) or follows_from_a_move(index, document, link, {}):
                    continue
                remedy = f"Add the file '{target.path or link.destination}', or correct its path."
                if target.alike:
                    remedy = f"Write it as the file is called, '{target.alike}': elsewhere upper and lower case differ."
                yield _at(ASSET_MISSING, document, link, f"The {link.kind} '{link.destination}' is not there.", remedy)


@judges(ANCHOR_MISSING)
def anchor_missing(index: Index) -> Iterator[Finding]:
    """A link to a heading finds that heading.

    The part after `#` is the heading in small letters, with hyphens for spaces. For a link to
    another document the newest text of that document counts. Of headings with the same words the
    second one has `-1` behind it: where such a number leads to another heading than in the last
    edition, that is a warning.

    Why: a reader sent to a chapter that is not there reads the wrong one (7.5.3.1 a).

    Mend: correct the part after `#`, or lead to the document as a whole.

    Fails:
        draft:
          id: QP-001
          text: |
            ## Purpose
            See [below](#records).

    Passes:
        draft:
          id: QP-001
          text: |
            ## Purpose
            See [below](#records).

            ## Records
    """
    anchors: dict[tuple[str, str], frozenset[str]] = {}
    words = cache(lambda name, path: lexicon(anchors[name, path]))
    for document in index.current:
        for link, target in links(document):
            aim = _aim(index, document, target)
            fragment = unquote(target.fragment or "")
            if aim is None or fragment in ("", "top") or fragment.startswith(_MADE_BY_THE_PAGE):
                continue
            key = (aim.name, aim.path)
            if key not in anchors:
                anchors[key] = frozenset(heading.anchor for heading in aim.headings)
            if fragment not in anchors[key]:
                remedy = f"{words(*key).did_you_mean(fragment)}Correct the part after '#'."
                where = "This document" if aim is document else aim.name
                finding = _at(ANCHOR_MISSING, document, link, f"{where} has no heading '#{fragment}'.", remedy)
                led = target.path or aim.path  # where the link leads, whatever id stands there
                elsewhere = led != document.path and led in index.by_path
                yield replace(finding, because=led) if elsewhere else finding
            elif moved := _moved(index, aim, fragment):
                message = f"'#{fragment}' now leads to the heading below {moved[1]}; it led to that below {moved[0]}."
                remedy = "Count the headings of those words and correct the number; better, give each words of its own."
                yield replace(_at(ANCHOR_MISSING, document, link, message, remedy), severity=Severity.WARNING)


def _moved(index: Index, aim: Document, fragment: str) -> tuple[str, str] | None:
    """Return below which heading a counted anchor stood in the last edition, and stands now; None where in the same."""
    record = index.record(aim.front.name) if _COUNTED.search(fragment) else None
    if record is None or not record.editions or record.editions[-1].document.text == aim.text:
        return None
    before, now = (_section(each, fragment) for each in (record.editions[-1].document, aim))
    return (before, now) if before and now and before != now else None


def _section(document: Document, anchor: str) -> str:
    """Return the words of the headings above the one that has an anchor, the nearest first."""
    above: list[Heading] = []
    for heading in document.headings:
        above = [each for each in above if each.level < heading.level]
        if heading.anchor == anchor:
            return " in ".join(f"'{each.text}'" for each in reversed(above))
        above.append(heading)
    return ""


def _aim(index: Index, document: Document, target: Target) -> Document | None:
    """Give the document in which a link's fragment is to be found, None where that cannot be told."""
    if target.kind is TargetKind.FRAGMENT:
        return document
    record = index.record(target.document) if target.kind is TargetKind.DOCUMENT else None
    if record is None or (record.draft is None and not record.editions):
        return None
    return record.draft or record.editions[-1].document


@judges(ORPHAN)
def orphan(index: Index) -> Iterator[Finding]:
    """Somebody who reads the manual comes upon every document of it.

    A document is reached by a link in another document, by being another's `parent` or having one,
    or by the clauses it names, under which the manual lists it. Documents of type `manual` and
    `policy` are where reading begins; translations are reached from the original; withdrawn and
    superseded documents need not be reached.

    Why: a document that nobody comes upon is not available where it is needed (7.5.3.1 a).

    Mend: link to it from the document in which it is used, name its `parent`, or give the `clauses`
    it serves.

    Fails:
        drafts:
          - {id: QP-001, text: "See [Training](qms:QP-002)."}
          - {id: QP-002, text: "See [Documents](qms:QP-001)."}
          - {id: QP-003, text: "See [Training](qms:QP-002)."}

    Passes:
        drafts:
          - {id: QP-001, text: "See [Training](qms:QP-002) and [Purchasing](qms:QP-003)."}
          - {id: QP-002, text: "See [Documents](qms:QP-001)."}
          - {id: QP-003, text: "See [Training](qms:QP-002)."}
    """
    standing = index.standing()
    if len(standing) < 2:
        return
    reached = {
        target.document.lower()
        for document in standing
        for _, target in links(document)
        if target.kind is TargetKind.DOCUMENT and target.document and target.document != document.front.name
    }
    named = ((document.front.parent, document.front.deviates_from) for document in standing)
    reached |= {name.lower() for names in named for name in names if name}
    for document in index.current:
        front = document.front
        if front.name is not None and front.name.lower() not in reached and not _listed(document):
            yield at_field(
                ORPHAN,
                document,
                "id",
                f"No other document leads to {front.name}.",
                "Link to it from where it is used, name its `parent`, or give the `clauses` it serves.",
            )


def _listed(document: Document) -> bool:
    front = document.front
    return bool(front.clauses or front.parent or front.deviates_from or front.lang) or front.type in _ALWAYS_REACHED


def _at(rule: RuleId, document: Document, link: Link, message: str, remedy: str) -> Finding:
    return at_link(Finding(rule, message, remedy), document, link)
