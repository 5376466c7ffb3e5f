"""`plugins: [qmsdoc]` in a manual's `mkdocs.yml`: `mkdocs build` gives the controlled site, never the working tree.

MkDocs itself builds nothing: it is shown no file, and works in a folder that is thrown away. What
stands in `site_dir` afterwards is byte for byte what `qmsdoc build` publishes: of the same day, and with
the trust root of `QMSDOC_TRUST_ROOT`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Literal

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.cli.clock import today
from qmsdoc.errors import QmsdocError
from qmsdoc.rules import check
from qmsdoc.site import publish


class QmsdocPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # mkdocs is typed in part
    """MkDocs' side of it."""

    def __init__(self) -> None:
        self._serving = False
        self._output = Path()
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Note what MkDocs was asked for."""
        self._serving = command == "serve"

    @event_priority(-100)
    def on_config(self, config: Any) -> Any:
        """Send MkDocs' own output to a folder that is thrown away."""
        if self._serving:
            raise PluginError("This manual is previewed with `qmsdoc serve`, which marks every draft as one.")
        if config.hooks:
            raise PluginError(
                "The mkdocs.yml of this manual names hooks, programs that MkDocs has run already. "
                "Delete them: a manual holds text, never programs. `qmsdoc build` runs none."
            )
        self._output = Path(config.site_dir)
        self._scratch = tempfile.TemporaryDirectory(prefix="qmsdoc-")
        config.site_dir = self._scratch.name
        config.nav = None
        return config

    @event_priority(-100)
    def on_files(self, files: Any, *, config: Any) -> Any:  # noqa: ARG002 - MkDocs' signature
        """Show MkDocs no file of the working tree."""
        for file in list(files):
            files.remove(file)
        return files

    @event_priority(-100)
    def on_post_build(self, *, config: Any) -> None:
        """Publish what was approved where MkDocs was asked to build."""
        start = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        try:
            _publish(start, self._output)
        except QmsdocError as error:
            raise PluginError(f"{error.message} {error.remedy}".strip()) from error
        finally:
            if self._scratch is not None:
                self._scratch.cleanup()


def _publish(start: Path, output: Path) -> None:
    day = today()
    request = CaptureRequest(start, day, day, os.environ.get("QMSDOC_TRUST_ROOT"))
    with open_manual(request) as repository:
        snapshot = requested_snapshot(repository, request, SnapshotSource.TRUNK)
    publish(snapshot, check(snapshot), output)
