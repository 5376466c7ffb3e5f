"""The clauses of a standard and the documents that answer them (ISO 9001, 4.4.2), gaps and exclusions included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.model.policy import Policy
from qmsdoc.model.standard import Standard, above, split_clause
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.entries import RegisterEntry
from qmsdoc.pages.page_kind import PageKind, SearchEntry
from qmsdoc.parse.languages import CLAUSE
from qmsdoc.parse.standards import shipped
from qmsdoc.text.ordering import as_counted

_Cited = dict[str, dict[str, list[RegisterEntry]]]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause. `entries` are the documents in force that cite it; `via` the clause above it that answers for it,
    `excluded` why it does not apply. `gap`: nothing answers it, it has no parts, and it is not excluded.
    """

    number: str
    title: str
    level: int
    entries: tuple[RegisterEntry, ...]
    excluded: str | None
    via: str | None
    gap: bool


@dataclass(frozen=True, slots=True)
class ClausesPage:
    """One standard's matrix, in its order; clauses that documents cite and the standard lacks come last."""

    address: str
    name: str
    title: str
    rows: tuple[ClauseRow, ...]

    @property
    def excluded(self) -> int:
        """How many clauses do not apply."""
        return sum(row.excluded is not None for row in self.rows)

    @property
    def gaps(self) -> int:
        """How many clauses nothing answers."""
        return sum(row.gap for row in self.rows)


def clause_pages(contents: SiteContents) -> tuple[ClausesPage, ...]:
    """Return a page for each standard that the policy names, else for those that documents cite."""
    policy = contents.policy
    cited: _Cited = defaultdict(lambda: defaultdict(list))
    for entry in contents.current:
        for clause in entry.clauses:
            standard, number = split_clause(clause)
            found = cited[standard][number]
            if entry not in found:
                found.append(entry)
    own = {standard.name: standard for standard in contents.snapshot.standards}
    names = policy.standards or tuple(sorted(cited))
    known = {name: shipped(name) or own.get(name) for name in names if name}
    return tuple(_page(name, found, _cited_in(name, found, cited), policy) for name, found in known.items())


def _cited_in(name: str, standard: Standard | None, cited: _Cited) -> dict[str, list[RegisterEntry]]:
    """Return who cites each clause of a standard, by its own number or by the one in the edition that it succeeds."""
    found = {number: [*those] for number, those in cited[name].items()}
    if standard is not None and standard.succeeds is not None:
        for clause, before in cited[standard.succeeds].items():
            for number in standard.successors(clause):
                those = found.setdefault(number, [])
                those += [entry for entry in before if entry not in those]
    return found


def _page(name: str, standard: Standard | None, cited: dict[str, list[RegisterEntry]], policy: Policy) -> ClausesPage:
    numbers = dict(standard.clauses) if standard else {}
    numbers |= {number: "" for number in sorted(cited, key=as_counted) if number not in numbers}
    excluded = _excluded(name, standard, policy)
    parents = {higher for number in numbers for higher in above(number)[1:]}
    rows = []
    for number, title in numbers.items():
        way = above(number)
        reason = next((excluded[each] for each in way if each in excluded), None)
        via = next((each for each in way[1:] if each in cited), None)
        found = tuple(cited.get(number, ()))
        gap = not found and reason is None and via is None and number not in parents
        rows.append(ClauseRow(number, title, len(way), found, reason, via if not found else None, gap))
    title = standard.title if standard else name
    return ClausesPage(addresses.clauses(name), name, title, tuple(rows))


def _excluded(name: str, standard: Standard | None, policy: Policy) -> dict[str, str]:
    """Return the clauses that do not apply, with the reason: its own, and those of the edition that it succeeds."""
    before = [each for each in policy.exclusions if standard and each.standard == standard.succeeds]
    carried = {now: each.reason for each in before if standard for now in standard.successors(each.clause)}
    return carried | {each.clause: each.reason for each in policy.exclusions if each.standard == name}


def clause_title(standard: str, row: ClauseRow, language: Language) -> tuple[str, str]:
    """Return a clause's title and its language: what ships is in English unless translated, another as it is given."""
    own = f"{CLAUSE}{standard}:{row.number}"
    if own in language.texts:
        return language.say(own), language.code
    return row.title, "en" if row.title and shipped(standard) is not None else language.code


def _search(page: ClausesPage, language: Language) -> Iterator[SearchEntry]:
    for row in page.rows:
        words, _ = clause_title(page.name, row, language)
        title = language.say("search.clause", number=row.number, title=words).strip()
        yield SearchEntry(f"{page.address}#__clause-{row.number}", title, page.title, row.number)


def _title(page: ClausesPage, language: Language) -> str:
    return language.say("nav.clauses", standard=page.title)


CLAUSES = PageKind("clauses", clause_pages, _title, _title, _search)
