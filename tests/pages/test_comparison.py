"""What differs beside the text of two versions: no field of the front matter is passed over."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from qmsdoc.model.document import External, FrontMatter
from qmsdoc.model.policy_time import Interval
from qmsdoc.pages.comparison import differences
from tests.site.build import ENGLISH, FIRST, POLICY

# The name by which a document is known, what pages and `diff` tell by themselves, and what is no value.
ELSEWHERE = {"id", "lang", "revision", "change", "places"}
VALUES: dict[str, Any] = {
    "title": "Other",
    "type": "form",
    "owner": "jane.doe",
    "effective": date(2027, 1, 1),
    "review_by": date(2028, 1, 1),
    "clauses": ("iso9001-2015:9.9",),
    "supersedes": ("QP-009",),
    "parent": "QM-009",
    "translates": 7,
    "retention": Interval(months=24),
    "expires": date(2027, 2, 1),
    "deviates_from": "QP-008",
    "externals": (External("ISO 1", edition="2026", withdrawn=date(2026, 1, 1)),),
    "extra": (("x-adapt", "keep"),),
}


def test_every_field_has_a_value_here() -> None:
    assert {field.name for field in fields(FrontMatter)} - ELSEWHERE == VALUES.keys()


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("policy", [POLICY, None], ids=["pages", "terminal"])
def test_a_field_that_says_otherwise_is_told(name: str, policy: Any) -> None:
    new = replace(FIRST, front=replace(FIRST.front, **{name: VALUES[name]}))
    (found,) = differences(FIRST, new, policy).fields
    assert found.old != found.new
    assert found.name == name or (name == "extra" and found.title)
    assert not found.name or ENGLISH.say(f"redline.field-{found.name.replace('_', '-')}")


def test_an_external_document_is_told_with_all_that_its_entry_says() -> None:
    new = replace(FIRST, front=replace(FIRST.front, externals=VALUES["externals"]))
    (found,) = differences(FIRST, new, POLICY).fields
    assert found.new == "ISO 1, edition 2026, withdrawn 2026-01-01"
