"""The policy chain: authority comes from the approved past, never from the change itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from qmsdoc.model.approval import Act, TagName
from qmsdoc.model.snapshot import PolicyState
from tests.memory import PEOPLE, POLICY, MemoryManual, document, moment
from tests.trust.keys import TestKey, make_key
from tests.trust.vectors.scenes import AMIR, JANE, PATH, Vector, bare, check, jane, revised, scene

NOT, NEEDS = "approval-unauthorised", "approval-missing"
FIRST, SECOND = "refs/tags/approved/POLICY/1/helen.ward", "refs/tags/approved/POLICY/2/helen.ward"
USURPER = PEOPLE.replace("process-owner: {from: 2023-01-01}", "managing-director: {from: 2023-01-01}")
TWO = POLICY.replace("approvals: {managing-director: 1}", "approvals: {managing-director: 1, quality-manager: 1}")
APART = TWO.replace("quality-manager: 1}}", "quality-manager: 1}, independent: [quality-manager]}")
WRONG = {"trust_root": "sha256:" + "0" * 64}


def helen(manual: MemoryManual, /, **changes: Any) -> str:
    return manual.sign("POLICY", "helen.ward", **{"on": "2026-01-16", **changes})


def amended(act: Callable[[MemoryManual], str] = helen, **files: str) -> Callable[[MemoryManual], str]:
    """Commit the next policy, then act."""
    return lambda manual: act(revised(manual, **files))


def usurped(manual: MemoryManual) -> str:
    revised(manual, people=USURPER)
    return manual.sign("POLICY", "amir.khan", role="managing-director", on="2026-01-16")


def own_key(manual: MemoryManual) -> str:
    """Give Helen a new key in the very policy that this key signs."""
    manual.keys["helen.ward"] = make_key("intruder")
    return amended()(manual)


def too_early(manual: MemoryManual) -> str:
    """Policy 2 is committed and signed before the signature under policy 1."""
    manual.commit("2026-01-05")
    manual.sign("POLICY", "helen.ward", on="2026-01-06")
    revised(manual, on="2026-01-05T13:00")
    return helen(manual, on="2026-01-05T14:00")


def skipped(manual: MemoryManual) -> str:
    revised(manual)
    revised(manual, on="2026-01-17")
    return helen(manual, on="2026-01-18")


def merged(manual: MemoryManual) -> str:
    """Merge a branch whose people file makes a stranger the quality manager; nobody approves it."""
    trunk = manual.store.heads["refs/heads/main"]
    manual.keys["eve"] = make_key("eve")
    eve = "  eve:\n    name: Eve\n    principals: [eve@meridian.example]\n    roles: {quality-manager: }\n"
    revised(manual, people=PEOPLE + eve)
    aside = manual.store.heads["refs/heads/main"]
    manual.commit("2026-01-16", parents=[trunk, aside], message="Merge")
    return manual.sign("QP-001", "eve", role="quality-manager", on="2026-01-17", policy=2)


def merged_and_approved(manual: MemoryManual) -> str:
    merged(manual)
    helen(manual, on="2026-01-17")
    return manual.sign("QP-001", "eve", role="quality-manager", on="2026-01-18")


def both_branches(manual: MemoryManual) -> str:
    """Merge two branches whose people files differ; the trunk holds the merged one, unapproved."""
    trunk = manual.store.heads["refs/heads/main"]
    sides = []
    for name in ("Jane Doe-Smith", "Jane Smith"):
        manual.write("people.yml", PEOPLE.replace("name: Jane Doe", f"name: {name}"))
        sides.append(manual.commit("2026-01-13", branch=name.lower().replace(" ", "-"), parents=[trunk]))
    manual.write("people.yml", USURPER)
    manual.commit("2026-01-14", parents=[trunk, *sides], message="Merge")
    return jane(manual, on="2026-01-15")


def aside(manual: MemoryManual) -> str:
    trunk = manual.store.heads["refs/heads/main"]
    revised(manual)
    tip = manual.store.heads["refs/heads/main"]
    ref = helen(manual)
    manual.store.heads["refs/heads/proposal"] = tip
    manual.store.heads["refs/heads/main"] = manual.store.heads["HEAD"] = trunk
    return ref


def broken(text: str, key: TestKey | None = None) -> Callable[[MemoryManual], str]:
    """Sign a policy that cannot be read: what would be signed is worked out before it is broken."""

    def act(manual: MemoryManual) -> str:
        revised(manual)
        honest = manual.files["people.yml"]
        manual.write("people.yml", text)
        manual.commit("2026-01-15")
        manual.files["people.yml"] = honest
        return helen(manual, key=key)

    return act


def referring(policy: int, on: str) -> Callable[[MemoryManual], str]:
    """Policy 2 comes in force at noon of 16 January; Jane signs QP-001 by the policy that she says."""
    return lambda manual: (amended()(manual), jane(manual, policy=policy, on=on))[1]


def foreseen(manual: MemoryManual) -> str:
    """Jane refers to policy 2 before it is in force; by now policy 3 is."""
    amended()(manual)
    helen(revised(manual, on="2026-01-18"), on="2026-01-19")
    return jane(
        manual, policy=2, on="2026-01-15", commit=manual.store._parents(manual.store.heads["refs/heads/main"])[0]
    )


def unfounded() -> MemoryManual:
    """Nobody has approved a policy."""
    made = MemoryManual()
    made.write(PATH, document())
    made.commit()
    made.sign("QP-001", "amir.khan")
    return made


def stolen(since: str) -> Callable[[MemoryManual], str]:
    """Policy 2 revokes the key that signed it, since some day; the key signs policy 3 on 20 January."""

    def act(manual: MemoryManual) -> str:
        row = f"revoked:\n  - {{key: '{manual.keys['helen.ward'].fingerprint}', since: {since}, reason: Stolen.}}\n"
        amended(people=PEOPLE + row)(manual)
        return helen(revised(manual, on="2026-01-18"), on="2026-01-20")

    return act


def unreadable(manual: MemoryManual) -> str:
    """Sign a first policy that cannot be read at its commit."""
    honest = manual.files["people.yml"]
    manual.write("people.yml", "people: [")
    manual.commit("2026-01-05")
    manual.files["people.yml"] = honest
    return helen(manual, on="2026-01-06")


def at_once(manual: MemoryManual) -> str:
    """Both policies are signed in one second."""
    manual.commit("2026-01-05")
    helen(manual, on="2026-01-06")
    return helen(revised(manual, on="2026-01-05T13:00"), on="2026-01-06")


def withdrawn(manual: MemoryManual) -> str:
    return helen(manual, act=Act.WITHDRAWN, reason="No more rules.")


def by_ben() -> MemoryManual:
    """Policy 1, written by Ben, asks for a quality manager who did not write it."""
    manual = MemoryManual(policy=APART)
    manual.commit("2026-01-05")
    helen(manual, on="2026-01-06")
    manual.sign("POLICY", "jane.doe", on="2026-01-06")
    return manual


def renamed(author: str) -> Callable[[MemoryManual], str]:
    """Policy 2 gives Jane another address; somebody writes policy 3 under an address of policy 1."""

    def act(manual: MemoryManual) -> str:
        people = PEOPLE.replace("[jane.doe@meridian.example]", "[jane@meridian.example]")
        signers = manual.signers().replace("jane.doe@meridian.example", "jane@meridian.example")
        revised(manual, people=people, signers=signers)
        helen(manual)
        manual.sign("POLICY", "jane.doe", on="2026-01-16")
        text = manual.files["qmsdoc.yml"][1].decode().replace("revision: 2\n", "revision: 3\n")
        manual.write("qmsdoc.yml", text)
        manual.commit("2026-01-18", author=author)
        helen(manual, on="2026-01-19")
        return manual.sign("POLICY", "jane.doe", on="2026-01-19")

    return act


def by_jane() -> MemoryManual:
    """Jane wrote policy 1; another quality manager signed it."""
    bob = "  bob.lee:\n    name: Bob\n    principals: [bob.lee@meridian.example]\n    roles: {quality-manager: }\n"
    manual = MemoryManual(policy=APART, people=PEOPLE + bob)
    manual.keys["bob.lee"] = make_key("bob.lee")
    manual.write("allowed_signers", manual.signers())
    manual.commit("2026-01-05", author="jane.doe")
    helen(manual, on="2026-01-06")
    manual.sign("POLICY", "bob.lee", role="quality-manager", on="2026-01-06")
    return manual


def written(author: str, by: int = 1) -> Callable[[MemoryManual], str]:
    """Policy 2, written by somebody, where policy 1 asks for somebody else's signature besides."""

    def act(manual: MemoryManual) -> str:
        if by == 1:
            manual.sign("POLICY", "jane.doe", on="2026-01-06")
        text = manual.files["qmsdoc.yml"][1].decode().replace("revision: 1\n", "revision: 2\nchange: Better.\n")
        manual.write("qmsdoc.yml", text)
        manual.commit("2026-01-15", author=author)
        helen(manual)
        return manual.sign("POLICY", "jane.doe", on="2026-01-16")

    return act


