"""Rules of what stands at the head of a document: readable, complete, filled in and harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qmsdoc.model.document import FrontMatter, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import (
    CONTENT_UNSAFE,
    DATE_INVALID,
    FIELD_INVALID,
    FIELD_MISSING,
    FIELD_UNKNOWN,
    FRONT_MATTER_INVALID,
    PLACEHOLDER,
)
from qmsdoc.rules.definition import at_field, at_link, described, judges
from qmsdoc.rules.index import Index
from qmsdoc.text.suggestions import lexicon

_PLACEHOLDER = re.compile(
    r"\b(?-i:TODO|TBD|TBA|TBC|FIXME|XXX)\b|^\s*(n/?a|tb[acd]|todo|fixme|[-.?_…]+)\s*$"
    r"|<[A-Za-z][^<>]*>|^\s*\[[^\]]*\]\s*$|lorem ipsum",
    re.IGNORECASE | re.MULTILINE,
)


front_matter_invalid = described(
    FRONT_MATTER_INVALID,
    """The block at the head of a document can be read without doubt.

    It stands between two lines `---`, is UTF-8 without a byte order mark, uses spaces and not tabs,
    and gives every key once. Anchors, aliases, merge keys, tags and a second block are refused,
    because two programs may read them differently.

    Why: a document is identified by its front matter (7.5.2). What can be read in two ways
    identifies nothing.

    Mend: go to the line and column named. Most often a closing `---` is missing, a tab stands
    where spaces belong, or a value with a colon in it needs quotes.

    Fails:
        ---
        id: QP-001
        title: Training
        id: QP-002
        ---
        # Training

    Passes:
        ---
        id: QP-001
        title: Training
        type: procedure
        owner: quality-manager
        revision: 1
        ---
        # Training
    """,
)


field_missing = described(
    FIELD_MISSING,
    """Every field that a document of its type needs is there.

    Each document gives `id`, `title`, `type` and `revision`; a type may ask for more.

    Why: a document needs a title and a reference by which it is known (7.5.2 a).

    Mend: add the field to the front matter.

    Fails:
        ---
        id: QP-001
        type: procedure
        owner: quality-manager
        revision: 1
        ---
        # Training

    Passes:
        ---
        id: QP-001
        title: Training
        type: procedure
        owner: quality-manager
        revision: 1
        ---
        # Training
    """,
)


field_unknown = described(
    FIELD_UNKNOWN,
    """The front matter has no field that nothing reads.

    Why: a mistyped field looks as if it said something, and says nothing (7.5.2 a).

    Mend: correct the name of the field, or remove it.

    Fails:
        ---
        id: QP-001
        title: Training
        type: procedure
        ownr: quality-manager
        owner: quality-manager
        revision: 1
        ---
        # Training

    Passes:
        ---
        id: QP-001
        title: Training
        type: procedure
        owner: quality-manager
        revision: 1
        ---
        # Training
    """,
)


@judges(FIELD_INVALID)
def field_invalid(index: Index) -> Iterator[Finding]:
    """Every field holds a value of its kind, and the type is one that the policy knows.

    A revision is a whole number from 1, a list is a list, and `type` is a key under `types:` in
    `qmsdoc.yml`.

    Why: a document of no known type has no folder, no approvers and no review interval (7.5.2 a).

    Mend: correct the value, or add the type to `qmsdoc.yml`.

    Fails:
        draft: {id: QP-001, type: procedur}

    Passes:
        draft: {id: QP-001, type: procedure}
    """
    known = [kind.name for kind in index.policy.types]
    words = lexicon(known)
    for document in index.readable if known else ():
        front = document.front
        if front.type is not None and front.type not in known:
            yield at_field(
                FIELD_INVALID,
                document,
                "type",
                f"The policy knows no document type '{front.type}'.",
                f"{words.did_you_mean(front.type)}The types are: {', '.join(sorted(known))} (`types:` in qmsdoc.yml).",
            )


@judges(PLACEHOLDER)
def placeholder(index: Index) -> Iterator[Finding]:
    """No field still holds the text of a form that nobody filled in.

    `TODO`, `TBD`, `N/A`, `<name>`, `[DATE]`, an empty value and `lorem ipsum` are such texts.

    Why: what is to be filled in later identifies nothing today (7.5.2 a).

    Mend: fill the field in, or remove it where it is optional.

    Fails:
        ---
        id: QP-001
        title: TBD
        type: procedure
        owner: quality-manager
        revision: 1
        ---
        # Training

    Passes:
        ---
        id: QP-001
        title: Training
        type: procedure
        owner: quality-manager
        revision: 1
        ---
        # Training
    """
    for document in index.asked(index.readable):
        front = document.front
        for key, value in _texts(front):
            if unfilled(value):
                yield at_field(
                    PLACEHOLDER,
                    document,
                    key,
                    f"The field '{key}' still says '{value}'." if value.strip() else f"The field '{key}' is empty.",
                    "Fill the field in, or remove it where it is optional.",
                )


def unfilled(value: str) -> bool:
    """Tell whether a text is empty or still holds that of a form which nobody filled in."""
    return bool(_PLACEHOLDER.search(value) or not value.strip())


def _texts(front: FrontMatter) -> Iterator[tuple[str, str]]:
    """Give every text of a front matter with its key; an empty `change` is the business of `change-missing`."""
    for key, value in (("title", front.title), ("type", front.type), ("owner", front.owner), ("parent", front.parent)):
        if value is not None:
            yield key, value
    if front.change:
        yield "change", front.change
    yield from (("clauses", clause) for clause in front.clauses)
    yield from front.extra


date_invalid = described(
    DATE_INVALID,
    """Every date is a day of the calendar, written year-month-day.

    Why: 03/04/2026 is two different days in two countries, and 30 February is none (7.5.2 a).

    Mend: write the date as in 2026-04-03.

    Fails:
        ---
        id: QP-001
        title: Training
        type: procedure
        owner: quality-manager
        revision: 1
        effective: 2026-02-30
        ---
        # Training

    Passes:
        ---
        id: QP-001
        title: Training
        type: procedure
        owner: quality-manager
        revision: 1
        effective: 2026-02-28
        ---
        # Training
    """,
)


@judges(CONTENT_UNSAFE)
def content_unsafe(index: Index) -> Iterator[Finding]:
    """A document holds nothing that could act, hide, or reach outside the manual.

    Raw HTML, scripts, `javascript:` links, event handlers, symbolic links, submodules, files kept
    in Git LFS, and paths that leave the manual are refused. HTML comments are allowed and are not
    published.

    Why: a document is to be protected from unintended change and loss of integrity (7.5.3.1 b);
    what a script shows is not what was signed.

    Mend: write it in Markdown, or put the file itself into the manual.

    Fails:
        draft: {id: QP-001, text: "See [the list](../../../outside.md)."}

    Passes:
        draft: {id: QP-001, text: "See [our site](https://example.org/)."}
    """
    seen = index.met(CONTENT_UNSAFE)
    for document in index.readable:
        for link, target in zip(document.links, document.targets, strict=True):
            if target.kind is TargetKind.UNSAFE and (link.path or document.path, link.line) not in seen:
                yield at_link(Finding(CONTENT_UNSAFE, *_unsafe_link(link.destination)), document, link)


def _unsafe_link(destination: str) -> tuple[str, str]:
    """Say what is wrong with a destination that leads out of the manual, and what to do."""
    if "\\" in destination:
        slashes = destination.replace("\\", "/")
        return f"'{destination}' holds a backslash, as paths of Windows do.", f"Write slashes: '{slashes}'."
    if destination.startswith("/"):
        return (
            f"'{destination}' begins with a slash: it is an address of one site, and leads nowhere from a file.",
            "Lead to the file by a path from here, as in '../forms/report.md', or to a document by its id.",
        )
    return (
        f"'{destination}' leads out of the manual or is not a kind of link that is allowed.",
        "Lead to a file of the manual by a relative path, or to a page by https://.",
    )
