"""What is gathered beside the trunk's documents: branches, templates, schemas, standards, CODEOWNERS."""

from datetime import date

from qmsdoc.model.snapshot import Claim
from qmsdoc.rules import check
from tests.memory import POLICY, MemoryManual, document

PATH = "documents/procedures/a.md"


def manual() -> MemoryManual:
    made = MemoryManual()
    made.write(PATH, document())
    made.found().approve()
    return made


def branched(
    made: MemoryManual, name: str, body: str, *, revision: int = 2, on: str = "2026-01-20", path: str = PATH
) -> str:
    """Commit a revision to a branch that grows from the trunk, and put the working tree back."""
    before = dict(made.files)
    made.write(path, document(revision=revision, body=body))
    oid = made.commit(on, branch=name, parents=[made.store.heads["refs/heads/main"]])
    made.files = before
    return oid


def claims(made: MemoryManual, **asked: object) -> list[tuple[str, int, str]]:
    found: tuple[Claim, ...] = made.snapshot(**asked).claims  # type: ignore[arg-type]
    return [(claim.branch, claim.revision, claim.document) for claim in found]


def collisions(made: MemoryManual) -> list[str]:
    return [found.message for found in check(made.snapshot()) if found.rule == "revision-collision"]


def test_two_branches_that_write_the_same_revision() -> None:
    made = manual()
    branched(made, "longer", "Ten years.")
    assert claims(made) == [("longer", 2, "QP-001")]
    assert not collisions(made)
    branched(made, "shorter", "Three years.")
    (message,) = collisions(made)
    assert message.endswith(": on the branch 'longer', on the branch 'shorter'.")


def test_the_working_tree_and_a_branch() -> None:
    made = manual()
    branched(made, "longer", "Ten years.")
    made.write(PATH, document(revision=2, body="Three years."))
    (message,) = collisions(made)
    assert "here, on the branch 'longer'" in message
    made.write(PATH, document(revision=2, body="Ten years."))
    assert not collisions(made)


def test_a_branch_that_goes_on_from_the_trunk_or_from_another_branch_does_not_collide() -> None:
    made = manual()
    made.write(PATH, document(revision=2, body="Draft."))
    made.commit("2026-01-19")
    tip = branched(made, "better", "Better draft.")
    assert not collisions(made)
    before = dict(made.files)
    made.write(PATH, document(revision=2, body="Best draft."))
    made.commit("2026-01-21", branch="best", parents=[tip])
    made.files = before
    assert claims(made) == [("best", 2, "QP-001")]


def test_the_branch_that_is_checked_out_is_no_rival_of_its_own_files() -> None:
    made = manual()
    tip = branched(made, "longer", "Ten years.")
    made.store.heads["HEAD"] = tip
    made.write(PATH, document(revision=2, body="Eleven years."))
    assert not claims(made)


def test_merged_branches_the_ledger_and_fetched_copies_claim_nothing() -> None:
    made = manual()
    heads = made.store.heads
    tip = branched(made, "longer", "Ten years.")
    heads["refs/remotes/origin/longer"] = branched(made, "older", "Nine years.")
    del heads["refs/heads/older"]
    assert claims(made) == [("longer", 2, "QP-001")]
    heads["refs/remotes/origin/other"] = heads.pop("refs/remotes/origin/longer")
    assert claims(made) == [("longer", 2, "QP-001"), ("origin/other", 2, "QP-001")]
    heads["refs/remotes/origin/main"] = heads.pop("refs/remotes/origin/other")
    made.write(PATH, document(revision=2, body="Ten years."))
    made.commit("2026-01-22", parents=[heads["refs/heads/main"], tip])
    assert not claims(made)


def test_a_merge_of_the_trunk_is_not_the_branchs_own_change() -> None:
    made = manual()
    tip = branched(made, "longer", "Ten years.")
    other = "documents/procedures/b.md"
    made.write(other, document("QP-002"))
    made.commit("2026-01-21")
    before = dict(made.files)
    made.write(PATH, document(revision=2, body="Ten years."))
    made.commit("2026-01-22", branch="longer", parents=[tip, made.store.heads["refs/heads/main"]])
    made.files = before
    assert claims(made) == [("longer", 2, "QP-001")]


def test_branches_of_later_days_of_another_history_or_without_objects_claim_nothing() -> None:
    made = manual()
    branched(made, "later", "Ten years.", on="2026-02-10")
    assert not claims(made, as_of=date(2026, 2, 2))
    assert claims(made, as_of=date(2026, 2, 10))
    made.commit("2026-01-20", branch="pages", parents=[])
    assert claims(made, as_of=date(2026, 2, 10)) == [("later", 2, "QP-001")]
    tip = branched(made, "lost", "Lost.")
    tree = made.store.objects[tip].data.decode().split()[1]
    del made.store.objects[tree]
    assert claims(made, as_of=date(2026, 2, 10)) == [("later", 2, "QP-001")]


