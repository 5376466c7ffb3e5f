import pytest

from tests.rules.build import found

DRAFT = "draft: {id: QP-001}\n"
PEOPLE = """people:
  jane.doe: {quality-manager: {}}
  tom.becker: {quality-manager: {until: 2026-01-01}}
  amir.khan: {process-owner: {}}
"""
JANE = "jane.doe@meridian.example"


def drifts(owners: str, extra: str = DRAFT) -> list[str]:
    text = f"{PEOPLE}{extra}codeowners: |\n" + "".join(f"  {line}\n" for line in owners.split("\n"))
    return [f"{finding.line}: {finding.message}" for finding in found(text, "codeowners-drift")]


@pytest.mark.parametrize(
    "line",
    [
        f"* {JANE}",
        "* JANE.DOE@meridian.example",
        "*.md @jane-doe",
        "/documents/ @janedoe",
        "documents @meridian/quality-manager",
        "/documents/*.md @meridian/quality-managers",
        f"/documents/qp-001.md amir.khan@meridian.example {JANE}",
    ],
)
def test_who_approves_is_asked(line: str) -> None:
    assert not drifts(line)


@pytest.mark.parametrize(
    ("owners", "told"),
    [
        ("* amir.khan@meridian.example", ["1: CODEOWNERS asks nobody of the role quality-manager"]),
        (f"* {JANE}\n/documents/", ["2: CODEOWNERS asks nobody of the role quality-manager"]),
        (f"* {JANE}\n/documents/qp-001.md @amir.khan", ["2: CODEOWNERS asks nobody of the role quality-manager"]),
        (f"/other/ {JANE}", ["1: CODEOWNERS asks nobody of the role quality-manager"]),
        ("* @stranger\n/x @stranger", ["1: CODEOWNERS names @stranger, who is nobody of the policy."]),
        (
            f"* {JANE} tom.becker@meridian.example",
            ["1: CODEOWNERS names tom.becker@meridian.example, but Tom Becker holds no role today."],
        ),
        ("* tom.becker@meridian.example", ["1: CODEOWNERS names", "1: CODEOWNERS asks nobody"]),
    ],
)
def test_who_approves_is_not_asked(owners: str, told: list[str]) -> None:
    said = drifts(owners)
    assert len(said) == len(told)
    assert all(any(one.startswith(part) for one in said) for part in told)


def test_each_line_is_told_once_for_a_type() -> None:
    assert len(drifts("* @amir.khan", "drafts: [{id: QP-001}, {id: QP-002}, {id: WI-001}]\n")) == 2


def test_without_the_file_or_an_approving_role_there_is_nothing_to_compare() -> None:
    assert not found(DRAFT, "codeowners-drift")
    assert not drifts("* @amir.khan", "types: {procedure: {prefix: QP}}\ndraft: {id: QP-001}\n")
    assert not drifts("* @amir.khan", "draft: {id: QP-001, type: unheard-of}\n")
    vacant = "types: {procedure: {prefix: QP, approvals: {nobody-yet: 1}}}\ndraft: {id: QP-001}\n"
    assert not drifts("* @amir.khan", vacant)


def test_a_policy_that_knows_nobody_is_not_compared() -> None:
    assert not found('types: {}\npeople: {}\ncodeowners: "* @a"', "codeowners-drift")
