"""Attempts to take over the law of a manual, or to sign by keys and roles that one has not; and lawful changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qmsdoc.model.snapshot import PolicyState
from tests.approved import TRAINING, fresh, outcome
from tests.memory import PEOPLE, POLICY, MemoryManual, document
from tests.trust.keys import make_key

SECOND = POLICY.replace("revision: 1", "revision: 2\nchange: Something else.")
MALLORY = """\
  mallory:
    name: Mallory
    principals: [mallory@example.org]
    roles:
      managing-director: {from: 2023-01-01}
      quality-manager: {from: 2023-01-01}
      process-owner: {from: 2023-01-01}
"""
Attack = Callable[[MemoryManual], None]


def amend(manual: MemoryManual, *, policy: str = SECOND, people: str = PEOPLE, on: str = "2026-01-15") -> None:
    """Commit another policy to the trunk."""
    manual.write("qmsdoc.yml", policy)
    manual.write("people.yml", people)
    manual.commit(on)


def usurp(manual: MemoryManual, policy: str = SECOND) -> None:
    """Write Mallory into every role, and have Mallory sign that."""
    manual.keys["mallory"] = make_key("mallory")
    signers = manual.signers().replace("mallory@meridian.example", "mallory@example.org")
    manual.write("allowed_signers", signers)
    amend(manual, policy=policy, people=PEOPLE + MALLORY)
    manual.sign("POLICY", "mallory", on="2026-01-16", role="managing-director")
    manual.sign("QP-002", "mallory", on="2026-01-17", role="quality-manager")


def _usurped(manual: MemoryManual) -> None:
    usurp(manual)


def _usurped_as_the_third(manual: MemoryManual) -> None:
    usurp(manual, POLICY.replace("revision: 1", "revision: 3\nchange: Skips one."))


def _cheaper(manual: MemoryManual) -> None:
    """Policy 2 asks less of POLICY itself; only who it newly names signs it."""
    amend(manual, policy=SECOND.replace("{managing-director: 1}", "{process-owner: 1}"))
    manual.sign("POLICY", "amir.khan", on="2026-01-16")


def _key_slipped_in(manual: MemoryManual) -> None:
    """Helen's name with Mallory's key, in the very policy that Mallory signs with it."""
    manual.keys["helen.ward"] = make_key("mallory")
    manual.write("allowed_signers", manual.signers())
    amend(manual)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")


def _by_a_side_branch(manual: MemoryManual) -> None:
    trunk = manual.store.heads["refs/heads/main"]
    manual.write("qmsdoc.yml", SECOND)
    aside = manual.commit("2026-01-15", branch="takeover", parents=[trunk])
    manual.sign("POLICY", "helen.ward", on="2026-01-16", commit=aside)


def _other_people_file(manual: MemoryManual) -> None:
    """Helen signed policy 2; at its commit another people.yml stands than the one she signed for."""
    amend(manual)
    content = manual.statement("POLICY", "managing-director").content_digest
    manual.write("people.yml", PEOPLE + MALLORY)
    manual.commit("2026-01-16")
    manual.sign("POLICY", "helen.ward", on="2026-01-17", content_digest=content)


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("signer-unknown", _usurped),
        ("policy-unapproved", _usurped_as_the_third),
        ("approval-unauthorised", _cheaper),
        ("signer-unknown", _key_slipped_in),
        ("tag-unreachable", _by_a_side_branch),
        ("approval-content-mismatch", _other_people_file),
    ],
)
def test_a_policy_that_its_forerunner_did_not_approve_is_not_the_law(rule: str, attack: Attack) -> None:
    manual = fresh()
    attack(manual)
    found = outcome(manual)
    assert found.snapshot is not None
    assert (found.code, rule in found.rules) == (1, True), found.reasons
    assert [edition.policy.revision for edition in found.snapshot.policies] == [1]
    assert (found.snapshot.policy_state, found.effective("QP-002")) == (PolicyState.AMENDED, None)
    assert found.effective("QP-001") == 1


def test_a_policy_that_its_forerunner_approved_is() -> None:
    manual = fresh()
    amend(manual, people=PEOPLE + MALLORY)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    found = outcome(manual)
    assert found.snapshot is not None
    assert (found.code, found.snapshot.policy_state) == (0, PolicyState.IN_FORCE)
    assert [edition.policy.revision for edition in found.snapshot.policies] == [1, 2]


def test_another_first_policy_is_refused_where_the_root_is_pinned() -> None:
    honest = outcome(fresh()).snapshot
    assert honest is not None
    manual = MemoryManual(people=PEOPLE.replace("Helen Ward", "Helen Warder")).found()
    assert outcome(manual).code == 0
    found = outcome(manual, trust_root=honest.root)
    assert (found.code, found.rules) == (3, {"policy-unapproved"})
    assert outcome(fresh(), trust_root=honest.root).code == 0


@pytest.mark.parametrize(
    "text",
    [
        "*@meridian.example ssh-ed25519 {mallory}\n",
        "jane.doe@meridian.example,mallory@example.org ssh-ed25519 {mallory}\n",
        "jane.doe@meridian.example cert-authority ssh-ed25519 {mallory}\n",
        "amir.khan@meridian.example ssh-ed25519 {jane}\n",
        "!jane.doe@meridian.example ssh-ed25519 {mallory}\n",
        'jane.doe@meridian.example namespaces="git ssh-ed25519 {mallory}\n',
        "jane.doe@meridian.example ssh-ed25519 not-a-key\n",
        'jane.doe@meridian.example namespaces="file" ssh-ed25519 {mallory}\n',
    ],
)
def test_keys_that_are_not_plainly_one_persons_make_no_policy(text: str) -> None:
    manual = fresh()
    keys = {name: make_key(name).line.split()[1] for name in ("mallory", "jane.doe")}
    line = text.format(mallory=keys["mallory"], jane=keys["jane.doe"])
    manual.write("allowed_signers", manual.signers() + line)
    amend(manual)
    found = outcome(manual)
    assert (found.code, "policy-invalid" in found.rules, found.effective("QP-001")) == (2, True, 1)


ROLE = "quality-manager: {from: 2023-01-01}\n  helen"
JANE_UNTIL = PEOPLE.replace(ROLE, "quality-manager: {from: 2023-01-01, until: 2026-01-17}\n  helen")
DELEGATED = (
    PEOPLE
    + "delegations:\n  - {role: quality-manager, by: jane.doe, to: helen.ward, from: 2026-01-16, until: 2026-01-19}\n"
)


def _lawful(manual: MemoryManual, people: str = PEOPLE, policy: str = SECOND) -> None:
    """Let policy 2 be approved as policy 1 asks, and Amir sign QP-002."""
    manual.write("allowed_signers", manual.signers())
    amend(manual, people=people, policy=policy)
    manual.sign("POLICY", "helen.ward", on="2026-01-16T08:00")
    manual.sign("QP-002", "amir.khan", on="2026-01-17")


def _left(manual: MemoryManual) -> None:
    _lawful(manual, JANE_UNTIL)
    manual.sign("QP-002", "jane.doe", on="2026-01-18T00:00:00")


def _last_day(manual: MemoryManual) -> None:
    _lawful(manual, JANE_UNTIL)
    manual.sign("QP-002", "jane.doe", on="2026-01-17T23:59:59")


def _gone(manual: MemoryManual) -> None:
    del manual.keys["jane.doe"]
    jane = PEOPLE[PEOPLE.index("  jane.doe:") : PEOPLE.index("  helen.ward:")]
    _lawful(manual, PEOPLE.replace(jane, ""))
    manual.keys["jane.doe"] = make_key("jane.doe")
    manual.sign("QP-002", "jane.doe", on="2026-01-18")


def _old_key(manual: MemoryManual) -> None:
    manual.keys["jane.doe"] = make_key("jane.doe-2")
    _lawful(manual)
    manual.sign("QP-002", "jane.doe", on="2026-01-18", key=make_key("jane.doe"))


def _new_key(manual: MemoryManual) -> None:
    manual.keys["jane.doe"] = make_key("jane.doe-2")
    _lawful(manual)
    manual.sign("QP-002", "jane.doe", on="2026-01-18")


def _new_key_too_early(manual: MemoryManual) -> None:
    manual.sign("QP-002", "jane.doe", on="2026-01-18", key=make_key("jane.doe-2"))


def _revoked(since: str) -> Attack:
    def attack(manual: MemoryManual) -> None:
        key = manual.keys["jane.doe"].fingerprint
        later = f"revoked:\n  - {{key: '{key}', since: 2026-01-30, reason: Lost.}}\n"
        _lawful(manual, PEOPLE + later + f"  - {{key: '{key}', since: {since}, reason: Stolen.}}\n")
        manual.sign("QP-002", "jane.doe", on="2026-01-18")

    return attack


def _delegate(on: str) -> Attack:
    def attack(manual: MemoryManual) -> None:
        _lawful(manual, DELEGATED)
        manual.sign("QP-002", "helen.ward", on=on, role="quality-manager")

    return attack


def _namespaced(words: str) -> Attack:
    def attack(manual: MemoryManual) -> None:
        _lawful(manual)
        lines = [
            line.replace(" ssh", f" {words} ssh") if "jane" in line else line for line in manual.signers().split("\n")
        ]
        manual.write("allowed_signers", "\n".join(lines))
        amend(manual, policy=SECOND.replace("revision: 2", "revision: 3"), on="2026-01-17")
        manual.sign("POLICY", "helen.ward", on="2026-01-17T13:00")
        manual.sign("QP-002", "jane.doe", on="2026-01-18")

    return attack


@pytest.mark.parametrize(
    ("rule", "attack"),
    [
        ("approval-unauthorised", _left),
        ("", _last_day),
        ("signer-unknown", _gone),
        ("signer-unknown", _old_key),
        ("", _new_key),
        ("signer-unknown", _new_key_too_early),
        ("key-revoked", _revoked("2026-01-18")),
        ("", _revoked("2026-01-19")),
        ("", _delegate("2026-01-18")),
        ("approval-unauthorised", _delegate("2026-01-20")),
        ("approval-unauthorised", _delegate("2026-01-15T13:00")),
        ("key-expired", _namespaced('valid-before="20260118"')),
        ("key-expired", _namespaced('valid-after="20260119"')),
        ("", _namespaced('namespaces="git",valid-after="20260118",valid-before="20260119"')),
    ],
)
def test_keys_and_roles_count_on_their_days_only(rule: str, attack: Attack) -> None:
    manual = fresh()
    attack(manual)
    found = outcome(manual)
    assert found.effective("QP-001") == 1, "what was signed before is never broken"
    assert rule in found.rules or not rule, found.reasons
    assert found.effective("QP-002") == (None if rule else 1), found.reasons


def test_a_revoked_key_approves_no_policy() -> None:
    manual = fresh()
    key = manual.keys["helen.ward"]
    two_keys = manual.signers() + f"helen.ward@meridian.example {make_key('helen.ward-2').line}\n"
    manual.write("allowed_signers", two_keys)
    revoked = PEOPLE + f"revoked:\n  - {{key: '{key.fingerprint}', since: 2026-01-17, reason: Stolen.}}\n"
    amend(manual, people=revoked)
    manual.sign("POLICY", "helen.ward", on="2026-01-16")
    amend(manual, people=PEOPLE, policy=SECOND.replace("revision: 2", "revision: 3"), on="2026-01-18")
    manual.sign("POLICY", "helen.ward", on="2026-01-19")
    found = outcome(manual)
    assert found.snapshot is not None
    assert ("key-revoked" in found.rules, len(found.snapshot.policies)) == (True, 2)
    manual.sign("POLICY", "helen.ward", on="2026-01-19", key=make_key("helen.ward-2"))
    found = outcome(manual)
    assert found.snapshot is not None
    assert len(found.snapshot.policies) == 3


def write(manual: MemoryManual, author: str, message: str = "Write") -> None:
    manual.write(TRAINING, document("QP-002", body="Written anew.\n"))
    manual.commit("2026-01-15", author=author, message=message)
    manual.sign("QP-002", "amir.khan", on="2026-01-17")
    manual.sign("QP-002", "jane.doe", on="2026-01-17")


@pytest.mark.parametrize(
    ("author", "message", "rule"),
    [
        ("jane.doe", "Write", "approval-self"),
        ("JANE.DOE", "Write", "approval-self"),
        ("ben.hughes", "Write\n\nCo-authored-by: Jane <jane.doe@meridian.example>", "approval-self"),
        ("ben.hughes", "Write\n\nCO-AUTHORED-BY: J <Jane.Doe@Meridian.Example>", "approval-self"),
        (
            "ben.hughes",
            "Write\n\nco-authored-by: J <x@y.z>\nCo-Authored-By: J <jane.doe@meridian.example>",
            "approval-self",
        ),
        ("amir.khan", "Write", ""),
        ("ben.hughes", "Write what Jane <jane.doe@meridian.example> asked for", ""),
    ],
)
def test_nobody_signs_independently_what_they_wrote(author: str, message: str, rule: str) -> None:
    manual = fresh()
    manual.write(".mailmap", "Ben Hughes <ben.hughes@meridian.example> <jane.doe@meridian.example>\n")
    write(manual, author, message)
    found = outcome(manual)
    assert (rule in found.rules or not rule, found.effective("QP-002")) == (True, None if rule else 1), found.reasons


def test_a_revert_and_a_merge_do_not_launder_authorship() -> None:
    manual = fresh()
    trunk = manual.store.heads["refs/heads/main"]
    manual.write(TRAINING, document("QP-002", body="Written anew.\n"))
    aside = manual.commit("2026-01-15", author="jane.doe", branch="proposal", parents=[trunk])
    manual.commit("2026-01-16", author="ben.hughes", parents=[trunk, aside], message="Merge")
    manual.sign("QP-002", "amir.khan", on="2026-01-17")
    manual.sign("QP-002", "jane.doe", on="2026-01-17")
    found = outcome(manual)
    assert ("approval-self" in found.rules, found.effective("QP-002")) == (True, None)


def test_two_keys_of_one_person_are_one_person() -> None:
    manual = fresh()
    _lawful(
        manual, policy=SECOND.replace("quality-manager: 1}\n    independent", "quality-manager: 2}\n    independent")
    )
    manual.sign("QP-002", "jane.doe", on="2026-01-18")
    found = outcome(manual)
    assert (found.code, found.effective("QP-002")) == (0, None)
