"""The picture of the layers and the table beside it show the house as it is."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from tests.house.source import classes, modules

ROOT = Path(__file__).resolve().parents[2]
DRAWN = runpy.run_path(str(ROOT / "docs" / "layers.py"))


def test_the_picture_is_the_one_that_the_script_draws() -> None:
    drawn = (ROOT / DRAWN["PICTURE"]).read_text("utf-8")
    assert drawn == DRAWN["picture"](ROOT), "Run `python docs/layers.py`."


def test_every_package_has_its_layer_and_its_words() -> None:
    names = {path.stem for path in (ROOT / "qmsdoc").iterdir() if path.suffix == ".py" or path.is_dir()}
    there = {name for name in names if name.isidentifier() and not name.startswith("_")}
    layered = [name for row in DRAWN["layers"](ROOT) for name in row]
    assert sorted(layered) == sorted(there)
    assert sorted(DRAWN["owned"](ROOT)) == sorted(there)


@pytest.mark.parametrize("row", DRAWN["layers"](ROOT), ids="-".join)
def test_a_layer_fits_its_band(row: list[str]) -> None:
    assert len("  ·  ".join(row)) < 90


def test_the_words_of_the_code_are_its_classes() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## Words of the code")[2]
    words = re.findall(r"`([A-Z]\w+)`", "".join(re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)))
    known = classes(modules(ROOT))
    assert len(words) > 10
    assert [word for word in words if word not in known] == []