def written_first(author: str) -> Callable[[], MemoryManual]:
    def made() -> MemoryManual:
        manual = MemoryManual(policy=APART)
        manual.commit("2026-01-05", author=author)
        helen(manual, on="2026-01-06")
        return manual

    return made


def two_needed(manual: MemoryManual) -> str:
    """Policy 1 asks for two, and both sign."""
    manual.sign("POLICY", "jane.doe", on="2026-01-06", role="quality-manager")
    return FIRST


def lowered(manual: MemoryManual) -> str:
    """Policy 2 asks for one where policy 1 asks for two: policy 1 judges."""
    two_needed(manual)
    return amended(policy=POLICY)(manual)


ROOT = bare().snapshot().root

VECTORS = (
    Vector("policy 1", "valid", lambda _: FIRST),
    Vector("policy 1 with its pin", "valid", lambda _: FIRST, asked={"trust_root": ROOT}),
    Vector("a document under the pinned policy", "valid", jane, asked={"trust_root": ROOT}),
    Vector("a document under another pin", "policy-unapproved", jane, asked=WRONG),
    Vector("a document where nobody approved a policy", "policy-unapproved", jane, unfounded),
    Vector(
        "policy 1 by somebody without the role",
        NOT,
        lambda manual: manual.sign("POLICY", "jane.doe", on="2026-01-06"),
        unfounded,
    ),
    Vector(
        "policy 1 by a stranger", "signer-unknown", lambda manual: helen(manual, key=make_key("stranger")), unfounded
    ),
    Vector("policy 1 of another manual", "approval-foreign", lambda manual: helen(manual, manual="other"), unfounded),
    Vector(
        "policy 1 with another digest",
        "approval-content-mismatch",
        lambda manual: helen(manual, content_digest="sha256:" + "0" * 64),
        unfounded,
    ),
    Vector("policy 1 signed by two of two", "valid", two_needed, lambda: bare(policy=TWO)),
    Vector("policy 1 signed by one of two", NEEDS, lambda _: FIRST, lambda: bare(policy=TWO)),
    Vector("policy 2", "valid", amended()),
    Vector("policy 2 by the one it appoints", NOT, usurped),
    Vector("policy 2 by who did not write it", "valid", written("ben.hughes"), lambda: bare(policy=APART)),
    Vector("policy 2 by who wrote it", "approval-self", written("jane.doe"), lambda: bare(policy=APART)),
    Vector(
        "policy 1 by who did not write it",
        "valid",
        lambda manual: manual.sign("POLICY", "jane.doe", on="2026-01-06"),
        written_first("ben.hughes"),
    ),
    Vector(
        "policy 1 by who wrote it",
        "approval-self",
        lambda manual: manual.sign("POLICY", "jane.doe", on="2026-01-06"),
        written_first("jane.doe"),
    ),
    Vector("policy 2 by the key it brings", "signer-unknown", own_key),
    Vector(
        "policy 2 by somebody without the role",
        NOT,
        amended(lambda manual: manual.sign("POLICY", "jane.doe", on="2026-01-16")),
    ),
    Vector("policy 2 that asks for less, by one of two", NEEDS, lowered, lambda: bare(policy=TWO)),
    Vector("policy 2 that says it is judged by itself", NOT, amended(lambda manual: helen(manual, policy=2))),
    Vector(
        "policy 2 under the name of policy 3",
        "tag-name-mismatch",
        amended(lambda manual: helen(manual, tag=TagName(Act.APPROVED, "POLICY", 3, "helen.ward"))),
    ),
    Vector("policy 3 before policy 2", NOT, skipped),
    Vector("policy 3 by a key that policy 2 revokes since that day", "key-revoked", stolen("2026-01-20")),
    Vector("policy 3 by a key that policy 2 revokes since the day after", "valid", stolen("2026-01-21")),
    Vector(
        "policy 2 dated before policy 1",
        "approval-date-invalid",
        amended(lambda manual: helen(manual, on="2026-01-05")),
    ),
    Vector("policy 2 before policy 1 was in force", "policy-unapproved", too_early, MemoryManual),
    Vector(
        "policy 2 in another file",
        "tag-target-invalid",
        amended(lambda manual: helen(manual, path="other.yml")),
    ),
    Vector(
        "policy 2 over what is no commit",
        "tag-target-invalid",
        amended(lambda manual: helen(manual, commit=manual.store.put("blob", b""))),
    ),
    Vector("policy 2 off the trunk", "tag-unreachable", aside),
    Vector(
        "policy 2 with another digest",
        "approval-content-mismatch",
        amended(lambda manual: helen(manual, content_digest="sha256:" + "0" * 64)),
    ),
    Vector("policy 2 that cannot be read", "policy-invalid", broken("people: [")),
    Vector("policy 2 that cannot be read, by a stranger", "signer-unknown", broken("people: [", make_key("stranger"))),
    Vector("policy 2 at the instant of policy 1", "valid", at_once, MemoryManual),
    Vector("policy 3 by who wrote it under a former address", "approval-self", renamed("jane.doe"), by_ben),
    Vector("policy 3 by who has a new address", "valid", renamed("ben.hughes"), by_ben),
    Vector("a withdrawal of the policy", NOT, withdrawn),
    Vector("policy 1 that cannot be read", "policy-invalid", unreadable, MemoryManual),
    Vector("policy 2 by who wrote policy 1 alone", "valid", written("ben.hughes", 2), by_jane),
    Vector(
        "policy 2 with an address of two people",
        "policy-invalid",
        broken(PEOPLE.replace("amir.khan@", "jane.doe@")),
    ),
    Vector(
        "policy 1 replayed as policy 3", "tag-name-mismatch", lambda manual: (amended()(manual), replayed(manual))[1]
    ),
    Vector("a stranger of a merged people file", "signer-unknown", merged),
    Vector("a stranger of a merged people file, approved since", "valid", merged_and_approved),
    Vector("the people in force while merged files wait", "valid", both_branches),
    Vector("the policy just gone, a day after", "valid", referring(1, "2026-01-17T11:59")),
    Vector("the policy just gone, two days after", NOT, referring(1, "2026-01-18")),
    Vector("the policy now in force", "valid", referring(2, "2026-01-17")),
    Vector("a policy that is not there yet", NOT, referring(3, "2026-01-17")),
    Vector("the new policy before it is in force", NOT, referring(2, "2026-01-15")),
    Vector("a policy to come that another has followed since", NOT, foreseen),
    Vector(
        "what an earlier policy let pass",
        "valid",
        lambda manual: (jane(manual), amended(people=USURPER)(manual))[0] and AMIR,
    ),
)


