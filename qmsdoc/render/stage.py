"""Page values to the staged tree: plain Markdown, plain Jinja overrides and a plain `mkdocs.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import addresses
from qmsdoc.pages.document import HistoryPage, address_of
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Manual
from qmsdoc.pages.preview import Preview
from qmsdoc.render import drafts, facts, front, listings
from qmsdoc.render.comparison import comparison_facts, history_facts
from qmsdoc.render.config import Frame, configuration
from qmsdoc.render.pdf import MANUAL_PDF
from qmsdoc.render.tree import Staged, Tree

VALID_FOR = timedelta(days=30)
_HELP = ("Help", "help/index.html")
_PREVIEW_LISTS = (("Home", "index.html"), ("Check this manual", "verify/index.html"), _HELP)


def stage(snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes], rules: Sequence[RuleHelp] = ()) -> Staged:
    """Give the tree to render. `template` is the theme's folder, path to bytes; `rules` what the help explains.

    Raises `PublishError` where two pages claim one address.
    """
    published = {record.name.lower(): address_of(snapshot, record.name) for record in snapshot.records}
    found = {name: address for name, address in published.items() if address is not None}
    tree = Tree(snapshot, found, pdf=manual.pdf)
    tree.page(addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, facts.home(manual.home)))
    tree.page(addresses.REGISTER, front.page("Register of documents", facts.register(manual.register)))
    tree.page(addresses.VERIFY, front.page("How to check this manual", {"kind": "verify"}))
    for edition in manual.editions:
        tree.edition(edition)
    for history in manual.histories:
        _history(tree, history)
    for notice in manual.notices:
        title = f"{notice.name} {notice.title} ({notice.status})"
        tree.page(notice.address, front.page(title, facts.notice(notice)))
    _listings(tree, manual, rules)
    frame = Frame(manual.home.organisation, lists(manual), facts.menu(manual.home), snapshot.as_of + VALID_FOR)
    return tree.staged(configuration(snapshot, frame), template)


def stage_preview(
    snapshot: Snapshot, preview: Preview, template: Mapping[str, bytes], rules: Sequence[RuleHelp] = ()
) -> Staged:
    """Give the tree of a preview; every draft says on every page, and in its title, that it is one."""
    places = {page.name.lower(): page.address for page in preview.drafts}
    places |= {page.stamp.name.lower(): page.address for page in preview.editions if page.standing}
    tree = Tree(snapshot, places)
    tree.page(addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, drafts.preview_home(preview)))
    tree.page(addresses.VERIFY, front.page("How to check this manual", {"kind": "verify"}))
    tree.page(addresses.HELP, front.page("Help", listings.help_facts(rules)))
    for edition in preview.editions:
        tree.edition(edition)
    for page in preview.drafts:
        title = f"DRAFT - NOT FOR USE: {page.name} {page.document.title}"
        own = drafts.draft(page, tree.redliner)
        tree.page(page.address, front.page(title, own, tree.text(page.address, page.document)))
    frame = Frame(preview.organisation, _PREVIEW_LISTS, drafts.preview_menu(preview), None)
    return tree.staged(configuration(snapshot, frame), template)


def _history(tree: Tree, page: HistoryPage) -> None:
    own = history_facts(page, tree.redliner)
    tree.page(page.address, front.page(f"{page.name} history: {page.title}", own))
    for pair in page.comparisons:
        title = f"{page.name} from revision {pair.old.revision} to {pair.new.revision}: {pair.new.title}"
        tree.page(pair.address, front.page(title, comparison_facts(page, pair, tree.redliner)))


def lists(manual: Manual) -> tuple[tuple[str, str], ...]:
    """Give the lists that the menu leads to, as text and address."""
    return (
        ("Home", "index.html"),
        ("Register", facts.link(addresses.REGISTER)),
        ("What changed", facts.link(addresses.CHANGES)),
        ("Reviews", facts.link(addresses.REVIEWS)),
        *((f"Clauses of {page.title}", facts.link(page.address)) for page in manual.clauses),
        ("People and roles", facts.link(addresses.PEOPLE)),
        *([("Waivers", facts.link(addresses.WAIVERS))] if manual.waivers else []),
        *([("The whole manual as PDF", MANUAL_PDF)] if manual.pdf else []),
        ("Check this manual", facts.link(addresses.VERIFY)),
        _HELP,
    )


def _listings(tree: Tree, manual: Manual, rules: Sequence[RuleHelp]) -> None:
    tree.page(addresses.CHANGES, front.page("What changed", listings.changes_facts(manual.changes)))
    tree.page(addresses.REVIEWS, front.page("Reviews", listings.reviews_facts(manual.reviews)))
    for matrix in manual.clauses:
        tree.page(matrix.address, front.page(f"Clauses of {matrix.title}", listings.clauses_facts(matrix)))
    tree.page(addresses.PEOPLE, front.page("People and roles", listings.people_facts(manual.people)))
    for role in manual.people.roles:
        tree.page(role.address, front.page(role.title, listings.role_facts(role)))
    if manual.waivers:
        tree.page(addresses.WAIVERS, front.page("Waivers", listings.waivers_facts(manual.waivers, rules)))
    tree.page(addresses.HELP, front.page("Help", listings.help_facts(rules)))
