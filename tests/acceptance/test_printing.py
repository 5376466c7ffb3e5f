"""`build --pdf`, `copy` and `copies`: paper that can be told from what is in force."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qmsdoc.errors import UsageError
from qmsdoc.render.pdf.weasyprint import require_pdf
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance

try:
    require_pdf()
except UsageError as missing:
    REASON = missing.message
else:
    REASON = ""

needs_press = pytest.mark.skipif(bool(REASON), reason=REASON or "PDF can be made here")


def without_press(manual: DiskManual) -> dict[str, str]:
    """Give variables under which WeasyPrint cannot be imported."""
    place = manual.home / "no-press" / "weasyprint"
    place.mkdir(parents=True, exist_ok=True)
    (place / "__init__.py").write_text("raise ImportError('not here')\n")
    return {"PYTHONPATH": str(place.parent)}


@needs_press
def test_build_adds_pdf_and_twice_gives_the_same_bytes(manual: DiskManual, tmp_path: Path) -> None:
    files = []
    for place in (tmp_path / "one", tmp_path / "other"):
        answer = manual.run("build", "--pdf", "-d", str(place), "--as-of", "2026-03-02")
        assert answer.code == 0, answer.err
        files.append(json.loads((place / "manifest.json").read_text())["files"])
    assert files[0] == files[1]
    made = sorted(path for path in files[0] if path.endswith(".pdf"))
    assert made == ["manual.pdf", "policy/POLICY-rev-1.pdf", "qf-001/QF-001-rev-1.pdf", "qp-001/QP-001-rev-1.pdf"]
    assert 'href="QP-001-rev-1.pdf"' in (tmp_path / "one/qp-001/index.html").read_text()
    assert "Proved:" in manual.run("verify-site", str(tmp_path / "one")).out


def test_build_without_pdf_makes_none(manual: DiskManual) -> None:
    assert manual.run("build").code == 0
    assert not [*(manual.root / "site").rglob("*.pdf")]


def test_build_says_what_pdf_needs_and_leaves_the_site(manual: DiskManual) -> None:
    answer = manual.run("build", "--pdf", **without_press(manual))
    assert answer.code == 2
    assert "PDF needs WeasyPrint" in answer.err
    assert 'pip install "qmsdoc[pdf] @ git+https://' in " ".join(answer.err.split())
    assert not (manual.root / "site").exists()


@needs_press
def test_copies_are_numbered_listed_recalled_and_returned(manual: DiskManual) -> None:
    first = manual.run("copy", "QP-001", "--holder", "Bench 4")
    assert first.code == 0, first.err
    assert (manual.root / "QP-001-rev-1-copy-1.pdf").read_bytes().startswith(b"%PDF-")
    assert manual.run("copy", "qf-001", "--holder", "Stores", "--out", "form.pdf").code == 0
    heads, copy = (" ".join(row.split()) for row in manual.run("copies").out.splitlines()[:2])
    assert heads == "Copy Document Rev. Holder Issued State Why"
    assert "Bench 4" in copy
    assert manual.run("copies", "--recall").out == "No copy has to come back.\n"
    manual.sign("QP-001", "amir.khan")
    manual.sign("QP-001", "jane.doe")
    answer = manual.run("copies", "--recall")
    assert "1 copy to take back." in answer.out
    assert "Stores" not in answer.out
    found = json.loads(manual.run("copies", "--json").out)["copies"]
    assert [(each["number"], each["document"], each["state"]) for each in found] == [
        (1, "QP-001", "recall"),
        (2, "QF-001", "valid"),
    ]
    assert "revision 2 is in force" in found[0]["reason"]
    assert manual.run("copies", "--returned", "1").code == 0
    ended = json.loads(manual.run("copies", "--json").out)["copies"][0]
    assert (ended["state"], ended["reason"]) == ("returned", None)
    assert ended["ended"]
    answer = manual.run("copies", "--lost", "2")
    assert "Copy 2 of QF-001 revision 1, Stores: lost." in answer.out
    assert "No copy has to come back." in answer.out
    rows = manual.run("copies", "--csv").out.splitlines()
    assert rows[0] == "\ufeffnumber,document,revision,content,holder,issued,by,state,ended,reason"
    assert [",".join(row.split(",")[:3]) for row in rows[1:]] == ["1,QP-001,1", "2,QF-001,1"]
    assert manual.run("copies", "--lost", "1", "--destroyed", "2").code == 2
    again = manual.run("copies", "--returned", "1")
    assert (again.code, "was entered as returned" in again.err) == (2, True)
    assert manual.run("copies", "--returned", "9").code == 2
    assert "There is no copy 9" in manual.run("copies", "--returned", "9").err
    assert manual.run("check").code == 0


def test_a_copy_is_a_page_where_pdf_cannot_be_made(manual: DiskManual) -> None:
    answer = manual.run("copy", "QP-001", "--holder", 'Bench "4" <b>', **without_press(manual))
    assert answer.code == 0, answer.err
    assert "print from a browser" in answer.out
    text = (manual.root / "QP-001-rev-1-copy-1.html").read_text()
    assert "Controlled copy 1" in text
    assert "<b>" not in text
    refused = manual.run("copy", "QP-001", "--holder", "x", "--out", "copy.pdf", **without_press(manual))
    assert refused.code == 2
    assert len((manual.root / "copies.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("QP-002", "--holder", "Bench 4"), "no edition in force"),
        (("QP-009", "--holder", "Bench 4"), "There is no document"),
        (("QP-001", "--holder", " "), "name or a place"),
        (("QP-001", "--holder", "a\x1b[31m"), "name or a place"),
        (("QP-001", "--holder", "Bench 4", "--out", "none/copy.html"), "cannot be written"),
    ],
)
def test_a_copy_that_cannot_be_issued_takes_no_number(
    manual: DiskManual, arguments: tuple[str, ...], said: str
) -> None:
    answer = manual.run("copy", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert not (manual.root / "copies.jsonl").exists()


def test_copies_without_any_and_with_a_register_that_was_changed(manual: DiskManual) -> None:
    assert "No copies were issued" in manual.run("copies").out
    manual.write("copies.jsonl", "{}\n")
    answer = manual.run("copies")
    assert answer.code == 2
    assert "Line 1 of copies.jsonl" in answer.err


def test_copies_issued_at_once_get_numbers_of_their_own(manual: DiskManual) -> None:
    def issue(number: int) -> int:
        return manual.run("copy", "QP-001", "--holder", f"Bench {number}", "--out", f"copy-{number}.html").code

    with ThreadPoolExecutor(3) as pool:
        assert [*pool.map(issue, range(3))] == [0, 0, 0]
    rows = [json.loads(line) for line in (manual.root / "copies.jsonl").read_text().splitlines()]
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert sorted(row["holder"] for row in rows) == ["Bench 0", "Bench 1", "Bench 2"]
