"""The source of the product as syntax trees, and what is counted on them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qmsdoc.model.rule_ids import RULE_DATA

PACKAGE = "qmsdoc"
RULE_NAMES = frozenset(map(str, RULE_DATA))
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


@dataclass(frozen=True)
class Module:
    """One file of the product: its path below the package, and its text."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its syntax tree."""
        return tuple(ast.walk(ast.parse(self.text)))

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.count("\n")

    @property
    def name(self) -> str:
        """Its file's name without the ending."""
        return Path(self.path).stem


def modules(root: Path) -> tuple[Module, ...]:
    """Read every module of the package in the tree at `root`, by path."""
    folder = root / PACKAGE
    files = sorted(folder.rglob("*.py"))
    return tuple(Module(file.relative_to(folder).as_posix(), file.read_text("utf-8")) for file in files)


def functions(house: Iterable[Module]) -> dict[str, int]:
    """Give every function and method by place with its number of lines."""
    return {
        f"{module.path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in house
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def homonyms(house: Iterable[Module]) -> dict[str, list[str]]:
    """Give the public classes of one name in two modules or more, with those modules."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in house:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(module.path)
    return {name: sorted(paths) for name, paths in sorted(found.items()) if len(paths) > 1}


def repeated_names(house: Iterable[Module], times: int = 3) -> dict[str, list[str]]:
    """Give the modules' names that are used so often or oftener."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module in house:
        if module.name != "__init__":
            found[module.name].append(module.path)
    return {name: paths for name, paths in sorted(found.items()) if len(paths) >= times}


def bare_rule_names(house: Iterable[Module]) -> list[str]:
    """Give the places at which the name of a rule stands as a bare string outside its registration."""
    return [
        f"{module.path}:{node.lineno} {node.value}"
        for module in house
        if module.path != "model/rule_ids.py"
        for node in module.nodes
        if isinstance(node, ast.Constant) and node.value in RULE_NAMES and id(node) not in _registrations(module)
    ]


def _registrations(module: Module) -> set[int]:
    calls = (node for node in module.nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "rule")
    return {id(node) for call in calls for node in call.args[:1]}


def asserts(house: Iterable[Module], package: str) -> list[str]:
    """Give the places of `assert` statements in a package."""
    return [
        f"{module.path}:{node.lineno}"
        for module in house
        if module.path.startswith(f"{package}/")
        for node in module.nodes
        if isinstance(node, ast.Assert)
    ]


def clocks(house: Iterable[Module]) -> list[str]:
    """Give the places at which the date or the time of day is read."""
    return [
        f"{module.path}:{node.lineno}"
        for module in house
        for node in module.nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]


def imported(house: Iterable[Module]) -> Mapping[str, list[str]]:
    """Give the top-level packages that are imported, each with the modules that do."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in house:
        for node in module.nodes:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in names:
                found[name.split(".")[0]].add(module.path)
    return {name: sorted(paths) for name, paths in sorted(found.items())}


def classes(house: Iterable[Module]) -> frozenset[str]:
    """Give the name of every class."""
    return frozenset(node.name for module in house for node in module.nodes if isinstance(node, ast.ClassDef))
