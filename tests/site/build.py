"""A small manual made by hand: a snapshot with an edition in force, superseded, waiting and withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.model.appearance import Looks
from qmsdoc.model.approval import ACT_CLASSES, MEANINGS, Act, Approval, SignedAct, Statement, TagName, Withdrawal
from qmsdoc.model.content import Content
from qmsdoc.model.document import Closure, ClosureFile, Document, FrontMatter
from qmsdoc.model.policy import DocumentType, Person, Policy, Tenure
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.snapshot import Edition, PolicyEdition, PolicyState, Record, Snapshot, Status
from qmsdoc.parse.languages import interface
from qmsdoc.site import template
from tests.memory import MemoryTree

AS_OF = date(2026, 6, 1)
ENGLISH = interface("en", template())
GERMAN = interface("de", template())
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636460f85f0f0002870180eb47ba92"
    "0000000049454e44ae426082"
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#889"/></svg>'
)

POLICY = Policy(
    manual="example-manual",
    revision=1,
    organisation="Example & Sons Ltd",
    trunk="main",
    documents=("documents",),
    types=(
        DocumentType("policy", "POLICY", approvals=(Requirement("managing-director", 1),)),
        DocumentType(
            "procedure",
            "QP",
            approvals=(Requirement("process-owner", 1), Requirement("quality-manager", 1)),
            independent=("quality-manager",),
            review_every=Interval(months=24),
        ),
        DocumentType("work-instruction", "WI", approvals=(Requirement("quality-manager", 1),)),
    ),
    people=(
        Person("jane.doe", "Jane Doe", ("jane.doe@example.org",), (Tenure("quality-manager", date(2023, 1, 1)),)),
        Person("tom.becker", "Tom O'Becker", ("tom@example.org",), (Tenure("process-owner", date(2023, 1, 1)),)),
        Person("helen.ward", "Helen Ward", ("helen@example.org",), (Tenure("managing-director"),)),
    ),
)


def document(
    name: str, revision: int, title: str, body: str, *, files: dict[str, bytes] | None = None, **front: object
) -> Document:
    """Read a document as it is read from a manual; `files` are its other local files by path."""
    path = f"documents/{name.lower()}.md"
    kind = {"QP": "procedure", "WI": "work-instruction"}.get(name[:2], "policy")
    fields = {
        "id": name.partition(".")[0],
        "title": title,
        "type": kind,
        "owner": "process-owner",
        "revision": revision,
    }
    written = "".join(f"{key}: {json.dumps(value, default=str)}\n" for key, value in (fields | front).items())
    tree = {each: ("100644", data) for each, data in (files or {}).items()}
    tree[path] = ("100644", f"---\n{written}---\n{body}".encode())
    found = DocumentReader().document(MemoryTree(tree), path)
    assert found is not None
    return found


_BLANK = Document("", Content(b""), 0, FrontMatter(), (), (), (), (), Closure(()))


def approval(
    name: str, revision: int, person: str, role: str, day: date, act: Act = Act.APPROVED, **fields: object
) -> SignedAct:
    """Make a valid approval signed at 9:30 in a zone of one hour."""
    tag = TagName(act, name, revision, person, day if act is Act.REVIEWED else None)
    statement = Statement(
        "example-manual",
        name,
        revision,
        "",
        "",
        1,
        role,
        MEANINGS[act],
        **fields,  # type: ignore[arg-type]
    )
    moment = datetime.combine(day, time(9, 30), timezone(timedelta(hours=1)))
    who = POLICY.person(person)
    assert who is not None
    return ACT_CLASSES[act](
        ref=tag.ref,
        tag_oid="t" * 40,
        counts_from=moment,
        document=_BLANK,
        name=tag,
        statement=statement,
        commit="c" * 40,
        signed_at=moment,
        recorded_at=moment,
        person_name=who.name,
        key="SHA256:" + "k" * 43,
    )


def edition(source: Document, day: date, status: Status, effective: date | None = None) -> Edition:
    """Make an edition of `source`, signed by two people on `day`."""
    name, revision = source.front.name or "", source.front.revision or 0
    signed = (
        approval(name, revision, "tom.becker", "process-owner", day),
        approval(name, revision, "jane.doe", "quality-manager", day),
    )
    return Edition(
        name=name,
        revision=revision,
        document=source,
        content_digest=source.closure.content_digest,
        commit="c" * 40,
        approvals=tuple(act for act in signed if isinstance(act, Approval)),
        approved_at=datetime.combine(day, time(9, 30), UTC),
        approved_on=day,
        in_force_from=datetime.combine(effective or day, time(9, 30), UTC),
        effective_on=effective or day,
        status=status,
        policy=POLICY,
    )


FIRST = document(
    "QP-001", 1, "Control of documents", "# Control of documents\n\nThe first words of this procedure stood here.\n"
)
SECOND = document(
    "QP-001",
    2,
    "Control of documents",
    "# Control of documents\n\nEvery document has a number, see [training](QP-002#who) and [scrap](QP-009).\n\n"
    "<!-- a private remark -->\n\n![Flow](flow.svg) [form](form.html) [gone](gone.md) [bad](javascript:alert(1))"
    " [site](https://example.org/x)\n\n"
    "## Who\n\n| Who | What |\n|---|---|\n| Owner | Writes |\n\n!!! note\n    Read it.\n",
    files={"documents/flow.svg": SVG, "documents/form.html": b"<script>1</script>"},
    change="Records are kept ten years.",
)
THIRD = document(
    "QP-001",
    3,
    "Control of documents",
    "# Control of documents\n\nThis sentence of the draft must never be seen by anybody at all.\n",
)
TRAINING = document(
    "QP-002",
    1,
    "Training <b>& more</b>",
    "No heading here.\n\n## Who\n\nAll.\n\n![Pixel](dot.png)\n",
    files={"documents/dot.png": _PNG},
)
WAITING = document(
    "WI-001", 1, "Packing", "# Packing\n\nThe waiting text that nobody may read before next year begins.\n"
)
GONE = document("WI-002", 1, "Faxing", "# Faxing\n\nPut the paper in the machine.\n")
LAW_FILES = {
    "allowed_signers": b"jane.doe@example.org ssh-ed25519 AAAA\n",
    "people.yml": b"people:\n  jane.doe: {name: Jane Doe}\n",
}


def policy_document() -> Document:
    """The policy as document POLICY."""
    text = "manual: example-manual\nrevision: 1\n"
    files = {"qmsdoc.yml": text.encode(), **LAW_FILES}
    return Document(
        path="qmsdoc.yml",
        content=Content(text.encode()),
        body_offset=0,
        front=FrontMatter(id="POLICY", title=POLICY.title, type="policy", owner="managing-director", revision=1),
        problems=(),
        links=(),
        targets=(),
        headings=(),
        closure=Closure(tuple(ClosureFile.of(path, files[path]) for path in sorted(files))),
    )


def snapshot(**changes: object) -> Snapshot:
    """The manual as of 1 June 2026."""
    law = edition(policy_document(), date(2024, 1, 2), Status.EFFECTIVE)
    one = edition(FIRST, date(2024, 2, 1), Status.SUPERSEDED)
    two = edition(SECOND, date(2026, 1, 20), Status.EFFECTIVE, date(2026, 2, 1))
    training = edition(TRAINING, date(2024, 3, 4), Status.EFFECTIVE)
    waiting = edition(WAITING, date(2026, 5, 4), Status.APPROVED, date(2027, 1, 1))
    gone = edition(GONE, date(2024, 3, 4), Status.WITHDRAWN)
    end = approval(
        "WI-002",
        1,
        "jane.doe",
        "quality-manager",
        date(2025, 7, 1),
        Act.WITHDRAWN,
        reason="No more fax.",
        successor="WI-001",
    )
    records = (
        Record("POLICY", Status.EFFECTIVE, law.document, (law,), law, law.approvals),
        Record(
            "QP-001",
            Status.EFFECTIVE,
            THIRD,
            (one, two),
            two,
            (*one.approvals, *two.approvals),
            review_by=date(2028, 2, 1),
        ),
        Record(
            "QP-002",
            Status.EFFECTIVE,
            TRAINING,
            (training,),
            training,
            training.approvals,
            review_by=date(2026, 3, 4),
            overdue=True,
        ),
        Record("WI-001", Status.APPROVED, WAITING, (waiting,), None, waiting.approvals),
        Record(
            "WI-002",
            Status.WITHDRAWN,
            None,
            (gone,),
            None,
            (*gone.approvals, end),
            withdrawn_on=date(2025, 7, 1),
            withdrawal=(end,) if isinstance(end, Withdrawal) else (),
            replaced_by="WI-001",
        ),
    )
    made = Snapshot(
        manual="example-manual",
        commit="c" * 40,
        as_of=AS_OF,
        policy=POLICY,
        authority=POLICY,
        policies=(
            PolicyEdition(
                POLICY, law.content_digest, datetime(2024, 1, 2, tzinfo=UTC), "c" * 40, law.approvals, law.document
            ),
        ),
        policy_state=PolicyState.IN_FORCE,
        records=records,
        documents=(THIRD, TRAINING, WAITING),
        acts=(),
        root=law.content_digest,
        looks=Looks(site_name="Example <Manual> & more", site_url="https://qms.example.org/", primary="teal"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]
