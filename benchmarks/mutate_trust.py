#!/usr/bin/env python3
"""Put small faults into `qmsdoc/trust`, one at a time, and tell which of them the tests of `tests/trust` let through.

    mutate_trust.py [--count N] [--seed SEED] [--only MODULE] [--tests FOLDER]

A fault is a comparison turned, *and* for *or*, a part of a condition dropped, a condition always true or false, a
number changed, or an order left out. Each runs in a copy of the tree; what survives is printed with its line.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
Fault = tuple[ast.AST, ast.AST, str]


def faults(tree: ast.AST) -> Iterator[Fault]:
    """Yield the node, what is put in its place, and the name of each fault."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
            yield node, ast.Compare(node.left, [TURNED[type(node.ops[0])]()], node.comparators), "comparison turned"
        if isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield node, ast.BoolOp(other, node.values), "and for or"
            for at in range(len(node.values)):
                left = [value for number, value in enumerate(node.values) if number != at]
                yield node, left[0] if len(left) == 1 else ast.BoolOp(node.op, left), f"part {at + 1} dropped"
        if isinstance(node, (ast.If, ast.IfExp)):
            for value in (True, False):
                yield node.test, ast.Constant(value), f"condition always {value}"
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node, ast.Constant(node.value + 1), "number changed"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sorted":
            yield node, ast.Call(ast.Name("list", ast.Load()), node.args[:1], []), "order left out"


class _Putting(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self._new, node) if node is self._old else self.generic_visit(node)


def mutants(only: str) -> list[tuple[Path, int, str, str]]:
    """List every fault there is: file, line, name, and the file's text with it."""
    found = []
    for path in sorted((ROOT / "qmsdoc" / "trust").glob(f"{only}.py")):
        text = path.read_text(encoding="utf-8")
        for number in range(len(list(faults(ast.parse(text))))):
            tree = ast.parse(text)
            old, new, name = list(faults(tree))[number]
            line = getattr(old, "lineno", 0)
            found.append((path, line, name, ast.unparse(ast.fix_missing_locations(_Putting(old, new).visit(tree)))))
    return found


def survives(copy: Path, path: Path, text: str, tests: str) -> bool:
    """Run the tests with a file changed; True where they find nothing."""
    target = copy / path.relative_to(ROOT)
    kept = target.read_text(encoding="utf-8")
    target.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-n", "2", tests]
    try:
        environment = os.environ | {"PYTHONPATH": str(copy)}
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode == 0
    finally:
        target.write_text(kept, encoding="utf-8")


def main() -> None:
    """Run the experiment and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="*")
    parser.add_argument("--tests", default="tests/trust")
    asked = parser.parse_args()
    chosen = random.Random(asked.seed).sample(mutants(asked.only), asked.count)
    through = 0
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "__pycache__", ".mypy_cache"))
        for number, (path, line, name, text) in enumerate(chosen, 1):
            if survives(copy, path, text, asked.tests):
                through += 1
                print(f"{path.name}:{line}: {name}", flush=True)
            print(f"{number} of {len(chosen)}, {through} let through", file=sys.stderr, flush=True)
    print(f"{len(chosen) - through} of {len(chosen)} found")


if __name__ == "__main__":
    main()
