"""What stands in the way of a repository that is adopted: what its documents show elsewhere and would not show here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from qmsdoc.editing.adopt_repository import FoundRepository, proposed_people
from qmsdoc.editing.adopt_site import site_obstacles
from qmsdoc.editing.adopt_survey import Survey, SurveyedDocument
from qmsdoc.editing.site_links import PROGRAM, SiteLinks, site_links
from qmsdoc.markdown.scan import scan
from qmsdoc.markdown.unsupported import may_hold, unsupported
from qmsdoc.model.document import LinkKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule import RuleId
from qmsdoc.model.rule_ids import ASSET_MISSING, ID_DUPLICATE, LINK_BROKEN, MARKDOWN_UNSUPPORTED, OWNER_UNKNOWN
from qmsdoc.parse.paths import Way, classify, resolve_path
from qmsdoc.text.sentences import counted

_REMEDY_LINK = "Write the path of the file itself, relative to this one: qmsdoc adopt --convert does."


def obstacles(found: FoundRepository, survey: Survey) -> Iterator[Finding]:
    """Yield what will break, document by document, each with its line; then what the site's own settings do."""
    tree = frozenset(found.paths)
    links = site_links(found, survey.proposal.mapping.base)
    people = {person.id for person in proposed_people(found.log)}
    for name, paths in survey.duplicates:
        for path in paths[1:]:
            message = f"By the mapping it would have the id '{name}', which {paths[0]} has."
            yield Finding(ID_DUPLICATE, message, "Write an id of its own into it.", 1, 1, path)
    for document in survey.documents:
        found_here = [*document.faults, *_text(document, links), *_links(document, tree, links)]
        yield from sorted(found_here, key=lambda each: each.line or 0)
        owner = document.of("owner")
        if owner.value is not None and owner.value not in people:
            node = document.mapped.root.get("owner")
            message = f"'{owner.value[:60]}' owns it, and no role or person of people.yml is called so yet."
            remedy = "Give somebody that role in people.yml, or say under `values` of the mapping who it is."
            yield Finding(OWNER_UNKNOWN, message, remedy, node.line if node else 1, 1, document.path)
    yield from site_obstacles(found.mkdocs)


def _text(document: SurveyedDocument, links: SiteLinks) -> Iterator[Finding]:
    """Yield what Markdown elsewhere shows and this does not, and raw HTML; links of programs are told as links."""
    text, offset = document.header.text, document.header.body_offset
    own = links.without_links(document.path, text[offset:])
    if may_hold(own):
        for place in unsupported(own, text.count("\n", 0, offset)):
            yield Finding(MARKDOWN_UNSUPPORTED, place.message, place.remedy, place.line, 1, document.path)
    yield from _unsafe(document)


def _unsafe(document: SurveyedDocument) -> Iterator[Finding]:
    """Yield raw HTML and its like, one finding a line: a table in HTML would be fifty."""
    by_line: dict[int, list[Finding]] = {}
    for problem in scan(document.header.text, document.header.body_offset).problems:
        by_line.setdefault(problem.line or 1, []).append(problem)
    for found in by_line.values():
        more = f" This line has {counted(len(found) - 1, 'other')}." if len(found) > 1 else ""
        yield replace(found[0], message=found[0].message + more, path=document.path)


def _links(document: SurveyedDocument, tree: Collection[str], links: SiteLinks) -> Iterator[Finding]:
    text, offset = document.header.text, document.header.body_offset
    for each in links.template_links(document.path, text, offset):
        yield _by_habit(document.path, LINK_BROKEN, each.written, each.meant, (each.line, 1))
    for link in scan(text, offset).links:
        if classify(link.destination) is not Way.LOCAL or PROGRAM.search(link.destination):
            continue
        if resolve_path(document.path, link.destination) in tree:
            continue
        meant = links.meant(document.path, link.destination)
        rule = LINK_BROKEN if link.kind is LinkKind.LINK else ASSET_MISSING
        yield _by_habit(document.path, rule, link.destination, meant, (link.line, link.column))


def _by_habit(path: str, rule: RuleId, written: str, meant: str | None, place: tuple[int, int]) -> Finding:
    if meant is None:
        message = f"'{written}' leads to nothing that is here, or may mean more than one page."
        return Finding(rule, message, "Correct the link, or add the file.", *place, path)
    message = f"'{written}' means {meant} to the program that made the site; as a path it leads nowhere."
    return Finding(rule, message, _REMEDY_LINK, *place, path)
