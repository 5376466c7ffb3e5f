import pytest

from qmsdoc.rules import check
from tests.memory import MemoryManual, document
from tests.rules.build import found

OLD = "approved: {id: QP-001, text: Five years.}\n"


def test_a_changed_text_is_named_with_the_next_number() -> None:
    (finding,) = found(OLD + "draft: {id: QP-001, text: Ten years.}", "changed-without-revision")
    assert "no longer as approved: documents/qp-001.md." in finding.message
    assert "`revision: 2`" in finding.remedy
    assert (finding.document, finding.line) == ("QP-001", 6)


def changed(before: str, after: str, **moved: str) -> list[str]:
    manual = MemoryManual()
    manual.write("documents/procedures/a.md", document(body="![Flow](img/flow.svg)\n"))
    manual.write("documents/procedures/img/flow.svg", before)
    manual.found().approve()
    manual.write("documents/procedures/img/flow.svg", after)
    for old, new in moved.items():
        manual.files = {path.replace(old, new): entry for path, entry in manual.files.items()}
    findings = check(manual.snapshot())
    return [finding.message for finding in findings if finding.rule == "changed-without-revision"]


def test_a_changed_image_is_a_change() -> None:
    (message,) = changed("<svg/>", "<svg></svg>")
    assert message.endswith(": documents/procedures/img/flow.svg.")


def test_nothing_changed() -> None:
    assert not changed("<svg/>", "<svg/>")


def test_a_document_that_moved_with_its_images_is_no_change() -> None:
    assert not changed("<svg/>", "<svg/>", procedures="procedures/quality")
    assert changed("<svg/>", "<svg></svg>", procedures="procedures/quality")


def test_many_changed_files_are_counted() -> None:
    manual = MemoryManual()
    pictures = [f"documents/procedures/{number}.svg" for number in range(7)]
    for picture in pictures:
        manual.write(picture, "<svg/>")
    manual.write("documents/procedures/a.md", document(body="".join(f"![P]({n}.svg)\n" for n in range(7))))
    manual.found().approve()
    for picture in pictures:
        manual.write(picture, "<svg></svg>")
    (finding,) = (f for f in check(manual.snapshot()) if f.rule == "changed-without-revision")
    assert finding.message.endswith("4.svg and 2 more.")


def test_the_policy_too_needs_a_new_revision() -> None:
    manual = MemoryManual().found()
    text = manual.files["qmsdoc.yml"][1]

    def told() -> tuple[str, str | None, str, str]:
        rules = {"policy-unapproved", "changed-without-revision", "revision-gap", "revision-regression"}
        (finding,) = (f for f in check(manual.snapshot()) if f.rule in rules)
        return finding.rule, finding.path, finding.severity, finding.message

    manual.write("people.yml", manual.files["people.yml"][1] + b"# a note\n")
    message = "The policy differs from its approved revision 1, which stays in force, in people.yml."
    assert told() == ("policy-unapproved", "qmsdoc.yml", "error", message)
    manual.write("qmsdoc.yml", text.replace(b"revision: 1\n", b"revision: 3\nchange: Better.\n"))
    message = "The policy says revision 3; revision 1 is in force, and 2 comes next."
    assert told() == ("policy-unapproved", "qmsdoc.yml", "error", message)
    manual.write("qmsdoc.yml", text.replace(b"revision: 1\n", b"revision: 2\nchange: Better.\n"))
    assert told()[2] == "info"


@pytest.mark.parametrize(
    ("draft", "count"),
    [
        ("{id: QP-001, revision: 2, change: None., text: Five years.}", 1),
        ("{id: QP-001, revision: 3, change: None., text: Five years.}", 1),
        ("{id: QP-001, revision: 2, change: Why., text: Six years.}", 0),
        ("{id: QP-001, revision: 2, change: Why., text: Five years., review_by: 2027-01-01}", 0),
        ("{id: QP-001, revision: 2, change: Why., text: Five years., x-site: York}", 0),
        ("{id: QP-001, revision: 1, text: Five years.}", 0),
        ("{id: QP-002, revision: 1, text: Five years.}", 0),
    ],
)
def test_a_revision_without_change(draft: str, count: int) -> None:
    assert len(found(OLD + f"draft: {draft}", "revision-without-change")) == count


@pytest.mark.parametrize(("revision", "gap", "back"), [(1, 0, 1), (2, 0, 0), (3, 0, 0), (4, 1, 0)])
def test_the_next_number(revision: int, gap: int, back: int) -> None:
    text = f"""
    approved: [{{id: QP-001}}, {{id: QP-001, revision: 2, change: Why.}}]
    draft: {{id: QP-001, revision: {revision}, change: Why.}}
    """
    assert len(found(text, "revision-gap")) == gap
    assert len(found(text, "revision-regression")) == back


def test_a_document_never_approved_may_begin_with_any_number() -> None:
    assert not found("draft: {id: QP-001, revision: 7, change: Taken over.}", "revision-gap")


def test_a_number_that_was_signed_is_used_up() -> None:
    manual = MemoryManual()
    path = "documents/procedures/a.md"
    manual.write(path, document())
    manual.found().approve()
    manual.write(path, document(revision=2))
    manual.commit("2026-01-13")
    manual.sign("QP-001", "jane.doe", on="2026-01-14")
    for revision, gap in ((3, False), (4, True)):
        manual.write(path, document(revision=revision))
        assert any(f.rule == "revision-gap" for f in check(manual.snapshot())) == gap


@pytest.mark.parametrize(
    ("fields", "count"),
    [("revision: 1", 0), ("revision: 2", 1), ("revision: 2, change: Why.", 0), ("revision: 2, change: ' '", 1)],
)
def test_the_reason_for_a_change(fields: str, count: int) -> None:
    assert len(found(f"draft: {{id: QP-001, {fields}}}", "change-missing")) == count


def test_a_missing_reason_that_the_parser_told_of_is_told_once() -> None:
    assert len(found("problems: [{rule: change-missing, message: M, path: p}]", "change-missing")) == 1


def test_a_deleted_file_is_named_with_both_ways_out() -> None:
    (finding,) = found("{approved: {id: QP-001}, drafts: []}", "deleted-not-withdrawn")
    assert (finding.document, finding.path, finding.line) == ("QP-001", "documents/qp-001.md", None)
    assert "qmsdoc withdraw QP-001" in finding.remedy


def test_a_file_gone_for_a_reason() -> None:
    assert not found("{approved: {id: QP-001}, withdrawn: [QP-001], drafts: []}", "deleted-not-withdrawn")
    replaced = "{approved: [{id: QP-001}, {id: QP-002, supersedes: [QP-001]}], drafts: [{id: QP-002}]}"
    assert not found(replaced, "deleted-not-withdrawn")
    unnamed = "{approved: {id: QP-001, path: documents/x.md}, drafts: [{id: null, path: documents/x.md}]}"
    assert not found(unnamed, "deleted-not-withdrawn")
    altered = "{approved: {id: QP-001, path: documents/x.md}, drafts: [{id: QP-002, path: documents/x.md}]}"
    assert not found(altered, "deleted-not-withdrawn")
