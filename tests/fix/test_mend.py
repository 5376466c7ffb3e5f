from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.fix import Mended, mended
from qmsdoc.fix.fields import fields
from qmsdoc.model.approval import Act
from qmsdoc.model.document import Document
from qmsdoc.model.snapshot import Record
from tests.memory import MemoryManual, MemoryTree

PATH = "documents/procedures/a.md"


def read(data: bytes) -> Document:
    found = DocumentReader().document(MemoryTree({PATH: ("100644", data)}), PATH)
    assert found is not None
    return found


def front(inner: str, body: str = "\n# Title\n", end: str = "\n") -> bytes:
    return f"---\n{inner}---\n{body}".replace("\n", end).encode()


def mend(inner: str) -> str:
    """Mend a front matter alone; what comes out is what stands between the hyphens."""
    found = mended(read(front(inner)), None)
    text = (found.data if found else front(inner)).decode()
    assert text.startswith("---\n")
    assert text.endswith("---\n\n# Title\n")
    return text.removeprefix("---\n").removesuffix("---\n\n# Title\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('id: "QP-001 "\n', 'id: "QP-001"\n'),
        ("id: ' QP-001  '   # the id\n", "id: 'QP-001'   # the id\n"),
        ("id: QP-001\u00a0\n", "id: QP-001\n"),
        ("id:   QP-001   \n", "id:   QP-001   \n"),
        ('revision: "3 "\n', 'revision: "3"\n'),
        ("supersedes: [ 'QP-000 ',QP-009 , \"QP-8\"]\n", "supersedes: [ 'QP-000',QP-009 , \"QP-8\"]\n"),
        ("supersedes:\n- 'QP-000 ' # old\n-  QP-009\n", "supersedes:\n- 'QP-000' # old\n-  QP-009\n"),
        ('title: "Training "\n', 'title: "Training "\n'),
        ('id: "QP\\u0020"\n', 'id: "QP\\u0020"\n'),
        ('id: " "\n', 'id: " "\n'),
    ],
)
def test_space_around_ids_and_numbers(before: str, after: str) -> None:
    assert mend(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("effective: 2026-2-1\n", "effective: 2026-02-01\n"),
        ("effective: '2026/02/01'  # from then\n", "effective: '2026-02-01'  # from then\n"),
        ("review_by: 31.12.2026\n", "review_by: 2026-12-31\n"),
        ("review_by: 12/31/2026\n", "review_by: 2026-12-31\n"),
        ('review_by: "1 March 2026 "\n', 'review_by: "2026-03-01"\n'),
        ("review_by: Sept. 3, 2026\n", "review_by: 2026-09-03\n"),
        ("review_by: 4.4.2026\n", "review_by: 2026-04-04\n"),
        ("review_by: 03/04/2026\n", "review_by: 03/04/2026\n"),
        ("review_by: 2026-02-30\n", "review_by: 2026-02-30\n"),
        ("review_by: 30 Foo 2026\n", "review_by: 30 Foo 2026\n"),
        ("change: 2026-2-1\n", "change: 2026-2-1\n"),
        ("effective: |\n  2026-2-1\n", "effective: |\n  2026-2-1\n"),
    ],
)
def test_dates_that_can_mean_only_one_day(before: str, after: str) -> None:
    assert mend(before) == after


def test_fields_get_their_usual_order_and_take_their_comments_along() -> None:
    before = (
        "# Kept by the quality office\n\n# who\nowner: me  # for now\nx-shelf: 3\n"
        "change: >\n  Ten\n  years.\n\ntitle: T\nx-room: 1\n# the id\nid: QP-001\n# end\n"
    )
    assert mend(before) == (
        "# Kept by the quality office\n\n# the id\nid: QP-001\n\ntitle: T\n# who\nowner: me  # for now\n"
        "change: >\n  Ten\n  years.\nx-shelf: 3\nx-room: 1\n# end\n"
    )


@pytest.mark.parametrize(
    "inner",
    [
        "{owner: me, id: QP-001}\n",
        "owner: me\nid: QP-001\nid: QP-002\n",
        "owner: &a me\nid: *a\n",
        "owner: me\n\tid: x\n",
        "- a\n- b\n",
        "",
    ],
)
def test_what_is_not_plainly_fields_on_lines_is_left_alone(inner: str) -> None:
    assert mended(read(front(inner)), None) is None


def test_blank_lines_are_closed_up_but_not_within_a_text() -> None:
    assert mend("id: QP-001\n\n\n\ntitle: T\n") == "id: QP-001\n\ntitle: T\n"
    kept = "id: QP-001\nchange: |\n  One.\n\n\n  Two.\n"
    assert mend(kept) == kept
    assert mend("id: QP-001\nchange: |+\n  One.\n\n\nowner: me\n") == "id: QP-001\nchange: |+\n  One.\n\n\nowner: me\n"


def test_line_ends_and_the_text_below_stay() -> None:
    body = "\n# T  \n\n\n\ntitle: no\n\u2028x"
    found = mended(read(front('owner: me\nid: "QP-001 "\n', body, "\r\n")), None)
    assert found is not None
    assert found.data == front('id: "QP-001"\nowner: me\n', body, "\r\n")
    assert found.told == ("'id' loses the space around it", "the fields stand in their usual order")


@pytest.mark.parametrize(
    "data", [b"", b"# Bare\n", b"\xef\xbb\xbf---\nowner: a\nid: b\n---\n", b"---\nowner: a\nid: b\n", b"\xff"]
)
def test_a_file_whose_front_matter_cannot_be_read_is_never_touched(data: bytes) -> None:
    assert mended(read(data), None) is None


