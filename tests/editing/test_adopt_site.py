"""A site of one's own: which lines put the manual into it, and what `qmsdoc build` would not keep."""

from __future__ import annotations

import pytest
import yaml

from qmsdoc.editing.adopt_site import extensions, plugin_lines, site_obstacles

_OURS = {"qmsdoc": {"manual": ".", "prefix": "controlled"}}


@pytest.mark.parametrize(
    ("settings", "plugins"),
    [
        ("site_name: a\n", ["search", _OURS]),
        ("plugins:\n  - search\n  - tags:\n      a: b\nnav: []\n", ["search", {"tags": {"a": "b"}}, _OURS]),
        ("plugins:\n- search\n- x\n", ["search", "x", _OURS]),
        ("plugins: [search, x]\n", ["search", "x", _OURS]),
    ],
)
def test_our_plugin_comes_behind_those_that_the_site_has(settings: str, plugins: list[object]) -> None:
    proposed = yaml.safe_load("\n".join(plugin_lines(settings.encode())))
    assert proposed == {"plugins": plugins}


@pytest.mark.parametrize("settings", [None, b"plugins: [qmsdoc]\n", b"- a\n", b": :\n"])
def test_where_there_is_no_site_or_it_has_the_plugin_nothing_is_proposed(settings: bytes | None) -> None:
    assert plugin_lines(settings) == ()


def test_programs_plugins_and_keys_without_effect_are_named_with_their_lines() -> None:
    settings = (
        b"site_name: a\nnav:\n  - a.md\ntheme:\n  name: material\n  custom_dir: over\nhooks: [x.py]\n"
        b"plugins: [search, macros]\nextra_javascript: [a.js]\n"
        b"markdown_extensions:\n  - admonition\n  - toc:\n      x: y\n"
    )
    told = [(each.line, each.message.split("'")[1]) for each in site_obstacles(settings)]
    assert sorted(told) == [(3, "nav"), (6, "theme.custom_dir"), (7, "hooks"), (8, "macros"), (9, "extra_javascript")]
    assert extensions(settings) == ("admonition", "toc")
