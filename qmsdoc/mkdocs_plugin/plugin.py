"""MkDocs' side of the plugin: which files MkDocs is shown, what it writes for them, and whether that may stand.

Invariants
1. MkDocs never reads a controlled document's file: it is shown an empty one, and given the page of the edition.
2. The former site stands until everything was built, MkDocs' own `--strict` found nothing, and the checks have passed.
3. Pages of the site's own change by the notice alone.
"""

from __future__ import annotations

import html
import json
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.cli.clock import now, today
from qmsdoc.errors import QmsdocError
from qmsdoc.mkdocs_plugin.controlled_files import hidden, path_in
from qmsdoc.mkdocs_plugin.installed_theme import missing_theme
from qmsdoc.mkdocs_plugin.written_site import check_written, leave_out_of_search
from qmsdoc.model.controlled_paths import document_folders
from qmsdoc.model.finding import Severity
from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.publish import swap, workshop
from qmsdoc.rules import check
from qmsdoc.site import Embedded, embedded

_PREFIX = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_LAST = -1000
_log = get_plugin_logger("qmsdoc")


class PluginOptions(Config):  # type: ignore[no-untyped-call]  # mkdocs is typed in part
    """`manual` is the folder of a clone, from where `mkdocs.yml` stands; `prefix` the folder of the pages."""

    manual = config_options.Type(str, default=".")
    prefix = config_options.Type(str, default="controlled")


@dataclass(frozen=True, slots=True)
class _Manual:
    """What was read of the manual: its root, the snapshot, and its pages."""

    root: Path
    snapshot: Snapshot
    made: Embedded

    @property
    def language(self) -> Language:
        """The language of the manual."""
        return self.made.plan.context.language


class QmsdocPlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Puts the editions in force in place of their files, and the pages of the manual under a prefix."""

    def __init__(self) -> None:
        self._serving = False
        self._manual: _Manual | None = None
        self._sources: dict[str, str] = {}
        self._own: list[str] = []
        self._menu: Navigation | None = None
        self._workshop = ExitStack()
        self._target = ""
        self._built: Any = None

    def load_config(self, options: dict[str, Any], config_file_path: str | None = None) -> tuple[Any, Any]:
        """Read the options, and tell a theme that is missing."""
        errors, warnings = super().load_config(options, config_file_path)
        return [*errors, *missing_theme(config_file_path)], warnings

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Note what MkDocs was asked for."""
        self._serving = command == "serve"

    @event_priority(_LAST)
    def on_config(self, config: Any) -> Any:
        """Read the manual, before anything of the former site is touched."""
        if not _PREFIX.fullmatch(self.config.prefix):
            raise PluginError(f"The prefix '{self.config.prefix}' is no folder of a site. Write a name such as 'qms'.")
        start = Path(config.config_file_path or "mkdocs.yml").resolve().parent / self.config.manual
        with _plainly():
            address = f"{config.site_url.rstrip('/')}/{self._under('')}" if config.site_url else ""
            self._manual = _read(start, address, drafts=self._serving, strict=bool(config.strict))
            if not self._serving:
                self._target = config.site_dir
                place = self._workshop.enter_context(workshop(Path(self._target), any_site=True))
                config.site_dir = str(place / "site")
        return config

    @event_priority(_LAST)
    def on_files(self, files: Any, *, config: Any) -> Any:
        """Show MkDocs the manual's pages in place of its files."""
        manual = self._read_manual()
        self._own = []
        for file in list(files):
            path = path_in(manual.root, file)
            if path is not None and hidden(path, manual.snapshot, manual.root):
                files.remove(file)
            elif file.is_documentation_page() and file.abs_src_path:
                self._own.append(Path(file.abs_src_path).read_text("utf-8", "replace"))
        named = _named(manual, Path(config.docs_dir).resolve())
        self._sources = {}
        for address, page in sorted(manual.made.framed.items()):
            source = named.get(address) or self._under(f"{address}index.md")
            meta: dict[str, object] = {"title": page.title}
            meta |= {} if self._searched(address) else {"search": {"exclude": True}}
            file = File.generated(config, source, content=f"---\n{json.dumps(meta)}\n---\n")
            in_docs = address in named and not source.startswith("..")
            file.inclusion = InclusionLevel.INCLUDED if in_docs else InclusionLevel.NOT_IN_NAV
            file.dest_uri = self._under(f"{address}index.html")
            file.url = self._under(address) if config.use_directory_urls else file.dest_uri
            self._sources[source] = address
            files.append(file)
        for path, data in sorted(manual.made.files.items()):
            files.append(File.generated(config, self._under(path), content=data))
        return files

    @event_priority(_LAST)
    def on_nav(self, nav: Any, *, config: Any, files: Any) -> Any:
        """Make the menu of the manual's own pages: the site's, and a section with the lists that it does not name."""
        manual = self._read_manual()
        entries = manual.made.plan.context.site.menu
        found = [(each.words, files.get_file_from_path(self._under(f"{each.address}index.md"))) for each in entries]
        pages = [Page(words, file, config) for words, file in found if file and file.page not in nav.pages]
        section = Section(manual.language.say("frame.documents"), [*pages])
        for page in pages:
            page.parent = section
        self._menu = Navigation([*nav.items, section], [*nav.pages, *pages])
        return nav

    @event_priority(_LAST)
    def on_page_markdown(self, markdown: str, *, page: Any, config: Any, files: Any) -> str | None:  # noqa: ARG002
        """Keep what other plugins write out of the manual's pages."""
        return "" if page.file.src_uri in self._sources else markdown

    @event_priority(_LAST)
    def on_page_content(self, html: str, *, page: Any, config: Any, files: Any) -> str:  # noqa: ARG002
        """Give a page of the manual its contents, without days and authors that others find for its file.

        What is not in force stays empty until the search has read it.
        """
        address = self._sources.get(page.file.src_uri)
        if address is None:
            return html
        page.meta = {key: value for key, value in page.meta.items() if key in ("title", "search")}
        return self._read_manual().made.pages[address] if self._searched(address) else ""

    @event_priority(_LAST)
    def on_env(self, env: Any, *, config: Any, files: Any) -> None:  # noqa: ARG002
        """Keep what is not in force out of the list of pages for search engines."""
        for source, address in self._sources.items():
            if not self._searched(address):
                page = files.get_file_from_path(source).page
                page.canonical_url = page.abs_url = None

    @event_priority(_LAST)
    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> Any:  # noqa: ARG002
        """Show the menu of the manual beside its pages; every other page says that it is not controlled.

        It does so after the search has read it, which would find the notice everywhere.
        """
        address = self._sources.get(page.file.src_uri)
        if address is not None:
            context["nav"], page.content = self._menu, self._read_manual().made.pages[address]
        else:
            front = self._under("") if config.use_directory_urls else self._under("index.html")
            text = page.content.rstrip()
            notice = _notice(self._read_manual(), get_relative_url(front, page.url))
            page.content = f"{text}{notice}{page.content[len(text) :]}"
        return context

    @event_priority(_LAST)
    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:  # noqa: ARG002
        """Let pages of the manual load their style sheets and scripts."""
        address = self._sources.get(page.file.src_uri)
        if address is None:
            return output
        up, heads = get_relative_url("assets", address), self._read_manual().made.framed[address].heads
        links = f'<link rel="stylesheet" href="{up}/embedded.css">\n'
        for name in ("print", "words"):
            links += f'<link rel="stylesheet" media="print" href="{up}/{name}.css">\n'
        links += f'<style media="print">{heads.css}</style>\n' if heads else ""
        links += "".join(f'<script defer src="{up}/{name}.js"></script>\n' for name in ("words", "qms", "print"))
        links += "" if self._searched(address) else '<meta name="robots" content="noindex">\n'
        return output.replace("</head>", f"{links}</head>", 1)

    @event_priority(_LAST)
    def on_post_build(self, *, config: Any) -> None:
        """Note that all was built: what is wrong by MkDocs' own `--strict` is told after this."""
        page = "" if config.use_directory_urls else "index.html"
        found = {self._under(each) + page for each in self._sources.values() if not self._searched(each)}
        leave_out_of_search(Path(config.site_dir), found)
        if not self._serving:
            self._built = config

    @event_priority(_LAST)
    def on_shutdown(self) -> None:
        """Check what MkDocs and its plugins wrote, and only then put it in place of the former site."""
        with self._workshop, _plainly():
            if self._built is not None:
                manual, built = self._read_manual(), Path(self._built.site_dir)
                check_written(manual.snapshot, manual.made, built, self.config.prefix, self._own)
                swap(built, Path(self._target), any_site=True)
                self._built.site_dir = self._target

    def on_serve(self, server: Any, *, config: Any, builder: Any) -> Any:  # noqa: ARG002
        """Let the preview follow changes of documents too."""
        manual = self._read_manual()
        for folder in document_folders(manual.snapshot.policy_in_force):
            if (manual.root / folder).is_dir():
                server.watch(str(manual.root / folder))
        return server

    @event_priority(_LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Forget what was built in vain; of a program that failed say in plain words which."""
        self._built = None
        if not isinstance(error, MkDocsException):
            _log.debug("Where it failed:", exc_info=error)
            raise PluginError(
                f"{_place(error)}: {type(error).__name__}: {error}\nA plugin, a hook or the theme failed; nothing was"
                " published. `mkdocs build --verbose` shows more."
            ) from error

    def _read_manual(self) -> _Manual:
        if self._manual is None:
            raise PluginError("The manual was not read; MkDocs ran in an order that qmsdoc does not know.")
        return self._manual

    def _searched(self, address: str) -> bool:
        page = self._read_manual().made.framed[address]
        return page.searched or page.kind == "draft"

    def _under(self, path: str) -> str:
        return f"{self.config.prefix}/{path}"


@contextmanager
def _plainly() -> Iterator[None]:
    """Hand our errors on as MkDocs shows them: in plain words."""
    try:
        yield
    except QmsdocError as error:
        raise PluginError(error.told) from error


def _notice(manual: _Manual, front: str) -> str:
    """Return what stands under every page that is not the manual's, with the way to those that are."""
    words = html.escape(manual.language.say("frame.uncontrolled"))
    link = f'<a href="{front}">{html.escape(manual.language.say("frame.documents"))}</a>'
    return f'<p class="qms-uncontrolled"><small>{words} {link}</small></p>'


def _read(start: Path, address: str, *, drafts: bool, strict: bool) -> _Manual:
    request = CaptureRequest(start, today(), today(), os.environ.get("QMSDOC_TRUST_ROOT"), now=now())
    with open_manual(request) as repository:
        source = SnapshotSource.FILES_TODAY if drafts else SnapshotSource.TRUNK
        snapshot = requested_snapshot(repository, request, source)
        root = repository.root
    findings = check(snapshot)
    errors = [each for each in findings if each.severity is Severity.ERROR and each.counts]
    for each in errors:
        place = ":".join(str(part) for part in (each.path, each.line) if part)
        _log.warning("%s %s (%s)", place or each.document or "", each.message, each.rule)
    if errors and strict:
        raise PluginError(f"qmsdoc check finds {len(errors)} errors, and --strict was asked for. See: qmsdoc check")
    return _Manual(root, snapshot, embedded(snapshot, findings, address, drafts=drafts))


def _named(manual: _Manual, docs: Path) -> dict[str, str]:
    """Return by its address what links and the navigation of a site call the file of a document, seen from `docs`."""
    files = ((address, os.path.relpath(manual.root / path, docs)) for path, address in manual.made.places.items())
    return {address: Path(path).as_posix() for address, path in files if path.endswith(".md")}


def _place(error: Exception) -> str:
    """Return file and line of what MkDocs called last, or where it failed itself."""
    frames = traceback.extract_tb(error.__traceback__)
    called = (each for before, each in pairwise(frames) if before.name == "run_event")
    found = next(called, frames[-1])
    return f"{found.filename}:{found.lineno}"
