"""The table of keys is the one that the guide shows, and what it says of features is what the reader does."""

from __future__ import annotations

import runpy
from pathlib import Path

from qmsdoc.parse.branding import looks
from qmsdoc.parse.mkdocs_keys import FEATURE_NAMES, FEATURES, KEYS, Effect


def test_the_guide_shows_the_table_of_the_code() -> None:
    page = Path("docs/guides/looks.md").read_text()
    assert runpy.run_path("docs/write_looks.py")["written"](page) == page


def test_every_key_stands_once() -> None:
    names = [each.key for each in (*KEYS, *FEATURES)]
    assert len(names) == len(set(names))


def test_features_take_effect_as_the_table_says() -> None:
    listed = "".join(f"    - {name}\n" for name in FEATURE_NAMES)
    found, problems = looks(f"theme:\n  name: material\n  features:\n{listed}".encode(), lambda path: None)
    assert problems == ()
    assert set(found.features) == {each.key for each in FEATURES if each.effect is Effect.MATERIAL}
