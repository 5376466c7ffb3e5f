"""A staged tree: which pages there are and how each is made, the files they show, and which must carry a stamp."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qmsdoc.errors import PublishError
from qmsdoc.model import addresses
from qmsdoc.model.document import ClosureFile
from qmsdoc.model.language import Language
from qmsdoc.model.rule_ids import ID_PATTERN
from qmsdoc.pages.document import EditionPage
from qmsdoc.parse.languages import FOLDER
from qmsdoc.render import assets, front
from qmsdoc.render.desk import Desk
from qmsdoc.render.worded import worded

Make = Callable[[Desk], Iterator[tuple[str, front.Page]]]


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that are made together, since they share texts: where they stand, and what makes them."""

    addresses: tuple[str, ...]
    make: Make


@dataclass(frozen=True, slots=True)
class Made:
    """The pages of a group by address, and the files they show by theirs."""

    pages: Mapping[str, front.Page]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Staged:
    """What a renderer is given. Pages are made a group at a time, in any order and in any process: `desk` gives
    what a group is made with. `stamps` are the pages of the site that must carry one; `files` belong to the frame;
    `theme` is the folder of templates, `config` the `mkdocs.yml`, `language` that of the site's own words.
    """

    groups: tuple[Group, ...]
    desk: Callable[[], Desk]
    stamps: Mapping[str, EditionPage]
    files: Mapping[str, bytes]
    theme: Mapping[str, bytes]
    config: bytes
    language: Language

    @property
    def pages(self) -> frozenset[str]:
        """The files of pages in the site."""
        return frozenset(f"{address}index.html" for group in self.groups for address in group.addresses)

    def make(self, group: Group) -> Made:
        """Make the pages of a group."""
        desk = self.desk()
        pages = dict(group.make(desk))
        return Made(pages, {assets.address(file): file.data for file in desk.files})

    def frame(self) -> dict[str, bytes]:
        """The staged tree but for the pages and what they show, path to bytes."""
        tree = {f"docs/{path}": data for path, data in self.files.items()}
        tree |= {f"theme/{path}": data for path, data in self.theme.items()}
        return tree | {"mkdocs.yml": self.config}


def staged_files(made: Made) -> dict[str, bytes]:
    """Give a group's part of the staged tree, path to bytes."""
    pages = {f"docs/{address}index.md": page.staged() for address, page in made.pages.items()}
    return pages | {f"docs/{path}": data for path, data in made.files.items()}


class Tree:
    """A staged tree while it grows; `published` gives where each document, by its name in lower case, is published."""

    def __init__(self, published: Mapping[str, str]) -> None:
        self._groups: list[Group] = []
        self._taken: set[str] = set()
        self._stamps: dict[str, EditionPage] = {}
        for reserved in sorted(addresses.RESERVED & published.keys()):
            raise _taken(f"{reserved}/")

    def page(self, address: str, page: front.Page) -> None:
        """Add a page that shows no document's text; raises `PublishError` where one is there already."""
        self.group((address,), lambda _: iter([(address, page)]))

    def group(self, addresses: tuple[str, ...], make: Make) -> None:
        """Add pages that are made together; raises `PublishError` where there is one of them already."""
        for address in addresses:
            if address in self._taken:
                raise _taken(address)
            self._taken.add(address)
        self._groups.append(Group(addresses, make))

    def stamp(self, page: EditionPage) -> None:
        """Note that a page must carry its stamp."""
        self._stamps[f"{page.address}index.html"] = page

    def staged(
        self,
        desk: Callable[[], Desk],
        config: bytes,
        template: Mapping[str, bytes],
        files: Mapping[str, ClosureFile],
        *,
        language: Language,
        heads: tuple[str, str],
    ) -> Staged:
        """Give the finished tree; `heads` stand at the head of printed sheets."""
        theme = {path: data for path, data in template.items() if not path.startswith(FOLDER)}
        theme |= worded(language, template, heads)
        frame = {path: file.data for path, file in files.items()}
        return Staged(tuple(self._groups), desk, self._stamps, frame, theme, config, language)


def _taken(address: str) -> PublishError:
    return PublishError(
        f"Two pages of the manual would stand at /{address}.",
        remedy="Document ids must differ in more than their case, and must not be the name of a page"
        f" of the site ({', '.join(sorted(addresses.RESERVED))}).",
        rule=ID_PATTERN,
    )
