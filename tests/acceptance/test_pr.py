"""`qmsdoc pr`: the summary of a branch, as somebody wrote it by hand for the small manual."""

from __future__ import annotations

import re

import pytest

from tests.acceptance.manual import QF_001, QP_001
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

EXPECTED = """\
# What this branch changes in meridian-quality-manual

| Document | Revision | Findings | Waits for |
|---|---|---|---|
| QF-001 Change request | 1 → 2 | none | 1 quality-manager |

## QF-001 Change request

> Requests are answered within 5 days.

**What people act on**

- now says: 5 days, must, within

**Who must sign**

- approval, 1 as quality-manager: Jane Doe

**What it touches**

- Documents that lead here: QP-001
- Documents it leads to: QP-001

<details><summary>The comparison</summary>

```diff
  # Change request
~ What shall change, and why? {+It must be answered within 5 days. +}See [documents](QP-001).
```

</details>

Compared with where the branch left main, as of DAY.
"""


def test_the_summary_is_what_somebody_wrote_by_hand(manual: DiskManual) -> None:
    manual.git("switch", "--quiet", "--create", "work")
    assert manual.run("revise", "QF-001", "--change", "Requests are answered within 5 days.").code == 0
    text = (manual.root / QF_001).read_text()
    manual.write(QF_001, text.replace("and why?", "and why? It must be answered within 5 days."))
    manual.commit(on="2026-02-12T09:00:00+00:00")
    answer = manual.run("pr", "--base", "main")
    assert answer.code == 0, answer.err
    assert re.sub(r"as of \d{4}-\d\d-\d\d", "as of DAY", answer.out.rstrip("\n")) == EXPECTED.rstrip("\n")


def test_findings_that_the_branch_brings_are_told_by_document(manual: DiskManual) -> None:
    manual.git("switch", "--quiet", "--create", "work")
    manual.write(QP_001, (manual.root / QP_001).read_text().replace("(QP-002)", "(gone.md)"))
    manual.commit(on="2026-02-12T09:00:00+00:00")
    out = manual.run("pr", "--base", "main").out
    assert f"- error `link-broken` ({QP_001.replace('_', chr(92) + '_')}:" in out
    assert "1 error" in out


def test_a_branch_without_changes_says_so(manual: DiskManual) -> None:
    assert "No document of the manual changes." in manual.run("pr", "--base", "main").out
    answer = manual.run("pr", "--base", "nowhere")
    assert answer.code == 2
    assert "There is no commit called 'nowhere'" in answer.err
