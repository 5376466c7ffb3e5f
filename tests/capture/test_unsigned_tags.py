"""Tags of another system are history that nobody signed, as far as the policy accepts them, and never proof."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.capture.unsigned_tags import is_baseline, named_revision
from qmsdoc.model.snapshot import Snapshot, Status
from tests.memory import POLICY, MemoryManual, document, moment

_PATH = "documents/procedures/control.md"


def _snapshot(line: str = "accept_unsigned_before: 2026-01-06\n") -> Snapshot:
    manual = MemoryManual(policy=POLICY + line)
    manual.write(_PATH, document(revision=3))
    first = manual.commit("2026-01-03")
    manual.store.heads["refs/tags/QP-001_r1"] = first
    for name, on in (("qp-001/v2", "2026-01-05"), ("QP-001-rev3", "2026-01-07")):
        who = f"tagger Ben Hughes <b@x.example> {int(moment(on).timestamp())} +0000"
        text = f"object {first}\ntype commit\ntag {name}\n{who}\n\nx\n"
        manual.store.heads[f"refs/tags/{name}"] = manual.store.put("tag", text.encode())
    manual.store.heads["refs/tags/release-of-spring"] = manual.store.heads["refs/tags/SOP-9_r2"] = first
    manual.store.heads["refs/tags/team-lunch"] = first
    manual.write(_PATH, document(revision=4))
    manual.store.heads["refs/tags/v1.1"] = manual.store.heads["refs/tags/v1.2"] = manual.commit("2026-01-04")
    return manual.found().snapshot()


def test_only_what_is_older_than_the_policy_accepts_is_told() -> None:
    told = [(each.name, each.revision, each.tag, each.day, each.by) for each in _snapshot().unsigned]
    assert told == [
        ("QP-001", 1, "QP-001_r1", date(2026, 1, 3), "ben.hughes"),
        ("qp-001", 2, "qp-001/v2", date(2026, 1, 5), "Ben Hughes"),
        ("QP-001", 3, "release-of-spring", date(2026, 1, 3), "ben.hughes"),
        ("QP-001", 4, "v1.1", date(2026, 1, 4), "ben.hughes"),
    ]


def test_a_baseline_gives_no_revision_that_only_a_table_of_the_policy_knows() -> None:
    mapping = (
        'mapping:\n  fields:\n    type: {value: "procedure"}\n    id: {from: name}\n'
        f'    revision: [rev, {{folders: {{"{_PATH}": "9"}}}}, {{value: "1"}}]\n'
    )
    manual = MemoryManual(policy=POLICY + "accept_unsigned_before: 2026-01-06\n" + mapping)
    for day, text in (
        ("2026-01-03", "# Old\n"),
        ("2026-01-04", "---\nrev: 4\n---\n# Newer\n"),
        ("2026-01-05", "# New\n"),
    ):
        manual.write(_PATH, text)
        manual.store.heads[f"refs/tags/release-{day}"] = manual.commit(day)
    found = manual.found().snapshot()
    assert [document.front.revision for document in found.documents] == [9]
    assert [(each.name, each.revision, each.tag) for each in found.unsigned] == [("control", 4, "release-2026-01-04")]


def test_without_a_word_of_the_policy_nothing_is_told() -> None:
    assert _snapshot("").unsigned == ()


def test_it_proves_nothing() -> None:
    record = next(each for each in _snapshot().records if each.name == "QP-001")
    assert (record.status, record.editions, record.acts) == (Status.DRAFT, (), ())


@pytest.mark.parametrize(
    ("tag", "named"),
    [
        ("SOP-001_r3", ("SOP-001", 3)),
        ("SOP-001/v3", ("SOP-001", 3)),
        ("SOP-001-rev3", ("SOP-001", 3)),
        ("v3", None),
        ("baseline", None),
    ],
)
def test_names_of_tags_are_read_as_id_and_revision(tag: str, named: tuple[str, int] | None) -> None:
    assert named_revision(tag) == named


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("baseline-3", True),
        ("release/2024.1", True),
        ("v2.0", True),
        ("2024-Q1", True),
        ("qms-2024-03-01", True),
        ("vacation", False),
        ("team-lunch", False),
        ("SOP-001_r3", False),
    ],
)
def test_a_baseline_is_known_by_its_name(tag: str, wanted: bool) -> None:
    assert is_baseline(tag) is wanted


@pytest.mark.parametrize("seconds", ["253402300799", "999999999999", "62000000001"])
def test_a_tag_or_commit_of_no_year_that_can_be_written_stops_nobody(seconds: str) -> None:
    manual = MemoryManual(policy=f"{POLICY}accept_unsigned_before: 2026-01-06\ntimezone: Pacific/Auckland\n")
    manual.write(_PATH, document())
    first = manual.commit("2026-01-03")
    odd = manual.store.objects[first].data.replace(
        str(int(moment("2026-01-03").timestamp())).encode(), seconds.encode()
    )
    manual.store.heads["refs/tags/QP-001_r2"] = manual.store.put("commit", odd)
    text = f"object {first}\ntype commit\ntag x\ntagger A <a@x.example> {seconds} +0000\n\nx\n"
    manual.store.heads["refs/tags/QP-001_r3"] = manual.store.put("tag", text.encode())
    manual.store.heads["refs/tags/QP-001_r4"] = manual.store.put("tag", text.encode() + b"x" * 100_000)
    manual.store.heads["refs/tags/QP-001_r1"] = first
    told = {each.tag: each.day.year for each in manual.found().snapshot().unsigned}
    assert told == {"QP-001_r1": 2026, "QP-001_r2": 1970}
