#!/usr/bin/env python3
"""Put small faults into `qmsdoc/trust`, or another folder, one at a time, and tell which of them the tests let through.

    mutate_trust.py [--count N | --all] [--seed SEED] [--of FOLDER] [--only MODULE] [--tests FOLDER] [--workers N]
                    [OPTIONS OF PYTEST]

A fault is a comparison turned, *and* for *or*, a part of a condition dropped, a condition always true or false, a
number changed, or an order left out. The tests are collected once and run once with their lines traced; then each
fault has a process of its own, in which the code of one function (or one constant) is exchanged, and in which the tests
that come by its line run, the quickest first, until one fails. What survives is printed with its line, and with the
reason where it is known to change nothing (`EQUIVALENT`). Faults in
defaults, decorators and bodies of classes cannot be exchanged; they are printed as not tried.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
# What changes nothing, by module, name of the fault and line, with the reason.
EQUIVALENT = {
    ("editions", "condition always False", "if edition is None:"): "only proved approvals come here, each by a policy",
    ("context", "part 1 dropped", "return found is not None and found.policy.holds("): (
        "only proved approvals come here, each by a policy"
    ),
    ("editions", "condition always True", "if found is None:"): "what is known is found again, and slower",
    ("editions", "condition always True", "if asked is None:"): "what is known is found again, and slower",
    (
        "editions",
        "condition always True",
        "superseded = [other for other in front.supersedes if other != POLICY_ID] if front.supersedes else ()",
    ): "of nothing there is none, and found later",
    (
        "editions",
        "part 2 dropped",
        "kinds = [(other, then and (then.type, then.owner, id(then.policy))) for other, then in others.items()]",
    ): "what is asked is found anew for each edition, and slower",
    (
        "editions",
        "part 2 dropped",
        "known = (id(policy), own, last and (last.type, last.owner, id(last.policy)), *kinds)",
    ): "what is asked is found anew for each edition, and slower",
    (
        "editions",
        "comparison turned",
        "own = (name == POLICY_ID, id(policy.type_by_id(identity_of(name))), front.type, front.owner)",
    ): "either way POLICY is told from all others",
    ("records", "condition always True", "if end.at is not None:"): "what has no end allows every signature",
    ("records", "number changed", "for edition in editions[:1]:  # none of the others was approved before it"): (
        "the first is the first of several too"
    ),
    (
        "quorum",
        "condition always True",
        "lacking.append(replace(need, count=need.count - len(in_role)) if in_role else need)",
    ): "a need of which nothing is met stays as it is, made anew",
    ("sshsig", "condition always False", "if plain:"): "read field by field it is the same, and slower",
    ("sshsig", "condition always False", "return (key, hash_name) if plain else None"): (
        "read field by field it is the same, and slower"
    ),
    (
        "sshsig",
        "condition always True",
        "plain = _plain(blob[:-_PROOF_SIZE]) if len(blob) == _PLAIN_SIZE else None",
    ): "what has another size is never that plain",
    (
        "sshsig",
        "number changed",
        "_POINT_SIZE, _PROOF_SIZE, _PLAIN_SIZE = 32, 64, 173  # bytes: an Ed25519 key, its proof, both in all fields",
    ): "read field by field it is the same, and slower",
    (
        "end_of_force",
        "comparison turned",
        "return edition.revision > emergency.name.revision and _completing(edition) > emergency.order",
    ): ("two acts never stand at one place: the place holds their refs"),
    (
        "independence",
        "condition always True",
        "own = people.addresses(person) | set(map(mailbox, known.principals if known else ()))",
    ): ("who signs, and for whom, is known to the policy"),
    (
        "identity",
        "condition always True",
        "if first is not second:",
    ): "what is one already becomes one again, and slower",
    ("message", "part 1 dropped", "return not text.isprintable() and _UNSAFE.search(text) is not None"): (
        "what is printable holds none of them: the same answer, found later"
    ),
    ("signature", "condition always True", "if ring is None:"): "a keyring for each signature is as good, and slower",
    ("independence", "part 1 dropped", "if kind is None or role not in kind.independent:"): (
        "of a type that the policy does not know no approval was valid"
    ),
    ("algorithms", "number changed", 'for name, encoded in (("key", point), ("signature", raw[:32])):'): (
        "of the bytes the lowest 255 bits are taken"
    ),
    ("independence", "condition always True", "name = known.name if known else person"): (
        "who signs, and for whom, is known to the policy"
    ),
    (
        "records",
        "condition always True",
        "dependent = {name: several for name, several in approvals.items() if name not in plain}",
    ): "what depends on no other document is judged a second time, and as before",
    ("verify", "condition always True", "person_name=person.name if person else name.person,"): (
        "each key of a policy is one of its people's"
    ),
    ("policy_chain", "condition always False", "if policy is None:"): "without a policy the verdict was a refusal",
    ("policy_chain", "part 1 dropped", "if asked and not missing(asked, acts[:count], people):"): (
        "where the policy's own type asks nobody, no approval of it was valid"
    ),
    ("policy_chain", "condition always True", "asked = by.own_type.approvals if by.own_type else None"): (
        "where the policy has no type of its own, no approval of it was valid"
    ),
    ("policy_chain", "part 1 dropped", "if policy is not None and (editions or pin is None or content == pin):"): (
        "an approval of a policy that cannot be read was refused"
    ),
    (
        "verify",
        "part 1 dropped",
        "found = asked.context.signers.get(tag.oid) or signed_by(tag, policy.keys, policy.passkeys, at=asked.at)",
    ): ("the same answer, found one by one"),
    ("policy_chain", "condition always False", "edition = context.policy_in_force(at) if at else None"): (
        "what is not proved together is proved one by one"
    ),
    ("policy_chain", "condition always False", "if edition and at and not context.timeline.lies_ahead(at):"): (
        "what is not proved together is proved one by one"
    ),
    (
        "policy_chain",
        "part 2 dropped",
        "if edition and at and not context.timeline.lies_ahead(at):",
    ): "an edition was found at an instant",
    ("policy_chain", "part 3 dropped", "if edition and at and not context.timeline.lies_ahead(at):"): (
        "what lies ahead is proved here, and its proof is not asked for"
    ),
}
SECONDS = 120  # a fault that makes a test run for ever is found
MEMORY = 4 << 30
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


@dataclass(frozen=True, slots=True)
class Mutant:
    """The fault with a number in a file; `lines` are its own, then those of the function that holds it, if any."""

    path: Path
    number: int
    lines: tuple[int, ...]
    column: int
    name: str

    @property
    def why_nothing(self) -> str | None:
        """Why the fault changes nothing, where that is known."""
        line = self.path.read_text(encoding="utf-8").splitlines()[self.lines[0] - 1].strip()
        return EQUIVALENT.get((self.path.stem, self.name, line))

    def __str__(self) -> str:
        return f"{self.path.name}:{self.lines[0]}:{self.column + 1}: {self.name}"


def faults(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST, str]]:
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
        if isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield test, ast.Constant(value=True), "condition always True"
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node, ast.Constant(node.value + 1), "number changed"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sorted":
            yield node, ast.Call(ast.Name("list", ast.Load()), node.args[:1], []), "order left out"


class _Putting(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self._new, node) if node is self._old else self.generic_visit(node)


def mutants(folder: Path, only: str) -> list[Mutant]:
    """List every fault there is."""
    found = []
    for path in sorted(folder.glob(f"{only}.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for number, (old, _, name) in enumerate(faults(tree)):
            line = getattr(old, "lineno", 0)
            around = (range(each.lineno + 1, (each.end_lineno or 0) + 1) for each in functions)
            lines = next((several for several in around if line in several), ())
            found.append(Mutant(path, number, (line, *lines), getattr(old, "col_offset", 0), name))
    return found


def exchange(mutant: Mutant) -> bool:
    """Put a fault into the running program; False where it stands where nothing can be exchanged."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    old, new, _ = list(faults(tree))[mutant.number]
    place = next((node for node in tree.body if any(inner is old for inner in ast.walk(node))), None)
    _Putting(old, new).visit(tree)
    changed = ast.fix_missing_locations(tree)
    module = importlib.import_module(".".join(mutant.path.relative_to(ROOT).with_suffix("").parts))
    if isinstance(place, (ast.Assign, ast.AnnAssign)):
        _exchange_names(changed, module, place)
        return True
    code = compile(changed, str(mutant.path), "exec", dont_inherit=True)
    codes = {each.co_qualname: each for each in _codes(code) if "<locals>" not in each.co_qualname}
    done = False
    for function in _functions(module):
        former, later = function.__code__, codes.get(function.__code__.co_qualname)
        if later is not None and _text(later) != _text(former):
            function.__code__ = later
            done = True
    return done


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield each
            yield from _codes(each)


