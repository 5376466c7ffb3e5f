"""One cause gives one finding, at its own place; what merely follows from it is silent."""

from __future__ import annotations

import pytest

from qmsdoc.checking.apply_fixes import changes
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import ANCHOR_MISSING, DELETED_NOT_WITHDRAWN, LINK_BROKEN
from qmsdoc.rules import check
from qmsdoc.rules.check import causes_alone
from tests.memory import MemoryManual, MemoryTree, document

PATH = "documents/procedures/control.md"
OTHERS = ("QP-002", "QP-003", "QP-004")
NOTICES = {"approval-missing", "author-unknown", "approval-unrecorded", "trust-root-unpinned", "clause-uncovered"}


@pytest.fixture(scope="module")
def approved() -> MemoryManual:
    """A procedure with an image that three others lead to, as a document, to a heading and by id; all approved."""
    manual = MemoryManual()
    manual.write("documents/procedures/flow.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    manual.write(
        PATH,
        document(
            "QP-001", body="## Records\n\n![Flow](flow.svg) See [a](qp-002.md), [b](qp-003.md), [c](qp-004.md).\n"
        ),
    )
    for name in OTHERS:
        body = "See [a](control.md), [b](control.md#records) and [c](QP-001).\n"
        manual.write(f"documents/procedures/{name.lower()}.md", document(name, body=body))
    manual.found()
    for name in ("QP-001", *OTHERS):
        manual.approve(name)
    return manual


def rules_of(manual: MemoryManual, files: dict[str, tuple[str, bytes]]) -> list[str]:
    found = check(manual.snapshot(working_tree=MemoryTree(files)))
    return [finding.rule for finding in found if finding.rule not in NOTICES]


@pytest.mark.parametrize("mode", ["120000", "160000"])
@pytest.mark.parametrize("place", ["documents", "documents/procedures", PATH])
def test_what_lies_in_the_place_of_documents_is_told_once(approved: MemoryManual, place: str, mode: str) -> None:
    files = {path: file for path, file in approved.files.items() if not f"{path}/".startswith(f"{place}/")}
    found = rules_of(approved, {**files, place: (mode, b"1" * 40)})
    assert "content-unsafe" in found
    assert "deleted-not-withdrawn" not in found


def test_a_document_behind_a_link_is_not_called_too_large(approved: MemoryManual) -> None:
    files = {path: file for path, file in approved.files.items() if not path.startswith("documents/")}
    found = rules_of(approved, {**files, PATH: ("", b""), "documents": ("120000", b"elsewhere")})
    assert "content-unsafe" in found
    assert "limit-exceeded" not in found


def test_the_manual_has_no_fault(approved: MemoryManual) -> None:
    assert rules_of(approved, approved.files) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"title: Title", b"title: A: title", "front-matter-invalid"),
        (b"---\n\n#", b"\n#", "front-matter-invalid"),
        (b"---\nid", b"----\nid", "front-matter-invalid"),
        (b"---\nid", b"\xef\xbb\xbf---\nid", "front-matter-invalid"),
        (b"title: ", b"title: \xe4", "front-matter-invalid"),
        (b"---\nid", b"\xe2\x80\x94\nid", "front-matter-invalid"),
        (b"id: QP-001", b"id QP-001", "front-matter-invalid"),
        (b"id: QP-001", b"idd: QP-001", "field-unknown"),
        (b"owner: ", b"\towner: ", "front-matter-invalid"),
        (b"id: QP-001", b"id: qp-001", "id-changed"),
        (b"id: QP-001", b"id: QP-009", "id-changed"),
        (b"![Flow](flow.svg)", b"![Flow](flow.svg) Now.", "changed-without-revision"),
    ],
)
def test_a_fault_is_told_where_it_is_and_nowhere_else(
    approved: MemoryManual, old: bytes, new: bytes, rule: str
) -> None:
    mode, data = approved.files[PATH]
    assert old in data
    files = {**approved.files, PATH: (mode, data.replace(old, new, 1))}
    assert rules_of(approved, files) == [rule]
    mended = changes(approved.snapshot(working_tree=MemoryTree(files)), ())
    assert {document.path for document, _ in mended} <= {PATH}


