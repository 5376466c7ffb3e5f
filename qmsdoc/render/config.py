"""The `mkdocs.yml` of a staged tree: looks from the snapshot, nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.util import find_spec
from pathlib import Path

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.snapshot import Looks, Snapshot
from qmsdoc.pages import words
from qmsdoc.render import assets
from qmsdoc.render.front import Value, as_yaml

_LANGUAGES = "partials/languages"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the menu's sections (as facts), and when the copy is old; None in a preview."""

    organisation: str
    menu: list[Value]
    expires: date | None


def pictures(looks: Looks) -> Mapping[str, ClosureFile]:
    """The logo and favicon by their address, where they can be shown safely."""
    found = (picture for picture in (looks.logo, looks.favicon) if picture is not None and assets.shown(picture))
    return {assets.address(picture): picture for picture in found}


def configuration(snapshot: Snapshot, frame: Frame) -> bytes:
    """Write `mkdocs.yml` as JSON, which is YAML. The site's name is escaped: themes print it as it stands."""
    looks = snapshot.looks
    theme: dict[str, object] = {
        "name": "material",
        "custom_dir": "theme",
        "language": _language(looks.language),
        "font": False,
        "features": [],
        "palette": _palette(looks),
    }
    for key, picture in (("logo", looks.logo), ("favicon", looks.favicon)):
        if picture is not None and assets.shown(picture):
            theme[key] = assets.address(picture)
    settings: dict[str, object] = {
        "site_name": escape(looks.site_name or snapshot.manual),
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "theme": theme,
        "nav": ["index.md"],
        "not_in_nav": "*",
        "validation": {"links": {"not_found": "ignore", "anchors": "ignore", "unrecognized_links": "ignore"}},
        "plugins": ["search"],
        "markdown_extensions": ["qmsdoc"],
        "extra_css": ["assets/qms.css"],
        "extra": {"generator": False, "qms": _facts(snapshot, frame)},
    }
    if looks.site_url:
        settings["site_url"] = looks.site_url
    return as_yaml(settings).encode() + b"\n"


def _language(code: str) -> str:
    """Give the language's code where the theme speaks it, else `en`."""
    theme = find_spec("material")
    places = theme.submodule_search_locations or [] if theme else []
    spoken = any((Path(place) / "templates" / _LANGUAGES / f"{code}.html").is_file() for place in places)
    return code if spoken else "en"


def _palette(looks: Looks) -> list[dict[str, object]]:
    colours = {"primary": looks.primary, "accent": looks.accent}
    return [
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            **colours,
            "toggle": {"icon": "material/weather-night", "name": "Use dark colours"},
        },
        {
            "media": "(prefers-color-scheme: dark)",
            "scheme": "slate",
            **colours,
            "toggle": {"icon": "material/weather-sunny", "name": "Use light colours"},
        },
    ]


def _facts(snapshot: Snapshot, frame: Frame) -> dict[str, object]:
    return {
        "organisation": frame.organisation,
        "manual": snapshot.manual,
        "commit": snapshot.commit,
        "root": snapshot.root,
        "pinned": snapshot.trust_root is not None,
        "as_of": {"iso": snapshot.as_of.isoformat(), "words": words.day(snapshot.as_of)},
        "expires": frame.expires.isoformat() if frame.expires else None,
        "preview": frame.expires is None,
        "sections": frame.menu,
    }
