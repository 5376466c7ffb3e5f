"""What stands in the way of a repository that is adopted: what its documents show elsewhere and would not show here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from qmsdoc.editing.adopt_repository import FoundRepository
from qmsdoc.editing.adopt_survey import Certainty, Survey, SurveyedDocument
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.scan import scan
from qmsdoc.markdown.unsupported import may_hold, unsupported
from qmsdoc.model.controlled_paths import MARKDOWN_ENDINGS
from qmsdoc.model.document import Link, LinkKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import (
    ASSET_MISSING,
    CONTENT_UNSAFE,
    ID_DUPLICATE,
    LINK_BROKEN,
    MARKDOWN_UNSUPPORTED,
    OWNER_UNKNOWN,
)
from qmsdoc.parse.paths import Way, classify, resolve_path
from qmsdoc.parse.yaml import Mapping, Scalar, Sequence
from qmsdoc.parse.yaml import read as read_yaml

_TEMPLATE = re.compile(r"<%=?|\{\{[^{}\n]*\}\}|\{%")
_EXECUTED = ("hooks",)
_KEPT_PLUGINS = frozenset(("search", "qmsdoc"))
_INDEXES = ("index", "README", "_index")
_REMEDY_LINK = "Write the path of the file itself, relative to this one."


def obstacles(found: FoundRepository, survey: Survey) -> Iterator[Finding]:
    """Yield what will break, document by document, each with its line; then what the site's own settings do."""
    tree = frozenset(found.paths)
    for name, paths in survey.duplicates:
        for path in paths[1:]:
            message = f"By the mapping it would have the id '{name}', which {paths[0]} has."
            yield Finding(ID_DUPLICATE, message, "Write an id of its own into it.", 1, 1, path)
    for document in survey.documents:
        found_here = [*document.faults, *_text(document), *_links(document, tree, survey.proposal.mapping.base)]
        yield from sorted(found_here, key=lambda each: each.line or 0)
        owner = document.of("owner")
        if owner.value is not None and owner.certainty is Certainty.WRITTEN:
            node = document.mapped.root.get("owner")
            message = f"'{owner.value[:60]}' owns it, and no role or person of people.yml is called so yet."
            remedy = "Say under `values` of the mapping which role or person that is."
            yield Finding(OWNER_UNKNOWN, message, remedy, node.line if node else 1, 1, document.path)
    yield from _site(found)


def _text(document: SurveyedDocument) -> Iterator[Finding]:
    """Yield what Markdown elsewhere shows and this does not, raw HTML, and places that a program fills in."""
    text, offset = document.header.text, document.header.body_offset
    above, own = text.count("\n", 0, offset), text[offset:]
    if may_hold(own):
        for place in unsupported(read(own), above):
            yield Finding(MARKDOWN_UNSUPPORTED, place.message, place.remedy, place.line, 1, document.path)
    filled = set()
    for part in _TEMPLATE.finditer(own):
        filled.add(own.count("\n", 0, part.start()) + above + 1)
    for line in sorted(filled):
        message = "A program fills in something here; what it would be is not in the file that people sign."
        yield Finding(CONTENT_UNSAFE, message, "Write the text itself.", line, 1, document.path)
    for problem in scan(text, offset).problems:
        if problem.line not in filled:
            yield replace(problem, path=document.path)


def _links(document: SurveyedDocument, tree: Collection[str], base: str) -> Iterator[Finding]:
    for link in scan(document.header.text, document.header.body_offset).links:
        if classify(link.destination) is not Way.LOCAL or _TEMPLATE.search(link.destination):
            continue
        target = resolve_path(document.path, link.destination)
        if target in tree:
            continue
        meant = meant_by_habit(document.path, link, tree, base)
        rule = LINK_BROKEN if link.kind is LinkKind.LINK else ASSET_MISSING
        if meant is not None:
            message = (
                f"'{link.destination}' means {meant} to the program that made the site; as a path it leads nowhere."
            )
            yield Finding(rule, message, _REMEDY_LINK, link.line, link.column, document.path)
        else:
            message = f"'{link.destination}' leads to nothing that is here."
            yield Finding(rule, message, "Correct the link, or add the file.", link.line, link.column, document.path)


def meant_by_habit(path: str, link: Link, tree: Collection[str], base: str) -> str | None:
    """Return the file that a destination means to MkDocs, Hugo, Jekyll or Middleman; None where there is none.

    Addresses of pages end in `.html`, in a slash or in nothing, and begin at the site's top or, where pages are
    folders, one folder deeper than the file.
    """
    plain = re.split(r"[?#]", link.destination, maxsplit=1)[0].strip()
    stems = []
    if plain.startswith("/"):
        stems += [f"{base}{plain.lstrip('/')}", plain.lstrip("/")]
    else:
        own = path.rpartition("/")[2].partition(".")[0]
        below = f"{path.rpartition('/')[0]}/{own}/x" if own != "index" else path
        resolved = (resolve_path(path, plain), resolve_path(below, plain))
        stems += [each for each in resolved if each is not None]
    for stem in stems:
        bare = re.sub(r"\.html?$", "", stem.rstrip("/"))
        for each in (stem, *(f"{bare}{end}" for end in MARKDOWN_ENDINGS)):
            if each in tree:
                return each
        for each in (f"{bare}/{name}{end}".lstrip("/") for name in _INDEXES for end in MARKDOWN_ENDINGS):
            if each in tree:
                return each
    return None


def _site(found: FoundRepository) -> Iterator[Finding]:
    """Yield what a site's own `mkdocs.yml` runs, which `qmsdoc build` never would."""
    if found.mkdocs is None:
        return
    root, _ = read_yaml(found.mkdocs.decode("utf-8", "replace"), rule=CONTENT_UNSAFE, inert_tags=True)
    if not isinstance(root, Mapping):
        return
    remedy = "Keep that site as it is, beside the manual that `qmsdoc build` publishes."
    plugins = root.get("plugins")
    for item in plugins.items if isinstance(plugins, Sequence) else ():
        named = item if isinstance(item, Scalar) else item.entries[0][0] if isinstance(item, Mapping) else None
        if named is not None and named.text not in _KEPT_PLUGINS:
            message = f"The plugin '{named.text}' changes what is shown; `qmsdoc build` runs none."
            yield Finding(MARKDOWN_UNSUPPORTED, message, remedy, named.line, 1, "mkdocs.yml")
    for key in _EXECUTED:
        node = root.get(key)
        if node is not None:
            message = f"'{key}' runs programs while the site is made; `qmsdoc build` runs none."
            yield Finding(CONTENT_UNSAFE, message, remedy, node.line, 1, "mkdocs.yml")
