"""What leads to what, a reason for not signing, and what doctor tells of what was published and never sent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.acceptance.installed import environment
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance


def words_of(drawing: Path) -> str:
    root = ElementTree.fromstring(drawing.read_bytes())  # noqa: S314 - just written by qmsdoc
    return " ".join("".join(root.itertext()).split())


def test_the_graph_says_what_leads_to_what(shared: DiskManual, tmp_path: Path) -> None:
    told = shared.json("graph", "--json")
    assert [node["id"] for node in told["documents"]] == ["QF-001", "QP-001", "QP-002"]
    assert told["edges"] == [
        {"from": "QF-001", "to": "QP-001", "kind": "link"},
        {"from": "QP-001", "to": "QF-001", "kind": "link"},
        {"from": "QP-001", "to": "QP-002", "kind": "link"},
        {"from": "QP-002", "to": "QP-001", "kind": "link"},
    ]
    near = shared.json("graph", "QF-001", "--json")
    assert [node["id"] for node in near["documents"]] == ["QF-001", "QP-001"]
    file = tmp_path / "graph.svg"
    assert shared.run("graph", "--svg", str(file)).code == 0
    drawn = words_of(file)
    assert all(name in drawn for name in ("QF-001", "QP-001", "QP-002"))
    assert "From" in shared.run("graph").out
    assert shared.run("graph", "QP-999").code == 2


def test_parents_supersession_and_translations_are_edges(manual: DiskManual) -> None:
    path = "documents/procedures/instruction.md"
    head = '---\nid: QP-003\ntitle: "A \\"B\\" & <C>"\ntype: procedure\nowner: amir.khan\nrevision: 1\n'
    manual.write(path, head + "parent: QP-002\nsupersedes: [QF-001]\n---\n\n# A\n\nText.\n")
    told = manual.json("graph", "QP-003", "--json")
    assert told["edges"] == [
        {"from": "QP-003", "to": "QF-001", "kind": "supersedes"},
        {"from": "QP-003", "to": "QP-002", "kind": "parent"},
    ]
    file = manual.root / "graph.svg"
    assert manual.run("graph", "QP-003", "--svg", str(file)).code == 0
    assert 'A "B" & <C>' in words_of(file)


def test_a_reason_for_not_signing_is_a_text_for_the_editor(shared: DiskManual) -> None:
    answer = shared.run("decline", "QP-001", "--reason", "Ten years is too long.\nWhy?", "--as", "jane.doe")
    assert answer.code == 0, answer.err
    assert answer.out.startswith(
        "Not signed: QP-001 revision 2, Control of documented information\n\nJane Doe, asked as"
    )
    assert "\n> Ten years is too long.\n> Why?\n" in answer.out
    assert "Nobody has signed it, so it stays revision 2" in answer.out
    assert "Send it to Amir Khan" in answer.err
    assert shared.json("decline", "QP-001", "--reason", "No", "--as", "jane.doe", "--json")["editors"] == ["amir.khan"]


def test_after_a_first_signature_the_text_asks_for_the_next_revision(manual: DiskManual) -> None:
    manual.sign("QP-001", "amir.khan")
    answer = manual.run("decline", "QP-001", "--reason", "No.", "--as", "jane.doe")
    assert "amir.khan signed this text already" in answer.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("QF-001", "--reason", "No", "--as", "jane.doe"), 1, "Nothing of QF-001 waits for a signature of Jane Doe"),
        (("QP-001", "--reason", "No", "--as", "helen.ward"), 1, "Nothing of QP-001 waits"),
        (("QP-001", "--reason", " \n", "--as", "jane.doe"), 2, "A reason is needed"),
        (("QP-999", "--reason", "No", "--as", "jane.doe"), 2, "QP-999"),
        (("QP-001", "--as", "jane.doe"), 2, "--reason"),
    ],
)
def test_declining_what_does_not_wait_is_refused(
    shared: DiskManual, arguments: tuple[str, ...], code: int, said: str
) -> None:
    answer = shared.run("decline", *arguments)
    assert answer.code == code
    assert said in " ".join(answer.err.split())


def test_doctor_tells_what_was_never_sent(manual: DiskManual, tmp_path: Path) -> None:
    place = tmp_path / "origin.git"
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(place))
    manual.git("remote", "add", "origin", str(place))
    manual.sign("QP-002", "jane.doe")
    manual.run("inbox", "--fetch", **manual.act("jane.doe"))
    checks = json.loads(manual.run("doctor", "--json", **manual.act("jane.doe")).out)["checks"]
    assert [check["state"] for check in checks if check["name"] == "sent"] == ["warn"]


def test_doctor_tells_of_another_version_that_published(manual: DiskManual, tmp_path: Path) -> None:
    assert manual.run("build", "--output", str(tmp_path / "out")).code == 0
    same = manual.json("doctor", "--json", "--published", str(tmp_path / "out"))["checks"]
    assert [check["state"] for check in same if check["name"] == "published with"] == ["ok"]
    assert manual.run("doctor", "--published", str(tmp_path / "nowhere")).code == 2


def test_python_runs_it_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qmsdoc", "--help"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Usage: qmsdoc [OPTIONS]")
