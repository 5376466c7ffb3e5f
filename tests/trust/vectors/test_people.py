"""People and roles: people are counted, not keys; each in one role, held on the day, by tenure or delegation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.memory import PEOPLE, POLICY, MemoryManual
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import Vector, check, jane, scene, signs

NOT, NEEDS = "approval-unauthorised", "approval-missing"
HELD = "      quality-manager: {from: 2023-01-01}\n"
TWO = POLICY.replace("{process-owner: 1, quality-manager: 1}", "{quality-manager: 2}").replace(
    "    independent: [quality-manager]\n", ""
)
BOTH = PEOPLE.replace(HELD, HELD + "      process-owner: {from: 2023-01-01}\n", 1)


def held(tenure: str) -> Callable[[], MemoryManual]:
    """Let Jane hold her role so."""
    return lambda: scene(people=PEOPLE.replace(HELD, f"      quality-manager: {tenure}\n", 1))


def delegated(
    since: str, until: str, *, by: str = "jane.doe", role: str = "quality-manager", more: str = ""
) -> Callable[[], MemoryManual]:
    """Let Helen act in a role for somebody."""
    row = f"  - {{role: {role}, by: {by}, to: helen.ward, from: {since}, until: {until}}}\n"
    return lambda: scene(people=f"{PEOPLE}delegations:\n{row}{more}")


def in_both_ways(role: str) -> MemoryManual:
    """Two quality managers are needed; Jane delegates that to Helen, who holds this role herself."""
    row = "  - {role: quality-manager, by: jane.doe, to: helen.ward, from: 2026-01-01, until: 2026-01-31}\n"
    own = PEOPLE.replace(
        "      managing-director: {", f"      managing-director: {{from: 2023-01-01}}\n      {role}: {{", 1
    )
    people = PEOPLE if role == "managing-director" else own
    return scene(policy=TWO, people=f"{people}delegations:\n{row}")


def helen(manual: MemoryManual) -> str:
    return manual.sign("QP-001", "helen.ward", role="quality-manager")


def two_keys(*, principals: str = "jane.doe@meridian.example") -> MemoryManual:
    """Jane has two keys."""
    people = PEOPLE.replace("principals: [jane.doe@meridian.example]", f"principals: [{principals}]")
    made = MemoryManual(people=people)
    second = principals.rsplit(", ", 1)[-1]
    made.write("allowed_signers", f"{made.signers()}{second} {make_key('jane.doe-2').line}\n")
    made.found()
    return made


def on(manual: MemoryManual) -> MemoryManual:
    """Put QP-001 on the trunk of a manual that has its policy, signed by Amir."""
    base = scene()
    manual.write("documents/procedures/control.md", base.files["documents/procedures/control.md"][1])
    manual.commit("2026-01-10")
    manual.sign("QP-001", "amir.khan")
    return manual


def one_person_twice(manual: MemoryManual) -> str:
    """Jane signs with her first key, and under the other name of hers with her second."""
    jane(manual)
    return jane(manual, key=make_key("jane.doe-2"))


def as_quality_manager(manual: MemoryManual) -> str:
    """Amir, who was a quality manager once, signs again in that role."""
    return manual.sign("QP-001", "amir.khan", role="quality-manager")


def alone(manual: MemoryManual) -> str:
    del manual.store.heads["refs/tags/approved/QP-001/1/amir.khan"]
    return jane(manual)


def helen_too(people: str) -> Callable[[], MemoryManual]:
    return lambda: scene(policy=TWO, people=people)


ALSO = PEOPLE.replace(
    "managing-director: {from: 2023-01-01}",
    "managing-director: {from: 2023-01-01}\n      quality-manager: {from: 2023-01-01}",
)


def both_sign(manual: MemoryManual) -> str:
    jane(manual)
    return manual.sign("QP-001", "helen.ward", role="quality-manager")


VECTORS = (
    Vector("each role has its person", "valid", jane),
    Vector("one role lacks its person", NEEDS, alone),
    Vector("two of one role", "valid", both_sign, helen_too(ALSO)),
    Vector("one of the two that one role needs", NEEDS, jane, helen_too(ALSO)),
    Vector("one of the two and one who is not", NOT, both_sign, helen_too(PEOPLE)),
    Vector("the second key of one person", "valid", signs(key=make_key("jane.doe-2")), lambda: on(two_keys())),
    Vector(
        "two keys of one person for two needs",
        NEEDS,
        one_person_twice,
        lambda: scene(policy=TWO, people=ALSO, keys={"jane.doe": make_key("jane.doe-2")}),
    ),
    Vector(
        "two addresses of one person",
        "valid",
        signs(key=make_key("jane.doe-2")),
        lambda: on(two_keys(principals="jane.doe@meridian.example, jd@meridian.example")),
    ),
    Vector(
        "one person in the second of her two roles alone",
        NEEDS,
        lambda manual: (alone(manual), jane(manual, role="process-owner"))[1],
        lambda: scene(people=BOTH),
    ),
    Vector(
        "one person in both roles, one after the other",
        NEEDS,
        lambda manual: (alone(manual), jane(manual, role="process-owner"), jane(manual))[2],
        lambda: scene(people=BOTH),
    ),
    Vector(
        "in her other role beside somebody else in it", NEEDS, signs(role="process-owner"), lambda: scene(people=BOTH)
    ),
    Vector("a role that she does not hold", NOT, signs(role="process-owner")),
    Vector("a role that nobody asks for", NOT, signs(role="managing-director")),
    Vector("a role that she holds and nobody asks for", NOT, lambda manual: manual.sign("QP-001", "helen.ward")),
    Vector("a role that does not exist", NOT, signs(role="king")),
    Vector("a role in upper case", NOT, signs(role="Quality-Manager")),
    Vector("two roles at once", NOT, signs(role="quality-manager, process-owner")),
    Vector("a role held no longer", NOT, as_quality_manager),
    Vector("the last day in the role", "valid", jane, held("{until: 2026-01-12}")),
    Vector("the day after the last", NOT, jane, held("{until: 2026-01-11}")),
    Vector("the first day in the role", "valid", jane, held("{from: 2026-01-12}")),
    Vector("the day before the first", NOT, jane, held("{from: 2026-01-13}")),
    Vector("between two terms", NOT, jane, held("[{until: 2025-12-31}, {from: 2026-02-01}]")),
    Vector("in the second of two terms", "valid", jane, held("[{until: 2025-12-31}, {from: 2026-01-12}]")),
    Vector("a delegation in use", "valid", helen, delegated("2026-01-01", "2026-01-31")),
    Vector("the last day of a delegation", "valid", helen, delegated("2026-01-01", "2026-01-12")),
    Vector("the day after a delegation", NOT, helen, delegated("2026-01-01", "2026-01-11")),
    Vector("the first day of a delegation", "valid", helen, delegated("2026-01-12", "2026-01-31")),
    Vector("the day before a delegation", NOT, helen, delegated("2026-01-13", "2026-01-31")),
    Vector(
        "a delegation of another role",
        NOT,
        helen,
        delegated("2026-01-01", "2026-01-31", by="amir.khan", role="process-owner"),
    ),
    Vector(
        "a delegation by somebody without the role", NOT, helen, delegated("2026-01-01", "2026-01-31", by="amir.khan")
    ),
    Vector(
        "a delegation of what was delegated",
        NOT,
        helen,
        delegated(
            "2026-01-01",
            "2026-01-31",
            by="amir.khan",
            more="  - {role: quality-manager, by: jane.doe, to: amir.khan, from: 2026-01-01, until: 2026-01-31}\n",
        ),
    ),
    Vector("a delegation to herself", NOT, helen, delegated("2026-01-01", "2026-01-31", by="helen.ward")),
    Vector(
        "the delegate and the one who delegates",
        "valid",
        lambda manual: (jane(manual), helen(manual))[0],
        delegated("2026-01-01", "2026-01-31"),
    ),
    Vector(
        "of two who are needed, the delegate and the one who delegates",
        NEEDS,
        lambda manual: (jane(manual), helen(manual))[0],
        lambda: in_both_ways("managing-director"),
    ),
    Vector(
        "of two who are needed, a delegate who holds the role as well",
        "valid",
        lambda manual: (jane(manual), helen(manual))[0],
        lambda: in_both_ways("quality-manager"),
    ),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_people(vector: Vector) -> None:
    check(vector)