def test_files_that_are_no_documents_or_say_no_revision_claim_nothing() -> None:
    made = manual()
    before = dict(made.files)
    made.write("documents/procedures/b.md", "No front matter.\n")
    made.write("documents/procedures/c.md", "---\nid: QP-003\n---\n")
    made.write("documents/procedures/l.md", "a.md", "120000")
    made.write("notes.md", document("QP-004"))
    made.write("documents/procedures/img/a.svg", "<svg/>")
    made.commit("2026-01-20", branch="notes", parents=[made.store.heads["refs/heads/main"]])
    made.files = before
    assert not claims(made)


def test_a_folder_that_was_a_file() -> None:
    made = manual()
    made.write("documents/procedures/b.md", document("QP-002"))
    made.commit("2026-01-19")
    before = dict(made.files)
    del made.files["documents/procedures/b.md"]
    made.write("documents/procedures/b.md/c.md", document("QP-003"))
    made.commit("2026-01-20", branch="odd", parents=[made.store.heads["refs/heads/main"]])
    made.files = before
    assert claims(made) == [("odd", 1, "QP-003")]


def test_without_an_approved_policy_no_branch_is_looked_at() -> None:
    made = MemoryManual()
    made.write(PATH, document())
    made.commit()
    branched(made, "longer", "Ten years.")
    assert not claims(made)


RICH = POLICY.replace(
    "    review_every: 24 months\n",
    "    review_every: 24 months\n    template: templates/procedure.md\n    schema: schemas/procedure.json\n",
)


def test_what_lies_beside_the_documents_is_read() -> None:
    made = MemoryManual(policy=RICH)
    made.write(PATH, document(machine="M-1"))
    made.write("templates/procedure.md", "---\ntype: procedure\n---\n# <Title>\n## Purpose\n## <Step>\n")
    made.write("schemas/procedure.json", '{"properties": {"machine": {"type": "string"}}}')
    made.write("standards/house.yml", "standard: house\ntitle: House\nclauses: {1: One}\n")
    made.write("standards/broken.yml", "standard: broken\n")
    made.write("docs/CODEOWNERS", "* @a\n")
    snapshot = made.found().snapshot()
    assert [heading.text for heading in snapshot.templates[0].headings] == ["Purpose"]
    assert [standard.name for standard in snapshot.standards] == ["house"]
    assert snapshot.codeowners is not None
    assert snapshot.codeowners.path == "docs/CODEOWNERS"
    assert not snapshot.documents[0].problems
    assert dict(snapshot.documents[0].front.extra) == {"machine": "M-1"}
    assert {problem.path for problem in snapshot.problems} == {"standards/broken.yml"}


def test_what_the_policy_names_and_is_not_there_is_told() -> None:
    made = MemoryManual(policy=RICH)
    made.write(PATH, document(machine="M-1"))
    snapshot = made.found().snapshot()
    assert not snapshot.templates
    assert [problem.path for problem in snapshot.problems] == ["schemas/procedure.json"]
    assert [problem.rule for problem in snapshot.documents[0].problems] == ["field-unknown"]


def test_of_two_files_with_one_id_the_approved_one_is_the_documents_draft() -> None:
    made = manual()
    made.write("documents/procedures/0-copy.md", document(body="A copy."))
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert record.draft is not None
    assert record.draft.path == PATH
    made.write("documents/procedures/0.md", document("QP-009", body="First."))
    made.write("documents/procedures/1.md", document("QP-009", body="Second."))
    record = made.snapshot().record("QP-009")
    assert record is not None
    assert record.draft is not None
    assert record.draft.path == "documents/procedures/0.md"


def test_a_branch_that_was_itself_forked_and_merged_is_looked_at_once() -> None:
    made = manual()
    first = branched(made, "longer", "Ten years.")
    before = dict(made.files)
    made.write(PATH, document(revision=2, body="Ten years!"))
    sides = [made.commit(f"2026-01-2{day}", branch="longer", parents=[first]) for day in (1, 2)]
    made.commit("2026-01-23", branch="longer", parents=sides)
    made.files = before
    assert claims(made) == [("longer", 2, "QP-001")]


def test_a_branch_that_changed_no_file_claims_nothing() -> None:
    made = manual()
    made.commit("2026-01-20", branch="empty", parents=[made.store.heads["refs/heads/main"]])
    assert not claims(made)
