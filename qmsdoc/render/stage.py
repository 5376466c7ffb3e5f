"""Page values to the staged tree: plain Markdown, plain Jinja overrides and a plain `mkdocs.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import addresses
from qmsdoc.pages.document import HistoryPage, address_of
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Manual
from qmsdoc.pages.preview import Preview
from qmsdoc.parse.languages import interface, tongues
from qmsdoc.render import drafts, facts, front, listings
from qmsdoc.render.comparison import comparison_facts, history_facts
from qmsdoc.render.config import Frame, configuration
from qmsdoc.render.pdf import MANUAL_PDF
from qmsdoc.render.tree import Staged, Tree

VALID_FOR = timedelta(days=30)


def stage(snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes], rules: Sequence[RuleHelp] = ()) -> Staged:
    """Give the tree to render. `template` is the theme's folder, path to bytes; `rules` what the help explains.

    Raises `PublishError` where two pages claim one address.
    """
    published = {record.name.lower(): address_of(snapshot, record.name) for record in snapshot.records}
    found = {name: address for name, address in published.items() if address is not None}
    language = interface(snapshot.looks.language, template)
    tree = Tree(snapshot, found, language, tongues(template), pdf=manual.pdf)
    tree.page(
        addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, facts.home(manual.home, language))
    )
    tree.page(addresses.REGISTER, front.page(language.say("register.title"), facts.register(manual.register, language)))
    tree.page(addresses.VERIFY, front.page(language.say("verify.title"), {"kind": "verify"}))
    for edition in manual.editions:
        tree.edition(edition)
    for history in manual.histories:
        _history(tree, history)
    for notice in manual.notices:
        title = facts.ended(f"{notice.name} {notice.title}", notice.status, language)
        tree.page(notice.address, front.page(title, facts.notice(notice, language)))
    _listings(tree, manual, rules)
    frame = Frame(
        manual.home.organisation, lists(manual, language), facts.menu(manual.home, language), snapshot.as_of + VALID_FOR
    )
    return tree.staged(configuration(snapshot, frame, language), template)


def stage_preview(
    snapshot: Snapshot, preview: Preview, template: Mapping[str, bytes], rules: Sequence[RuleHelp] = ()
) -> Staged:
    """Give the tree of a preview; every draft says on every page, and in its title, that it is one."""
    places = {page.name.lower(): page.address for page in preview.drafts}
    places |= {page.stamp.name.lower(): page.address for page in preview.editions if page.standing}
    language = interface(snapshot.looks.language, template)
    tree = Tree(snapshot, places, language, tongues(template))
    tree.page(
        addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, drafts.preview_home(preview, language))
    )
    tree.page(addresses.VERIFY, front.page(language.say("verify.title"), {"kind": "verify"}))
    tree.page(addresses.HELP, front.page(language.say("nav.help"), listings.help_facts(rules)))
    for edition in preview.editions:
        tree.edition(edition)
    for page in preview.drafts:
        title = language.say("draft.page", name=page.name, title=page.document.title)
        own = drafts.draft(page, tree.redliner, language)
        tree.page(page.address, front.page(title, own, tree.text(page.address, page.document)))
    frame = Frame(preview.organisation, _preview_lists(language), drafts.preview_menu(preview, language), None)
    return tree.staged(configuration(snapshot, frame, language), template)


def _history(tree: Tree, page: HistoryPage) -> None:
    language = tree.language
    own = history_facts(page, tree.redliner, language)
    tree.page(page.address, front.page(language.say("history.page", name=page.name, title=page.title), own))
    for pair in page.comparisons:
        title = language.say(
            "comparison.page", name=page.name, title=pair.new.title, old=pair.old.revision, new=pair.new.revision
        )
        tree.page(pair.address, front.page(title, comparison_facts(page, pair, tree.redliner, language)))


def lists(manual: Manual, language: Language) -> tuple[tuple[str, str], ...]:
    """Give the lists that the menu leads to, as text and address."""
    return (
        (language.say("nav.home"), "index.html"),
        (language.say("nav.register"), facts.link(addresses.REGISTER)),
        (language.say("nav.changes"), facts.link(addresses.CHANGES)),
        (language.say("nav.reviews"), facts.link(addresses.REVIEWS)),
        *((language.say("nav.clauses", standard=page.title), facts.link(page.address)) for page in manual.clauses),
        (language.say("nav.people"), facts.link(addresses.PEOPLE)),
        *([(language.say("nav.waivers"), facts.link(addresses.WAIVERS))] if manual.waivers else []),
        *([(language.say("nav.pdf"), MANUAL_PDF)] if manual.pdf else []),
        (language.say("nav.verify"), facts.link(addresses.VERIFY)),
        (language.say("nav.help"), facts.link(addresses.HELP)),
    )


def _preview_lists(language: Language) -> tuple[tuple[str, str], ...]:
    shown = (("nav.home", ""), ("nav.verify", addresses.VERIFY), ("nav.help", addresses.HELP))
    return tuple((language.say(key), facts.link(address)) for key, address in shown)


def _listings(tree: Tree, manual: Manual, rules: Sequence[RuleHelp]) -> None:
    language = tree.language

    def add(address: str, title: str, own: front.Facts) -> None:
        tree.page(address, front.page(title, own))

    add(addresses.CHANGES, language.say("nav.changes"), listings.changes_facts(manual.changes, language))
    add(addresses.REVIEWS, language.say("nav.reviews"), listings.reviews_facts(manual.reviews, language))
    for matrix in manual.clauses:
        title = language.say("nav.clauses", standard=matrix.title)
        add(matrix.address, title, listings.clauses_facts(matrix, language))
    add(addresses.PEOPLE, language.say("nav.people"), listings.people_facts(manual.people, language))
    for role in manual.people.roles:
        add(role.address, language.named(role.title), listings.role_facts(role, language))
    if manual.waivers:
        add(addresses.WAIVERS, language.say("nav.waivers"), listings.waivers_facts(manual.waivers, rules, language))
    add(addresses.HELP, language.say("nav.help"), listings.help_facts(rules))
