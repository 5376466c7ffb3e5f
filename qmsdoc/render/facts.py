"""Page values as the plain facts that templates print: names, days, addresses from the site's root."""

from __future__ import annotations

from datetime import date

from qmsdoc.model.addresses import history
from qmsdoc.model.approval import MEANINGS
from qmsdoc.model.language import Language
from qmsdoc.model.policy import Interval
from qmsdoc.model.snapshot import Status
from qmsdoc.pages import words
from qmsdoc.pages.document import EditionPage, NoticePage, Row
from qmsdoc.pages.lists import Entry, HomePage, RegisterPage, Section
from qmsdoc.pages.policy import PolicyTables
from qmsdoc.pages.stamp import Signature, Stamp
from qmsdoc.render.front import Facts, Value
from qmsdoc.render.paper import print_heads


def foreign(code: str, language: Language) -> str:
    """Give the language of a text where it is not that of the page, whatever the region; else nothing."""
    return "" if code.lower().partition("-")[0] == language.code.lower().partition("-")[0] else code


def link(address: str) -> str:
    """Give the file that a browser opens for a page's address."""
    return f"{address}index.html"


def edition(page: EditionPage, language: Language) -> Facts:
    """Facts of an edition's page."""
    return {
        "kind": "edition",
        "section": page.section,
        "stamp": stamp(page.stamp, language),
        "history": link(history(page.stamp.name)),
        "today": link(page.today) if page.today is not None and not (page.standing) else None,
        "replaced_by": _replaced(page.replaced_by),
        "change": page.edition.document.front.change or "",
        "rows": [row_facts(row, language) for row in page.rows],
        "standing": page.standing,
        "lang": foreign(page.stamp.lang, language),
        **print_heads(f"{page.stamp.name} {page.stamp.title}", force(page.stamp, language)),
    }


def notice(page: NoticePage, language: Language) -> Facts:
    """Facts of the page that stands where nothing is in force."""
    return {
        "kind": "notice",
        "section": page.section,
        "name": page.name,
        "heading": page.title,
        "lang": foreign(page.last.lang, language),
        "type": language.named(page.type),
        "ended_on": day(page.ended_on, language),
        "reason": page.reason,
        "replaced_by": _replaced(page.replaced_by),
        "history": link(history(page.name)),
        "last": stamp(page.last, language),
        **status(page.status, language),
        **print_heads(f"{page.name} {page.title}", force(page.last, language)),
    }


def home(page: HomePage, language: Language) -> Facts:
    """Facts of the front page."""
    return {
        "kind": "home",
        "organisation": page.organisation,
        "as_of": day(page.as_of, language),
        "sections": [
            {
                "key": section.key,
                "heading": section_heading(section, language),
                "entries": [entry_facts(entry, language) for entry in section.entries],
            }
            for section in page.sections
        ],
        "recent": [entry_facts(entry, language) for entry in page.recent],
        "roles": [{"title": language.named(title), "address": link(address)} for title, address in page.roles],
        "overdue": page.overdue,
        "count": page.count,
    }


def register(page: RegisterPage, language: Language) -> Facts:
    """Facts of the register's page."""
    return {"kind": "register", "entries": [_register_row(entry, language) for entry in page.entries]}


def _register_row(entry: Entry, language: Language) -> Value:
    since, review = entry.stamp.effective_on, entry.stamp.review_by
    days = {"effective_on": table_day(since, language), "review_by": table_day(review, language)}
    return {**entry_facts(entry, language), **days}


def menu(page: HomePage, language: Language) -> list[Value]:
    """The menu's sections of a published manual."""
    return [
        {
            "key": section.key,
            "heading": section_heading(section, language),
            "entries": [
                {
                    "name": entry.stamp.name,
                    "heading": entry.stamp.title,
                    "lang": foreign(entry.stamp.lang, language),
                    "address": link(entry.address),
                }
                for entry in section.entries
            ],
        }
        for section in page.sections
    ]


def policy(tables: PolicyTables, language: Language) -> Facts:
    """Facts of the tables of a policy."""
    return {
        "types": [
            {
                "title": language.named(row.title),
                "prefix": row.prefix,
                "approvals": [
                    language.count("policy.people", n, role=language.named(role)) for role, n in row.approvals
                ],
                "independent": [language.named(role) for role in row.independent],
                "review_every": _interval(row.review_every, language),
            }
            for row in tables.types
        ],
        "people": [
            {
                "name": person.name,
                "roles": [
                    {"role": language.named(role), "since": day(a, language), "until": day(b, language)}
                    for role, a, b in person.roles
                ],
                "keys": list(person.keys),
            }
            for person in tables.people
        ],
    }