def replayed(manual: MemoryManual) -> str:
    ref = FIRST.replace("/1/", "/3/")
    manual.store.heads[ref] = manual.store.heads[FIRST]
    return ref


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_policies(vector: Vector) -> None:
    check(vector)


def test_the_first_complete_text_of_a_policy_is_the_law() -> None:
    manual = scene()
    text = revised(manual).files["people.yml"]
    first = manual.store.heads["refs/heads/main"]
    helen(manual, on="2026-01-16")
    manual.write("people.yml", text[1] + b"# a later text\n")
    manual.commit("2026-01-17")
    manual.keys["jane.doe"], hers = make_key("helen.ward"), manual.keys["jane.doe"]
    ref = manual.sign("POLICY", "jane.doe", role="managing-director", on="2026-01-18")
    manual.keys["jane.doe"] = hers
    assert manual.verdict(ref) == "signer-mismatch"
    snapshot = manual.snapshot()
    assert [edition.commit for edition in snapshot.policies][1:] == [first]
    assert snapshot.policy_state is PolicyState.AMENDED


def test_what_counted_before_a_policy_changed_still_counts() -> None:
    manual = scene()
    jane(manual)
    amended(people=USURPER)(manual)
    assert {manual.verdict(ref) for ref in (JANE, AMIR)} == {"valid"}


