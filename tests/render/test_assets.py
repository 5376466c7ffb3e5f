"""Attachments and pictures: named by content, never able to run."""

from __future__ import annotations

import pytest

from qmsdoc.model.document import ClosureFile
from qmsdoc.render.assets import address, shown


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ("a/plan.PNG", "-plan.png"),
        ("form.html", "-form.html.txt"),
        ("notes.md", "-notes.md.txt"),
        ("data.xml", "-data.xml.txt"),
        ("a/Über uns/.htaccess", "-htaccess"),
        ("sheet v2 (final).xlsx", "-sheet-v2-final.xlsx"),
    ],
)
def test_names(path: str, ending: str) -> None:
    file = ClosureFile.of(path, b"x")
    assert address(file) == f"files/{file.sha256[:16]}{ending}"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        "<svg:script>1</svg:script>",
        '<g onclick="x"/>',
        '<a href="javascript:x">y</a>',
        '<a href="QP-001" onclick="x"/>',
        '<a href="&#106;avascript:x">y</a>',
        '<a href="x"><image href="https://evil.example/x.png"/></a>',
        '<image href="https://evil.example/x.png"/>',
        "<foreignObject/>",
        "<style>@import 'x'</style>",
    ],
)
def test_svg_that_acts_is_served_as_text(inside: str) -> None:
    file = ClosureFile.of("p.svg", f"<svg>{inside}</svg>".encode())
    assert not shown(file)
    assert address(file).endswith(".svg.txt")


def test_svg_that_only_draws_is_shown() -> None:
    file = ClosureFile.of("p.svg", b'<svg><use href="#a"/><text>on = off</text><path d="M0"/></svg>')
    assert shown(file)
    assert address(file).endswith("-p.svg")


def test_svg_whose_links_lead_on_is_shown() -> None:
    assert shown(
        ClosureFile.of("p.svg", b"<svg><a xlink:href=\"QP-001\"><rect/></a><a href='https://x.example/'/></svg>")
    )


def test_svg_in_another_encoding_is_not_shown() -> None:
    assert not shown(ClosureFile.of("p.svg", "<svg/>".encode("utf-16")))