def _text(code: types.CodeType) -> tuple[object, ...]:
    """Return what a code does, without its places."""
    consts = tuple(_text(each) if isinstance(each, types.CodeType) else repr(each) for each in code.co_consts)
    return code.co_code, code.co_names, consts


def _functions(module: types.ModuleType) -> Iterator[types.FunctionType]:
    """Yield the functions that a module defines, those of its classes and those behind decorators."""
    waiting = [each for each in vars(module).values() if getattr(each, "__module__", None) == module.__name__]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type):
            waiting += vars(each).values()
        elif isinstance(each, property):
            waiting.append(each.fget)
        elif hasattr(each, "__wrapped__"):
            waiting.append(each.__wrapped__)
        elif isinstance(each, types.FunctionType) and each.__code__.co_filename == module.__file__:
            yield each


def _exchange_names(tree: ast.Module, module: types.ModuleType, place: ast.stmt) -> None:
    """Evaluate anew the assignment that is changed and those that depend on it, and put the values where they went."""
    scope, changed = dict(vars(module)), set[str]()
    for node in tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            continue
        used = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
        if node.lineno == place.lineno or used & changed:
            exec(compile(ast.Module([node], []), module.__file__ or "", "exec", dont_inherit=True), scope)
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            changed |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    former = {name: getattr(module, name) for name in changed}
    for other in list(sys.modules.values()):
        for name in changed & vars(other).keys() if isinstance(other, types.ModuleType) else ():
            if getattr(other, name) is former[name]:
                setattr(other, name, scope[name])


