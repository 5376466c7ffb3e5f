"""A small manual for paper: a table, lists in lists, code, notes, pictures with and without words, a text in German."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qmsdoc.model.document import Document
from qmsdoc.model.snapshot import Record, Snapshot, Status
from tests.site.build import SVG, document, edition, snapshot

TEXT = """# A page of everything

Words with `code`, *stress* and a [far link](https://www.example.org/far).

## Lists

1. First
    - within
    - within again
2. Second

- [x] done
- [ ] not done

## Table

| Gauge | Range | Interval |
|---|---:|---|
| Manometer | 0 to 400 bar | 12 months |
| Balance | 0 to 6 kg | 6 months |

7. Seventh
8. Eighth

### Code

```text
a line
```

!!! warning "Careful"
    Words of warning.

![A blue bar](wide.svg)

![](wide.svg)

## Flowchart

```mermaid
flowchart TD
    accTitle: From need to use
    need([Need]) --> made{Right?}
    made -->|yes| used[Used]
    made -->|no| need
```

See [QP-002](QP-002) too.
"""

GERMAN = """# Schulung

## Zweck

Alle lernen.
"""


def papers() -> Snapshot:
    """Give the manual of `tests.site.build` with one document more, and a translation."""
    source = snapshot()
    full = document("QP-007", 1, "A page of everything", TEXT, files={"documents/wide.svg": SVG})
    german = document("QP-002", 1, "Schulung", GERMAN, lang="de", translates=1)
    added = tuple(_record(each) for each in (full, german))
    return replace(source, records=tuple(sorted((*source.records, *added), key=lambda each: each.name)))


def _record(source: Document) -> Record:
    found = edition(source, date(2026, 3, 2), Status.EFFECTIVE)
    return Record(found.name, Status.EFFECTIVE, source, (found,), found, found.approvals)
