"""A manual with approved documents, in memory, and what qmsdoc says of it once a case has changed it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from qmsdoc.checking.exit_codes import exit_code
from qmsdoc.errors import QmsdocError
from qmsdoc.model.finding import Severity
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from qmsdoc.trust.ledger import Ledger, extend
from tests.memory import DAY, MemoryManual, document, moment

CONTROL = "documents/procedures/control.md"
TRAINING = "documents/procedures/training.md"
FORM = "documents/forms/request.md"
FLOW = "documents/procedures/flow.svg"
JANE = "refs/tags/approved/QP-001/1/jane.doe"
AMIR = "refs/tags/approved/QP-001/1/amir.khan"
LEDGER = "refs/heads/qmsdoc-ledger"
TEXTS = {
    CONTROL: document(body="![Flow](flow.svg)\n\nSee [training](QP-002) and [the form](../forms/request.md).\n"),
    TRAINING: document("QP-002", body="See [control](QP-001).\n"),
    FORM: document("QF-001", type="form", body="See [control](QP-001).\n"),
}


def base() -> MemoryManual:
    """POLICY 1, QP-001/1 and QF-001/1 approved; QP-002/1 waits for its signatures. Nothing is wrong with it."""
    manual = MemoryManual().found()
    for path, text in TEXTS.items():
        manual.write(path, text)
    manual.write(FLOW, '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    manual.commit("2026-01-10")
    manual.approve(on="2026-01-12")
    manual.sign("QF-001", "jane.doe", on="2026-01-12", role="quality-manager")
    return manual


_BASE = base()


def fresh() -> MemoryManual:
    """A copy of the manual to change."""
    return copy.deepcopy(_BASE)


@dataclass
class Outcome:
    """What qmsdoc says: the exit code of `check`, the rules of its errors, what was read (None where refused)."""

    code: int
    rules: set[str]
    snapshot: Snapshot | None = None
    reasons: dict[str, str] = field(default_factory=dict)

    def effective(self, name: str) -> int | None:
        """The revision in force of a document."""
        record = self.snapshot.record(name) if self.snapshot else None
        return record.effective.revision if record and record.effective else None


def judged(read: Callable[[], Snapshot]) -> Outcome:
    """Judge what `read` reads, as `qmsdoc check` does."""
    try:
        snapshot = read()
    except QmsdocError as error:
        return Outcome(error.exit_code, {error.rule or ""}, None, {error.rule or "": error.message})
    findings = check(snapshot)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    reasons: dict[str, str] = {finding.rule: finding.message for finding in errors}
    return Outcome(exit_code(snapshot, findings), set(reasons), snapshot, reasons)


def outcome(manual: MemoryManual, as_of: date = DAY, trust_root: str | None = None) -> Outcome:
    """Judge a manual's working tree as of a day, which is today."""
    return judged(lambda: manual.snapshot(as_of, trust_root=trust_root, today=as_of))


def record(manual: MemoryManual, on: str, former: Ledger | None = None) -> Ledger:
    """Record every tag of the manual on the ledger's branch."""
    tags = [
        (ref, oid, manual.store.read(oid).data)
        for ref, oid in manual.store.heads.items()
        if ref.startswith(("refs/tags/approved/", "refs/tags/withdrawn/", "refs/tags/reviewed/"))
    ]
    ledger = extend(former or Ledger(), tags, moment(on))
    keep(manual, ledger.data)
    return ledger


def keep(
    manual: MemoryManual,
    data: bytes,
    *,
    mode: str = "100644",
    path: str = "ledger.jsonl",
    ref: str = LEDGER,
    parent: str | None = None,
) -> str:
    """Put a ledger's bytes on its branch, as a commit with that parent or none."""
    tree = manual.store.put_tree({path: (mode, data)})
    head = f"tree {tree}\n" + (f"parent {parent}\n" if parent else "")
    who = "CI <ci@meridian.example> 0 +0000"
    manual.store.heads[ref] = manual.store.put("commit", f"{head}author {who}\ncommitter {who}\n\nRecord\n".encode())
    return manual.store.heads[ref]
