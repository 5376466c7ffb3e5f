"""Documents that a policy's mapping reads: signed as they stand, and judged by the mapping of their own instant."""

from __future__ import annotations

from datetime import date

from qmsdoc.checking.apply_fixes import changes
from qmsdoc.model.snapshot import Snapshot
from tests.memory import POLICY, MemoryManual

_PATH = "documents/ops/access.html.md.erb"
_TEXT = "name: Access\nsop: QP-7\nrev: r1\nteam: '#ops'\nlast: 2026-01-01\nevery: 6 months\n---\n# Access\n\nDo this.\n"
_OTHER = """\
| SOP | QP-8 |
|---|---|
| Rev | R1 |
| Title | Exit |

[Access](ops/access.html.md.erb) and [this](notes.md).
"""
_MAPPING = """\
mapping:
  fields:
    id: [sop]
    title: [title, name]
    type: {value: procedure}
    owner: [{key: team, values: {'#ops': quality-manager}}, {value: process-owner}]
    revision: [revision, {key: rev, pattern: 'r{}'}]
    review_by: [{key: last, plus: every}]
"""
_GLOBS = "documents: ['documents/**/*.md', 'documents/**/*.html.md.erb']"


def _policy(mapping: str = _MAPPING, revision: int = 1) -> str:
    text = POLICY.replace("documents: documents\n", f"{_GLOBS}\n").replace(
        "revision: 1\n", f"revision: {revision}\n", 1
    )
    return text + mapping


def _manual() -> MemoryManual:
    manual = MemoryManual(policy=_policy(_MAPPING))
    manual.write(_PATH, _TEXT)
    manual.write("documents/exit.md", _OTHER)
    manual.write("documents/index.md", "# Here is all\n")
    return manual.found()


def _front(snapshot: Snapshot) -> dict[str, tuple[object, ...]]:
    return {
        each.path: (each.front.id, each.front.title, each.front.owner, each.front.revision, each.front.review_by)
        for each in snapshot.documents
    }


def test_documents_of_another_system_are_documents() -> None:
    snapshot = _manual().snapshot()
    assert _front(snapshot) == {
        _PATH: ("QP-7", "Access", "quality-manager", 1, date(2026, 7, 1)),
        "documents/exit.md": ("QP-8", "Exit", "process-owner", 1, None),
    }
    assert [problem for document in snapshot.documents for problem in document.problems] == []


def test_what_is_signed_are_the_bytes_as_they_stand() -> None:
    manual = _manual()
    manual.approve("QP-7")
    edition = next(record for record in manual.snapshot().records if record.name == "QP-7").editions[-1]
    assert edition.document.data == _TEXT.encode()
    assert (edition.revision, edition.effective_on) == (1, date(2026, 1, 12))


def test_a_link_leads_to_the_document_that_the_mapping_makes_of_a_file() -> None:
    document = next(each for each in _manual().snapshot().documents if each.front.id == "QP-8")
    assert [(target.kind, target.document) for target in document.targets] == [("document", "QP-7"), ("missing", None)]


def test_an_act_is_judged_by_the_mapping_of_its_own_instant() -> None:
    manual = _manual()
    manual.approve("QP-7")
    changed = _MAPPING.replace("id: [sop]", "id: [number]")
    manual.write("qmsdoc.yml", _policy(changed, revision=2))
    manual.commit("2026-01-20")
    manual.sign("POLICY", "helen.ward", on="2026-01-21")
    snapshot = manual.snapshot()
    edition = next(record for record in snapshot.records if record.name == "QP-7").editions[-1]
    assert edition.document.front.id == "QP-7"
    assert _front(snapshot)[_PATH][0] is None


def test_without_a_mapping_in_force_such_a_file_is_no_document() -> None:
    manual = MemoryManual(policy=_policy(""))
    manual.write(_PATH, _TEXT)
    assert manual.found().snapshot().documents == ()


def test_a_file_that_does_not_say_what_the_policy_wants_is_no_document() -> None:
    manual = MemoryManual(policy=_policy(_MAPPING.replace("  fields:", "  where: {controlled: 'yes'}\n  fields:")))
    manual.write("documents/one.md", "---\nsop: QP-1\nname: One\nrev: r1\ncontrolled: yes\n---\n# One\n")
    manual.write("documents/two.md", "---\nsop: QP-2\nname: Two\nrev: r1\ncontrolled: no\n---\n# Two\n")
    snapshot = manual.found().snapshot()
    assert list(_front(snapshot)) == ["documents/one.md"]
    assert snapshot.strays == ()


def test_a_header_that_cannot_be_read_gives_no_field_that_could_be_derived() -> None:
    manual = MemoryManual(policy=_policy(_MAPPING))
    manual.write("documents/one.md", "---\nsop: QP-1\nsop: QP-2\n---\n# One\n")
    document = manual.found().snapshot().documents[0]
    assert document.front.title is None
    assert [(problem.rule, problem.line) for problem in document.problems] == [("front-matter-invalid", 3)]


def test_nothing_is_mended_in_a_document_of_another_system() -> None:
    manual = _manual()
    manual.write("documents/three.md", "---\nsop: QP-9\nname: Three\nrev: r1\neffective: 2026-3-1\n---\n# Three\n")
    manual.write("documents/four.md", "---\nsop: QP-4\nrev: r1\n---\n# Four\n")
    snapshot = manual.snapshot()
    assert len(snapshot.documents) == 4
    assert changes(snapshot, ()) == []
