"""Languages written from right to left have their direction, and only where it changes."""

from __future__ import annotations

import pytest

from qmsdoc.render.lang_attributes import lang_attributes
from qmsdoc.text.direction import direction


@pytest.mark.parametrize("code", ["ar", "AR-eg", "he", "fa", "ur", "az-Arab", "ar_EG", "dv", "yi"])
def test_from_right_to_left(code: str) -> None:
    assert direction(code) == "rtl"


@pytest.mark.parametrize("code", ["en", "de-AT", "zh-Hant", "ar-Latn", "arn", "", "az", "he-Latn-IL"])
def test_from_left_to_right(code: str) -> None:
    assert direction(code) == "ltr"


@pytest.mark.parametrize(
    ("code", "around", "attributes"),
    [
        ("", "en", ""),
        ("de", "en", ' lang="de"'),
        ("ar", "en", ' lang="ar" dir="rtl"'),
        ("en", "ar", ' lang="en" dir="ltr"'),
        ("fa", "ar", ' lang="fa"'),
        ('"', "en", ' lang="&#34;"'),
    ],
)
def test_attributes(code: str, around: str, attributes: str) -> None:
    assert lang_attributes(code, around) == attributes
