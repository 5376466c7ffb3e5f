"""The `mkdocs.yml` of a staged tree: looks from the snapshot, nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from html import escape

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Looks, Snapshot
from qmsdoc.render import assets
from qmsdoc.render.front import Value, as_yaml
from qmsdoc.render.said import said
from qmsdoc.render.worded import site_words


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the menu's lists (text and address) and sections (as facts), and when the
    copy is old; None in a preview.
    """

    organisation: str
    lists: tuple[tuple[str, str], ...]
    menu: list[Value]
    expires: date | None


def pictures(looks: Looks) -> Mapping[str, ClosureFile]:
    """The logo and favicon by their address, where they can be shown safely."""
    found = (picture for picture in (looks.logo, looks.favicon) if picture is not None and assets.shown(picture))
    return {assets.address(picture): picture for picture in found}


def configuration(snapshot: Snapshot, frame: Frame, language: Language) -> bytes:
    """Write `mkdocs.yml` as JSON, which is YAML. The site's name is escaped: themes print it as it stands."""
    looks = snapshot.looks
    settings: dict[str, object] = {
        "site_name": escape(looks.site_name or snapshot.manual),
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "theme": {"name": None, "custom_dir": "theme", "static_templates": ["404.html"]},
        "nav": ["index.md"],
        "not_in_nav": "*",
        "validation": {"links": {"not_found": "ignore", "anchors": "ignore", "unrecognized_links": "ignore"}},
        "plugins": [],
        "markdown_extensions": [{"qmsdoc": {"said": asdict(said(language))}}],
        "extra": {"qms": _facts(snapshot, frame, language)},
    }
    if looks.site_url:
        settings["site_url"] = looks.site_url
    return as_yaml(settings).encode() + b"\n"


def _facts(snapshot: Snapshot, frame: Frame, language: Language) -> dict[str, object]:
    looks = snapshot.looks
    return {
        "organisation": frame.organisation,
        "manual": snapshot.manual,
        "commit": snapshot.commit,
        "root": snapshot.root,
        "as_of": {"iso": snapshot.as_of.isoformat(), "words": language.day(snapshot.as_of)},
        "expires": frame.expires.isoformat() if frame.expires else None,
        "preview": frame.expires is None,
        "sections": frame.menu,
        "lists": [{"text": text, "address": address} for text, address in frame.lists],
        "primary": looks.primary.replace("-", " "),
        "logo": _picture(looks.logo),
        "favicon": _picture(looks.favicon),
        **site_words(language),
    }


def _picture(picture: ClosureFile | None) -> str | None:
    return assets.address(picture) if picture is not None and assets.shown(picture) else None
