"""Page values to the staged tree: plain Markdown, plain Jinja overrides and a plain `mkdocs.yml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import EditionPage, HistoryPage, address_of
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Manual
from qmsdoc.pages.preview import Preview, PreviewPage
from qmsdoc.parse.languages import interface, tongues
from qmsdoc.render import drafts, facts, front, listings
from qmsdoc.render.comparison import comparison_facts, history_facts
from qmsdoc.render.config import Frame, configuration, pictures
from qmsdoc.render.desk import Desk, names
from qmsdoc.render.menu import neighbours
from qmsdoc.render.tree import Staged, Tree

VALID_FOR = timedelta(days=30)


def stage(snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes], rules: Sequence[RuleHelp] = ()) -> Staged:
    """Give the tree to render. `template` is the theme's folder, path to bytes; `rules` what the help explains.

    Raises `PublishError` where two pages claim one address.
    """
    published = {record.name.lower(): address_of(snapshot, record.name) for record in snapshot.records}
    found = {name: address for name, address in published.items() if address is not None}
    language = interface(snapshot.looks.language, template)
    near = neighbours({each.key: [entry.stamp.name for entry in each.entries] for each in manual.home.sections})
    tree = Tree(found)
    tree.page(
        addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, facts.home(manual.home, language))
    )
    tree.page(addresses.REGISTER, front.page(language.say("register.title"), facts.register(manual.register, language)))
    tree.page(addresses.VERIFY, front.page(language.say("verify.title"), {"kind": "verify"}))
    editions: dict[str, list[EditionPage]] = defaultdict(list)
    for edition in manual.editions:
        editions[edition.stamp.name].append(edition)
    for history in manual.histories:
        _document(tree, editions[history.name], history)
    for notice in manual.notices:
        title = facts.ended(f"{notice.name} {notice.title}", notice.status, language)
        own = {**facts.notice(notice, language), "near": near(notice.section, notice.name)}
        tree.page(notice.address, front.page(title, own))
    _listings(tree, manual, rules, language)
    frame = Frame(
        manual.home.organisation, lists(manual, language), facts.menu(manual.home, language), snapshot.as_of + VALID_FOR
    )
    named, spoken = names(snapshot), tongues(template)
    desk = partial(Desk, snapshot, found, named, language, spoken, near=near, pdf=manual.pdf)
    return _finished(tree, desk, snapshot, frame=frame, template=template, language=language)


def stage_preview(
    snapshot: Snapshot, preview: Preview, template: Mapping[str, bytes], rules: Sequence[RuleHelp] = ()
) -> Staged:
    """Give the tree of a preview; every draft says on every page, and in its title, that it is one."""
    places = {page.name.lower(): page.address for page in preview.drafts}
    places |= {page.stamp.name.lower(): page.address for page in preview.editions if page.standing}
    language = interface(snapshot.looks.language, template)
    menu = drafts.preview_menu(preview, language)
    near = neighbours(drafts.names(menu))
    tree = Tree(places)
    tree.page(
        addresses.HOME, front.page(snapshot.looks.site_name or snapshot.manual, drafts.preview_home(preview, language))
    )
    tree.page(addresses.VERIFY, front.page(language.say("verify.title"), {"kind": "verify"}))
    tree.page(addresses.HELP, front.page(language.say("nav.help"), listings.help_facts(rules)))
    for edition in preview.editions:
        _document(tree, [edition])
    for page in preview.drafts:
        tree.group((page.address,), partial(_draft, page))
    frame = Frame(preview.organisation, _preview_lists(language), menu, None)
    named, spoken = names(snapshot), tongues(template)
    desk = partial(Desk, snapshot, places, named, language, spoken, near=near)
    return _finished(tree, desk, snapshot, frame=frame, template=template, language=language)


def _finished(
    tree: Tree,
    desk: Callable[[], Desk],
    snapshot: Snapshot,
    *,
    frame: Frame,
    template: Mapping[str, bytes],
    language: Language,
) -> Staged:
    """Give the tree with its frame. Printed sheets of lists say at their head which manual it is, and as of when."""
    as_of = language.say("print.as-of", day=language.day(snapshot.as_of))
    return tree.staged(
        desk,
        configuration(snapshot, frame, language),
        template,
        pictures(snapshot.looks),
        language=language,
        heads=(snapshot.looks.site_name or snapshot.manual, as_of),
    )


def _document(tree: Tree, editions: Sequence[EditionPage], history: HistoryPage | None = None) -> None:
    """Add all pages of one document: they show the same texts."""
    for edition in editions:
        tree.stamp(edition)

    def make(desk: Desk) -> Iterator[tuple[str, front.Page]]:
        for edition in editions:
            yield edition.address, desk.edition(edition)
        if history:
            yield from _history(history, desk)

    places = [edition.address for edition in editions]
    if history:
        places += [history.address, *(pair.address for pair in history.comparisons)]
    tree.group(tuple(places), make)


def _draft(page: PreviewPage, desk: Desk) -> Iterator[tuple[str, front.Page]]:
    title = desk.language.say("draft.page", name=page.name, title=page.document.title)
    own = {**drafts.draft(page, desk.redliner, desk.language), "near": desk.near(page.section, page.name)}
    yield page.address, front.page(title, own, desk.text(page.address, page.document))


def _history(page: HistoryPage, desk: Desk) -> Iterator[tuple[str, front.Page]]:
    language, near = desk.language, desk.near(page.section, page.name)
    own = {**history_facts(page, desk.redliner, language), "near": near}
    yield page.address, front.page(language.say("history.page", name=page.name, title=page.title), own)
    for pair in page.comparisons:
        title = language.say(
            "comparison.page", name=page.name, title=pair.new.title, old=pair.old.revision, new=pair.new.revision
        )
        yield pair.address, front.page(title, {**comparison_facts(page, pair, desk.redliner, language), "near": near})


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
        *([(language.say("nav.pdf"), addresses.MANUAL_PDF)] if manual.pdf else []),
        (language.say("nav.verify"), facts.link(addresses.VERIFY)),
        (language.say("nav.help"), facts.link(addresses.HELP)),
    )


def _preview_lists(language: Language) -> tuple[tuple[str, str], ...]:
    shown = (("nav.home", ""), ("nav.verify", addresses.VERIFY), ("nav.help", addresses.HELP))
    return tuple((language.say(key), facts.link(address)) for key, address in shown)


def _listings(tree: Tree, manual: Manual, rules: Sequence[RuleHelp], language: Language) -> None:
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
