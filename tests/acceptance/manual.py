"""The small manual of these tests on disk: three documents, three people with keys of their own, real signed tags."""

from __future__ import annotations

from pathlib import Path

from tests.disk import DiskManual
from tests.memory import MemoryManual

PROCEDURE = """\
---
id: QP-001
title: Control of documented information
type: procedure
owner: quality-manager
revision: 1
---

# Control of documented information

Records are kept five years. See [Training](QP-002) and [the form](../forms/change-request.md).

![Steps](steps.svg)

| Record | Kept |
|---|---|
| Calibration | 5 years |
"""
TRAINING = """\
---
id: QP-002
title: Training
type: procedure
owner: amir.khan
revision: 1
---

# Training

People are trained before they work alone. See [documents](QP-001).
"""
FORM = """\
---
id: QF-001
title: Change request
type: form
owner: quality-manager
revision: 1
---

# Change request

What shall change, and why? See [documents](QP-001).
"""
QP_001 = "documents/procedures/control-of-documented-information.md"
QP_002 = "documents/procedures/training.md"
QF_001 = "documents/forms/change-request.md"
STEPS = "documents/procedures/steps.svg"

TEXTS = {
    QP_001: PROCEDURE,
    QP_002: TRAINING,
    QF_001: FORM,
    STEPS: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>\n',
}
SECOND = PROCEDURE.replace("revision: 1\n", "revision: 2\nchange: Records are kept ten years.\n").replace(
    "five years", "ten years"
)


def make(place: Path, *, object_format: str = "sha1") -> DiskManual:
    """Make the manual: POLICY 1, QP-001/1 and QF-001/1 approved, QP-001/2 and QP-002/1 waiting."""
    manual = MemoryManual(object_format=object_format)
    for path, text in TEXTS.items():
        manual.write(path, text)
    manual.commit("2026-01-05T09:00", author="amir.khan", message="Write")
    manual.sign("POLICY", "helen.ward", on="2026-01-06T09:00")
    manual.sign("QP-001", "amir.khan", on="2026-01-07T09:00")
    manual.sign("QP-001", "jane.doe", on="2026-01-08T09:00")
    manual.sign("QF-001", "jane.doe", on="2026-01-08T10:00")
    manual.write(QP_001, SECOND)
    manual.commit("2026-02-02T09:00", author="amir.khan", message="Write")
    made = DiskManual.of(manual, place)
    made.git("reset", "--quiet")
    return made