def test_a_file_that_is_gone_is_told_once(approved: MemoryManual) -> None:
    without = {path: file for path, file in approved.files.items() if path != PATH}
    assert rules_of(approved, without) == ["deleted-not-withdrawn"]


@pytest.mark.parametrize("data", [b"", b"# Title\n", b"\xef\xbb\xbf", b"+++\n"])
def test_a_file_that_lost_its_front_matter_is_told_once(approved: MemoryManual, data: bytes) -> None:
    files = {**approved.files, PATH: ("100644", data)}
    assert rules_of(approved, files) == ["front-matter-invalid"]
    assert changes(approved.snapshot(working_tree=MemoryTree(files)), ()) == []


def test_a_picture_that_is_gone_is_told_once(approved: MemoryManual) -> None:
    without = {path: file for path, file in approved.files.items() if not path.endswith(".svg")}
    assert rules_of(approved, without) == ["asset-missing"]
    assert changes(approved.snapshot(working_tree=MemoryTree(without)), ()) == []


def test_moving_a_document_breaks_no_approved_text(approved: MemoryManual) -> None:
    moved = {
        path.replace("procedures/control", "procedures/x/control").replace("procedures/flow", "procedures/x/flow"): file
        for path, file in approved.files.items()
    }
    assert rules_of(approved, moved) == []


def test_a_document_in_the_wrong_folder_is_told_once(approved: MemoryManual) -> None:
    place = "documents/forms/control.md"
    moved = {place if path == PATH else path: file for path, file in approved.files.items()}
    assert rules_of(approved, moved) == ["id-pattern"]
    mode, data = moved[place]
    later = data.replace(b"revision: 1", b"revision: 2\nchange: Better.").replace(b"See [a]", b"See [new](new.md), [a]")
    assert rules_of(approved, {**moved, place: (mode, later)}) == ["id-pattern", "link-broken"]


def test_a_picture_that_moved_with_another_document_breaks_no_approved_text(approved: MemoryManual) -> None:
    files = dict(approved.files)
    files["documents/pictures/flow.svg"] = files.pop("documents/procedures/flow.svg")
    mode, data = files["documents/procedures/qp-002.md"]
    later = data.replace(b"revision: 1", b"revision: 2\nchange: With it.") + b"\n![Flow](../pictures/flow.svg)\n"
    assert rules_of(approved, files) == ["asset-missing"]
    assert rules_of(approved, {**files, "documents/procedures/qp-002.md": (mode, later)}) == []


def test_the_id_of_another_document_is_told_once(approved: MemoryManual) -> None:
    mode, data = approved.files[PATH]
    assert rules_of(approved, {**approved.files, PATH: (mode, data.replace(b"id: QP-001", b"id: QP-002"))}) == [
        "id-changed"
    ]


def test_a_name_that_looks_the_same_is_told_to_differ() -> None:
    manual = MemoryManual()
    manual.write("documents/procedures/pru\u0308fung.md", document("QP-002"))
    manual.write(PATH, document(body="See [it](pr\u00fcfung.md), [that](pru\u0308fung.md).\n"))
    manual.commit()
    (finding,) = (each for each in check(manual.snapshot()) if each.rule == LINK_BROKEN)
    assert "the file's name has a letter and its mark as two characters" in finding.message
    assert "composed letters" in finding.remedy


def test_what_hangs_on_an_explained_document_is_silent() -> None:
    gone = Finding(DELETED_NOT_WITHDRAWN, "It is gone.", document="QP-001", path=PATH)
    follows = Finding(LINK_BROKEN, "It leads there.", path="documents/a.md", because="qp-001")
    own = Finding(LINK_BROKEN, "It leads nowhere.", path="documents/a.md", because="QP-009")
    apart = Finding(ANCHOR_MISSING, "No such heading.", path="documents/a.md")
    assert [*causes_alone([follows, own, gone, apart])] == [own, gone, apart]
    assert [*causes_alone([follows, apart])] == [follows, apart]
