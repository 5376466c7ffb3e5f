"""What is declared in `pyproject.toml` against what is imported."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.source import Module, imported

_NAME = re.compile(r"[A-Za-z0-9._-]+")
OWN = {"qmsdoc", "tests", "benchmarks"}


def declared(root: Path, *extras: str) -> set[str]:
    """Give the distributions that a tree declares: those it always needs, or those of extras (`*`: of all)."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project.get("optional-dependencies", {})
    groups = [optional[extra] for extra in (optional if "*" in extras else extras)] or [project["dependencies"]]
    return {normal(_NAME.match(each)[0]) for group in groups for each in group}  # type: ignore[index]


def normal(name: str) -> str:
    """Write a distribution's name in its one normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def used(house: Iterable[Module]) -> set[str]:
    """Give the distributions that modules import; one that is not installed goes by its package's name."""
    known = packages_distributions()
    names = set(imported(house)) - sys.stdlib_module_names - OWN
    return {normal(each) for name in names for each in known.get(name, [name])[:1]}


def named(house: Iterable[Module]) -> set[str]:
    """Give what modules ask for by its name alone, as data or a version (`importlib.metadata.version("x")`)."""
    return {
        normal(node.value)
        for module in house
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value)
    }
