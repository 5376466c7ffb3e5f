"""How documents end, whoever changes the rules before or after: each scene, and what is in force in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from qmsdoc.model.approval import Act
from tests.memory import DAY, POLICY, MemoryManual, document
from tests.trust.vectors.scenes import JANE, PATH, bare, jane, next_revision, revised, scene

BOARD = POLICY + (
    "  rule: {prefix: QR, folder: rules, approvals: {managing-director: 1}}\n"
    "  odd: {prefix: QO, approvals: {quality-manager: 1}}\n"
)
OTHER = "documents/procedures/other.md"
RULE = "documents/rules/rule.md"
ONE = POLICY.replace("approvals: {process-owner: 1, quality-manager: 1}", "approvals: {quality-manager: 1}")
THREE = POLICY.replace(
    "quality-manager: 1}\n    independent", "quality-manager: 1, managing-director: 1}\n    independent"
)
EMERGENCY = POLICY + "emergency_withdrawal: quality-manager\n"

States = dict[str, tuple[str, int | None]]


def states(manual: MemoryManual, as_of: date = DAY, **asked: Any) -> States:
    """The status of every document but POLICY, and the revision in force."""
    records = manual.snapshot(as_of, **asked).records
    found = {r.name: (str(r.status), r.effective.revision if r.effective else None) for r in records}
    return {name: state for name, state in found.items() if name != "POLICY"}


def approved(policy: str = POLICY, **front: Any) -> MemoryManual:
    made = scene(policy=policy, **front)
    jane(made)
    return made


def withdraw(manual: MemoryManual, who: str, on: str, **fields: Any) -> None:
    said = {"act": Act.WITHDRAWN, "reason": "Not used any more.", **fields}
    manual.sign("QP-001", who, on=on, **said)


def ruled(manual: MemoryManual, policy: str, on: str) -> None:
    """Let Helen Ward approve another policy."""
    revised(manual, on=on, policy=policy)
    manual.sign("POLICY", "helen.ward", on=on)


def replacing(manual: MemoryManual, name: str = "QP-002", path: str = OTHER, **front: Any) -> MemoryManual:
    """Commit a document that supersedes QP-001."""
    manual.write(path, document(name, **{"supersedes": "[QP-001]", **front}))
    manual.commit("2026-01-18")
    return manual


def stricter_later() -> MemoryManual:
    made = approved()
    withdraw(made, "amir.khan", "2026-01-14")
    withdraw(made, "jane.doe", "2026-01-14")
    ruled(made, THREE, "2026-01-16")
    return made


def laxer_later() -> MemoryManual:
    made = approved()
    withdraw(made, "jane.doe", "2026-01-14")
    ruled(made, ONE, "2026-01-16")
    return made


def laxer_before() -> MemoryManual:
    made = approved()
    ruled(made, ONE, "2026-01-14")
    withdraw(made, "jane.doe", "2026-01-16", policy=2)
    return made


def withdrawn(then: Callable[[MemoryManual], object] = lambda _: None) -> MemoryManual:
    made = approved()
    withdraw(made, "amir.khan", "2026-01-14")
    withdraw(made, "jane.doe", "2026-01-14")
    then(made)
    return made


def again(manual: MemoryManual) -> None:
    next_revision(manual, on="2026-01-21")
    manual.approve(on="2026-01-22")


def superseded(then: Callable[[MemoryManual], object] = lambda _: None, **front: Any) -> MemoryManual:
    made = replacing(approved(), **front)
    made.approve("QP-002", on="2026-01-19")
    then(made)
    return made


def successor_withdrawn(manual: MemoryManual) -> None:
    for who in ("amir.khan", "jane.doe"):
        manual.sign("QP-002", who, on="2026-01-22", act=Act.WITHDRAWN, reason="A mistake.")


def by_a_rule(*who: str, **front: Any) -> MemoryManual:
    """A document of another board supersedes QP-001, signed by these."""
    made = replacing(approved(BOARD), "QR-001", RULE, type="rule", **front)
    for person in who:
        made.sign("QR-001", person, on="2026-01-19")
    return made


def over_a_policy() -> MemoryManual:
    made = replacing(approved(), supersedes="[POLICY]")
    made.approve("QP-002", on="2026-01-19")
    return made


def emergency(then: Callable[[MemoryManual], object] = lambda _: None) -> MemoryManual:
    made = approved(EMERGENCY)
    withdraw(made, "jane.doe", "2026-01-14")
    then(made)
    return made


def odd_successor(*who: str) -> MemoryManual:
    """What supersedes an id of no type's prefix needs what the type of its edition asks."""
    made = approved(BOARD.replace("prefix: QP", "prefix: PR"))
    replacing(made, "QO-001", OTHER, type="odd")
    for person in who:
        made.sign("QO-001", person, on="2026-01-19")
    return made


