"""A thousand documents of invented words: one rendered page of theirs, and the index that search has of all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from qmsdoc.model.appearance import LIGHT_THEME
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.pages.manual import ManualPages, manual
from qmsdoc.render.derived_files import derived_files
from qmsdoc.render.site_plan import plan_site
from qmsdoc.render.site_renderer import render_site
from qmsdoc.site import template
from tests.site.build import ENGLISH, document, edition, snapshot

COUNT = 1000
_FRESH = date(2090, 1, 1)  # no notice that the copy is old pushes the page down
PHRASE = "the blue lamp burns twice"
_HEADS = ("Purpose", "Scope", "Responsibilities", "What to do", "When it goes wrong", "Records", "Related documents")


def large_site(place: Path, theme: str = LIGHT_THEME) -> Path:
    """Make the site's folder under `place`, in the frame of a theme."""
    chance = random.Random(1)  # noqa: S311 - the same words every time
    texts = dict(_texts(chance))
    records = []
    for name, (title, text) in texts.items():
        made = edition(
            document(name, 1, title, text, clauses=(f"iso9001-2015:{chance.randint(4, 10)}.{chance.randint(1, 7)}",)),
            date(2025, 3, 3),
            Status.EFFECTIVE,
        )
        records.append(
            Record(name, Status.EFFECTIVE, made.document, (made,), made, made.approvals, review_by=date(2027, 3, 3))
        )
    whole = snapshot(records=tuple(records), documents=(), policies=(), as_of=_FRESH)
    pages = manual(replace(whole, looks=replace(whole.looks, theme=theme)))
    _render(place, pages)
    site = place / "site"
    for page in pages.editions:
        target = site / page.address / "index.html"
        if page.is_current and not target.exists():
            target.parent.mkdir(parents=True)
            target.write_text(_html(texts[page.stamp.name][1]))
    for path, data in derived_files(pages, site, ENGLISH).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    return site


def _render(place: Path, pages: ManualPages) -> None:
    """Render two pages, whose menu knows the whole manual."""
    plan = plan_site(pages, template())
    kept = {"", "qp-0500/", "register/"}
    groups = tuple(group for group in plan.groups if kept & {*group.addresses})
    render_site(replace(plan, groups=groups), place / "site")


def _texts(chance: random.Random) -> Iterator[tuple[str, tuple[str, str]]]:
    sounds = str.split("ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zy tion ment ing er al is")
    words = ["".join(chance.choices(sounds, k=chance.randint(2, 4))) for _ in range(6000)]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    common = str.split("the of and to a in is for that with by on")
    for number in range(COUNT):
        parts = [f"# Handling of {' '.join(chance.choices(words, weights, k=3))}"]
        for head in _HEADS:
            body = [
                chance.choice(common) if chance.random() < 0.4 else word
                for word in chance.choices(words, weights, k=120)
            ]
            parts += [f"## {head}", " ".join(body)]
        if number == 700:
            parts.append(f"When {PHRASE}, stop.")
        yield f"QP-{number:04}", (parts[0].removeprefix("# "), "\n\n".join([*parts, ""]))


def _html(text: str) -> str:
    lines = []
    for line in filter(None, text.split("\n")):
        head = line.startswith("## ")
        lines.append(f'<h2 id="{line[3:].lower().replace(" ", "-")}">{line[3:]}</h2>' if head else f"<p>{line}</p>")
    return '<div class="qms-text">\n' + "\n".join(lines[1:]) + "\n</div><!-- /qms-text -->"
