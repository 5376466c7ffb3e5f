"""What `qmsdoc check` costs: python benchmarks/check_documents.py [FEW] [MANY] (1,000 and 5,000 documents).

Makes two manuals with `make_manual.py` and gives CPU time for reading them (`capture`, git's own work
included) and for judging them by every rule. They are judged twice: as they are, and restless: every
document with a next revision called editorial, clauses, an external document, a line of CODEOWNERS of
its own and a branch that claims it. Ends with 1 where a rule takes more than twice as long for each
document of many as for each of few.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.make_manual import main as make_manual
from qmsdoc.capture import capture
from qmsdoc.git import open_repository
from qmsdoc.markdown.template import template
from qmsdoc.model.document import Document, External
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.snapshot import Claim, CodeOwner, CodeOwners, Record, Snapshot
from qmsdoc.rules import RULES, check
from qmsdoc.rules.index import index

AS_OF = date(2026, 11, 22)
RUNS = 2
NOTED = 0.02  # seconds; less is not measured well


def cpu(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of CPU that a piece of work takes: the least of some runs."""
    times = []
    for _ in range(RUNS):
        gc.collect()
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


def with_children() -> float:
    """Seconds of CPU that this process and its finished children have used, in hundredths."""
    return sum(os.times()[:4])


def read(folder: Path) -> Snapshot:
    repository = open_repository(folder)
    with repository.store:
        return capture(repository.store, as_of=AS_OF, ref=repository.resolve("main"))


def restless(snapshot: Snapshot) -> Snapshot:
    """Give every rule something to do for every document."""
    drafts = {document.name: _restless(document) for document in snapshot.documents}
    types = tuple(replace(kind, template="t.md", relies_on=("procedure",)) for kind in snapshot.policy.types)
    policy = replace(
        snapshot.policy, types=types, standards=("iso9001-2015",), retention=(("procedure", Interval(months=60)),)
    )
    lines = (CodeOwner(f"/{draft.path}", ("owner-1@large.example",), at) for at, draft in enumerate(drafts.values(), 1))
    return replace(
        snapshot,
        policy=policy,
        documents=tuple(drafts.values()),
        records=tuple(_record(record, drafts) for record in snapshot.records),
        templates=(template("t.md", b"## Section 1\n## Section 12\n## Records\n"),),
        codeowners=CodeOwners("CODEOWNERS", (CodeOwner("*.md", ("@stranger",), 1), *lines)),
        claims=tuple(Claim("other", name, 2, draft.path, "sha256:0") for name, draft in drafts.items()),
    )


def _restless(document: Document) -> Document:
    front = replace(
        document.front,
        revision=2,
        change="Editorial.",
        clauses=("iso9001-2015:7.5.3", "iso9001-2015:7.99"),
        retention=Interval(months=12),
        externals=(External("ISO 228-1", check_every=Interval(months=12), last_checked=date(2020, 1, 1)),),
    )
    text = document.text.rstrip() + "\n\nThe owner must look at it within 5 days.\n"
    return replace(document, front=front, text=text)


def _record(record: Record, drafts: dict[str, Document]) -> Record:
    return replace(record, draft=drafts[record.name]) if record.name in drafts else record


def judged(snapshot: Snapshot) -> dict[str, float]:
    """Seconds of CPU for each rule, and `check` for all of them with the look-up tables."""
    tables = index(snapshot)
    spent = {rule.data.id: cpu(lambda judge=rule.judge: list(judge(tables))) for rule in RULES}  # type: ignore[misc]
    return spent | {"check": cpu(lambda: check(snapshot))}


def main(few: int, many: int) -> int:
    slow: list[str] = []
    times: dict[int, list[dict[str, float]]] = {}
    for count in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            make_manual(Path(folder), count, 1)
            reading = cpu(lambda folder=folder: read(Path(folder)), with_children)  # type: ignore[misc]
            snapshot = read(Path(folder))
        busy = restless(snapshot)
        times[count] = [judged(snapshot), judged(busy)]
        found: tuple[Finding, ...] = check(busy)
        print(f"{count} documents: read in {reading:.2f} s, {count / reading:,.0f} a second")
        for name, spent in zip(("as they are", "restless"), times[count], strict=True):
            print(f"  {name}: judged in {spent['check']:.2f} s, {count / spent['check']:,.0f} documents a second")
        print(f"  {len(found):,} findings in the restless one, of {len({each.rule for each in found})} rules")
    for before, after in zip(times[few], times[many], strict=True):
        for name, seconds in sorted(after.items(), key=lambda entry: -entry[1]):
            ratio = seconds / many * few / max(before[name], NOTED / 10)
            if seconds > NOTED:
                print(f"  {name:28} {seconds:6.3f} s, {ratio:4.1f} times as long for each document")
                slow += [name] if ratio > 2 else []
    print("slower than linear: " + ", ".join(slow) if slow else "no rule is slower than linear")
    return 1 if slow else 0


if __name__ == "__main__":
    sizes = [int(text) for text in sys.argv[1:3]] or [1_000, 5_000]
    raise SystemExit(main(*sizes))
