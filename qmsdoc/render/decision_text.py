"""A document's text for whoever decides over it: as readers will see it, and compared with its last edition."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.model.language import Language
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Edition, Record, Snapshot
from qmsdoc.pages.comparison import differences
from qmsdoc.render import assets
from qmsdoc.render.conversion import code_block, converted
from qmsdoc.render.destinations import Place
from qmsdoc.render.history_views import RedlineExcerpts, redline_excerpts
from qmsdoc.render.redline import Redliner
from qmsdoc.render.redline_views import change_labels
from qmsdoc.render.ui_strings import ui_strings

FOLDER = "document/"


def shown_document(record: Record, *, in_force: bool = False) -> Document:
    """Return the version to be decided over: the draft while something of it waits, else the edition in force.

    With `in_force` that edition in any case, where there is one: to review it, or to withdraw it.
    """
    if in_force and record.effective is not None:
        return record.effective.document
    return record.draft if record.needs and record.draft else record.shown


def former_edition(record: Record, document: Document) -> Edition | None:
    """Return the last edition, which a document would replace; None where it is one, or there is none."""
    edition = document.closure.content_digest in {each.content_digest for each in record.editions}
    return record.editions[-1] if record.editions and not edition else None


@dataclass(frozen=True, slots=True)
class DecisionText:
    """A document's text as HTML, the comparison with its former edition (None without one, or where it is that), and
    the files that both show, by address.
    """

    html: Markup
    redline: RedlineExcerpts | None
    files: dict[str, bytes]


def decision_text(record: Record, document: Document, snapshot: Snapshot, language: Language) -> DecisionText:
    """Render what readers will see of a version of a document, and what is different."""
    here = f"{FOLDER}{record.name}/"
    names = {each.name.lower(): f"{FOLDER}{each.name}/" for each in snapshot.records}
    paths = {document.path: document.name for document in snapshot.documents}
    place = Place(here, lambda name: names.get(name.lower()), paths.get, ui_strings(language))
    last = former_edition(record, document)
    redline = None
    if last is not None:
        redliner = Redliner(Place("", place.published, place.named, place.strings), change_labels(language))
        sides = last.document, document
        redline = redline_excerpts(sides, differences(*sides, last.policy), here, redliner, language)
    if record.name == POLICY_ID:
        parts = (Markup("<h2>{}</h2>{}").format(file.path, _code(file)) for file in document.closure.files)
        return DecisionText(Markup("").join(parts), redline, {})
    text = converted(document, place)
    files = {file.path: file for file in (*text.files, *(last.document.closure.files if last else ()))}
    return DecisionText(text.html, redline, {assets.address(file): file.data for file in files.values()})


def _code(file: ClosureFile) -> Markup:
    return code_block(file.data.decode("utf-8", "replace"), "yaml" if file.path.endswith(".yml") else "text")
