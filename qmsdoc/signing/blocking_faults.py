"""The faults of a draft that its author must mend before anybody signs it."""

from __future__ import annotations

from collections.abc import Sequence

from qmsdoc.errors import RefusedError
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.policy import PEOPLE_PATH, POLICY_ID, POLICY_PATH, SIGNERS_PATH
from qmsdoc.model.rule_ids import RULE_DATA
from qmsdoc.model.snapshot import Record

_OF_POLICY = (POLICY_PATH, PEOPLE_PATH, SIGNERS_PATH)


def refuse_faults(record: Record, findings: Sequence[Finding]) -> None:
    """Raise `RefusedError` where the draft has a fault that its author must mend before anybody signs."""
    paths = {record.draft.path, *(file.path for file in record.draft.closure.files)} if record.draft else set()
    paths |= set(_OF_POLICY) if record.name == POLICY_ID else set()
    faults = [
        finding
        for finding in findings
        if finding.severity is Severity.ERROR and finding.counts and finding.path in paths
        if RULE_DATA[finding.rule].keeps_from_signing
    ]
    if not faults:
        return
    first, more = faults[0], len(faults) - 1
    where = f"{first.path}:{first.line}" if first.line else first.path
    others = f" There {'is one more fault' if more == 1 else f'are {more} more faults'}." if more else ""
    raise RefusedError(
        f"{record.name} cannot be signed as it stands. {where}: {first.message}{others}",
        remedy=f"{first.remedy} Then commit; see all with: qmsdoc check {first.path}".strip(),
        rule=first.rule,
    )
