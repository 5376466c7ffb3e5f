"""Pages in one file, with their styles and pictures inside; no link leads into a site that is not there."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from jinja2 import Environment
from markupsafe import Markup

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.language import Language
from qmsdoc.model.policy import Policy
from qmsdoc.pages.comparison import Side, differences
from qmsdoc.parse.languages import spoken_languages
from qmsdoc.redline.html import ROOT
from qmsdoc.render import assets
from qmsdoc.render.redline import Redliner, no_site
from qmsdoc.render.redline_views import Beside, ListedChange, TextPart, beside, change_labels, listed, whole
from qmsdoc.render.templates import environment
from qmsdoc.render.ui_strings import ui_strings

_LINK = re.compile(rf'<a href="{ROOT}[^"]*"')
_PICTURE = re.compile(rf'(<img src="){ROOT}([^"]*)"')
_TYPES = {
    **dict.fromkeys((".jpg", ".jpeg"), "image/jpeg"),
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StandaloneRedline:
    """What a redline in one file shows: what its sides are called, why they differ (revision, reason), and where."""

    name: str
    title: str
    lang: str
    old: str
    new: str
    reasons: tuple[tuple[int, str], ...]
    changes: tuple[ListedChange, ...]
    text: tuple[TextPart, ...]
    beside: Beside


def redline_page(
    sides: tuple[Side, Side],
    policy: Policy,
    template: Mapping[str, bytes],
    language: Language,
    reasons: Sequence[tuple[int, str]] = (),
) -> str:
    """Return the redline of two versions of a document, the earlier one first, as a page in one file.

    `reasons` are the changes that lie between them as (revision, reason), newest first.
    """
    old, new = sides
    redliner = Redliner(replace(no_site(), strings=ui_strings(language)), change_labels(language))
    changes = redliner.changes(old.document, new.document)
    files = [*old.document.closure.files, *new.document.closure.files]
    view = StandaloneRedline(
        name=new.document.name,
        title=new.document.title,
        lang=new.document.front.lang or language.code,
        old=_label(old, language),
        new=_label(new, language),
        reasons=tuple(reasons),
        changes=listed(changes, redliner.labels),
        text=tuple(part._replace(html=alone(part.html, files)) for part in whole(changes, None, redliner.writer)),
        beside=beside(differences(old.document, new.document, policy), language),
    )
    templates = standalone_templates(template, language)
    return templates.get_template("qms/standalone-redline.html").render(
        language=language.code, view=view, styles=styles(template, "tokens", "alone", "redline")
    )


def _label(side: Side, language: Language) -> str:
    revision = side.document.front.revision
    if revision is None:
        return language.say("redline.draft-only")
    return language.say("redline.draft" if side.draft else "history.revision", revision=revision)


def standalone_templates(template: Mapping[str, bytes], language: Language) -> Environment:
    """Return the templates (path to bytes) for pages in one file, around which there is no site."""
    return environment(template, language, spoken_languages(template), url=lambda _, address: address)


def styles(template: Mapping[str, bytes], *names: str) -> tuple[Markup, ...]:
    """Return style sheets of the template, to be set into a page."""
    return tuple(Markup(template[f"assets/{name}.css"].decode()) for name in names)  # noqa: S704 - our own


def alone(html: Markup, files: Sequence[ClosureFile]) -> Markup:
    """Give HTML whose addresses begin with `ROOT` without links into the site, its pictures inside it."""
    known = {assets.address(file): file for file in files}

    def picture(found: re.Match[str]) -> str:
        file = known.get(unescape(found[2]))
        return f'{found[1]}{data_address(file) if file else ""}"'

    return Markup(_PICTURE.sub(picture, _LINK.sub("<a", html)))  # noqa: S704 - made of trusted HTML


def data_address(file: ClosureFile) -> str:
    """Give a picture as an address that holds it (RFC 2397); empty where it must not be shown."""
    if not assets.shown(file):
        return ""
    suffix = "." + file.path.rpartition(".")[2].lower()
    return f"data:{_TYPES.get(suffix, 'application/octet-stream')};base64,{b64encode(file.data).decode()}"
