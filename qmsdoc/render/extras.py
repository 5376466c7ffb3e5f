"""What a published site holds besides its pages: lists as data, feed, calendars and the search index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.calendar import calendars
from qmsdoc.pages.feed import CHANGES_XML, changes_xml
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Manual
from qmsdoc.pages.sheets import sheets
from qmsdoc.pages.table import REGISTER_CSV, register_csv
from qmsdoc.render.facts import link
from qmsdoc.render.listings import clause_address, clause_title
from qmsdoc.render.search import Found, search_files
from qmsdoc.render.sheet import DATA, editions_script


def extras(
    snapshot: Snapshot, manual: Manual, rules: Sequence[RuleHelp], site: Path, language: Language
) -> Mapping[str, bytes]:
    """Give the files by path; the index is made of the pages rendered in `site`."""
    return {
        REGISTER_CSV: register_csv(manual.register, language),
        CHANGES_XML: changes_xml(snapshot, manual.changes, language),
        DATA: editions_script(sheets(snapshot), language),
        **calendars(snapshot, manual.reviews, language),
        **search_files(site, manual.editions, tuple(_places(manual, rules, language)), language),
    }


def _places(manual: Manual, rules: Sequence[RuleHelp], language: Language) -> Iterator[Found]:
    """The pages besides documents that search leads to."""
    for role in manual.people.roles:
        yield Found(link(role.address), language.named(role.title), language.say("search.role"), " ".join(role.holders))
    for page in manual.clauses:
        for row in page.rows:
            said, _ = clause_title(page.name, row, language)
            title = language.say("search.clause", number=row.number, title=said).strip()
            yield Found(clause_address(page.name, row.number), title, page.title, row.number)
    listed = language.say("search.list")
    for address, title, known in (
        (addresses.CHANGES, "nav.changes", ""),
        (addresses.REVIEWS, "nav.reviews", language.say("search.reviews-words")),
        (addresses.REGISTER, "register.title", language.say("search.register-words")),
    ):
        yield Found(link(address), language.say(title), listed, known)
    for rule in rules:
        yield Found(f"{link(addresses.HELP)}#{rule.name}", rule.name, language.say("search.rule"), rule.summary)
