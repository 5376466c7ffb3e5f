"""What is recorded is what counts: no signature over a text that was changed afterwards."""

from __future__ import annotations

from qmsdoc.signing.recording import what_does_not_count
from tests.memory import MemoryManual, document


def test_a_signature_over_an_earlier_text_is_left_out() -> None:
    manual = MemoryManual()
    manual.write("documents/procedures/one.md", document())
    manual.found()
    manual.sign("QP-001", "jane.doe")
    before = manual.snapshot()
    assert what_does_not_count(before, before.acts) == ()
    manual.write("documents/procedures/one.md", document(body="Do that.\n"))
    manual.commit("2026-01-20")
    after = manual.snapshot()
    (left_out,) = what_does_not_count(after, after.acts)
    assert (left_out.ref, left_out.rule) == ("refs/tags/approved/QP-001/1/jane.doe", "approval-superseded")
    assert left_out.reason is not None
    assert "earlier text" in left_out.reason
