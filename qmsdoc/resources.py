"""Where the data that ships with qmsdoc lies: schemas, the site's template, the sample manual.

In a checkout (and an editable install) they stand at the top of the repository; in a wheel under
`qmsdoc/_resources/`.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import qmsdoc
from qmsdoc.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Give the folder `name` (`schemas`, `site_template` or `sample_manual`); raises `UsageError` if it is missing."""
    for place in (_PACKAGE / "_resources" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise UsageError(f"This installation of qmsdoc lacks its folder '{name}'.", remedy="Install qmsdoc again.")


def schema(name: str) -> Path:
    """Give the path of a JSON Schema or data file under `schemas/`."""
    return folder("schemas") / name


@cache
def material_templates() -> Path | None:
    """Give the folder of the templates of Material for MkDocs; None where it is not installed."""
    found = find_spec("material")
    root = Path(found.origin).parent / "templates" if found is not None and found.origin else None
    return root if root is not None and (root / "base.html").is_file() else None


def requirement(extra: str = "") -> str:
    """Return what pip is to install so that this very version runs: the tag of the project's repository."""
    from importlib import metadata  # noqa: PLC0415 - slow to import, and seldom needed

    name = f"qmsdoc[{extra}]" if extra else "qmsdoc"
    urls = dict(row.split(", ", 1) for row in metadata.metadata("qmsdoc").get_all("Project-URL") or ())
    address = urls.get("Repository")
    return f"{name} @ git+{address}@v{qmsdoc.__version__}" if address else f"{name}=={qmsdoc.__version__}"
