"""Which documents are proved for those that are asked about, one reason at a time; in doubt, all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.capture.concerned import Purpose, asked_names, named_by, signed_name, to_prove, with_successors
from qmsdoc.model.approval import Act, JudgedTag
from qmsdoc.model.document import Document
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.records import DocumentHistory
from qmsdoc.trust.tag import read_name
from tests.fuzz.inputs import fuzz
from tests.memory import MemoryManual, document

PLACE = "documents/procedures/"
SEE_001 = "See [there](qms:QP-001).\n"
AS_OF = date(2026, 2, 2)


def read(**texts: str) -> tuple[Document, ...]:
    """Documents of these texts, by the name of the file."""
    manual = MemoryManual()
    for name, text in texts.items():
        manual.write(f"{PLACE}{name}.md", text)
    manual.commit()
    return manual.snapshot(AS_OF).documents


def proved(*asked: str, **texts: str) -> set[str] | None:
    return proved_for(Purpose.JUDGING, *asked, **texts)


def proved_for(purpose: Purpose, *asked: str, **texts: str) -> set[str] | None:
    found = to_prove(frozenset(asked), read(**texts), (), purpose)
    return None if found is None else set(found)


def test_what_a_document_leads_to_is_proved_with_it_and_where_it_is_compared_what_leads_there() -> None:
    texts = {
        "one": document(),
        "two": document("QP-002", body=SEE_001),
        "three": document("QP-003", body="See [there](qms:QP-002).\n"),
        "four": document("QP-004"),
    }
    assert proved("qp-001", **texts) == {"qp-001"}
    assert proved("qp-002", **texts) == {"qp-001", "qp-002"}
    assert proved_for(Purpose.COMPARING, "qp-001", **texts) == {"qp-001", "qp-002"}
    assert proved_for(Purpose.COMPARING, "qp-002", **texts) == {"qp-001", "qp-002", "qp-003"}


def test_what_no_file_leads_to_takes_all() -> None:
    assert proved("qp-001", one=document(), two=document("QP-002")) is None
    assert proved("qp-001", one=document(body=SEE_001)) is None
    assert proved("qp-001", "qp-002", one=document(), two=document("QP-002", body=SEE_001)) is None


@pytest.mark.parametrize(
    ("front", "also"),
    [
        ({"clauses": "[iso9001-2015:7.5.3]"}, set()),
        ({"parent": "QP-007"}, {"qp-007"}),
        ({"deviates_from": "QP-007"}, {"qp-007"}),
    ],
)
def test_what_has_a_place_of_its_own_needs_nobody_to_lead_to_it(front: dict[str, Any], also: set[str]) -> None:
    assert proved("qp-001", one=document(**front)) == {"qp-001"} | also


def test_a_translation_is_proved_with_its_original() -> None:
    texts = {"one": document(), "de": document(lang="de", translates="1"), "two": document("QP-002", body=SEE_001)}
    assert proved("qp-001.de", **texts) == {"qp-001", "qp-001.de"}
    assert proved("qp-001", **texts) == {"qp-001", "qp-001.de"}


def test_what_is_unknown_takes_all() -> None:
    two = document("QP-002", body=SEE_001)
    assert proved("qp-009", one=document(), two=two) is None
    assert proved("qp-001", one=document(), again=document(), two=two) is None
    assert proved("qp-001", one=document(), again=document("qp-001"), two=two) is None


def test_what_cannot_be_read_takes_all() -> None:
    two = document("QP-002", body=SEE_001)
    assert proved("qp-001", one="\ufeff" + document(), two=two) is None
    assert proved("policy", one=document("POLICY"), two=document("QP-002", body="[There](qms:POLICY).\n")) is None
    no_id = document(clauses="[iso9001-2015:7.5.3]").replace("id: QP-001\n", "")
    assert proved(f"{PLACE}one.md", one=no_id) is None


def test_what_leads_to_a_file_that_is_not_there_takes_all() -> None:
    two = document("QP-002", body=SEE_001)
    assert proved("qp-001", one=document(body="See [there](away.md).\n"), two=two) is None
    assert proved("qp-001", one=document(body="See [there](two.md).\n"), two=two) == {"qp-001", "qp-002"}


def test_acts_over_ids_without_a_file_are_proved_too() -> None:
    signed = ("qp-001", "qp-002", "qp-003", "qp-009", None)
    documents = read(one=document(), two=document("QP-002", body=SEE_001), three=document("QP-003"))
    found = to_prove(frozenset(("qp-001",)), documents, signed)
    assert found == frozenset(("qp-001", "qp-009"))


def test_who_reads_is_not_told_of_links_but_of_what_may_have_taken_the_place() -> None:
    documents = read(
        one=document(body="See [there](away.md) and [there](qms:QP-002).\n"),
        two=document("QP-002", body=SEE_001),
        three=document("QP-003", supersedes="[QP-001]"),
        four="---\nid: QP-004\ntitle: [\n---\n",
    )
    found = to_prove(frozenset(("qp-001",)), documents, ("qp-009",), Purpose.READING)
    assert found == frozenset(("qp-001", "qp-003", "qp-009", documents[0].name.lower()))
    assert documents[0].path == f"{PLACE}four.md"
    assert to_prove(frozenset((documents[0].name.lower(),)), documents, (), Purpose.READING) is None


def test_who_signs_is_told_of_what_the_text_leads_to_alone() -> None:
    texts = {"one": document(), "two": document("QP-002", body=SEE_001), "three": document("QP-003")}
    documents = read(**texts)
    assert to_prove(frozenset(("qp-002",)), documents, (), Purpose.SIGNING) == frozenset(("qp-001", "qp-002"))
    assert to_prove(frozenset(("qp-001",)), documents, (), Purpose.SIGNING) == frozenset(("qp-001",))
    away = read(one=document(body="See [there](away.md).\n"))
    assert to_prove(frozenset(("qp-001",)), away, (), Purpose.SIGNING) is None


def test_what_takes_anothers_place_is_proved_with_it_both_ways_and_on() -> None:
    documents = read(
        one=document(),
        two=document("QP-002", supersedes="[qp-001]"),
        three=document("QP-003", supersedes="[QP-002]"),
        four="Without any front matter.\n",
    )
    for name in ("qp-001", "qp-003"):
        assert with_successors((name,), documents) == {"qp-001", "qp-002", "qp-003"}
    assert with_successors(("qp-004",), documents) == {"qp-004"}


def test_what_is_asked_about_is_named_by_id_or_by_path_whatever_the_case() -> None:
    documents = read(one=document())
    assert asked_names((f"{PLACE}one.md", "QP-002"), documents) == {"qp-001", "qp-002"}
    assert signed_name("refs/tags/approved/QP-001/1/jane.doe") == "qp-001"
    assert signed_name("refs/tags/approved/QP-001") is None


PARTS = [
    *(
        "approved",
        "reviewed",
        "withdrawn",
        "QP-001",
        "qp-001.de",
        "-",
        "1",
        "0",
        "2026-01-01",
        "2026-02-30",
        "jane.doe",
    ),
    *(
        "jane-l.doe",
        "a.b.c.d",
        "jane..doe",
        "jane.",
        "jane.lock",
        "j_d",
        "x" * 64,
        "x" * 20,
        "",
        "\u0661",
        "a\nb",
        ".a",
    ),
]


@given(st.lists(st.sampled_from(PARTS), min_size=2, max_size=6))
@fuzz
def test_a_name_says_the_same_however_it_is_read(parts: list[str]) -> None:
    ref = "/".join(("refs/tags", *parts))
    name = read_name(ref)
    assert signed_name(ref) == (None if isinstance(name, VerificationFailure) else name.document.lower())


def signed() -> dict[str, tuple[JudgedTag, ...]]:
    """QP-001 leads to QP-005 and takes the place of QP-006; its withdrawals name others; one act cannot be read."""
    manual = MemoryManual().found()
    manual.write(PLACE + "one.md", document(body="See [there](qms:QP-005).\n", supersedes="[QP-006]"))
    manual.commit("2026-01-10")
    manual.approve()
    manual.sign("QP-001", "jane.doe", on="2026-01-20", act=Act.WITHDRAWN, reason="It is wrong.", successor="QP-007")
    manual.sign("QP-001", "helen.ward", on="2026-01-20", act=Act.WITHDRAWN, reason="So it is.", successor="QP-008")
    manual.store.heads["refs/tags/reviewed/QP-001/1/2026-01-21/jane.doe"] = manual.store.heads["refs/heads/main"]
    return {record.name: record.acts for record in manual.snapshot(AS_OF).records}


def test_signed_texts_bring_up_what_takes_a_place_and_of_those_asked_about_all_they_lead_to() -> None:
    of = {name: DocumentHistory(acts=acts) for name, acts in signed().items()}
    decisive = {"qp-006", "qp-007", "qp-008"}  # what a rejected act names is looked at as well
    assert named_by(of, ()) == decisive
    assert named_by(of, ("qp-002",)) == decisive
    assert named_by(of, ("qp-001",)) == decisive | {"qp-005"}
    assert named_by({"POLICY": of["QP-001"]}, ("policy",)) == set()
