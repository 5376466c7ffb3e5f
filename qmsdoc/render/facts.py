"""Page values as the plain facts that templates print: words, days, addresses from the site's root."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from hashlib import sha256

from qmsdoc.model.approval import Act
from qmsdoc.model.snapshot import Status
from qmsdoc.pages import words
from qmsdoc.pages.addresses import history
from qmsdoc.pages.document import EditionPage, NoticePage, Row
from qmsdoc.pages.lists import Entry, HomePage, RegisterPage
from qmsdoc.pages.policy import PolicyTables
from qmsdoc.pages.stamp import Signature, Stamp
from qmsdoc.render.front import Facts, Value

_ACTS = {Act.APPROVED: "Approved", Act.REVIEWED: "Reviewed", Act.WITHDRAWN: "Withdrawn"}


def link(address: str) -> str:
    """Give the file that a browser opens for a page's address."""
    return f"{address}index.html"


def edition(page: EditionPage) -> Facts:
    """Facts of an edition's page."""
    return {
        "kind": "edition",
        "section": page.section,
        "stamp": stamp(page.stamp),
        "history": link(history(page.stamp.name)),
        "today": link(page.today) if page.today is not None and not (page.standing) else None,
        "replaced_by": _replaced(page.replaced_by),
        "change": page.edition.document.front.change or "",
        "rows": [row_facts(row) for row in page.rows],
        "standing": page.standing,
        **_print(page.stamp),
    }


def notice(page: NoticePage) -> Facts:
    """Facts of the page that stands where nothing is in force."""
    return {
        "kind": "notice",
        "section": page.section,
        "name": page.name,
        "heading": page.title,
        "type": page.type,
        "ended_on": day(page.ended_on),
        "reason": page.reason,
        "replaced_by": _replaced(page.replaced_by),
        "history": link(history(page.name)),
        "last": stamp(page.last),
        **status(page.status),
    }


def home(page: HomePage) -> Facts:
    """Facts of the front page."""
    return {
        "kind": "home",
        "organisation": page.organisation,
        "as_of": day(page.as_of),
        "sections": [
            {"key": section.key, "heading": section.title, "entries": [entry_facts(entry) for entry in section.entries]}
            for section in page.sections
        ],
        "recent": [entry_facts(entry) for entry in page.recent],
        "roles": [{"title": title, "address": link(address)} for title, address in page.roles],
        "overdue": page.overdue,
        "count": page.count,
    }


def register(page: RegisterPage) -> Facts:
    """Facts of the register's page."""
    return {"kind": "register", "entries": [entry_facts(entry) for entry in page.entries]}


def menu(page: HomePage) -> list[Value]:
    """The menu's sections of a published manual."""
    return [
        {
            "key": section.key,
            "heading": section.title,
            "entries": [
                {"name": entry.stamp.name, "heading": entry.stamp.title, "address": link(entry.address)}
                for entry in section.entries
            ],
        }
        for section in page.sections
    ]


def policy(tables: PolicyTables) -> Facts:
    """Facts of the tables of a policy."""
    return {
        "types": [
            {
                "title": row.title,
                "prefix": row.prefix,
                "approvals": list(row.approvals),
                "independent": list(row.independent),
                "review_every": row.review_every,
            }
            for row in tables.types
        ],
        "people": [
            {
                "name": person.name,
                "roles": [{"role": role, "since": day(a), "until": day(b)} for role, a, b in person.roles],
                "keys": list(person.keys),
            }
            for person in tables.people
        ],
    }


def stamp(mark: Stamp) -> dict[str, Value]:
    """Facts of a stamp."""
    return {
        "name": mark.name,
        "revision": mark.revision,
        "title": mark.title,
        "type": mark.type,
        "owner": mark.owner,
        "holders": ", ".join(mark.holders),
        "approved_on": day(mark.approved_on),
        "effective_on": day(mark.effective_on),
        "ended_on": day(mark.ended_on),
        "review_by": day(mark.review_by),
        "overdue": mark.overdue,
        "content": mark.content,
        "digest": mark.content.removeprefix("sha256:")[:16],
        "commit": mark.commit,
        "signatures": [_signature(each) for each in mark.signatures],
        **status(mark.status),
    }


def _print(mark: Stamp) -> dict[str, Value]:
    """The heads of the printed sheets, and the digest by which the page's own policy lets them in (CSP Level 3)."""
    heads = (css_text(f"{mark.name} {mark.title}"), css_text(force(mark)))
    style = '@page{@top-left{content:"%s"}@top-right{content:"%s"}}' % heads  # noqa: UP031 - braces are the text
    return {"print": style, "print_hash": b64encode(sha256(style.encode()).digest()).decode()}


def force(mark: Stamp) -> str:
    """What the head of each printed sheet says of the edition."""
    if mark.in_force:
        return f"Revision {mark.revision}, in force from {words.day(mark.effective_on)}"
    return f"Revision {mark.revision}, {words.STATUS[mark.status].upper()}: NOT FOR USE"


def status(given: Status) -> dict[str, Value]:
    """Facts of a state: its key and its words."""
    return {"status": given.value, "status_words": words.STATUS[given]}


def _signature(each: Signature) -> Value:
    return {
        "act": _ACTS[each.act],
        "name": each.name,
        "role": each.role,
        "meaning": each.meaning,
        "on": day(each.signed_at.date()),
        "at": words.instant(each.signed_at),
        "day": words.day(each.signed_at.date()),
        "iso": each.signed_at.isoformat(),
        "recorded": words.instant(each.recorded_at) if each.recorded_at else None,
        "key": each.key,
        "tag": each.tag,
    }


def row_facts(row: Row) -> dict[str, Value]:
    """Facts of a line of the revision table."""
    return {
        "revision": row.revision,
        "title": row.title,
        "change": row.change,
        "effective_on": day(row.effective_on),
        "ended_on": day(row.ended_on),
        "approved_on": day(row.approved_on),
        "approvers": list(row.approvers),
        "address": link(row.address) if row.address else "",
        **status(row.status),
    }


def entry_facts(entry: Entry) -> dict[str, Value]:
    """Facts of a document as lists show it."""
    mark = entry.stamp
    return {
        "name": mark.name,
        "heading": mark.title,
        "type": mark.type,
        "owner": mark.owner,
        "revision": mark.revision,
        "effective_on": day(mark.effective_on),
        "review_by": day(mark.review_by),
        "overdue": mark.overdue,
        "change": entry.change,
        "clauses": list(entry.clauses),
        "address": link(entry.address),
        **status(entry.status),
    }


def _replaced(given: tuple[str, str] | None) -> Value:
    return {"name": given[0], "address": link(given[1]) if given[1] else ""} if given else None


def day(value: date | None) -> Value:
    """A day for machines and for people."""
    return {"iso": value.isoformat(), "words": words.day(value)} if value else None


def css_text(text: str) -> str:
    """Write text for a CSS string: whatever is not a plain letter or digit as an escape (CSS Syntax 3, 4.3.7)."""
    return "".join(c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in text)
