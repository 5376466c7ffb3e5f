"""Pages of a site as HTML: what each shows, filled into its template and set in the frame."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from urllib.parse import urljoin

from jinja2 import Environment, TemplateError
from markupsafe import Markup

from qmsdoc.errors import PublishError
from qmsdoc.model import addresses
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.model.language import Language
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.pages.document import EditionPage, HistoryPage, NoticePage
from qmsdoc.pages.page_kind import ListedPage
from qmsdoc.pages.preview import PreviewPage
from qmsdoc.pages.stamp import Stamp
from qmsdoc.render import assets
from qmsdoc.render.conversion import NOWHERE, ContentsEntry, Converted, code_block, converted, placed, scrolling
from qmsdoc.render.destinations import Place
from qmsdoc.render.frame import Frame, FramedPage, Site
from qmsdoc.render.history_views import comparison_view, draft_view, history_view
from qmsdoc.render.policy_text import policy_text
from qmsdoc.render.print_css import PrintHeads, print_heads
from qmsdoc.render.redline import Redliner
from qmsdoc.render.redline_views import change_labels
from qmsdoc.render.templates import filled
from qmsdoc.render.ui_strings import UiStrings, ui_strings

_ON_SITEMAP = frozenset({"home", "register", "verify"})


@dataclass(frozen=True)
class SiteContext:
    """What the pages of one site are made with.

    `published` gives where each document, by its name in lower case, is published, and `named` the document at a path;
    `frame` is what they are set in.
    """

    site: Site
    templates: Environment
    language: Language
    published: Mapping[str, str]
    named: Mapping[str, str]
    frame: Frame

    def place(self, address: str) -> Place:
        """Return where the text of a page stands."""
        return Place(address, lambda name: self.published.get(name.lower()), self.named.get, self._strings)

    @cached_property
    def _strings(self) -> UiStrings:
        return ui_strings(self.language)

    def url(self, page: FramedPage) -> str:
        """Return the whole address of a page, empty where the site does not know its own."""
        if not self.site.url or page.address is None:
            return ""
        return urljoin(f"{self.site.url.rstrip('/')}/", f"{page.address}index.html")

    def framed(self, page: FramedPage, **values: object) -> RenderedPage:
        """Fill a page into its template and its frame; raises `PublishError` where a template fails."""
        file = f"{page.address}index.html"
        url = self.url(page)
        try:
            html = self.frame.html(page, url=url, **values)
        except (TemplateError, ValueError) as error:
            raise PublishError(f"The page {file} could not be rendered.", remedy=str(error)) from error
        on_sitemap = page.searched or page.kind in _ON_SITEMAP
        return RenderedPage(file, encoded(html), url if on_sitemap else "")


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as HTML: its file in the site, and its whole address where the sitemap lists it (else empty)."""

    file: str
    html: bytes
    url: str


@dataclass(frozen=True, slots=True)
class PolicyFileView:
    """A file of the policy, word for word but for people's addresses."""

    path: str
    sha256: str
    text: Markup