def test_a_first_policy_whose_signature_does_not_hold_is_no_policy_at_all() -> None:
    """One that nobody has signed is merely not approved yet."""
    assert unfounded().snapshot().policy_state is PolicyState.UNAPPROVED
    manual = unfounded()
    ref = helen(manual, key=make_key("stranger"))
    snapshot = manual.snapshot()
    assert snapshot.policy_state is PolicyState.BROKEN
    for pin in (None, WRONG["trust_root"]):
        (told,) = (each for each in manual.snapshot(trust_root=pin).problems if each.rule == "policy-unapproved")
        assert f"Policy 1 is signed, but {ref} does not hold: Its key SHA256:" in told.message


def test_a_first_policy_that_lacks_a_signature_waits_and_is_not_broken() -> None:
    complete = bare(policy=TWO)
    two_needed(complete)
    for pin in (None, complete.snapshot().root):
        snapshot = bare(policy=TWO).snapshot(trust_root=pin)
        assert (snapshot.policy_state, snapshot.policies) == (PolicyState.UNAPPROVED, ())
        assert not [problem for problem in snapshot.problems if problem.rule == "policy-unapproved"]


def test_signatures_over_different_texts_of_a_policy_do_not_count_together() -> None:
    manual = bare(policy=TWO)
    manual.write("people.yml", PEOPLE + "# Another text.\n")
    manual.commit("2026-01-07")
    ref = manual.sign("POLICY", "jane.doe", on="2026-01-08", role="quality-manager")
    assert manual.verdict(ref) == "valid"
    assert manual.snapshot().policies == ()


