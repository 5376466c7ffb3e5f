"""Plans the conversion of adopted documents: front matter of our own, texts that show here what they showed before."""

from __future__ import annotations

from qmsdoc.editing.adopt_repository import FoundRepository
from qmsdoc.editing.adopt_survey import Survey
from qmsdoc.editing.convert_header import convert_header
from qmsdoc.editing.convert_text import convert_text
from qmsdoc.editing.edit_plan import EditPlan, FileEdit
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
            left.append(document.path)
            continue
        text, offset = body(converted)
        after = convert_text(text, offset, document.path, links).encode()
        if after != before:
            edits.append(FileEdit(document.path, before, after))
    told = [f"{counted(len(edits), 'document')} converted; read the change before anybody signs."]
    told += [f"Left as it is, since it would not say the same: {path}" for path in left]
    return EditPlan(tuple(edits), tuple(told))