class PageRenderer:
    """Renders pages that show documents' texts: one for the pages of a document, which share texts and redlines."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        self._language = context.language
        self._files: dict[str, ClosureFile] = {}
        self._bodies: dict[Hashable, tuple[Markup, tuple[ContentsEntry, ...], bool]] = {}

    @property
    def files(self) -> dict[str, bytes]:
        """The files that the pages rendered so far show or offer, by address."""
        return {address: file.data for address, file in self._files.items()}

    @cached_property
    def _redliner(self) -> Redliner:
        return Redliner(self._context.place(addresses.HOME), change_labels(self._language), addresses=False)

    def listed(self, listed: ListedPage) -> Iterator[RenderedPage]:
        """Render a page that is no document's."""
        page = FramedPage(listed.view.address, listed.kind.template, listed.title(self._language))
        yield self._context.framed(page, view=listed.view)

    def edition(self, view: EditionPage) -> RenderedPage:
        """Render an edition."""
        mark, language = view.stamp, self._language
        page = self._page(view.address, "edition", _edition_title(view, language), view.section, mark.name)
        page = replace(page, searched=view.is_current, heads=_heads(mark, language))
        key = mark.name, mark.revision, view.renderings, view.is_current and self._context.site.pdf
        if key not in self._bodies:
            self._bodies[key] = self._body(view)
        html, headings, has_diagrams = self._bodies[key]
        page = replace(page, headings=headings, has_diagrams=has_diagrams)
        return self._context.framed(page, view=view, body=placed(html, view.address))

    def _body(self, view: EditionPage) -> tuple[Markup, tuple[ContentsEntry, ...], bool]:
        """Return what the pages of an edition show alike, for `NOWHERE`; its headings; whether it has diagrams."""
        page = FramedPage(NOWHERE, "edition-body", "")
        fill = partial(filled, self._context.templates, page.template, site=self._context.site, page=page, view=view)
        if view.stamp.name == POLICY_ID:
            files = policy_files(view.edition.document)
            return fill(text=None, files=files), _policy_headings(files, self._language), False
        text = self._text(NOWHERE, view.edition.document)
        return fill(text=text, files=()), text.headings, text.has_diagrams

    def history(self, view: HistoryPage) -> Iterator[RenderedPage]:
        """Render a document's history, and every comparison of two editions that has a page."""
        language, redliner = self._language, self._redliner
        title = language.say("history.page", name=view.name, title=view.title)
        heads = print_heads(f"{view.name} {view.title}", language.say("history.head"))
        page = replace(self._page(view.address, "history", title, view.section, view.name), heads=heads)
        yield self._context.framed(page, view=history_view(view, redliner, language))
        for pair in view.comparisons:
            old, new, name = pair.old.revision, pair.new.revision, pair.new.title
            title = language.say("comparison.page", name=view.name, title=name, old=old, new=new)
            heads = print_heads(f"{view.name} {name}", language.say("comparison.head", old=old, new=new))
            page = replace(page, address=pair.address, kind="comparison", title=title, heads=heads)
            yield self._context.framed(page, view=comparison_view(view, pair, redliner, language))

    def notice(self, view: NoticePage) -> Iterator[RenderedPage]:
        """Render what stands where no edition is in force any more."""
        title = _ended(f"{view.name} {view.title}", view.last, self._language)
        page = self._page(view.address, "notice", title, view.section, view.name)
        yield self._context.framed(replace(page, heads=_heads(view.last, self._language)), view=view)

    def draft(self, view: PreviewPage) -> Iterator[RenderedPage]:
        """Render a draft."""
        language = self._language
        title = language.say("draft.page", name=view.name, title=view.title)
        text = self._text(view.address, view.document)
        page = replace(
            self._page(view.address, "draft", title, view.section, view.name),
            heads=print_heads(f"{view.name} {view.title}", language.say("mark.not-for-use")),
            headings=text.headings,
            has_diagrams=text.has_diagrams,
        )
        yield self._context.framed(page, view=draft_view(view, self._redliner, language), text=text)

    def _page(self, address: str, kind: str, title: str, section: str, name: str) -> FramedPage:
        return FramedPage(address, kind, title, section=section, name=name, near=self._context.site.near(section, name))

    def _text(self, address: str, document: Document) -> Converted:
        text = converted(document, self._context.place(address))
        self._files |= {assets.address(file): file for file in text.files}
        code = document.front.lang or self._language.code
        label = self._language.say("frame.table")
        html = scrolling(text.html, label, page=self._language.code, text=self._language.foreign(code))
        return replace(text, html=html)


def encoded(text: str) -> bytes:
    """Return a page as bytes; what UTF-8 cannot hold becomes a reference."""
    return text.encode("utf-8", "xmlcharrefreplace")


def print_status(mark: Stamp, language: Language) -> str:
    """Return what the head of each printed sheet says of an edition."""
    if mark.in_force:
        return language.say("print.force", revision=mark.revision, day=language.day(mark.effective_on))
    return language.say("print.not-for-use", revision=mark.revision, status=language.say(f"mark.{mark.status}"))


def _heads(mark: Stamp, language: Language) -> PrintHeads:
    return print_heads(f"{mark.name} {mark.title}", print_status(mark, language))


def _edition_title(view: EditionPage, language: Language) -> str:
    mark = view.stamp
    title = f"{mark.name} {mark.title}"
    if not view.is_current:
        title = language.say("edition.page", name=mark.name, revision=mark.revision, title=mark.title)
    return title if mark.in_force else _ended(title, mark, language)


def _ended(title: str, mark: Stamp, language: Language) -> str:
    """Return the title of a page that nobody works by any more, with its state."""
    return language.say("edition.ended", title=title, status=language.say(f"status.{mark.status}"))


def policy_files(document: Document) -> tuple[PolicyFileView, ...]:
    """Return the files of a policy, as its page shows them."""

    def view(file: ClosureFile) -> PolicyFileView:
        language = "yaml" if file.path.endswith((".yml", ".yaml")) else "text"
        return PolicyFileView(file.path, file.sha256, code_block(policy_text(file).rstrip("\n"), language))

    return tuple(map(view, document.closure.files))


def _policy_headings(files: tuple[PolicyFileView, ...], language: Language) -> tuple[ContentsEntry, ...]:
    parts = enumerate(files, 1)
    below = tuple(ContentsEntry(Markup.escape(file.path), f"__file-{number}", 3) for number, file in parts)
    return (ContentsEntry(Markup.escape(language.say("policy.files")), "__files", 2, below),)
