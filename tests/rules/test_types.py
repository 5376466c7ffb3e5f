"""No more than three types stand between a key of a file and its message: a node, jsonschema's error, a finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args, get_type_hints

import pytest

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.parse.front_matter import ParsedFile
from qmsdoc.parse.policy_file import PolicyFile
from qmsdoc.parse.schema import disagreements
from qmsdoc.parse.yaml import Mapping, read
from qmsdoc.rules import check
from qmsdoc.rules.definition import Judge


def named(hint: Any) -> set[type]:
    """Every class that a type hint names."""
    inner = get_args(hint)
    return {found for each in inner for found in named(each)} if inner else {hint}


@pytest.mark.parametrize("owner", [ParsedFile, Document, Snapshot, PolicyFile])
def test_whatever_was_met_while_reading_is_kept_as_findings(owner: type) -> None:
    assert named(get_type_hints(owner)["problems"]) - {..., type(None)} == {Finding}


def test_a_schema_takes_nodes_and_gives_findings() -> None:
    hints = get_type_hints(disagreements)
    assert hints["root"] is Mapping
    assert named(hints["return"]) - {...} == {str, Finding}
    assert Finding in named(get_type_hints(read)["return"])


def test_judges_and_check_give_findings() -> None:
    assert named(get_type_hints(check)["return"]) - {...} == {Finding}
    assert get_args(Judge)[1] == Iterable[Finding]