def test_a_policy_is_in_force_from_the_signature_that_completes_it() -> None:
    for jane_signs, since in (("2026-01-08", "2026-01-08"), ("2026-01-05T18:00", "2026-01-06")):
        manual = bare(policy=TWO)
        manual.sign("POLICY", "jane.doe", on=jane_signs, role="quality-manager")
        assert [edition.since for edition in manual.snapshot().policies] == [moment(since)]


def test_a_signature_that_does_not_hold_beside_those_that_do_breaks_nothing() -> None:
    manual = bare()
    ref = manual.sign("POLICY", "jane.doe", on="2026-01-06")
    assert manual.verdict(ref) == NOT
    assert manual.snapshot().policy_state is PolicyState.IN_FORCE
    assert not [problem for problem in manual.snapshot().problems if problem.rule == "policy-unapproved"]


@pytest.mark.parametrize(
    ("zone", "state"), [("UTC", PolicyState.IN_FORCE), ("Pacific/Auckland", PolicyState.UNAPPROVED)]
)
def test_a_policy_comes_in_force_in_its_own_time_zone(zone: str, state: PolicyState) -> None:
    """Eight in the evening by UTC is the next day in Auckland."""
    manual = MemoryManual(policy=f"{POLICY}timezone: {zone}\n")
    manual.commit("2026-01-05")
    helen(manual, on="2026-01-06T20:00")
    assert manual.snapshot(date(2026, 1, 6), today=date(2026, 1, 8)).policy_state is state
    assert manual.snapshot(date(2026, 1, 7)).policy_state is PolicyState.IN_FORCE


def test_of_two_first_policies_the_one_that_was_complete_first_is_in_force() -> None:
    manual = bare()
    first = manual.snapshot().root
    manual.write("people.yml", manual.files["people.yml"][1] + b"# Another text.\n")
    manual.commit("2026-01-10")
    people = PEOPLE.replace("process-owner: {from: 2023-01-01}", "managing-director: {from: 2023-01-01}")
    assert manual.snapshot().root == first
    both = MemoryManual(people=people)
    both.commit("2026-01-05")
    helen(both, on="2026-01-08")
    late = both.snapshot().root
    both.write("people.yml", people + "# Another text.\n")
    both.commit("2026-01-06")
    both.sign("POLICY", "amir.khan", role="managing-director", on="2026-01-07")
    assert both.snapshot().root not in {None, late}


def test_a_wrong_pin_says_which_digest_it_met() -> None:
    snapshot = scene().snapshot(trust_root=WRONG["trust_root"])
    assert snapshot.policy_state is PolicyState.BROKEN
    assert [str(ROOT) in problem.message for problem in snapshot.problems] == [True]


def test_a_review_of_the_policy_is_judged_by_the_policy_that_it_reviews() -> None:
    people = PEOPLE.replace("quality-manager: {from: 2023-01-01}\n  helen", "managing-director:\n  helen")
    assert people != PEOPLE
    made = revised(bare(), people=people)
    helen(made, on="2026-01-16")
    reviewed: dict[str, Any] = {
        "act": Act.REVIEWED,
        "day": date(2026, 1, 20),
        "on": "2026-01-20",
        "review_by": date(2027, 1, 1),
    }
    ref = made.sign("POLICY", "jane.doe", role="managing-director", policy=2, **reviewed)
    assert made.verdict(ref) == "valid"


def test_the_policys_own_type_is_the_one_of_its_prefix_wherever_it_stands() -> None:
    own = "  policy: {prefix: POLICY, approvals: {managing-director: 1}}\n"
    assert own in POLICY
    assert bare(policy=POLICY.replace(own, "") + own).snapshot().policy_state is PolicyState.IN_FORCE
