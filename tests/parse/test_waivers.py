from datetime import date

import pytest

from qmsdoc.model.finding import Severity, Waiver
from qmsdoc.parse.policy_files import policy
from tests.memory import PEOPLE, POLICY

ENTRY = "{rule: link-broken, document: QP-001, reason: The supplier moves it., owner: jane.doe, expires: 2026-12-31}"


def test_waivers_and_severities_are_part_of_the_policy() -> None:
    found, problems = policy(
        {
            "qmsdoc.yml": f"{POLICY}waivers:\n- {ENTRY}\nseverities: {{title-mismatch: error}}\n".encode(),
            "people.yml": PEOPLE.encode(),
        }
    )
    assert not problems
    assert found is not None
    line = len(POLICY.splitlines()) + 2
    assert found.waivers == (
        Waiver("link-broken", "QP-001", "The supplier moves it.", "jane.doe", date(2026, 12, 31), line),
    )
    assert found.severities == (("title-mismatch", Severity.ERROR, line + 1),)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (f"waivers: [{ENTRY.replace('2026-12-31', '2026-02-30')}]\n", "not a date"),
        (f"waivers: [{ENTRY.replace(', owner: jane.doe', '')}]\n", "'waivers.owner' is missing"),
        ("waivers: yes\n", "'waivers' is"),
        ("severities: {title-mismatch: fatal}\n", "'severities.title-mismatch' is 'fatal'"),
    ],
)
def test_what_is_not_whole_makes_the_policy_unreadable(more: str, told: str) -> None:
    found, problems = policy({"qmsdoc.yml": (POLICY + more).encode(), "people.yml": PEOPLE.encode()})
    assert found is None
    assert [(p.rule, p.path) for p in problems] == [("policy-invalid", "qmsdoc.yml")]
    assert told in problems[0].message
    assert problems[0].line == len(POLICY.splitlines()) + 1