def _interval(value: Interval | None, language: Language) -> str:
    if value is None:
        return ""
    parts = (("policy.months", value.months), ("policy.days", value.days))
    return language.listed([language.count(key, n) for key, n in parts if n])


def stamp(mark: Stamp, language: Language) -> dict[str, Value]:
    """Facts of a stamp."""
    return {
        "name": mark.name,
        "revision": mark.revision,
        "title": mark.title,
        "lang": foreign(mark.lang, language),
        "type": language.named(mark.type),
        "owner": language.named(mark.owner),
        "holders": ", ".join(mark.holders),
        "approved_on": day(mark.approved_on, language),
        "effective_on": day(mark.effective_on, language),
        "ended_on": day(mark.ended_on, language),
        "review_by": day(mark.review_by, language),
        "overdue": mark.overdue,
        "content": mark.content,
        "digest": mark.content.removeprefix("sha256:")[:16],
        "commit": mark.commit,
        "signatures": [_signature(each, language) for each in mark.signatures],
        **status(mark.status, language),
    }


def force(mark: Stamp, language: Language) -> str:
    """What the head of each printed sheet says of the edition."""
    if mark.in_force:
        return language.say("print.force", revision=mark.revision, day=language.day(mark.effective_on))
    return language.say("print.not-for-use", revision=mark.revision, status=language.say(f"mark.{mark.status}"))


def status(given: Status, language: Language) -> dict[str, Value]:
    """Facts of a state: its key and its words."""
    return {"status": given.value, "status_words": language.say(f"status.{given}")}


def ended(title: str, given: Status, language: Language) -> str:
    """The title of a page that nobody works by any more, with its state."""
    return language.say("edition.ended", title=title, status=language.say(f"status.{given}"))


def heading(key: str, title: str, count: int, language: Language, *, own: bool = False) -> str:
    """The heading over `count` documents of the type `key`: the policy's (`title`), else the type's name in the plural
    over several; over the policy itself (`own`) what it is for.
    """
    if own:
        return language.say("nav.policy")
    if key == "external":
        count = 2  # one register holds them all
    return title or (language.named(words.type_title(key), count) if key else language.say("nav.other"))


def section_heading(section: Section, language: Language) -> str:
    """The heading over a section of the manual."""
    return heading(section.key, section.title, len(section.entries), language, own=section.own)


def _signature(each: Signature, language: Language) -> Value:
    return {
        "name": each.name,
        "role": language.named(each.role),
        "meaning": each.meaning,
        "lang": foreign("en", language) if each.meaning in MEANINGS.values() else "",
        "at": language.instant(each.signed_at),
        "day": language.day(each.signed_at.date()),
        "iso": each.signed_at.isoformat(),
        "recorded": language.instant(each.recorded_at) if each.recorded_at else None,
        "key": each.key,
        "tag": each.tag,
    }


def row_facts(row: Row, language: Language) -> dict[str, Value]:
    """Facts of a line of the revision table."""
    return {
        "revision": row.revision,
        "title": row.title,
        "lang": foreign(row.lang, language) if row.change else "",
        "change": words.change(row.change, row.revision, language),
        "effective_on": day(row.effective_on, language),
        "ended_on": day(row.ended_on, language),
        "approved_on": day(row.approved_on, language),
        "approvers": list(row.approvers),
        "address": link(row.address) if row.address else "",
        **status(row.status, language),
    }


def entry_facts(entry: Entry, language: Language) -> dict[str, Value]:
    """Facts of a document as lists show it."""
    mark = entry.stamp
    return {
        "name": mark.name,
        "heading": mark.title,
        "lang": foreign(mark.lang, language),
        "type": language.named(mark.type),
        "owner": language.named(mark.owner),
        "revision": mark.revision,
        "effective_on": day(mark.effective_on, language),
        "review_by": day(mark.review_by, language),
        "overdue": mark.overdue,
        "change": entry.change,
        "clauses": list(entry.clauses),
        "address": link(entry.address),
        "stale": entry.translation is not None and not entry.translation.trusted,
        **status(entry.status, language),
    }


def _replaced(given: tuple[str, str] | None) -> Value:
    return {"name": given[0], "address": link(given[1]) if given[1] else ""} if given else None


def day(value: date | None, language: Language) -> Value:
    """A day for machines and for people."""
    return {"iso": value.isoformat(), "words": language.day(value)} if value else None


def table_day(value: date | None, language: Language) -> Value:
    """A day as columns show it."""
    return {"iso": value.isoformat(), "words": language.table_day(value)} if value else None