def translated(*who: str, type: str = "procedure") -> MemoryManual:  # noqa: A002 - the field's own name
    made = approved(BOARD.replace("prefix: QP", "prefix: PR"))
    made.write(OTHER, document("QP-001", lang="de", translates="1", type=type))
    made.commit("2026-01-18")
    for person in who:
        made.sign("QP-001.de", person, on="2026-01-19")
    return made


OWNED = BOARD.replace("{process-owner: 1, quality-manager: 1}\n    independent: [quality-manager]", "{owner: 1}")
OTHERWISE = BOARD.replace("prefix: QP", "prefix: PR")
"""Ids of QP are of no type's prefix: a document says alone of which type it is."""


def owned(owner: str = "jane.doe") -> MemoryManual:
    """A document that its owner approves alone."""
    made = bare(policy=OWNED)
    made.write(PATH, document(owner=owner))
    made.commit("2026-01-10")
    made.sign("QP-001", owner, role="owner")
    return made


def withdrawn_over_a_draft(owner: str) -> MemoryManual:
    """Somebody writes this owner into the text that is in force, and signs its withdrawal as such."""
    made = owned()
    made.write(PATH, document(owner=owner, body="Do that.\n"))
    made.commit("2026-01-13")
    withdraw(made, owner, "2026-01-14", role="owner")
    return made


def withdrawn_by(owner: str) -> MemoryManual:
    made = owned()
    withdraw(made, owner, "2026-01-14", role="owner")
    return made


def of_a_former_revision(*who: str, policy: str = OTHERWISE, first: str = "odd", **then: Any) -> MemoryManual:
    """A second revision is approved; of the first, of another type or owner, these sign the withdrawal."""
    role = "owner" if policy == OWNED else None
    made = bare(policy=policy)
    made.write(PATH, document(type=first, owner="jane.doe"))
    commit = made.commit("2026-01-10")
    for person in ("jane.doe",) if role else ("jane.doe", "amir.khan"):
        made.sign("QP-001", person, role=role)
    before = dict(made.files)
    next_revision(made, on="2026-01-13", **then)
    for person in (then["owner"],) if role else ("jane.doe", "amir.khan"):
        made.sign("QP-001", person, on="2026-01-14", role=role)
    after, made.files = made.files, before
    for person in who:
        withdraw(made, person, "2026-01-16", commit=commit, role=role)
    made.files = after
    return made


def replaced_by_an_owner(owner: str, *signers: str, **front: Any) -> MemoryManual:
    """Another document of this owner supersedes the one that Jane owns, or translates it; these sign as owners."""
    made = owned()
    name = "QP-001" if "lang" in front else "QP-002"
    made.write(OTHER, document(name, owner=owner, **(front or {"supersedes": "[QP-001]"})))
    made.commit("2026-01-18")
    for signer in signers:
        made.sign(f"{name}.de" if "lang" in front else name, signer, on="2026-01-19", role="owner")
    return made


def of_a_type_that_is_gone(*who: str, name: str = "QO-001") -> MemoryManual:
    """The policy drops the type of QP-001, and these approve what supersedes it, or its next revision."""
    made = approved(OTHERWISE)
    gone = OTHERWISE[: OTHERWISE.index("  procedure:")] + OTHERWISE[OTHERWISE.index("  form:") :]
    ruled(made, gone, "2026-01-16")
    if name == "QP-001":
        next_revision(made, type="odd")
    else:
        replacing(made, name, OTHER, type="odd")
    for person in who:
        made.sign(name, person, on="2026-01-19")
    return made


