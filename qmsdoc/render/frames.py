"""The frames that there are, by the name of the theme that chooses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jinja2 import Environment

from qmsdoc.model.appearance import EMBEDDED_THEME, MATERIAL_THEME, Looks
from qmsdoc.render.embedded_frame import EmbeddedFrame
from qmsdoc.render.frame import Frame, Site
from qmsdoc.render.light_frame import LightFrame
from qmsdoc.render.material_frame import MaterialFrame


def frame_of(looks: Looks, site: Site, templates: Environment, sources: Mapping[str, bytes]) -> Frame:
    """Return the frame of a site; `sources` is the folder of the site's templates, path to bytes.

    Raises `PublishError` where what the frame needs is not installed.
    """
    if looks.theme == MATERIAL_THEME:
        return MaterialFrame(site, templates, sources, looks)
    if looks.theme == EMBEDDED_THEME:
        return EmbeddedFrame(replace(site, manifest=False), templates)
    return LightFrame(site, templates)
