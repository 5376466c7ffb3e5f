"""Page values to the staged tree: plain Markdown, plain Jinja overrides and a plain `mkdocs.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from qmsdoc.errors import PublishError
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import addresses
from qmsdoc.pages.document import EditionPage, address_of, editions_of
from qmsdoc.pages.manual import Manual
from qmsdoc.pages.policy import policy_tables
from qmsdoc.render import assets, facts, front, links
from qmsdoc.render.config import configuration, pictures

VALID_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Staged:
    """The staged tree, and what the checks must find again: `pages` are the files of pages in the site,
    `stamps` those of them that must carry a stamp, `files` the staged assets.
    """

    tree: Mapping[str, bytes]
    pages: frozenset[str]
    stamps: Mapping[str, EditionPage]
    files: frozenset[str]


def stage(snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes]) -> Staged:
    """Give the tree to render. `template` is the theme's folder, path to bytes.

    Raises `PublishError` where two pages claim one address.
    """
    work = _Tree(snapshot)
    work.page(addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, facts.home(manual.home)))
    work.page(addresses.REGISTER, front.page("Register of documents", facts.register(manual.register)))
    work.page(addresses.VERIFY, front.page("How to check this manual", {"kind": "verify"}))
    for edition in manual.editions:
        work.edition(edition)
    for history in manual.histories:
        title = f"{history.name} history: {history.title}"
        work.page(history.address, front.page(title, facts.history_facts(history, work.section(history.name))))
    for notice in manual.notices:
        title = f"{notice.name} {notice.title} ({notice.status})"
        work.page(notice.address, front.page(title, facts.notice(notice, work.section(notice.name))))
    return work.staged(configuration(snapshot, manual, VALID_FOR), template)


class _Tree:
    """A staged tree while it grows."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._pages: dict[str, bytes] = {}
        self._files: dict[str, ClosureFile] = dict(pictures(snapshot.looks))
        self._stamps: dict[str, EditionPage] = {}
        self._addresses = {record.name.lower(): address_of(snapshot, record.name) for record in snapshot.records}
        self._names = _names(snapshot)
        for reserved in sorted(addresses.RESERVED & {name for name, address in self._addresses.items() if address}):
            raise _taken(f"{reserved}/")
        self._sections = {
            record.name: (record.effective or editions_of(record)[-1]).type
            for record in snapshot.records
            if editions_of(record)
        }

    def section(self, name: str) -> str:
        """The type under which the navigation shows the document."""
        return self._sections[name]

    def page(self, address: str, data: bytes) -> None:
        """Add a page; raises `PublishError` where one is there already."""
        path = f"{address}index.md"
        if path in self._pages:
            raise _taken(address)
        self._pages[path] = data

    def edition(self, page: EditionPage) -> None:
        """Add an edition's page and the files it shows."""
        own = dict(facts.edition(page, self.section(page.stamp.name)))
        document = page.edition.document
        text = self._policy(page, own) if page.stamp.name == POLICY_ID else self._text(page.address, document)
        label = "" if page.standing else f" revision {page.stamp.revision}"
        label += "" if page.stamp.in_force else f" ({page.stamp.status})"
        title = f"{page.stamp.name}{label} {page.stamp.title}"
        self.page(
            page.address, front.page(title, own, text, searched=page.standing, tags=(page.stamp.name,) * page.standing)
        )
        self._stamps[f"{page.address}index.html"] = page

    def staged(self, config: bytes, template: Mapping[str, bytes]) -> Staged:
        """Give the finished tree."""
        tree = {f"docs/{path}": data for path, data in self._pages.items()}
        tree |= {f"docs/{path}": file.data for path, file in self._files.items()}
        tree |= {f"theme/{path}": data for path, data in template.items()}
        tree["mkdocs.yml"] = config
        return Staged(
            tree={path: tree[path] for path in sorted(tree)},
            pages=frozenset(path.removesuffix(".md") + ".html" for path in self._pages),
            stamps=self._stamps,
            files=frozenset(self._files),
        )

    def _text(self, address: str, document: Document) -> str:
        place = links.Place(address, lambda name: self._addresses.get(name.lower()), self._names.get)
        text = links.staged(document, place)
        self._files |= {assets.address(file): file for file in text.files}
        return text.markdown

    def _policy(self, page: EditionPage, own: dict[str, front.Value]) -> str:
        tables = policy_tables(self._snapshot, page.edition)
        own["policy"] = dict(facts.policy(tables)) if tables else None
        parts = ["## The files that were signed", "Word for word, with the digest of each."]
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
