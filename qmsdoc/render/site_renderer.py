"""Renders a planned site: its pages by several processes, then what stands beside them."""

from __future__ import annotations

from pathlib import Path

from qmsdoc.render.files import write, write_shared
from qmsdoc.render.frame import FramedPage
from qmsdoc.render.page_renderer import PageRenderer, encoded
from qmsdoc.render.site_plan import PageGroup, SitePlan
from qmsdoc.render.templates import filled
from qmsdoc.render.workers import spread

MANY = 40  # groups of pages from which on a second process is worth its start
NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"


def render_site(plan: SitePlan, site: Path) -> frozenset[str]:
    """Write the site, and return the addresses of the files beside its pages; raises `PublishError` where it cannot."""
    templates = plan.context.templates
    for name in templates.list_templates():
        templates.get_template(name)  # compiled once for all processes
    site.mkdir(parents=True)
    write(plan.files, site)
    done = spread(lambda group: _render_group(plan, group, site), plan.groups, least=MANY)
    pages = sorted((place for places, _ in done for place in places), key=lambda place: place[0].split("/")[:-1])
    write(
        {
            NOT_FOUND: not_found(plan),
            SITEMAP: encoded(filled(templates, SITEMAP, urls=[url for _, url in pages if url])),
        },
        site,
    )
    return frozenset(plan.files).union(*(files for _, files in done))


def _render_group(plan: SitePlan, group: PageGroup, site: Path) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """Write a group's pages and the files they show; return file and whole address of each page, and the files."""
    renderer = PageRenderer(plan.context)
    pages = []
    for page in group.render(renderer):
        write({page.file: page.html}, site)
        pages.append((page.file, page.url))
    write_shared(renderer.files, site)
    return pages, frozenset(renderer.files)


def not_found(plan: SitePlan) -> bytes:
    """Return the page that stands where there is none."""
    page = FramedPage(None, "missing", plan.context.site.name)
    return plan.context.framed(page, view=None).html
