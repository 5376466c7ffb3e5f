"""What is wrong with an approval: the one value that every check of `trust/` gives instead of a result.

Invariants
1. A fault names exactly one public rule of document control and says why in a sentence.
2. Its verdict is INVALID when something is proved wrong, UNVERIFIABLE when it cannot be told; never VALID.
3. `ParseError` never leaves `trust/`: public functions give its fault as a value.
"""

from __future__ import annotations

from typing import NamedTuple

from qmsdoc.model.approval import Verdict
from qmsdoc.model.rule_ids import SIGNATURE_UNVERIFIABLE, RuleId


class VerificationFailure(NamedTuple):
    """Why an approval does not count: the public `rule` it fails and the `reason` in a sentence."""

    rule: RuleId
    reason: str
    verdict: Verdict = Verdict.INVALID


class ParseError(Exception):
    """Carries a `VerificationFailure` from inside a parser to its public function."""

    def __init__(self, fault: VerificationFailure) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def invalid(rule: RuleId, reason: str) -> VerificationFailure:
    """Return the failure of an approval that is proved wrong: the public rule it fails, and why in a sentence."""
    return VerificationFailure(rule, reason)


def unverifiable(reason: str) -> VerificationFailure:
    """Give the fault of a signature of which it cannot be told whether it is right."""
    return VerificationFailure(SIGNATURE_UNVERIFIABLE, reason, Verdict.UNVERIFIABLE)
