"""The site's tests run with another renderer where `RENDERER` names one: `RENDERER=properdocs pytest tests/site`."""

from __future__ import annotations

import os

from qmsdoc import site
from qmsdoc.render.renderers.registry import RENDERERS

if "RENDERER" in os.environ:
    site.Own = RENDERERS[os.environ["RENDERER"]]  # type: ignore[attr-defined, assignment]
