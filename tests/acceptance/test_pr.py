"""`qmsdoc pr`: the summary of a branch, as somebody wrote it by hand for the small manual."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.demonstration import Demonstration
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
    assert re.sub(r"as of \d{4}-\d\d-\d\d", "as of DAY", answer.out) == EXPECTED


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
WHO_SIGNS_AND_WHO_LEAVES = """\
# What this branch changes in meridian-quality-manual

| Document | Revision | Findings | Waits for |
|---|---|---|---|
| POLICY Policy of meridian-quality-manual | 4 → 5 | none | 1 managing-director, 1 quality-manager |

## POLICY Policy of meridian-quality-manual

> Ida Berg joins as quality-engineer. Ida Berg signs with a key. David Okafor leaves on DAY.

**Who must sign**

- approval, 1 as managing-director: Helen Ward
- approval, 1 as quality-manager: Jane Doe or Lucy Chen

**What it touches**

- People: David Okafor (leaves), Ida Berg (joins as quality-engineer)
- Keys of: David Okafor, Ida Berg
- Roles that nobody holds any more: purchasing-manager
- Documents left without an owner: QF-003, QP-009, WI-001

"""
A_LIMIT = """\
# What this branch changes in meridian-quality-manual

| Document | Revision | Findings | Waits for |
|---|---|---|---|
| WI-010 Cleaning before assembly | 4 → 5 | none | 1 owner, 1 quality-manager |

## WI-010 Cleaning before assembly

> A bag is good for 20 days instead of 30.

**What people act on**

- no longer says: 30 days
- now says: 20 days

**Who must sign**

- approval, 1 as owner: Maria Santos
- approval, 1 as quality-manager: Jane Doe or Lucy Chen

**What it touches**

- Documents that lead here: QP-005, QP-010
- Documents it leads to: QF-002, QF-005, QP-012
- Translations: WI-010.de
- Roles named: production-manager
- Clauses: iso9001-2015:8.5.1, iso9001-2015:7.1.4

<details><summary>The comparison</summary>

```diff
  … lines unchanged
  ## Steps
  … lines unchanged
  7. From here on only gloves. Wipe a wetted surface with a white cloth: no trace.
~ 8. Assemble within 4 hours, or bag, label with part, date and initials. A bag is good for [-30-]{+20+} days; after
~    that clean again.
  ### Oxygen service
  … lines unchanged
```

</details>

Compared with where the branch left main, as of DAY.
"""
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEIUAEYrOlAr4YPtNJ1B1ARvPqnpBBBv2mZ0Ih3kFb3v"


def test_three_branches_of_the_demonstration_are_summed_up_as_by_hand(
    demonstration: Demonstration, tmp_path: Path
) -> None:
    demo = demonstration.copy(tmp_path / "demo", tmp_path).manual

    def done(*arguments: str) -> str:
        answer = run(tmp_path, *arguments, folder=demo)
        assert answer.code == 0, answer.err
        return answer.out

    def summary() -> str:
        author = ("-c", "user.name=Ben Hughes", "-c", "user.email=ben.hughes@meridian.example")
        git(demo, *author, "commit", "--quiet", "--all", "--message", "Work", home=tmp_path)
        said = re.sub(r"\d{4}-\d\d-\d\d(?=[.\n])", "DAY", done("pr", "--base", "main"))
        git(demo, "switch", "--quiet", "main", home=tmp_path)
        return said

    def branch(name: str) -> None:
        git(demo, "switch", "--quiet", "--create", name, home=tmp_path)

    def replace(path: str, old: str, new: str) -> None:
        text = (demo / "documents" / path).read_text()
        assert text.count(old) == 1
        (demo / "documents" / path).write_text(text.replace(old, new))

    branch("sheet")
    done("revise", "QF-002", "--change", "The trainer signs within three days.")
    sentence = "for each person and skill; "
    replace("forms/training-record.md", sentence, f"{sentence}The trainer must sign it within 3 days. ")
    (demo / "documents" / "work-instructions" / "manual-dispatch-labels.md").unlink()
    assert summary() == FORM_CHANGED_AND_TEXT_GONE

    branch("bags")
    done("revise", "WI-010", "--change", "A bag is good for 20 days instead of 30.")
    replace("work-instructions/cleaning-before-assembly.md", "is good for 30 days", "is good for 20 days")
    assert re.sub(r"… \d+ lines", "… lines", summary()) == A_LIMIT

    branch("people")
    done("people", "add", "Ida Berg", "--email", "ida.berg@meridian.example", "--role", "quality-engineer")
    done("key", "add", "ida.berg", "--public", KEY)
    done("people", "leave", "david.okafor")
    told, comparison = summary().split("<details>", 1)
    assert told == WHO_SIGNS_AND_WHO_LEAVES
    assert "{+    name: Ida Berg+}" in comparison
    assert "line end" not in comparison
