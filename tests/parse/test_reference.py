"""The reference pages are what the schemas say, and their examples are read without a fault and hold every key."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.policy_files import policy
from qmsdoc.parse.standards import standard

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs/reference/examples"


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "docs/write_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


WRITER = writer()


def test_the_pages_are_not_stale() -> None:
    on_disk = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/reference").glob("*.md")}
    assert on_disk == WRITER.texts(), "Run: python docs/write_reference.py"


@pytest.mark.parametrize("page", WRITER.PAGES, ids=lambda page: page.name)
def test_every_key_has_words_and_an_example(page: object) -> None:
    schema = json.loads((ROOT / "schemas" / page.schema).read_text("utf-8"))  # type: ignore[attr-defined]
    data = WRITER.example(page)
    keys = list(WRITER.keys(schema))
    assert len(keys) > 7
    assert [key.called for key in keys if WRITER.at(data, key.path) is None] == []
    assert [key.called for key in keys if not key.rules.get("description")] == []


def test_the_policys_examples_are_read_without_a_fault() -> None:
    files = {name: (EXAMPLES / name).read_bytes() for name in ("qmsdoc.yml", "people.yml")}
    read, problems = policy(files | {"allowed_signers": b""})
    assert [problem.message for problem in problems] == []
    assert read is not None


def test_the_documents_and_the_standards_example_are_read_without_a_fault() -> None:
    assert [problem.message for problem in front_matter((EXAMPLES / "document.md").read_bytes()).problems] == []
    path = "standards/house-2026.yml"
    known, problems = standard(path, (EXAMPLES / path).read_bytes())
    assert [problem.message for problem in problems] == []
    assert known is not None
    assert known.name == "house-2026"