def _order(items: Sequence[pytest.Item], seconds: Sequence[float]) -> list[int]:
    """Return the places of tests, the quick ones first; of one test's many cases the later find little that is new."""
    cases = Counter[str]()
    rank = []
    for item, lasts in zip(items, seconds, strict=True):
        name = item.nodeid.partition("[")[0]
        cases[name] += 1
        rank.append(lasts * cases[name])
    return sorted(range(len(items)), key=rank.__getitem__)


def _failing(items: Sequence[pytest.Item]) -> int | None:
    """Run tests until one fails; return its place."""
    for at, (item, after) in enumerate(zip(items, [*items[1:], None], strict=True)):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            return at
    return None


def _forked(work: Any) -> int:
    """Do some work in a process of its own, silently; return how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 70
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        code = work()
    finally:
        os._exit(code)


class Experiment:
    """A plug-in of pytest that, instead of running the tests once, runs them against each fault."""

    def __init__(self, chosen: Sequence[Mutant], workers: int) -> None:
        self._chosen, self._workers = chosen, workers
        self._finders: dict[Path, list[int]] = {}
        self.through: list[Mutant] = []
        self.passed_over: list[Mutant] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        lines, seconds = self._traced(session.items)
        if session.testsfailed:
            raise session.Interrupted("The tests cannot be collected.")
        gc.freeze()
        order = _order(session.items, seconds)
        with ThreadPoolExecutor(self._workers) as pool:
            ends = pool.map(lambda mutant: self._tried(mutant, session.items, order, lines), self._chosen)
            for number, (mutant, end) in enumerate(zip(self._chosen, ends, strict=True), 1):
                told = {0: self.through, 2 << 8: self.passed_over}.get(end)
                if told is not None:
                    told.append(mutant)
                    said = f"changes nothing, {mutant.why_nothing}" if mutant.why_nothing else "let through"
                    print(f"{said if end == 0 else 'not tried'}: {mutant}", flush=True)
                if number % 20 == 0:
                    print(f"{number} tried, {len(self.through)} let through", file=sys.stderr, flush=True)
        return True

    def _traced(self, items: Sequence[pytest.Item]) -> tuple[dict[tuple[str, int], set[int]], list[float]]:
        """Run all tests once; return which come by which line, and how long each takes."""
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            if _forked(lambda: _trace(items, {str(each.path) for each in self._chosen}, Path(file.name))) != 0:
                raise pytest.Session.Interrupted("A test fails without any fault.")
            found = json.loads(Path(file.name).read_bytes())
        lines: dict[tuple[str, int], set[int]] = {}
        for at, (_, several) in enumerate(found):
            for name, line in several:
                lines.setdefault((name, line), set()).add(at)
        return lines, [seconds for seconds, _ in found]

    def _tried(
        self,
        mutant: Mutant,
        items: Sequence[pytest.Item],
        order: Sequence[int],
        lines: dict[tuple[str, int], set[int]],
    ) -> int:
        near = [lines.get((str(mutant.path), line), set()) for line in mutant.lines]
        wanted = next((tests for tests in (near[0], set().union(*near)) if tests), set(order))
        # What found a fault in a module is tried first for the next one in it.
        finders = self._finders.setdefault(mutant.path, [])
        sequence = [at for at in dict.fromkeys((*reversed(finders), *order)) if at in wanted]
        with tempfile.TemporaryFile() as file:
            end = _forked(lambda: _try(mutant, [items[at] for at in sequence], file))
            file.seek(0)
            found = file.read()
        if found:
            finders.append(sequence[int(found)])
        return end


def _try(mutant: Mutant, items: Sequence[pytest.Item], found: BinaryIO) -> int:
    if not exchange(mutant):
        return 2
    at = _failing(items)
    if at is None:
        return 0
    os.write(found.fileno(), str(at).encode())
    return 1


def _trace(items: Sequence[pytest.Item], files: Set[str], into: Path) -> int:
    signal.alarm(0)
    seen: set[tuple[str, int]] = set()

    def inner(frame: types.FrameType, event: str, _: object) -> Any:
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
        return inner

    def outer(frame: types.FrameType, _event: str, _: object) -> Any:
        return inner if frame.f_code.co_filename in files else None

    found = []
    for item, after in zip(items, [*items[1:], None], strict=True):
        seen.clear()
        begun = time.perf_counter()
        sys.settrace(outer)
        failed = any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))
        sys.settrace(None)
        if failed:
            return 1
        found.append((time.perf_counter() - begun, sorted(seen)))
    into.write_text(json.dumps(found), encoding="utf-8")
    return 0


def main() -> None:
    """Run the experiment and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--of", default="qmsdoc/trust")
    parser.add_argument("--only", default="*")
    parser.add_argument("--tests", default="tests/trust")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked, others = parser.parse_known_args()
    found = mutants(ROOT / asked.of, asked.only)
    chosen = found if asked.all else random.Random(asked.seed).sample(found, min(asked.count, len(found)))
    experiment = Experiment(chosen, asked.workers)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", asked.tests, *others], plugins=[experiment])
    if code != pytest.ExitCode.OK and code != pytest.ExitCode.NO_TESTS_COLLECTED:
        sys.exit(code)
    tried = len(chosen) - len(experiment.passed_over)
    print(f"{tried - len(experiment.through)} of {tried} found, {len(experiment.passed_over)} not tried")


if __name__ == "__main__":
    main()
