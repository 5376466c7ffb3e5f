"""Pages in one file, with their styles and pictures inside; no link leads into a site that is not there."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape

from jinja2 import DictLoader, Environment, StrictUndefined

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.language import Language
from qmsdoc.model.policy import Policy
from qmsdoc.pages.comparison import Side, differences
from qmsdoc.redline.html import ROOT
from qmsdoc.render import assets
from qmsdoc.render.changes import beside, change_labels, listed, whole
from qmsdoc.render.facts import foreign
from qmsdoc.render.front import Value
from qmsdoc.render.redline import Redliner, no_site
from qmsdoc.render.said import said
from qmsdoc.render.worded import site_words

_LINK = re.compile(rf'<a href="{ROOT}[^"]*"')
_PICTURE = re.compile(rf'(<img src="){ROOT}([^"]*)"')
_TYPES = {
    **dict.fromkeys((".jpg", ".jpeg"), "image/jpeg"),
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


def redline_page(
    sides: tuple[Side, Side],
    policy: Policy,
    template: Mapping[str, bytes],
    language: Language,
    reasons: Sequence[tuple[int, str]] = (),
) -> str:
    """Give the redline of two versions of a document, the earlier one first, as a page in one file.

    `reasons` are the changes that lie between them as (revision, reason), newest first.
    """
    old, new = sides
    redliner = Redliner(replace(no_site(), said=said(language)), change_labels(language))
    changes = redliner.changes(old.document, new.document)
    files = [*old.document.closure.files, *new.document.closure.files]
    return filled(
        "qms/standalone-redline.html",
        template,
        {
            "site": site_words(language),
            "name": new.document.name,
            "heading": new.document.title,
            "lang": foreign(new.document.front.lang or language.code, language),
            "old": _label(old, language),
            "new": _label(new, language),
            "reasons": [{"revision": revision, "change": reason} for revision, reason in reasons],
            "changes": listed(changes, redliner.labels),
            "text": [
                {"change": number, "html": alone(html, files)} for number, html in whole(changes, None, redliner.writer)
            ],
            "beside": beside(differences(old.document, new.document, policy), language),
            "styles": [template[f"assets/{name}.css"].decode() for name in ("tokens", "alone", "redline")],
        },
    )


def _label(side: Side, language: Language) -> str:
    revision = side.document.front.revision
    if revision is None:
        return language.say("redline.draft-only")
    return language.say("redline.draft" if side.draft else "history.revision", revision=revision)


def filled(name: str, template: Mapping[str, bytes], facts: Mapping[str, Value]) -> str:
    """Fill in a page of the template, `name` being its path; facts are escaped unless the page says otherwise."""
    pages = {path: data.decode() for path, data in template.items() if path.endswith(".html")}
    made = Environment(loader=DictLoader(pages), autoescape=True, undefined=StrictUndefined)
    # The macros of pages lead within a site; a page in one file has none around it.
    made.filters["url"] = str
    return made.get_template(name).render(facts)


def alone(html: str, files: list[ClosureFile]) -> str:
    """Give HTML whose addresses begin with `ROOT` without links into the site, its pictures inside it."""
    known = {assets.address(file): file for file in files}

    def picture(found: re.Match[str]) -> str:
        file = known.get(unescape(found[2]))
        return f'{found[1]}{data_address(file) if file else ""}"'

    return _PICTURE.sub(picture, _LINK.sub("<a", html))


def data_address(file: ClosureFile) -> str:
    """Give a picture as an address that holds it (RFC 2397); empty where it must not be shown."""
    if not assets.shown(file):
        return ""
    suffix = "." + file.path.rpartition(".")[2].lower()
    return f"data:{_TYPES.get(suffix, 'application/octet-stream')};base64,{b64encode(file.data).decode()}"
