"""Where pages that show documents' text are made: one desk for a group of pages, which share texts and redlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qmsdoc.model import addresses
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.model.language import Language
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.policy import policy_tables
from qmsdoc.render import assets, facts, front, links, places
from qmsdoc.render.changes import change_labels
from qmsdoc.render.menu import Near
from qmsdoc.render.quoted import fenced, plain
from qmsdoc.render.redline import Redliner
from qmsdoc.render.said import said
from qmsdoc.render.sheet import sheet_facts
from qmsdoc.render.texts import drawn_in
from qmsdoc.render.translations import Tongues, rendering_facts, translation_facts


class Desk:
    """Makes pages; `files` are those that the pages made so far show.

    `published` gives where each document, by its name in lower case, is published, and `names` the document at a
    path; `tongues` are the languages that the site could speak, by code; `near` is of the menu; `redliner` compares
    documents as they are published; with `pdf` each edition in force leads to its PDF.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        published: Mapping[str, str],
        names: Mapping[str, str],
        language: Language,
        tongues: Tongues,
        *,
        near: Near,
        pdf: bool = False,
    ) -> None:
        self.near = near
        self.language = language
        self.tongues = tongues
        self._said = said(language)
        self._pdf = pdf
        self._snapshot = snapshot
        self._addresses = published
        self._names = names
        self._files: dict[str, ClosureFile] = {}
        self.redliner = Redliner(self._place(addresses.HOME), change_labels(language))

    @property
    def files(self) -> tuple[ClosureFile, ...]:
        """The files that the pages show."""
        return tuple(self._files.values())

    def edition(self, page: EditionPage) -> front.Page:
        """Make an edition's page."""
        own = dict(facts.edition(page, self.language))
        own["translation"] = translation_facts(page.translation, self.language, self.tongues)
        own["renderings"] = rendering_facts(page.renderings, self.tongues)
        own["sheet"] = sheet_facts(page.stamp, self._snapshot.looks.site_url)
        own["pdf"] = addresses.pdf(page.stamp.name, page.stamp.revision) if self._pdf and page.standing else None
        document = page.edition.document
        text = self._policy(page, own) if page.stamp.name == POLICY_ID else self.text(page.address, document)
        anywhere = None if page.stamp.name == POLICY_ID else self._anywhere(document, text)
        mark = page.stamp
        title = f"{mark.name} {mark.title}"
        if not page.standing:
            title = self.language.say("edition.page", name=mark.name, revision=mark.revision, title=mark.title)
        if not mark.in_force:
            title = facts.ended(title, mark.status, self.language)
        own["near"] = self.near(page.section, page.stamp.name)
        made = front.page(title, own, text, searched=page.standing, tags=(page.stamp.name,) * page.standing)
        return replace(made, anywhere=anywhere)

    def _anywhere(self, document: Document, text: str) -> str | None:
        """Give a document's Markdown as it is for every page (`places.ANYWHERE`), None if it cannot be."""
        if drawn_in(text) or places.FAR in text:
            return None
        return links.staged(document, self._place(places.ANYWHERE)).markdown

    def text(self, address: str, document: Document) -> str:
        """Give a document's Markdown as it stands at `address`, and take in the files it shows."""
        text = links.staged(document, self._place(address))
        self._files |= {assets.address(file): file for file in text.files}
        return text.markdown

    def _place(self, address: str) -> links.Place:
        return links.Place(address, lambda name: self._addresses.get(name.lower()), self._names.get, self._said)

    def _policy(self, page: EditionPage, own: dict[str, front.Value]) -> str:
        tables = policy_tables(self._snapshot, page.edition)
        own["policy"] = dict(facts.policy(tables, self.language)) if tables else None
        parts = [f"## {self.language.say('policy.files')}", self.language.say("policy.files-said")]
        for file in page.edition.document.closure.files:
            text = file.data.decode("utf-8", "replace").rstrip("\n")
            info = "yaml" if file.path.endswith((".yml", ".yaml")) else "text"
            parts += [f"### {plain(file.path)}", f"`sha256:{file.sha256}`", fenced(text, info)]
        return "\n\n".join(parts) + "\n"


def names(snapshot: Snapshot) -> dict[str, str]:
    """Give the name of the document at each path, for links in included files."""
    named = {document.path: document.name for document in snapshot.documents if document.front.name}
    return {edition.document.path: edition.name for edition in snapshot.editions} | named
