"""qmsdoc's own renderer: what MkDocs makes of a staged tree, byte for byte, sooner, and by several processes.

It knows as much of MkDocs as the tree needs: pages `index.md` in folders, front matter that is JSON, links between
pages, the filter `url`, and the templates `main.html`, `404.html` and `sitemap.xml`. Tests hold it against MkDocs and
ProperDocs.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from jinja2 import DictLoader, Environment, TemplateError, pass_context
from jinja2.runtime import Context

from qmsdoc.errors import PublishError
from qmsdoc.render import places
from qmsdoc.render.files import write
from qmsdoc.render.front import Page
from qmsdoc.render.renderers.renderer import MANY
from qmsdoc.render.texts import Converted, Heading, converted, followed
from qmsdoc.render.tree import Group, Staged
from qmsdoc.render.workers import spread

_TEMPLATES = (".html", ".xml")
_ALONE = ("404.html", "sitemap.xml")


@dataclass(frozen=True, slots=True)
class _Contents:
    """The headings of a page, as `page.toc` gives them to templates."""

    items: Sequence[Heading]


@dataclass(frozen=True, slots=True)
class _View:
    """A page as templates see it (`page`): MkDocs' names."""

    url: str
    title: str
    meta: Mapping[str, Any]
    canonical_url: str | None
    content: str = ""
    toc: _Contents = field(default_factory=lambda: _Contents(()))

    @property
    def is_homepage(self) -> bool:
        return self.url == "index.html"


@dataclass(frozen=True, slots=True)
class _File:
    """A page in the list that `sitemap.xml` goes through."""

    page: _View


class Own:
    """See the module; `Renderer` says what is asked of it."""

    def render(self, staged: Staged, work: Path, site: Path, *, as_of: date) -> frozenset[str]:  # noqa: ARG002 - the protocol's
        """See `Renderer`; nothing is written to `work`."""
        press = _Press(staged)
        site.mkdir(parents=True)
        press.ready()
        write({**staged.files, **press.assets()}, site)
        done = spread(lambda group: press.group(group, site), staged.groups, least=MANY)
        press.alone([_File(view) for views, _ in done for view in views], site)
        return frozenset(staged.files).union(*(files for _, files in done))


class _Press:
    """What the pages of one site have in common."""

    def __init__(self, staged: Staged) -> None:
        self._staged = staged
        self._config = json.loads(staged.config)
        self._said = self._config["markdown_extensions"][0]["qmsdoc"]["said"]
        self._base = self._config.setdefault("site_url", None)
        self._pages = frozenset(f"{page.removesuffix('.html')}.md" for page in staged.pages)

    @cached_property
    def _templates(self) -> Environment:
        texts = {path: data.decode() for path, data in self._staged.theme.items() if path.endswith(_TEMPLATES)}
        made = Environment(loader=DictLoader(texts), auto_reload=False)  # noqa: S701 - as MkDocs: templates escape
        made.filters["url"] = _url
        return made

    def ready(self) -> None:
        """Compile the templates once for all processes."""
        for name in self._templates.list_templates():
            self._templates.get_template(name)

    def assets(self) -> dict[str, bytes]:
        """Give the theme's files that are no templates."""
        return {path: data for path, data in self._staged.theme.items() if not path.endswith(_TEMPLATES)}

    def group(self, group: Group, site: Path) -> tuple[list[_View], frozenset[str]]:
        """Write a group's pages and the files they show; gives what lists need of the pages, and the files."""
        made = self._staged.make(group)
        write(made.files, site)
        views = []
        for address, page in made.pages.items():
            view, data = self._page(address, page)
            write({view.url: data}, site)
            views.append(view)
        return views, frozenset(made.files)

    def _page(self, address: str, page: Page) -> tuple[_View, bytes]:
        meta = json.loads(page.head)
        url = f"{address}index.html"
        canonical = urljoin(f"{self._base.rstrip('/')}/", url) if self._base else None
        try:
            with followed(f"The page {url}"):
                text = self._text(address, page)
            html = places.rendered(text.html, url, self._pages)
            view = _View(url, meta["title"], meta, canonical, html, _Contents(text.headings))
            whole = self._templates.get_template("main.html").render(config=self._config, page=view, base_url="")
        except (TemplateError, ValueError) as error:
            raise PublishError(f"The page {url} could not be rendered.", remedy=str(error)) from error
        facts = {name: meta["qms"].get(name) for name in ("hidden", "kind")}
        return _View(url, view.title, {"qms": facts}, canonical), _encoded(whole)

    def _text(self, address: str, page: Page) -> Converted:
        """Convert a page's text; one whose own words look like addresses for everywhere is converted for this page."""
        if page.anywhere is not None:
            text = converted(page.anywhere, self._said)
            html = places.moved(text.html, address)
            if places.FAR not in html:
                return replace(text, html=html)
        return converted(page.text, self._said)

    def alone(self, files: list[_File], site: Path) -> None:
        """Write the pages that are not of the tree."""
        files.sort(key=lambda file: file.page.url.split("/")[:-1])
        for name in _ALONE:
            base = urlsplit(self._base or "/").path if name == "404.html" else "."
            try:
                template = self._templates.get_template(name)
                text = template.render(config=self._config, page=None, pages=files, base_url=base)
            except TemplateError as error:
                raise PublishError(f"The page {name} could not be rendered.", remedy=str(error)) from error
            write({name: _encoded(text)}, site)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "xmlcharrefreplace")


@pass_context
def _url(context: Context, value: object) -> str:
    """Give an address from the site's root as seen from the page; in a page without a place, below `base_url`."""
    page: _View | None = context["page"]
    path = str(value) or "."
    if path.startswith(("/", "#")) or ":" in path.partition("/")[0]:
        return path
    if page is None:
        return posixpath.join(context["base_url"], path)
    return places.relative(path, page.url)
