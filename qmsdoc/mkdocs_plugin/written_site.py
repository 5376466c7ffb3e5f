"""What must hold of a site that MkDocs wrote, whatever other plugins did: stamps, signed texts, no draft.

Texts are found by `div.qms-text`, since what makes pages smaller deletes comments.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.model.rule_ids import STAMP_MISSING
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.checks import stamp_faults, stray_stamps
from qmsdoc.render.leaks import check_leaks
from qmsdoc.site import Embedded, own_words, template

_TAG = re.compile(r"<[^>]*>")
_OPEN = re.compile(r"<div class=(?:\"qms-text\"|qms-text)[ >]")


def check_written(snapshot: Snapshot, made: Embedded, site: Path, prefix: str, own: Iterable[str]) -> None:
    """Check a site before it takes its place; raises `PublishError` for the first page that must not stand.

    `own` are the sources of the site's own pages: what their authors write in them, no draft can leak into.
    """
    language = made.plan.context.language
    stamps = {f"{prefix}/{file}": mark for file, mark in made.plan.stamps.items()}
    for file in sorted(stamps.keys() - {path.relative_to(site).as_posix() for path in site.rglob("*.html")}):
        raise _wrong(file, "it was not written")
    for path in sorted(site.rglob("*.html")):
        file = path.relative_to(site).as_posix()
        text = path.read_text("utf-8", "replace")
        mark = stamps.get(file)
        faults = list(stamp_faults(text, mark, language) if mark else stray_stamps(text))
        if (
            not faults
            and mark
            and _words(text) != _words(made.pages[file.removeprefix(f"{prefix}/")[: -len("index.html")]])
        ):
            faults = ["its text is not the one that was signed"]
        if faults:
            raise _wrong(file, faults[0])
    check_leaks(snapshot, made.editions, site, [*own_words(snapshot, template()), *own])


def leave_out_of_search(site: Path, pages: Collection[str]) -> None:
    """Take pages, by their address, out of the index of a search that reads every page, as MkDocs' own does."""
    path = site / "search/search_index.json"
    try:
        index = json.loads(path.read_bytes())
        kept = [entry for entry in index["docs"] if entry["location"].partition("#")[0] not in pages]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return  # no index, or that of another search
    if len(kept) < len(index["docs"]):
        index.pop("index", None)  # made ahead of all pages; a browser makes its own of what is there
        path.write_text(json.dumps({**index, "docs": kept}, sort_keys=True, separators=(",", ":")), "utf-8")


def _words(page: str) -> list[str]:
    """Return the words of a page from the beginning of its signed text to the end of the manual's own part."""
    found = _OPEN.search(page)
    text = page[found.start() :] if found else ""
    end = re.search(r"<p class=(?:\"qms-footer|qms-footer)", text)
    return html.unescape(_TAG.sub(" ", text[: end.start()] if end else text)).split()


def _wrong(file: str, fault: str) -> PublishError:
    return PublishError(
        f"The page {file} cannot be published: {fault}.",
        remedy="Another plugin or the theme changes it; leave pages of the manual out of what that plugin does.",
        rule=STAMP_MISSING,
    )
