"""Plans the conversion of adopted documents: front matter of our own, texts that show here what they showed before."""

from __future__ import annotations

from qmsdoc.editing.adopt_repository import FoundRepository
from qmsdoc.editing.adopt_site import extensions
from qmsdoc.editing.adopt_survey import Survey
from qmsdoc.editing.convert_header import convert_header
from qmsdoc.editing.convert_lists import relisted
from qmsdoc.editing.convert_text import convert_text
from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.found_keys import text_at
from qmsdoc.editing.shown_blocks import first_difference, shown_by_mkdocs, shown_here
from qmsdoc.editing.site_links import site_links
from qmsdoc.model.mapping import FrontMatterMapping
from qmsdoc.parse.front_matter import body
from qmsdoc.text.sentences import counted


def plan_conversion(found: FoundRepository, survey: Survey, mapping: FrontMatterMapping) -> EditPlan:
    """Return the plan for all documents; one that cannot be converted without a doubt is named and left alone."""
    data = {file.path: file.data for file in found.files}
    links = site_links(found, mapping.base)
    edits, left = [], []
    for document in survey.documents:
        before = data[document.path]
        converted = convert_header(before, document.path, mapping)
        if converted is None:
            left.append(f"Left as it is, since it would not say the same: {document.path}")
            continue
        text, offset = body(converted)
        rewritten = convert_text(text, offset, document.path, links, text_at(document.header, "title"))
        if found.mkdocs is not None:
            rewritten, doubt = _proved(text, rewritten, offset, document.path, extensions(found.mkdocs))
            left += [doubt] if doubt else []
        after = rewritten.encode()
        if after != before:
            edits.append(FileEdit(document.path, before, after))
    told = [f"{counted(len(edits), 'document')} converted; read the change before anybody signs."]
    return EditPlan(tuple(edits), (*told, *left))


def _proved(before: str, after: str, offset: int, path: str, names: tuple[str, ...]) -> tuple[str, str]:
    """Return the rewriting that shows what MkDocs showed of a text; in doubt, where it first shows something else.

    Lists are nested anew only where that is proved by it.
    """
    was, head = shown_by_mkdocs(before[offset:], names), after[:offset]
    own = after[offset:]
    for tried in (own, relisted(own)):
        if first_difference(was, shown_here(tried)) is None:
            return head + tried, ""
    found = first_difference(was, shown_here(own))
    line = head.count("\n") + (found.line if found else 0)
    words = found.words[:60] if found and found.words else "an item of a list"
    return after, f"Not shown as MkDocs showed it: {path}:{max(line, 1)}: {words}"
