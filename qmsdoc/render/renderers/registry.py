"""The renderers that there are, by name; whichever is used, the site is the same, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from qmsdoc.errors import UsageError
from qmsdoc.render.renderers.mkdocs import MkDocs
from qmsdoc.render.renderers.own import Own
from qmsdoc.render.renderers.renderer import Renderer

RENDERERS: Mapping[str, Callable[[], Renderer]] = {
    "own": Own,
    "mkdocs": MkDocs,
    "properdocs": lambda: MkDocs("properdocs", "ProperDocs"),
}
_PACKAGES = {"mkdocs": "MkDocs", "properdocs": "ProperDocs"}


def renderer_of(name: str = "own") -> Renderer:
    """Give the renderer of that name; raises `UsageError` where what it needs is not installed."""
    if name in _PACKAGES and find_spec(name) is None:
        raise UsageError(
            f"{_PACKAGES[name]} is to make the pages, and it is not installed.",
            remedy=f"Install it: pip install {name}. Or leave --renderer out: the site is the same.",
        )
    return RENDERERS[name]()
