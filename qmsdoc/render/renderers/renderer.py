"""What a renderer is: it makes a site of a staged tree. Which there are is in `renderers`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Protocol

from qmsdoc.render.tree import Staged

MANY = 40  # documents from which on a second process is worth its start


class Renderer(Protocol):
    """Turns a staged tree into HTML; the same input gives the same bytes, whichever renderer it is."""

    def render(self, staged: Staged, work: Path, site: Path, *, as_of: date) -> frozenset[str]:
        """Write the site, and give the addresses of the files beside its pages; `work` is an empty folder of its own.

        Raises `PublishError` when it cannot.
        """
