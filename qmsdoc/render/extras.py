"""What a published site holds besides its pages: lists as data, feed, calendars and the search index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import addresses
from qmsdoc.pages.calendar import calendars
from qmsdoc.pages.feed import CHANGES_XML, changes_xml
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Manual
from qmsdoc.pages.sheets import sheets
from qmsdoc.pages.table import REGISTER_CSV, register_csv
from qmsdoc.render.facts import link
from qmsdoc.render.listings import clause_address
from qmsdoc.render.search import Found, search_files
from qmsdoc.render.sheet import DATA, editions_script


def extras(snapshot: Snapshot, manual: Manual, rules: Sequence[RuleHelp], site: Path) -> Mapping[str, bytes]:
    """Give the files by path; the index is made of the pages rendered in `site`."""
    return {
        REGISTER_CSV: register_csv(manual.register),
        CHANGES_XML: changes_xml(snapshot, manual.changes),
        DATA: editions_script(sheets(snapshot)),
        **calendars(snapshot, manual.reviews),
        **search_files(site, manual.editions, tuple(_places(manual, rules))),
    }


def _places(manual: Manual, rules: Sequence[RuleHelp]) -> Iterator[Found]:
    """The pages besides documents that search leads to."""
    for role in manual.people.roles:
        yield Found(link(role.address), role.title, "Role", " ".join(role.holders))
    for page in manual.clauses:
        for row in page.rows:
            title = f"Clause {row.number} {row.title}".strip()
            yield Found(clause_address(page.name, row.number), title, page.title, row.number)
    yield Found(link(addresses.CHANGES), "What changed", "List")
    yield Found(link(addresses.REVIEWS), "Reviews", "List", "overdue calendar")
    yield Found(link(addresses.REGISTER), "Register of documents", "List", "master list")
    for rule in rules:
        yield Found(f"{link(addresses.HELP)}#{rule.name}", rule.name, "Rule", rule.summary)