# what somebody has signed


SIGNED = "---\ntitle: T\nid: QP-001\ntype: procedure\nowner: jane.doe\nrevision: 1\n---\n# T\n\nFive years.\n"


def scene(
    draft: str, *, signers: tuple[str, ...] = ("amir.khan", "jane.doe"), signed: str = SIGNED
) -> tuple[Document, Record]:
    manual = MemoryManual().found()
    manual.write(PATH, signed)
    manual.commit("2026-01-08")
    for person in signers:
        manual.sign("QP-001", person)
    manual.write(PATH, draft)
    snapshot = manual.snapshot()
    record = snapshot.record("QP-001")
    assert record is not None
    assert record.draft is not None
    return record.draft, record


def outgrown(draft: str, signed: str = SIGNED) -> str:
    found = mended(*scene(draft, signed=signed), outgrown=True)
    assert isinstance(found, Mended)
    return found.data.decode()


def test_a_text_that_was_signed_stays_as_it_is() -> None:
    assert mended(*scene(SIGNED)) is None
    assert mended(*scene(SIGNED, signers=("jane.doe",))) is None
    assert mended(*scene(SIGNED, signers=())) is not None


def test_a_changed_text_gets_the_next_number() -> None:
    draft = SIGNED.replace("Five", "Ten").replace("revision: 1", "revision: '1'  # !")
    assert "\nrevision: '2'  # !\n" in outgrown(draft)
    unchanged = mended(*scene(draft))
    assert unchanged is None or b"revision: '1'" in unchanged.data


def test_the_reason_of_the_revision_before_does_not_stay() -> None:
    signed = SIGNED.replace("revision: 1\n", "revision: 2\n# why\nchange: Five years.\neffective: 2026-02-01\n")
    draft = signed.replace("# T\n\nFive", "# T\n\nTen")
    assert outgrown(draft, signed) == (
        "---\nid: QP-001\ntitle: T\ntype: procedure\nowner: jane.doe\nrevision: 3\neffective: 2026-02-01\n---\n"
        "# T\n\nTen years.\n"
    )
    renewed = draft.replace("change: Five", "change: Ten")
    assert "# why\nchange: Ten years.\n" in outgrown(renewed, signed)


def test_a_number_that_was_used_up_is_not_given_again() -> None:
    manual = MemoryManual().found()
    manual.write(PATH, SIGNED)
    manual.commit("2026-01-08")
    manual.approve()
    manual.write(PATH, SIGNED.replace("revision: 1", "revision: 2\nchange: More."))
    manual.commit("2026-01-15")
    manual.sign("QP-001", "jane.doe", on="2026-01-16", act=Act.APPROVED)
    manual.write(PATH, SIGNED.replace("Five", "Ten"))
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.draft is not None
    found = mended(record.draft, record, outgrown=True)
    assert found is not None
    assert b"revision: 3" in found.data


# whatever is written


KEYS = ["id", "title", "type", "owner", "revision", "change", "effective", "review_by", "parent", "x-shelf"]
VALUES = [
    "QP-001",
    '"QP-001 "',
    "' 3 '",
    "2026-2-1",
    "'31.12.2026'",
    "",
    "|\n  a\n\n\n  b",
    "[a, 'b ']",
    "a # note",
    "{k: v}",
]
comment = st.sampled_from(["", "# note\n", "\n", "\n\n\n", "# ü\n\n", "  # in\n"])
value = st.sampled_from(VALUES) | st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)
inners = st.lists(st.tuples(comment, st.sampled_from(KEYS), value), max_size=8, unique_by=lambda row: row[1]).map(
    lambda rows: "".join(f"{above}{key}: {value}\n" for above, key, value in rows)
)


@settings(deadline=None, max_examples=300)
@given(
    inners,
    st.sampled_from(["\n", "\r\n"]),
    st.text(st.characters(codec="utf-8"), max_size=20).filter(lambda text: "\r" not in text),
)
def test_whatever_is_written_mending_is_done_once_and_changes_nothing_else(inner: str, end: str, body: str) -> None:
    document = read(front(inner, body, end))
    found = mended(document, None)
    if found is None:
        return
    again = read(found.data)
    assert mended(again, None) is None
    assert again.markdown == document.markdown
    assert not any(problem.rule == "front-matter-invalid" for problem in again.problems)
    before, after = (
        fields(inner.replace("\n", end)),
        fields(again.text[4 + len(end) - 1 : again.body_offset].rsplit("---", 1)[0]),
    )
    assert before is not None
    assert after is not None
    assert before.keys() == after.keys()
    assert [before[key] for key in ("change", "title", "x-shelf") if key in before] == [
        after[key] for key in ("change", "title", "x-shelf") if key in after
    ]
    assert sorted(line for line in document.text.split("\n") if line.startswith("#")) == sorted(
        line for line in again.text.split("\n") if line.startswith("#")
    )
    assert again.text.count(end) <= document.text.count(end)


def test_a_day_of_force_that_has_passed_is_taken_out() -> None:
    text = front("id: QP-001\nrevision: 2\n# why then\neffective: 2026-02-01\nx-shelf: 4\n")
    assert mended(read(text), None) is None
    found = mended(read(text), None, passed=True)
    assert found is not None
    assert found.data == front("id: QP-001\nrevision: 2\nx-shelf: 4\n")
    assert found.told == ("'effective' is taken out, as 2026-02-01 has passed",)
