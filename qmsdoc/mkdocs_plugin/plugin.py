"""MkDocs' side of the plugin: which files MkDocs is shown, what it writes for them, and whether that may stand.

Invariants
1. MkDocs never reads a controlled document's file: it is shown an empty one, and given the page of the edition.
2. The former site stands until everything was built and has passed the checks.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.cli.clock import now, today
from qmsdoc.errors import QmsdocError
from qmsdoc.mkdocs_plugin.controlled_files import hidden, led_elsewhere
from qmsdoc.mkdocs_plugin.written_site import check_written
from qmsdoc.model.controlled_paths import document_folders
from qmsdoc.model.finding import Severity
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from qmsdoc.site import Embedded, embedded

_PREFIX = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_LAST, _FIRST = -100, 100
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


class QmsdocPlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Puts the editions in force in place of their files, and the pages of the manual under a prefix."""

    def __init__(self) -> None:
        self._serving = False
        self._manual: _Manual | None = None
        self._sources: dict[str, str] = {}
        self._own: list[str] = []
        self._target = ""
        self._scratch = ""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Note what MkDocs was asked for."""
        self._serving = command == "serve"

    @event_priority(_LAST)
    def on_config(self, config: Any) -> Any:
        """Read the manual, before anything of the former site is touched."""
        if not _PREFIX.fullmatch(self.config.prefix):
            raise PluginError(f"The prefix '{self.config.prefix}' is no folder of a site. Write a name such as 'qms'.")
        start = Path(config.config_file_path or "mkdocs.yml").resolve().parent / self.config.manual
        try:
            self._manual = _read(start, drafts=self._serving, strict=bool(config.strict))
        except QmsdocError as error:
            raise PluginError(f"{error.message} {error.remedy}".strip()) from error
        config.nav = led_elsewhere(config.nav, self._nav_places(config))
        if not self._serving:
            self._target = config.site_dir
            Path(self._target).parent.mkdir(parents=True, exist_ok=True)
            self._scratch = tempfile.mkdtemp(prefix=".qmsdoc-", dir=Path(self._target).parent)
            config.site_dir = self._scratch
        return config

    @event_priority(_LAST)
    def on_files(self, files: Any, *, config: Any) -> Any:
        """Show MkDocs the manual's pages in place of its files."""
        manual = self._read_manual()
        docs = Path(config.docs_dir).resolve()
        self._own = []
        for file in list(files):
            path = _path_in(manual.root, file)
            if path is not None and hidden(path, manual.snapshot, manual.root):
                files.remove(file)
            elif file.is_documentation_page() and file.abs_src_path:
                self._own.append(Path(file.abs_src_path).read_text("utf-8", "replace"))
        self._sources = {}
        at_home = {
            address: path for path, address in manual.made.places.items() if (manual.root / path).is_relative_to(docs)
        }
        for address, page in sorted(manual.made.framed.items()):
            own = at_home.get(address)
            source = (manual.root / own).relative_to(docs).as_posix() if own else self._under(f"{address}index.md")
            meta: dict[str, object] = {"title": page.title}
            meta |= {} if page.searched or page.kind == "draft" else {"search": {"exclude": True}}
            file = File.generated(config, source, content=f"---\n{json.dumps(meta)}\n---\n")
            file.inclusion = InclusionLevel.INCLUDED if own else InclusionLevel.NOT_IN_NAV
            file.dest_uri = self._under(f"{address}index.html")
            file.url = self._under(address) if config.use_directory_urls else file.dest_uri
            file.abs_dest_path = os.path.normpath(os.path.join(config.site_dir, file.dest_uri))  # noqa: PTH118
            self._sources[source] = address
            files.append(file)
        for path, data in sorted(manual.made.files.items()):
            files.append(File.generated(config, self._under(path), content=data))
        return files

    @event_priority(_FIRST)
    def on_nav(self, nav: Any, *, config: Any, files: Any) -> Any:
        """Add a section with the lists of the manual; documents stand in the navigation where the site names them."""
        site = self._read_manual().made.plan.context.site
        found = [
            (entry.words, files.get_file_from_path(self._under(f"{entry.address}index.md"))) for entry in site.menu
        ]
        pages = [Page(words, file, config) for words, file in found if file is not None and file.page is None]
        if pages:
            section = Section(site.name, [*pages])
            for page in pages:
                page.parent = section
            nav.items.append(section)
            nav.pages.extend(pages)
        return nav

    @event_priority(_FIRST)
    def on_page_markdown(self, markdown: str, *, page: Any, config: Any, files: Any) -> str:  # noqa: ARG002
        """Lead links of other pages, which name a controlled file outside their own folder, to its page."""
        if page.file.src_uri in self._sources:
            return ""
        return _links_led(markdown, page.file.src_uri, self._nav_places(config))

    @event_priority(_LAST)
    def on_page_content(self, html: str, *, page: Any, config: Any, files: Any) -> str:  # noqa: ARG002
        """Give a page of the manual its contents, and every other the notice that it is not controlled."""
        address = self._sources.get(page.file.src_uri)
        if address is not None:
            return self._read_manual().made.pages[address]
        return f"{html}\n{_NOTICE}"

    @event_priority(_LAST)
    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:  # noqa: ARG002
        """Let pages of the manual load their style sheets and scripts."""
        address = self._sources.get(page.file.src_uri)
        if address is None:
            return output
        up = posixpath.relpath("assets", address or ".")
        links = f'<link rel="stylesheet" href="{up}/embedded.css">\n'
        links += "".join(f'<script defer src="{up}/{name}.js"></script>\n' for name in ("words", "qms", "print"))
        return output.replace("</head>", f"{links}</head>", 1)

    @event_priority(_LAST)
    def on_post_build(self, *, config: Any) -> None:
        """Check what MkDocs and its plugins wrote, and only then put it in place of the former site."""
        if self._serving:
            return
        manual = self._read_manual()
        try:
            check_written(manual.snapshot, manual.made, Path(config.site_dir), self.config.prefix, self._own)
            _put_in_place(Path(self._scratch), Path(self._target))
        except QmsdocError as error:
            raise PluginError(f"{error.message} {error.remedy}".strip()) from error
        config.site_dir = self._target

    def on_serve(self, server: Any, *, config: Any, builder: Any) -> Any:  # noqa: ARG002
        """Let the preview follow changes of documents too."""
        manual = self._read_manual()
        for folder in document_folders(manual.snapshot.policy_in_force):
            if (manual.root / folder).is_dir():
                server.watch(str(manual.root / folder))
        return server

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Remove what was built in vain."""
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _read_manual(self) -> _Manual:
        if self._manual is None:
            raise PluginError("The manual was not read; MkDocs ran in an order that qmsdoc does not know.")
        return self._manual

    def _under(self, path: str) -> str:
        return f"{self.config.prefix}/{path}"

    def _nav_places(self, config: Any) -> dict[str, str]:
        """Return the source of each document's page by what a link from the documents' folder calls its file."""
        manual = self._read_manual()
        docs = Path(config.docs_dir).resolve()
        found = {os.path.relpath(manual.root / path, docs): address for path, address in manual.made.places.items()}
        return {path: self._under(f"{address}index.md") for path, address in found.items() if path.startswith("..")}


_NOTICE = '<p class="qms-uncontrolled"><small>This page is not a controlled document.</small></p>'


def _read(start: Path, *, drafts: bool, strict: bool) -> _Manual:
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
    return _Manual(root, snapshot, embedded(snapshot, findings, drafts=drafts))


def _path_in(root: Path, file: Any) -> str | None:
    """Return the path of a file of MkDocs within the manual, None for one from elsewhere."""
    source = Path(file.abs_src_path).resolve() if file.abs_src_path else None
    return source.relative_to(root).as_posix() if source is not None and source.is_relative_to(root) else None


def _links_led(markdown: str, source: str, places: dict[str, str]) -> str:
    folder = posixpath.dirname(source)

    def led(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, found[2]))
        there = places.get(path)
        return f"{found[1]}{posixpath.relpath(there, folder or '.')}" if there else found[0]

    return _LINK.sub(led, markdown)


_LINK = re.compile(r"(\]\(<?|^\[[^\]]+\]:\s*<?)([^\s()<>#]+\.md)\b", re.MULTILINE)


def _put_in_place(built: Path, target: Path) -> None:
    """Put a finished folder where the former site stands."""
    built.chmod(0o755)
    if target.exists():
        former = Path(tempfile.mkdtemp(prefix=".qmsdoc-former-", dir=target.parent))
        target.rename(former / "site")
        built.rename(target)
        shutil.rmtree(former, ignore_errors=True)
    else:
        built.rename(target)
