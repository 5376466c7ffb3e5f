"""What is compared is compared whole: contents of published files, and of tags that the ledger knows."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from qmsdoc.trust.ledger import Ledger, extend
from tests.approved import CONTROL, LEDGER, TRAINING, fresh, keep, record
from tests.disk import DiskManual
from tests.memory import MemoryManual, document, moment

DAY = ("--as-of", "2026-02-02")


def two_drawings() -> MemoryManual:
    """QP-001 and QP-002 in force, each with a drawing of the same name; the two differ in one sign."""
    manual = fresh()
    for path, name, note in ((CONTROL, "QP-001", "one"), (TRAINING, "QP-002", "two")):
        place = path.rpartition("/")[2].removesuffix(".md")
        manual.write(path, document(name, revision=2, body=f"![Way]({place}/way.svg)\n"))
        manual.write(
            f"documents/procedures/{place}/way.svg",
            f'<svg xmlns="http://www.w3.org/2000/svg"><text>{note}</text></svg>\n',
        )
    manual.commit("2026-01-15")
    for name in ("QP-001", "QP-002"):
        manual.approve(name, on="2026-01-16")
    return manual


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    disk = DiskManual.of(two_drawings(), tmp_path_factory.mktemp("drawings"))
    assert disk.run("build", *DAY).code == 0
    return disk


def test_each_page_shows_its_own_drawing_under_its_whole_digest(built: DiskManual) -> None:
    site = built.root / "site"
    names = sorted(path.name for path in (site / "files").iterdir())
    digests = [hashlib.sha256((site / "files" / name).read_bytes()).hexdigest() for name in names]
    assert [name.partition("-")[0] for name in names] == digests
    for id_, word in (("qp-001", "one"), ("qp-002", "two")):
        (name,) = set(re.findall(r"files/([0-9a-f]{64}-way\.svg)", (site / id_ / "index.html").read_text()))
        assert word in (site / "files" / name).read_text()


def test_a_drawing_that_is_exchanged_for_another_is_told(built: DiskManual, tmp_path: Path) -> None:
    """Both are of this manual and both were signed: under its address only one of them may lie."""
    disk = built.copy(tmp_path)
    pair = [path for path in (disk.root / "site/files").iterdir() if path.name.endswith("-way.svg")]
    first, second = (path.read_bytes() for path in pair)
    pair[0].write_bytes(second)
    pair[1].write_bytes(first)
    rows = disk.json("verify-site", "site", "--json", code=3)["differences"]
    assert [row["path"] for row in rows] == sorted(f"files/{path.name}" for path in pair)
    assert {row["fault"] for row in rows} == {"changed"}


def test_two_ids_of_one_address_make_one_page(tmp_path: Path) -> None:
    """Of ids that differ by case the first has the address; what is approved under the other is published nowhere."""
    manual = fresh()
    manual.write("documents/procedures/twin.md", document("qp-001", body="The twin.\n"))
    manual.commit("2026-01-15")
    manual.approve("qp-001", on="2026-01-16")
    disk = DiskManual.of(manual, tmp_path)
    assert disk.run("build", *DAY).code == 0
    pages = [path.read_text() for path in (disk.root / "site").rglob("*.html")]
    assert not any("The twin." in page for page in pages)
    assert 'data-id="QP-001"' in (disk.root / "site/qp-001/index.html").read_text()
    rows = json.loads((disk.root / "site/register.json").read_text())["documents"]
    assert [row["id"] for row in rows].count("QP-001") == 1
    assert "qp-001" not in [row["id"] for row in rows]


@pytest.mark.parametrize(("asked", "forged"), [((), False), ((), True), (("QP-001",), True)])
def test_the_ledger_knows_the_content_of_a_tag_beside_its_id(
    tmp_path: Path, asked: tuple[str, ...], *, forged: bool
) -> None:
    """A chain that holds, whose lines name the right ids and, forged, another content."""
    manual = fresh()
    ledger = record(manual, "2026-01-14")
    if forged:
        prev, rows = "0" * 64, []
        for line in ledger.data.splitlines():
            row = json.loads(line) | {"prev": prev, "tag_sha256": hashlib.sha256(line).hexdigest()}
            rows.append(json.dumps(row, separators=(",", ":")).encode() + b"\n")
            prev = hashlib.sha256(rows[-1]).hexdigest()
        keep(manual, b"".join(rows))
    disk = DiskManual.of(manual, tmp_path)
    answer = disk.run("check", *asked, *DAY, "--format", "concise")
    assert ("tag-moved" in answer.out, answer.code == 3) == (forged, forged), answer.out + answer.err


@pytest.mark.parametrize("way", ["honest", "shorter", "shorter and longer again"])
def test_a_ledger_that_was_once_longer_is_found_out(tmp_path: Path, way: str) -> None:
    """Two commits, neither of which rewrites the branch, take a signature out of the ledger and out of the manual."""
    manual = fresh()
    ref = "refs/tags/approved/QF-001/1/jane.doe"
    ledger = record(manual, "2026-01-14")
    tip = manual.store.heads[LEDGER]
    if way != "honest":
        kept = {name: oid for name, oid in manual.store.heads.items() if name != ref and name.startswith("refs/tags/")}
        tags = [(name, oid, manual.store.read(oid).data) for name, oid in kept.items()]
        short = extend(Ledger(), sorted(tags)[:2], moment("2026-01-14"))
        tip = keep(manual, short.data, parent=tip)
        if way.endswith("again"):
            keep(manual, extend(short, tags, moment("2026-01-20")).data, parent=tip)
        del manual.store.heads[ref]
    else:
        keep(manual, ledger.data, parent=tip)
    disk = DiskManual.of(manual, tmp_path)
    for command in (("check", *DAY), ("check", "QP-001", *DAY), ("verify",), ("record",), ("build",)):
        answer = disk.run(*command)
        assert (answer.code == 3, "ledger-broken" in answer.err + answer.out) == (way != "honest",) * 2, answer.err
