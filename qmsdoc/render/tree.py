"""A staged tree while it grows: pages, the files they show, and which of them must carry a stamp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qmsdoc.errors import PublishError
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.model.language import Language
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import addresses
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.policy import policy_tables
from qmsdoc.parse.languages import FOLDER
from qmsdoc.render import assets, facts, front, links
from qmsdoc.render.config import pictures
from qmsdoc.render.pdf import pdf_path
from qmsdoc.render.redline import Redliner
from qmsdoc.render.said import said
from qmsdoc.render.sheet import sheet_facts
from qmsdoc.render.translations import Tongues, rendering_facts, translation_facts
from qmsdoc.render.worded import worded


@dataclass(frozen=True, slots=True)
class Staged:
    """The staged tree, and what the checks must find again: `pages` are the files of pages in the site,
    `stamps` those of them that must carry a stamp, in `language`, `files` the staged assets.
    """

    tree: Mapping[str, bytes]
    pages: frozenset[str]
    stamps: Mapping[str, EditionPage]
    files: frozenset[str]
    language: Language


class Tree:
    """A staged tree while it grows; `published` gives where each document, by its name in lower case, is published.

    `tongues` are the languages that the site could speak, by code.
    `redliner` compares documents as they are published here; with `pdf` each edition in force leads to its PDF.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        published: Mapping[str, str],
        language: Language,
        tongues: Tongues,
        *,
        pdf: bool = False,
    ) -> None:
        self._pdf = pdf
        self._snapshot = snapshot
        self.language = language
        self.tongues = tongues
        self._said = said(language)
        self._pages: dict[str, bytes] = {}
        self._files: dict[str, ClosureFile] = dict(pictures(snapshot.looks))
        self._stamps: dict[str, EditionPage] = {}
        self._addresses = published
        self._names = _names(snapshot)
        self.redliner = Redliner(self._place(addresses.HOME))
        for reserved in sorted(addresses.RESERVED & published.keys()):
            raise _taken(f"{reserved}/")

    def page(self, address: str, data: bytes) -> None:
        """Add a page; raises `PublishError` where one is there already."""
        path = f"{address}index.md"
        if path in self._pages:
            raise _taken(address)
        self._pages[path] = data

    def edition(self, page: EditionPage) -> None:
        """Add an edition's page and the files it shows."""
        own = dict(facts.edition(page, self.language))
        own["translation"] = translation_facts(page.translation, self.language, self.tongues)
        own["renderings"] = rendering_facts(page.renderings, self.language, self.tongues)
        own["sheet"] = sheet_facts(page.stamp, self._snapshot.looks.site_url)
        own["pdf"] = pdf_path(page) if self._pdf and page.standing else None
        document = page.edition.document
        text = self._policy(page, own) if page.stamp.name == POLICY_ID else self.text(page.address, document)
        title = f"{page.stamp.name} {page.stamp.title}"
        if not page.standing:
            mark = page.stamp
            title = self.language.say("edition.page", name=mark.name, revision=mark.revision, title=mark.title)
        if not page.stamp.in_force:
            title = facts.ended(title, page.stamp.status, self.language)
        self.page(
            page.address, front.page(title, own, text, searched=page.standing, tags=(page.stamp.name,) * page.standing)
        )
        self._stamps[f"{page.address}index.html"] = page

    def staged(self, config: bytes, template: Mapping[str, bytes]) -> Staged:
        """Give the finished tree."""
        tree = {f"docs/{path}": data for path, data in self._pages.items()}
        tree |= {f"docs/{path}": file.data for path, file in self._files.items()}
        tree |= {f"theme/{path}": data for path, data in template.items() if not path.startswith(FOLDER)}
        tree |= {f"theme/{path}": data for path, data in worded(self.language, template, self._heads()).items()}
        tree["mkdocs.yml"] = config
        return Staged(
            tree={path: tree[path] for path in sorted(tree)},
            pages=frozenset(path.removesuffix(".md") + ".html" for path in self._pages),
            stamps=self._stamps,
            files=frozenset(self._files),
            language=self.language,
        )

    def text(self, address: str, document: Document) -> str:
        """Give a document's Markdown as it stands at `address`, and take in the files it shows."""
        text = links.staged(document, self._place(address))
        self._files |= {assets.address(file): file for file in text.files}
        return text.markdown

    def _heads(self) -> tuple[str, str]:
        """What the printed sheets of lists and other pages say at their head: which manual, and as of when."""
        snapshot = self._snapshot
        as_of = self.language.say("print.as-of", day=self.language.day(snapshot.as_of))
        return snapshot.looks.site_name or snapshot.manual, as_of

    def _place(self, address: str) -> links.Place:
        return links.Place(address, lambda name: self._addresses.get(name.lower()), self._names.get, self._said)

    def _policy(self, page: EditionPage, own: dict[str, front.Value]) -> str:
        tables = policy_tables(self._snapshot, page.edition)
        own["policy"] = dict(facts.policy(tables, self.language)) if tables else None
        parts = [f"## {self.language.say('policy.files')}", self.language.say("policy.files-said")]
        for file in page.edition.document.closure.files:
            text = file.data.decode("utf-8", "replace").rstrip("\n")
            fence = _fence(text)
            language = "yaml" if file.path.endswith((".yml", ".yaml")) else "text"
            parts += [f"### {_plain(file.path)}", f"`sha256:{file.sha256}`", f"{fence}{language}\n{text}\n{fence}"]
        return "\n\n".join(parts) + "\n"


def _taken(address: str) -> PublishError:
    return PublishError(
        f"Two pages of the manual would stand at /{address}.",
        remedy="Document ids must differ in more than their case, and must not be the name of a page"
        f" of the site ({', '.join(sorted(addresses.RESERVED))}).",
        rule="id-pattern",
    )


def _names(snapshot: Snapshot) -> dict[str, str]:
    named = {document.path: document.name for document in snapshot.documents if document.front.name}
    return {edition.document.path: edition.name for edition in snapshot.editions} | named


def _fence(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return fence


def _plain(path: str) -> str:
    return "".join(c if c.isalnum() or c in "/. " else f"\\{c}" for c in path)
