"""The page that explains every rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.page_kind import PageKind, SearchEntry, same_words


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The rules by group, each group with its heading."""

    address: str
    groups: tuple[tuple[str, tuple[RuleHelp, ...]], ...]


def _views(contents: SiteContents) -> Iterator[HelpPage]:
    groups = groupby(contents.rules, key=lambda rule: rule.group)
    yield HelpPage(addresses.HELP, tuple((heading, tuple(found)) for heading, found in groups))


def _search(page: HelpPage, language: Language) -> Iterator[SearchEntry]:
    kind = language.say("search.rule")
    for _, rules in page.groups:
        for rule in rules:
            yield SearchEntry(f"{page.address}#{rule.name}", rule.name, kind, rule.summary)


HELP = PageKind("help", _views, same_words("nav.help"), same_words("nav.help"), _search)
