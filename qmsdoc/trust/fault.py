"""What is wrong with an approval: the one value that every check of `trust/` gives instead of a result.

Invariants
1. A fault names exactly one public rule of document control and says why in a sentence.
2. Its verdict is INVALID when something is proved wrong, UNVERIFIABLE when it cannot be told; never VALID.
3. `Refused` never leaves `trust/`: public functions give its fault as a value.
"""

from __future__ import annotations

from dataclasses import dataclass

from qmsdoc.model.approval import Verdict


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an approval does not count: the public `rule` it fails and the `reason` in a sentence."""

    rule: str
    reason: str
    verdict: Verdict = Verdict.INVALID


class Refused(Exception):  # noqa: N818 - not an error of the program but the way out of a nested parser
    """Carries a `Fault` from inside a parser to its public function."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def unverifiable(reason: str) -> Fault:
    """Give the fault of a signature of which it cannot be told whether it is right."""
    return Fault("signature-unverifiable", reason, Verdict.UNVERIFIABLE)
