"""What a document includes is judged as the document is, at its own place, once however many documents share it."""

from __future__ import annotations

import pytest

from qmsdoc.checking.scope import within_scope
from qmsdoc.errors import RefusedError
from qmsdoc.model.finding import Finding
from qmsdoc.rules import check
from qmsdoc.signing.blocking_faults import refuse_faults
from tests.memory import MemoryManual, document
from tests.trust.vectors.scenes import PATH, bare

NOTE = "documents/procedures/notes/esd.md"
OTHER = "documents/procedures/other.md"


def manual(note: str, text: str = '# T\n\n--8<-- "notes/esd.md"\n') -> MemoryManual:
    made = bare()
    made.write(PATH, document(body=text))
    made.write(OTHER, document("QP-002", body=text))
    made.write(NOTE, note)
    made.write("documents/procedures/notes/there.txt", "x")
    made.commit("2026-01-11")
    return made


def findings(made: MemoryManual, rule: str) -> list[tuple[str | None, int | None, str | None]]:
    return [(each.path, each.line, each.document) for each in check(made.snapshot()) if each.rule == rule]


@pytest.mark.parametrize(
    ("note", "rule", "line"),
    [
        ("See [a](gone.md).\n", "link-broken", 1),
        ("See [a](qms:QP-099).\n", "link-broken", 1),
        ("---\nx: y\n---\n\nSee [a](gone.md).\n", "link-broken", 5),
        ("![a](gone.png)\n", "asset-missing", 1),
        ('--8<-- "gone.md"\n', "asset-missing", 1),
        ("See\n[a](#nowhere).\n", "anchor-missing", 2),
        ("See [a](qms:QP-002#nowhere).\n", "anchor-missing", 1),
        ("a <b>c</b>\n", "content-unsafe", 1),
        ("[a](javascript:x)\n", "content-unsafe", 1),
        ("[a](../../../../../x)\n", "content-unsafe", 1),
        ("\ufeffa\n", "content-unsafe", 1),
    ],
)
def test_a_fault_of_an_included_file(note: str, rule: str, line: int) -> None:
    found = findings(manual(note), rule)
    assert {(NOTE, line, None)} == set(found)


def test_a_good_one_has_none() -> None:
    made = manual(
        "## Records\n\n[a](there.txt) [b](#records) [c](#t) [d](../other.md)\n",
        '# T\n\n[e](#records)\n\n--8<-- "notes/esd.md"\n',
    )
    names = {"link-broken", "asset-missing", "anchor-missing", "content-unsafe"}
    assert not [each for each in check(made.snapshot()) if each.rule in names]
    assert [heading.anchor for heading in made.snapshot().documents[-1].headings] == ["title-of-qp-002", "t", "records"]


def test_an_included_file_brings_its_files_into_the_closure() -> None:
    closure = manual("[a](there.txt)\n").snapshot().documents[-1].closure
    assert [file.path.rpartition("/")[2] for file in closure.files] == ["esd.md", "there.txt", "other.md"]


def test_it_keeps_every_document_with_it_from_being_signed() -> None:
    snapshot = manual("a <b>c</b>\n").snapshot()
    found = [finding for finding in check(snapshot) if finding.rule == "content-unsafe"]
    for name in ("QP-001", "QP-002"):
        record = next(each for each in snapshot.records if each.name == name)
        with pytest.raises(RefusedError, match=r"esd\.md:1"):
            refuse_faults(record, found)


def test_it_lies_in_the_scope_of_each_document_with_it() -> None:
    snapshot = manual("a <b>c</b>\n").snapshot()

    def unsafe(found: tuple[Finding, ...]) -> bool:
        return any(each.rule == "content-unsafe" for each in found)

    assert unsafe(within_scope(check(snapshot), snapshot, (OTHER,)))
    assert not unsafe(within_scope(check(snapshot), snapshot, ("documents/forms",)))
