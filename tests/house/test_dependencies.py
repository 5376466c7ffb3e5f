"""Dependencies say the truth: what is imported is declared, what is declared is used."""

from __future__ import annotations

from pathlib import Path

from tests.house.dependencies import declared, normal, used
from tests.house.source import Module

ROOT = Path(__file__).resolve().parents[2]
# What the Makefile, pytest or Starlette's test client starts or imports, and the types of libraries for mypy.
TYPES = {"types-jsonschema", "types-pyyaml", "types-markdown"}
STARTED = {"httpx2", "import-linter", "mypy", "pytest-cov", "pytest-xdist", "ruff"} | TYPES


def _modules(folder: str) -> list[Module]:
    return [Module(f"{folder}/{file.name}", file.read_text("utf-8")) for file in (ROOT / folder).rglob("*.py")]


def test_what_tests_import_is_declared() -> None:
    product = declared(ROOT) | declared(ROOT, "*")
    assert used(_modules("tests")) - product == set()
    assert used(_modules("benchmarks")) - product == set()


def test_what_is_declared_for_development_is_used() -> None:
    text = "\n".join(module.text for module in (*_modules("tests"), *_modules("benchmarks")))
    development = declared(ROOT, "dev") - used(_modules("tests")) - used(_modules("benchmarks")) - STARTED
    assert {name for name in development - declared(ROOT, "pdf", "word") if name not in normal(text)} == set()


def test_names_of_distributions_have_one_form() -> None:
    assert normal("zope.Interface_x") == "zope-interface-x"
