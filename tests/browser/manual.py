"""The small manual of the site's tests, with a document that uses all of Markdown, and with waivers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qmsdoc.model.finding import Waiver
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.model.standard import Exclusion
from tests.site.build import POLICY, SVG, document, edition, snapshot

RICH = """# Everything at once

The process owner keeps *all* of this in `order`, see [training](QP-002) and [the world](https://example.org/).

## A table that is wide

| Number | What is looked at | How often it is looked at | Who looks | What is done with what was found |
|---|---|---:|:---:|---|
| AVeryLongNumberThatDoesNotBreak-0001 | Torque of the screwdriver at the third bench | 12 | Owner | Written down |

## Lists

1. First
    - inside
2. Second

- [x] done
- [ ] to do

Term
:   What it means

!!! warning
    Do not touch the heater.

!!! danger "Stop"
    Wait for the lamp.

> Quoted words

### Code

```yaml
limit: 10  # bar
name: "left"
```

```mermaid
flowchart LR
    accTitle: From order to dispatch
    subgraph sales [Sales and order handling]
        order([An order comes in]) --> review{Can it be made?}
        review -- yes --> confirm[The order is confirmed in writing]
    end
    confirm --> make[[Production]] --> check{All well?} -- no --> make
    check -- yes --> dispatch([Dispatch])
    review -. no .-> decline[Decline]
    click make "QP-001" "How things are made"
    click review "QP-002"
```

```mermaid
sequenceDiagram
    Sales->>Production: order
```

A note[^1].

![The flow of an order](flow.svg)

[^1]: At the foot.
"""


def everything() -> Snapshot:
    """The manual as of 1 June 2026."""
    base = snapshot()
    clauses = ("iso9001-2015:7.5.2", "iso9001-2015:8.1", "iso9001-2015:7.5.2 a")
    source = document("QP-003", 1, "Everything at once", RICH, files={"documents/flow.svg": SVG}, clauses=clauses)
    rich = edition(source, date(2025, 3, 3), Status.EFFECTIVE)
    record = Record("QP-003", Status.EFFECTIVE, source, (rich,), rich, rich.approvals, review_by=date(2027, 3, 3))
    policy = replace(
        POLICY,
        standards=("iso9001-2015",),
        exclusions=(Exclusion("iso9001-2015", "8.3", "We make to the drawings of our customers and design nothing."),),
        waivers=(Waiver("orphan", "QP-003", "The index is being rewritten.", "jane.doe", date(2026, 12, 1)),),
    )
    records = tuple(sorted((*base.records, record), key=lambda each: each.name))
    return replace(base, records=records, policy=policy, authority=policy)