SCENES: dict[str, tuple[Callable[[], MemoryManual], States]] = {
    "in force": (approved, {"QP-001": ("effective", 1)}),
    "withdrawn by both": (withdrawn, {"QP-001": ("withdrawn", None)}),
    "a stricter policy afterwards brings nothing back": (stricter_later, {"QP-001": ("withdrawn", None)}),
    "a laxer policy afterwards completes nothing": (laxer_later, {"QP-001": ("effective", 1)}),
    "a laxer policy before asks for one": (laxer_before, {"QP-001": ("withdrawn", None)}),
    "a withdrawn document is not approved again": (lambda: withdrawn(again), {"QP-001": ("withdrawn", None)}),
    "superseded": (superseded, {"QP-001": ("superseded", None), "QP-002": ("effective", 1)}),
    "not superseded yet": (
        lambda: superseded(effective="2026-03-01"),
        {"QP-001": ("effective", 1), "QP-002": ("approved", None)},
    ),
    "a superseded document is not approved again": (
        lambda: superseded(again),
        {"QP-001": ("superseded", None), "QP-002": ("effective", 1)},
    ),
    "withdrawing the successor brings nothing back": (
        lambda: superseded(successor_withdrawn),
        {"QP-001": ("superseded", None), "QP-002": ("withdrawn", None)},
    ),
    "another board alone supersedes nothing": (
        lambda: by_a_rule("helen.ward"),
        {"QP-001": ("effective", 1), "QR-001": ("in-review", None)},
    ),
    "both boards supersede": (
        lambda: by_a_rule("helen.ward", "amir.khan", "jane.doe"),
        {"QP-001": ("superseded", None), "QR-001": ("effective", 1)},
    ),
    "one board and a part of the other supersede nothing": (
        lambda: by_a_rule("helen.ward", "jane.doe"),
        {"QP-001": ("effective", 1), "QR-001": ("in-review", None)},
    ),
    "an odd id's own board": (
        lambda: odd_successor("jane.doe"),
        {"QP-001": ("effective", 1), "QO-001": ("in-review", None)},
    ),
    "an odd id's both boards": (
        lambda: odd_successor("jane.doe", "amir.khan"),
        {"QP-001": ("superseded", None), "QO-001": ("effective", 1)},
    ),
    "nobody supersedes the policy": (over_a_policy, {"QP-001": ("effective", 1), "QP-002": ("effective", 1)}),
    "one person in an emergency": (emergency, {"QP-001": ("withdrawn", None)}),
    "a new revision after an emergency": (lambda: emergency(again), {"QP-001": ("effective", 2)}),
    "a translation by all": (
        lambda: translated("amir.khan", "jane.doe"),
        {"QP-001": ("effective", 1), "QP-001.de": ("effective", 1)},
    ),
    "a translation by one": (
        lambda: translated("jane.doe"),
        {"QP-001": ("effective", 1), "QP-001.de": ("in-review", None)},
    ),
    "a translation of a laxer type": (
        lambda: translated("jane.doe", type="odd"),
        {"QP-001": ("effective", 1), "QP-001.de": ("in-review", None)},
    ),
    "a translation of a laxer type by all": (
        lambda: translated("jane.doe", "amir.khan", type="odd"),
        {"QP-001": ("effective", 1), "QP-001.de": ("effective", 1)},
    ),
    "withdrawn by its owner": (lambda: withdrawn_by("jane.doe"), {"QP-001": ("withdrawn", None)}),
    "withdrawn by somebody whom no approved text calls its owner": (
        lambda: withdrawn_over_a_draft("amir.khan"),
        {"QP-001": ("effective", 1)},
    ),
    "withdrawn by its owner over another text": (
        lambda: withdrawn_over_a_draft("jane.doe"),
        {"QP-001": ("effective", 1)},
    ),
    "the withdrawal of a former revision of a laxer type": (
        lambda: of_a_former_revision("jane.doe"),
        {"QP-001": ("effective", 2)},
    ),
    "the withdrawal of a former revision by all that both need": (
        lambda: of_a_former_revision("jane.doe", "amir.khan", first="procedure"),
        {"QP-001": ("withdrawn", None)},
    ),
    "the withdrawal of a former revision by its former owner": (
        lambda: of_a_former_revision("jane.doe", policy=OWNED, first="procedure", owner="amir.khan"),
        {"QP-001": ("effective", 2)},
    ),
    "the withdrawal of a former revision by the owner of both": (
        lambda: of_a_former_revision("jane.doe", policy=OWNED, first="procedure", owner="jane.doe"),
        {"QP-001": ("withdrawn", None)},
    ),
    "superseded by its owner": (
        lambda: replaced_by_an_owner("jane.doe", "jane.doe"),
        {"QP-001": ("superseded", None), "QP-002": ("effective", 1)},
    ),
    "superseded by another owner": (
        lambda: replaced_by_an_owner("amir.khan", "amir.khan"),
        {"QP-001": ("effective", 1), "QP-002": ("in-review", None)},
    ),
    "superseded by its owner's leave alone": (
        lambda: replaced_by_an_owner("amir.khan", "jane.doe"),
        {"QP-001": ("effective", 1), "QP-002": ("in-review", None)},
    ),
    "superseded by somebody who owns neither": (
        lambda: replaced_by_an_owner("amir.khan", "amir.khan", "helen.ward"),
        {"QP-001": ("effective", 1), "QP-002": ("in-review", None)},
    ),
    "superseded by both owners": (
        lambda: replaced_by_an_owner("amir.khan", "amir.khan", "jane.doe"),
        {"QP-001": ("superseded", None), "QP-002": ("effective", 1)},
    ),
    "superseded by one who owns both": (
        lambda: replaced_by_an_owner("quality-manager", "jane.doe"),
        {"QP-001": ("superseded", None), "QP-002": ("effective", 1)},
    ),
    "translated by its owner": (
        lambda: replaced_by_an_owner("jane.doe", "jane.doe", lang="de", translates="1"),
        {"QP-001": ("effective", 1), "QP-001.de": ("effective", 1)},
    ),
    "translated by another owner": (
        lambda: replaced_by_an_owner("amir.khan", "amir.khan", lang="de", translates="1"),
        {"QP-001": ("effective", 1), "QP-001.de": ("in-review", None)},
    ),
    "translated by both owners": (
        lambda: replaced_by_an_owner("amir.khan", "amir.khan", "jane.doe", lang="de", translates="1"),
        {"QP-001": ("effective", 1), "QP-001.de": ("effective", 1)},
    ),
    "superseded when its type is gone": (
        lambda: of_a_type_that_is_gone("jane.doe"),
        {"QP-001": ("effective", 1), "QO-001": ("in-review", None)},
    ),
    "superseded when its type is gone by all that it needed": (
        lambda: of_a_type_that_is_gone("jane.doe", "amir.khan"),
        {"QP-001": ("superseded", None), "QO-001": ("effective", 1)},
    ),
    "revised when its type is gone": (
        lambda: of_a_type_that_is_gone("jane.doe", name="QP-001"),
        {"QP-001": ("effective", 1)},
    ),
    "revised when its type is gone by all that it needed": (
        lambda: of_a_type_that_is_gone("jane.doe", "amir.khan", name="QP-001"),
        {"QP-001": ("effective", 2)},
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_what_is_in_force(name: str) -> None:
    made, expected = SCENES[name]
    assert states(made()) == expected


@pytest.mark.parametrize("made", [lambda: withdrawn(again), lambda: superseded(again)])
def test_attempts_to_approve_what_has_ended_are_told(made: Callable[[], MemoryManual]) -> None:
    rejected = [act for act in made().snapshot().acts if not act.valid]
    assert {act.rule for act in rejected} == {"approval-unauthorised"}
    assert [act.name.revision for act in rejected if act.name] == [2, 2]
    assert all("for good" in (act.reason or "") for act in rejected)


def test_of_ids_that_differ_by_case_alone_the_first_has_editions() -> None:
    made = approved()
    made.write(OTHER, document("qp-001"))
    made.commit("2026-01-18")
    made.approve("qp-001", on="2026-01-19")
    made.sign("qp-001", "helen.ward", on="2026-01-19")
    found = made.snapshot()
    assert [edition.name for edition in found.editions if edition.name != "POLICY"] == ["QP-001"]
    twin = {act.name.person: act.rule for act in found.acts if act.name and act.name.document == "qp-001"}
    other = "tag-target-invalid"
    assert twin == {"amir.khan": other, "jane.doe": other, "helen.ward": "approval-unauthorised"}


@pytest.mark.parametrize("name", ["policy", "Policy", "POLICY.de", "register", "Search", "manifest"])
def test_no_document_passes_itself_off_as_the_policy_or_a_page_of_the_site(name: str) -> None:
    """What stood at a page's address would stop every build, and its withdrawal would too."""
    made = bare()
    id_, _, lang = name.partition(".")
    front: dict[str, Any] = {"lang": lang, "translates": "1"} if lang else {}
    made.write(RULE, document(id_, type="policy", **front))
    made.commit("2026-01-10")
    made.sign(name, "helen.ward")
    snapshot = made.snapshot()
    assert {act.rule for act in snapshot.acts if act.name and act.name.document == name} == {"tag-target-invalid"}
    assert {edition.name for edition in snapshot.editions} == {"POLICY"}


def test_a_withdrawal_is_complete_with_its_last_signature_whatever_the_names() -> None:
    """Jane's, whose name comes last, was first; what is approved in between still counts."""
    made = approved()
    withdraw(made, "jane.doe", "2026-01-14")
    before = dict(made.files)
    next_revision(made, on="2026-01-14T13:00")
    made.approve(on="2026-01-15")
    after, made.files = made.files, before
    withdraw(
        made,
        "amir.khan",
        "2026-01-16",
        revision=1,
        commit=made.store.objects[made.store.heads[JANE]].data[7:47].decode(),
    )
    made.files = after
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert [edition.revision for edition in record.editions] == [1, 2]
    assert str(record.withdrawn_on) == "2026-01-16"


def test_a_withdrawal_of_what_is_no_edition_ends_nothing() -> None:
    made = approved()
    next_revision(made)
    for who in ("amir.khan", "jane.doe"):
        withdraw(made, who, "2026-01-19")
    assert states(made) == {"QP-001": ("effective", 1)}


def test_the_owner_withdraws_in_a_role_that_the_type_asks_for_alone() -> None:
    made = approved(owner="managing-director")
    withdraw(made, "helen.ward", "2026-01-14", role="managing-director")
    withdraw(made, "jane.doe", "2026-01-14")
    verdicts = {act.ref.rpartition("/")[2]: act.rule for act in made.snapshot().acts if "withdrawn" in act.ref}
    assert verdicts == {"helen.ward": "approval-unauthorised", "jane.doe": None}


def test_an_edition_keeps_the_signatures_that_it_had_when_it_ended() -> None:
    made = withdrawn(lambda manual: manual.sign("QP-001", "helen.ward", on="2026-01-20", role="managing-director"))
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert [act.name.person for act in record.editions[0].approvals] == ["amir.khan", "jane.doe"]


def test_a_lower_revision_that_is_complete_later_is_no_edition() -> None:
    made = scene()
    first = made.store.heads["refs/heads/main"]
    files = dict(made.files)
    next_revision(made)
    made.approve(on="2026-01-19")
    made.files = files
    jane(made, on="2026-01-20", commit=first)
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert [edition.revision for edition in record.editions] == [2]


@pytest.mark.parametrize("path", ["documents/index.md", "elsewhere/control.md", "control.md"])
def test_what_the_policy_does_not_control_has_no_edition(path: str) -> None:
    made = scene()
    del made.files[PATH]
    made.write(path, document())
    made.commit("2026-01-11")
    made.files[PATH] = made.files.pop(path)
    for who in ("amir.khan", "jane.doe"):
        made.sign("QP-001", who, path=path)
    acts = [act for act in made.snapshot().acts if act.name and act.name.document == "QP-001"]
    assert {act.rule for act in acts} == {"tag-target-invalid"}
    assert made.snapshot().editions == made.snapshot().record("POLICY").editions  # type: ignore[union-attr]
