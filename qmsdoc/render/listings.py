"""Facts of the pages that list: changes, reviews, clauses, roles, people, waivers and help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from qmsdoc.model.addresses import calendar, clauses
from qmsdoc.model.language import Language
from qmsdoc.pages import words
from qmsdoc.pages.clauses import ClauseRow, ClausesPage
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.lists import Entry
from qmsdoc.pages.people import PeoplePage, PersonEntry, RolePage
from qmsdoc.pages.recent import ChangesPage
from qmsdoc.pages.reviews import ReviewsPage
from qmsdoc.pages.waivers import WaiversPage
from qmsdoc.parse.languages import CLAUSE
from qmsdoc.parse.standards import shipped
from qmsdoc.render.facts import day, entry_facts, foreign, link
from qmsdoc.render.front import Facts, Value


def changes_facts(page: ChangesPage, language: Language) -> Facts:
    """Facts of what changed, newest first."""
    events: list[Value] = [
        {
            "day": day(event.day, language),
            "what": language.say(f"event.{event.what.lower()}"),
            "name": event.name,
            "heading": event.title,
            "lang": foreign(event.lang, language),
            "type": language.named(event.type),
            "owner": language.named(event.owner),
            "revision": event.revision,
            "why": event.why if event.what == "Withdrawn" else words.change(event.why, event.revision, language),
            "address": link(event.address),
        }
        for event in page.events
    ]
    return {"kind": "changes", "events": events, "more": page.more}


def reviews_facts(page: ReviewsPage, language: Language) -> Facts:
    """Facts of the review calendar."""
    owners = sorted({(entry.stamp.owner, calendar(entry.owner)) for entry in page.dated})
    return {
        "kind": "reviews",
        "overdue": _entries(page.overdue, language),
        "months": [
            {"month": language.month(month), "entries": _entries(found, language)} for month, found in page.months
        ],
        "without": _entries(page.without, language),
        "owners": [{"owner": language.named(owner), "address": address} for owner, address in owners],
    }


def clauses_facts(page: ClausesPage, language: Language) -> Facts:
    """Facts of a standard's matrix."""
    return {
        "kind": "clauses",
        "standard": page.title,
        "gaps": page.gaps,
        "excluded": sum(row.excluded is not None for row in page.rows),
        "rows": [_clause(page.name, row, language) for row in page.rows],
    }


def people_facts(page: PeoplePage, language: Language) -> Facts:
    """Facts of the people and roles."""
    return {
        "kind": "people",
        "people": [_person(person, language) for person in page.people],
        "roles": [
            {
                "title": language.named(role.title),
                "address": link(role.address),
                "holders": list(role.holders),
                "owns": len(role.owns),
                "signs": [language.named(kind) for kind in role.signs],
            }
            for role in page.roles
        ],
    }


def role_facts(page: RolePage, language: Language) -> Facts:
    """Facts of one role's page."""
    return {
        "kind": "role",
        "heading": language.named(page.title),
        "holders": list(page.holders),
        "owns": _entries(page.owns, language),
        "signs": [language.named(kind) for kind in page.signs],
        "named": _entries(page.named, language),
        "calendar": calendar(page.role) if any(entry.stamp.review_by for entry in page.owns) else None,
    }


def waivers_facts(page: WaiversPage, rules: Sequence[RuleHelp], language: Language) -> Facts:
    """Facts of the waivers; `rules` are those that have help."""
    helped = {rule.name for rule in rules}
    rows: list[Value] = [
        {
            "rule": row.rule,
            "help": f"help/index.html#{row.rule}" if row.rule in helped else None,
            "document": row.document,
            "address": link(row.address) if row.address is not None else None,
            "reason": row.reason,
            "owner": language.named(row.owner),
            "expires": day(row.expires, language),
            "expired": row.expired,
        }
        for row in page.rows
    ]
    return {"kind": "waivers", "rows": rows}


def help_facts(rules: Iterable[RuleHelp]) -> Facts:
    """Facts of the help: the rules by group."""
    groups: list[Value] = [
        {"heading": group, "rules": [_rule(rule) for rule in found]}
        for group, found in groupby(rules, key=lambda rule: rule.group)
    ]
    return {"kind": "help", "groups": groups}


def clause_address(standard: str, number: str) -> str:
    """Where a clause stands in its standard's matrix."""
    return f"{link(clauses(standard))}#__clause-{number}"


def _entries(entries: Iterable[Entry], language: Language) -> list[Value]:
    return [entry_facts(entry, language) for entry in entries]


def clause_title(standard: str, row: ClauseRow, language: Language) -> tuple[str, str]:
    """Give a clause's title, and its language where that is another: what ships is in English unless translated."""
    own = f"{CLAUSE}{standard}:{row.number}"
    if own in language.texts:
        return language.say(own), ""
    return row.title, foreign("en", language) if row.title and shipped(standard) is not None else ""


def _clause(standard: str, row: ClauseRow, language: Language) -> Value:
    title, lang = clause_title(standard, row, language)
    return {
        "number": row.number,
        "title": title,
        "lang": lang,
        "level": row.level,
        "entries": _entries(row.entries, language),
        "excluded": row.excluded,
        "via": row.via,
        "gap": row.gap,
    }


def _person(person: PersonEntry, language: Language) -> Value:
    return {
        "name": person.name,
        "roles": [
            {"title": language.named(title), "address": link(address), "since": day(since, language)}
            for title, address, since in person.roles
        ],
        "delegated": [
            {"title": language.named(title), "by": by, "until": day(until, language)}
            for title, by, until in person.delegated
        ],
        "owns": _entries(person.owns, language),
        "signs": [language.named(kind) for kind in person.signs],
    }


def _rule(rule: RuleHelp) -> Value:
    return {
        "name": rule.name,
        "code": rule.code,
        "severity": rule.severity,
        "clauses": rule.clauses,
        "summary": rule.summary,
        "checks": rule.checks,
        "why": rule.why,
        "mend": rule.mend,
        "fails": rule.fails,
        "passes": rule.passes,
    }
