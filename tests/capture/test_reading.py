"""What a capture reads: a commit, the working tree, or the trunk as it stood; and what it says where it cannot."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.capture import capture
from qmsdoc.capture.ledger_branch import commit_with
from qmsdoc.capture.objects import Objects
from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.model.document import TargetKind
from qmsdoc.model.refs import LEDGER
from qmsdoc.model.snapshot import PolicyState, Status
from qmsdoc.trust.ledger import PATH as LEDGER_PATH
from qmsdoc.trust.ledger import Ledger, extend
from tests.memory import DAY, POLICY, MemoryManual, MemoryStore, document, moment
from tests.trust.vectors.scenes import BEGIN, JANE, PATH, data, jane, next_revision, put, revised, scene

MAIN = "refs/heads/main"


def test_a_commit_is_read_as_it_is() -> None:
    manual = scene()
    first = manual.store.heads[MAIN]
    next_revision(manual)
    snapshot = capture(manual.store, as_of=DAY, ref=first)
    assert (snapshot.commit, snapshot.documents[0].front.revision) == (first, 1)
    with pytest.raises(UsageError, match="is not a commit"):
        capture(manual.store, as_of=DAY, ref=manual.store.heads["refs/tags/approved/QP-001/1/amir.khan"])


def test_the_trunk_is_read_as_it_stood_that_day() -> None:
    manual = scene()
    first = manual.store.heads[MAIN]
    next_revision(manual)
    tip = manual.store.heads[MAIN]
    days = (date(2026, 1, 17), date(2026, 1, 18), date(2020, 1, 1))
    assert [capture(manual.store, as_of=day, today=DAY).commit for day in days] == [first, tip, tip]


def test_a_policy_that_nobody_approved_says_where_its_trunk_is() -> None:
    manual = MemoryManual(policy=POLICY.replace("trunk: main", "trunk: release"))
    manual.commit()
    manual.store.heads["refs/heads/release"] = manual.store.heads.pop(MAIN)
    assert capture(manual.store, as_of=DAY).policy_state is PolicyState.UNAPPROVED
    del manual.store.heads["refs/heads/release"]
    with pytest.raises(UsageError, match="no branch 'release'"):
        capture(manual.store, as_of=DAY)


def test_an_empty_repository_is_no_manual() -> None:
    with pytest.raises(UsageError, match="no branch 'main'"):
        capture(MemoryStore(), as_of=DAY)
    manual = MemoryManual()
    manual.files = {"README.md": ("100644", b"x")}
    manual.commit()
    with pytest.raises(UsageError, match=r"no qmsdoc\.yml"):
        capture(manual.store, as_of=DAY)
    manual.store.heads.clear()
    with pytest.raises(UsageError, match=r"no qmsdoc\.yml"):
        manual.snapshot()


def test_a_policy_that_cannot_be_read_leaves_the_approved_one_in_force() -> None:
    manual = scene()
    jane(manual)
    manual.write("qmsdoc.yml", "manual: [")
    snapshot = manual.snapshot()
    assert (snapshot.policy, snapshot.policy_state) == (snapshot.authority, PolicyState.AMENDED)
    assert {problem.rule for problem in snapshot.problems} == {"policy-invalid"}
    record = snapshot.record("QP-001")
    assert record is not None
    assert record.status is Status.EFFECTIVE
    del manual.files["qmsdoc.yml"]
    assert manual.snapshot().policy_state is PolicyState.AMENDED


def test_a_policy_without_anybody_to_approve_it_is_not_approved() -> None:
    manual = MemoryManual(policy=POLICY.replace("  policy: {prefix: POLICY, approvals: {managing-director: 1}}\n", ""))
    manual.commit()
    ref = manual.sign("POLICY", "helen.ward", on="2026-01-06")
    assert manual.verdict(ref) == "approval-unauthorised"
    assert manual.snapshot().policies == ()


def test_the_approved_file_counts_where_two_have_one_id() -> None:
    manual = scene()
    jane(manual)
    manual.write("documents/a.md", document(body="Another.\n"))
    manual.write("documents/z.md", document(body="A third.\n"))
    record = manual.snapshot().record("QP-001")
    assert record is not None
    assert record.draft is not None
    assert record.draft.path == PATH


def test_what_no_file_of_a_manual_may_be_is_named() -> None:
    manual = scene()
    manual.write("documents/bad\u202ename.md", "# Bad\n")
    manual.write("documents/link.md", "/etc/passwd", "120000")
    manual.write("documents/plain.md", "# Plain\n")
    manual.write("mkdocs.yml", "site_name: [\n")
    snapshot = manual.snapshot()
    told = [(problem.rule, problem.path) for problem in snapshot.problems]
    assert told[0][1] == "mkdocs.yml"
    assert told[1:] == [("content-unsafe", "documents/bad\\u202ename.md"), ("content-unsafe", "documents/link.md")]
    assert snapshot.strays == ("documents/plain.md",)


def test_markdown_under_another_ending_is_no_document_and_not_passed_over() -> None:
    manual = scene()
    names = ("QP-003.MD", "qp-004.markdown", "notes.mkd", "shown.mdown", "list.txt")
    for name in names:
        manual.write(f"documents/procedures/{name}", document("QP-003"))
    manual.write(PATH, document(body="[It](shown.mdown)\n"))
    manual.write("elsewhere/QP-005.MD", document("QP-005"))
    assert manual.snapshot().strays == tuple(sorted(f"documents/procedures/{name}" for name in names[:3]))


def test_links_lead_where_the_tree_says() -> None:
    manual = scene()
    links = "[a](https://x.example) [b](#top) [c](qms:QP-009) [d](other.md) [e](gone.md) [f](link.md) [g](../../../x)\n"
    manual.write(PATH, document(body=links + '[h](plain.md) [i](plain.md) [j](notes.txt)\n\n--8<-- "notes.txt"\n'))
    manual.write("documents/procedures/other.md", document("QP-002"))
    manual.write("documents/procedures/plain.md", "# Plain\n")
    manual.write("documents/procedures/link.md", "other.md", "120000")
    manual.write("documents/procedures/notes.txt", "x")
    commit = manual.commit("2026-01-11")
    for snapshot in (manual.snapshot(), capture(manual.store, as_of=DAY, ref=commit)):
        found = next(each for each in snapshot.documents if each.name == "QP-001")
        kinds = [target.kind for target in found.targets]
        named = [TargetKind.EXTERNAL, TargetKind.FRAGMENT, TargetKind.DOCUMENT, TargetKind.DOCUMENT]
        assert kinds[:7] == [*named, TargetKind.MISSING, TargetKind.UNSAFE, TargetKind.UNSAFE]
        assert kinds[7:] == [TargetKind.FILE] * 4
        assert snapshot.strays == ()


def test_what_a_policy_names_beside_the_documents_is_read() -> None:
    manual = scene()
    manual.write("templates/procedure.md", "# Title\n\n## Purpose\n")
    manual.write("schemas/form.json", '{"type": "object", "required": ["x-form"]}')
    manual.write("CODEOWNERS", "documents/ @jane\n")
    manual.write("standards/own-1.yml", "nonsense: 1\n")
    changed = POLICY.replace("    prefix: QP\n", "    prefix: QP\n    template: templates/procedure.md\n")
    forms = "prefix: QF, schema: schemas/form.json, template: templates/gone.md,"
    revised(manual, policy=changed.replace("prefix: QF,", forms))
    manual.write("documents/forms/form.md", document("QF-001", type="form"))
    snapshot = manual.snapshot()
    assert [each.path for each in snapshot.templates] == ["templates/procedure.md"]
    assert [heading.text for heading in snapshot.templates[0].headings][-1] == "Purpose"
    assert snapshot.codeowners is not None
    assert snapshot.codeowners.path == "CODEOWNERS"
    form = next(each for each in snapshot.documents if each.name == "QF-001")
    assert [problem.rule for problem in form.problems] == ["field-missing"]
    assert {problem.path for problem in snapshot.problems} == {"standards/own-1.yml"}
    manual.write("schemas/form.json", "{")
    assert "schemas/form.json" in {problem.path for problem in manual.snapshot().problems}


def test_a_tag_under_a_policy_that_is_no_file_there_proves_nothing() -> None:
    manual = MemoryManual().found()
    ref = "refs/tags/approved/POLICY/1/helen.ward"
    empty = manual.store.put("commit", f"tree {manual.store.put_tree({})}\n\nx".encode())
    payload = data(manual, ref).partition(BEGIN)[0]
    payload = b"object " + empty.encode() + payload[47:]
    put(manual, ref, payload + manual.keys["helen.ward"].sign(payload).encode())
    assert manual.verdict(ref) == "policy-invalid"


def test_a_ledger_whose_objects_are_missing_is_an_incomplete_repository() -> None:
    manual = scene()
    tree = manual.store.put_tree({LEDGER_PATH: ("100644", b"x\n")})
    manual.store.heads[LEDGER] = manual.store.put("commit", f"tree {tree}\n\nRecord\n".encode())
    del manual.store.objects[tree]
    with pytest.raises(RepositoryError) as error:
        manual.snapshot()
    assert error.value.rule == "repository-incomplete"


def test_a_ledger_without_its_file_is_broken() -> None:
    manual = scene()
    manual.store.heads[LEDGER] = manual.store.put("commit", f"tree {manual.store.put_tree({})}\n\nRecord\n".encode())
    assert [problem.rule for problem in manual.snapshot().problems] == ["ledger-broken"]


def test_the_commit_of_a_published_ledger_is_found_by_its_lines() -> None:
    manual = scene()
    jane(manual)
    ledger = extend(Ledger(), [(JANE, manual.store.heads[JANE], data(manual, JANE))], moment("2026-01-14"))
    tree = manual.store.put_tree({LEDGER_PATH: ("100644", ledger.data)})
    commits = [manual.store.put("commit", f"tree {each}\n\n".encode()) for each in (manual.store.put_tree({}), tree)]
    objects = Objects(manual.store)
    assert commit_with(objects, ["1" * 40, *commits], ledger) == commits[1]
    assert commit_with(objects, commits, Ledger()) is None
