"""Which pages a site has, how they are grouped for rendering, and which of them must carry a stamp."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from qmsdoc.errors import PublishError
from qmsdoc.model import addresses
from qmsdoc.model.rule_ids import ID_PATTERN
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import EditionPage, HistoryPage, address_of
from qmsdoc.pages.manual import ManualPages
from qmsdoc.pages.page_kind import ListedPage
from qmsdoc.pages.preview import Preview
from qmsdoc.pages.stamp import Stamp
from qmsdoc.parse.languages import FOLDER, interface, spoken_languages
from qmsdoc.render.client_strings import client_strings
from qmsdoc.render.frame import FRAMES, Site, frame_assets, own_styles, pictures, site_of
from qmsdoc.render.frames import frame_of
from qmsdoc.render.page_renderer import PageRenderer, RenderedPage, SiteContext
from qmsdoc.render.templates import SUFFIXES, environment

VALID_FOR = timedelta(days=30)
_NOT_SHIPPED = (FOLDER, FRAMES, "desk/")  # of the template's folders


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Pages that are rendered together, since they share texts: where they stand, and what renders them."""

    addresses: tuple[str, ...]
    render: Callable[[PageRenderer], Iterable[RenderedPage]]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A site before it is rendered: its pages in groups, to be rendered in any order and in any process.

    `stamps` are the pages, by file, that must carry one; `files` those that belong to every page: style sheets,
    scripts, pictures of the frame, by path.
    """

    context: SiteContext
    groups: tuple[PageGroup, ...]
    stamps: Mapping[str, Stamp]
    files: Mapping[str, bytes]

    @property
    def pages(self) -> frozenset[str]:
        """The files of pages in the site."""
        return frozenset(f"{address}index.html" for group in self.groups for address in group.addresses)


def plan_site(manual: ManualPages, template: Mapping[str, bytes], *, pdf: bool = False) -> SitePlan:
    """Plan the published site. `template` is the folder of the site's templates, path to bytes.

    Raises `PublishError` where two pages claim one address.
    """
    contents, snapshot = manual.contents, manual.contents.snapshot
    found = {record.name.lower(): address_of(snapshot, record.name) for record in snapshot.records}
    published = {name: address for name, address in found.items() if address is not None}
    editions: dict[str, list[EditionPage]] = defaultdict(list)
    for edition in manual.editions:
        editions[edition.stamp.name].append(edition)
    groups = [*map(_listed, manual.lists)]
    groups += (_document(editions[history.name], history) for history in manual.histories)
    groups += (PageGroup((page.address,), partial(PageRenderer.notice, view=page)) for page in manual.notices)
    language = interface(snapshot.looks.language, template)
    site = site_of(
        snapshot,
        manual.lists,
        contents.sections,
        language,
        organisation=contents.policy.organisation,
        expires=snapshot.as_of + VALID_FOR,
        pdf=pdf,
    )
    return _planned(groups, manual.editions, site, snapshot, published=published, template=template)


def plan_preview(preview: Preview, template: Mapping[str, bytes]) -> SitePlan:
    """Plan a preview; every draft says on every page, and in its title, that it is one. Raises as `plan_site` does."""
    snapshot = preview.contents.snapshot
    published = {page.name.lower(): page.address for page in preview.drafts}
    published |= {page.stamp.name.lower(): page.address for page in preview.editions if page.is_current}
    groups = [*map(_listed, preview.lists)]
    groups += (_document([edition]) for edition in preview.editions)
    groups += (PageGroup((page.address,), partial(PageRenderer.draft, view=page)) for page in preview.drafts)
    language = interface(snapshot.looks.language, template)
    home = preview.home
    site = site_of(snapshot, preview.lists, home.sections, language, organisation=home.organisation, expires=None)
    return _planned(groups, preview.editions, site, snapshot, published=published, template=template)


def _planned(
    groups: list[PageGroup],
    editions: Iterable[EditionPage],
    site: Site,
    snapshot: Snapshot,
    *,
    published: Mapping[str, str],
    template: Mapping[str, bytes],
) -> SitePlan:
    _require_free(groups, published)
    language = interface(snapshot.looks.language, template)
    theme = {path: data for path, data in template.items() if not path.startswith(_NOT_SHIPPED)}
    assets = {path: data for path, data in theme.items() if not path.endswith(SUFFIXES)}
    templates = environment(template, language, spoken_languages(template))
    frame = frame_of(snapshot.looks, site, templates, template)
    return SitePlan(
        SiteContext(site, templates, language, published, _names(snapshot), frame),
        tuple(groups),
        {f"{page.address}index.html": page.stamp for page in editions},
        {
            **assets,
            **frame_assets(template, frame.theme),
            **frame.files,
            **client_strings(language, template, site),
            **pictures(snapshot.looks),
            **own_styles(snapshot.looks),
        },
    )


def _listed(page: ListedPage) -> PageGroup:
    return PageGroup((page.view.address,), partial(PageRenderer.listed, listed=page))


def _document(editions: Iterable[EditionPage], history: HistoryPage | None = None) -> PageGroup:
    """Group all pages of one document: they show the same texts."""
    editions = sorted(editions, key=lambda page: page.stamp.revision)  # the two pages of one edition share its text

    def render(renderer: PageRenderer) -> Iterator[RenderedPage]:
        yield from map(renderer.edition, editions)
        if history is not None:
            yield from renderer.history(history)

    places = [page.address for page in editions]
    if history is not None:
        places += [history.address, *(pair.address for pair in history.comparisons)]
    return PageGroup(tuple(places), render)


def _names(snapshot: Snapshot) -> dict[str, str]:
    """Return the name of the document at each path, for links in included files."""
    named = {document.path: document.name for document in snapshot.documents if document.front.name}
    return {edition.document.path: edition.name for edition in snapshot.editions} | named


def _require_free(groups: Iterable[PageGroup], published: Mapping[str, str]) -> None:
    """Raise `PublishError` where two pages claim one address, or a document one of the site's own."""
    taken = {f"{name}/" for name in addresses.RESERVED & published.keys()}
    seen: set[str] = set()
    for group in groups:
        for address in group.addresses:
            if address in seen:
                taken.add(address)
            seen.add(address)
    if taken:
        raise PublishError(
            f"Two pages of the manual would stand at /{min(taken)}.",
            remedy="Document ids must differ in more than their case, and must not be the name of a page"
            f" of the site ({', '.join(sorted(addresses.RESERVED))}).",
            rule=ID_PATTERN,
        )
