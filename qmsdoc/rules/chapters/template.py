"""Rules of templates: the headings that documents of one type share, and sentences that none of them keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from qmsdoc.markdown.template import bare_line
from qmsdoc.model.document import Document, Heading
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH, DocumentType
from qmsdoc.model.rule_ids import TEMPLATE_DRIFT, TEMPLATE_TEXT
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index
from qmsdoc.text.sentences import counted

_SHOWN = 80
_SPACELESS = re.compile(r"#{2,6}(?=[^\s#])")
_NUMBER = re.compile(r"^(?:\d+\.)*\d+\.?\s+|^[A-Z]\.\s+")


@judges(TEMPLATE_DRIFT)
def template_drift(index: Index) -> Iterator[Finding]:
    """A document has the headings that the template of its type asks for, in its order.

    A type names its template in `qmsdoc.yml`: `template: templates/procedure.md`. Every heading
    below the title is asked for, except one that is to be filled in (`## <Step>`). Further headings
    may stand between them; numbers before a heading, capitals and translations are not compared.

    Why: a document has a suitable format (7.5.2 b). Readers find what they look for where they
    found it in the last one.

    Mend: add the heading, or move the part to its place; or change the template.

    Fails:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, template: templates/procedure.md}}
        templates:
          templates/procedure.md: |
            # <Title>
            ## Purpose
            ## Records
        draft:
          id: QP-001
          text: |
            ## Records
            ## Purpose

    Passes:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, template: templates/procedure.md}}
        templates:
          templates/procedure.md: |
            # <Title>
            ## Purpose
            ## Records
        draft:
          id: QP-001
          text: |
            ## Purpose
            ## Steps
            ## Records
    """
    templates = {template.path: template.headings for template in index.snapshot.templates}
    yield from _not_there(index, templates)
    kinds = {kind.name: kind for kind in index.policy.types if kind.template in templates}
    for document in index.current:
        kind = kinds.get(document.front.type or "")
        if kind is not None and kind.template is not None and document.front.lang is None:
            yield from _drifted(document, kind, templates[kind.template])


@judges(TEMPLATE_TEXT)
def template_text(index: Index) -> Iterator[Finding]:
    """No sentence of its type's template is left standing in a document.

    Lines of the template's paragraphs and lists with three words or more are looked for in the documents of
    its type. Headings and tables are meant to stay.

    Why: a document says what is done here (7.5.2 b). What the template says of any document is taken for it.

    Mend: write what holds, or take the sentence out; what all documents shall say, belongs into one of them.

    Fails:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, template: templates/procedure.md}}
        templates:
          templates/procedure.md: |
            ## Purpose

            To bring about what, in two sentences.
        draft:
          id: QP-001
          text: |
            ## Purpose

            To bring about what, in two sentences.

    Passes:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, template: templates/procedure.md}}
        templates:
          templates/procedure.md: |
            ## Purpose

            To bring about what, in two sentences.
        draft:
          id: QP-001
          text: |
            ## Purpose

            To release no part that was not inspected.
    """
    templates = {template.path: template.sentences for template in index.snapshot.templates}
    sentences = {kind.name: templates.get(kind.template or "", frozenset()) for kind in index.policy.types}
    for document in index.asked(index.current):
        wanted = sentences.get(document.front.type or "")
        if wanted and document.front.lang is None:
            yield from _left_standing(document, wanted)


def _left_standing(document: Document, wanted: frozenset[str]) -> Iterator[Finding]:
    """Give one fault for a document: the first sentence that it has from its template, and how many more."""
    above = document.text.count("\n", 0, document.body_offset)
    rows = enumerate(document.markdown.split("\n"), above + 1)
    left = [(line, bare) for line, row in rows if (bare := bare_line(row)) in wanted]
    if left:
        line, sentence = left[0]
        more = f", and {counted(len(left) - 1, 'more sentence')}," if len(left) > 1 else ""
        yield Finding(
            TEMPLATE_TEXT,
            f"'{sentence[:_SHOWN]}'{more} still {'stand' if more else 'stands'} here as in the template.",
            "Write what holds in its place, or take it out.",
            *(line, 1, document.path),
            document=document.front.name,
        )


def _not_there(index: Index, templates: Mapping[str, object]) -> Iterator[Finding]:
    for kind in index.policy.types:
        if kind.template is not None and kind.template not in templates:
            yield Finding(
                TEMPLATE_DRIFT,
                f"The template '{kind.template}' of the type '{kind.name}' is not there.",
                "Add the file, or correct its path in qmsdoc.yml.",
                document=POLICY_ID,
                path=POLICY_PATH,
            )


def _drifted(document: Document, kind: DocumentType, wanted: Sequence[Heading]) -> Iterator[Finding]:
    """Give one fault for a document: the headings that are not there, else the first out of its order."""
    has: dict[tuple[int, str], Heading] = {}
    for heading in document.headings:
        has.setdefault(_key(heading), heading)
    meant = {_SPACELESS.sub(" ", row).casefold() for row in document.markdown.split("\n") if _SPACELESS.match(row)}
    lacking = [heading.text for heading in wanted if _key(heading) not in has]
    missing = [text for text in lacking if f" {text.casefold()}" not in meant]
    if lacking and not missing:
        return  # `markdown-unsupported` says what keeps them from being headings
    if missing:
        named = ", ".join(f"'{text}'" for text in missing)
        yield _at(
            document,
            None,
            f"The template of {kind.name} documents asks for {named}, which {document.name} does not have.",
            f"Add {'the heading' if len(missing) == 1 else 'the headings'}, or change {kind.template}.",
        )
        return
    before: Heading | None = None
    for heading in wanted:
        found = has[_key(heading)]
        if before is not None and found.line < before.line:
            yield _at(
                document,
                found,
                f"'{found.text}' stands before '{before.text}'; in the template it follows.",
                f"Move the part to its place, or change {kind.template}.",
            )
            return
        before = found


def _key(heading: Heading) -> tuple[int, str]:
    return heading.level, _NUMBER.sub("", " ".join(heading.text.split())).casefold()


def _at(document: Document, heading: Heading | None, message: str, remedy: str) -> Finding:
    front = document.front
    line = heading.line if heading else front.line("type")
    return Finding(TEMPLATE_DRIFT, message, remedy, document=front.name, path=document.path, line=line, column=1)
