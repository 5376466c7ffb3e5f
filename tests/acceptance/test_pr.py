"""`qmsdoc pr`: the summary of a branch, as somebody wrote it by hand for the small manual."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.installed import git, run
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


FORM_CHANGED_AND_TEXT_GONE = """\
# What this branch changes in meridian-quality-manual

| Document | Revision | Findings | Waits for |
|---|---|---|---|
| QF-002 Training record | 3 → 4 | none | 1 owner, 1 quality-manager |
| WI-009 Manual dispatch labels | 2, taken out | none | nothing |

## QF-002 Training record

> The trainer signs within three days.

**What people act on**

- now says: 3 days, must, within

**Who must sign**

- approval, 1 as owner: Grace Miller
- approval, 1 as quality-manager: Jane Doe or Lucy Chen

**What it touches**

- Documents that lead here: QP-004, QP-014, WI-002, WI-006, WI-010, WI-010.de
- Documents it leads to: QP-004
- Roles named: people-manager
- Clauses: iso9001-2015:7.2

<details><summary>The comparison</summary>

```diff
  … 1 line unchanged
  ## How to fill in
~ The team leader fills in one sheet for each person and skill; {+The trainer must sign it within 3 days. +}
~ several people taught together get one sheet with a list. The trainer may not assess his or her own pupil in
~ soldering, calibration and oxygen cleaning. The people manager enters the result in the skills matrix within
~ five working days. See [QP-004 Competence, training and awareness](QP-004).
  ## Person
  … 49 lines unchanged
```

</details>

## WI-009 Manual dispatch labels

**What it touches**

- Clauses: iso9001-2015:8.5.2 (no longer), iso9001-2015:8.5.4 (no longer)

Compared with where the branch left main, as of DAY.
"""
SOMEBODY_JOINS = """\
# What this branch changes in meridian-quality-manual

| Document | Revision | Findings | Waits for |
|---|---|---|---|
| POLICY Policy of meridian-quality-manual | 4 → 5 | 1 notice | 1 managing-director, 1 quality-manager |

## POLICY Policy of meridian-quality-manual

> Ida Berg joins as quality-engineer.

**Who must sign**

- approval, 1 as managing-director: Helen Ward
- approval, 1 as quality-manager: Jane Doe or Lucy Chen

**What it touches**

- Roles named: managing-director, quality-engineer, quality-manager

**Findings**

- notice `policy-unapproved` (qmsdoc.yml): Policy revision 5 is not approved; revision 4 stays in force. Those who \
must sign the policy run \\`qmsdoc approve POLICY\\`.

"""


def test_two_branches_of_the_demonstration_are_summed_up_as_by_hand(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    assert run(tmp_path, "demo", "demo", "--no-serve").code == 0

    def done(*arguments: str) -> str:
        answer = run(tmp_path, *arguments, folder=demo)
        assert answer.code == 0, answer.err
        return re.sub(r"as of \d{4}-\d\d-\d\d", "as of DAY", answer.out)

    def commit() -> None:
        author = ("-c", "user.name=Ben Hughes", "-c", "user.email=ben.hughes@meridian.example")
        git(demo, *author, "commit", "--quiet", "--all", "--message", "Work", home=tmp_path)

    git(demo, "switch", "--quiet", "--create", "sheet", home=tmp_path)
    done("revise", "QF-002", "--change", "The trainer signs within three days.")
    form = demo / "documents" / "forms" / "training-record.md"
    sentence = "for each person and skill; "
    form.write_text(form.read_text().replace(sentence, f"{sentence}The trainer must sign it within 3 days. "))
    (demo / "documents" / "work-instructions" / "manual-dispatch-labels.md").unlink()
    commit()
    assert done("pr", "--base", "main").rstrip("\n") == FORM_CHANGED_AND_TEXT_GONE.rstrip("\n")

    git(demo, "switch", "--quiet", "main", home=tmp_path)
    git(demo, "switch", "--quiet", "--create", "joins", home=tmp_path)
    done("people", "add", "Ida Berg", "--email", "ida.berg@meridian.example", "--role", "quality-engineer")
    commit()
    summary, comparison = done("pr", "--base", "main").split("<details>", 1)
    assert summary == SOMEBODY_JOINS
    assert "{+    name: Ida Berg+}" in comparison
