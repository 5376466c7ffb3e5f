"""Adoption: what is known of each document and from where, what will break, and a proposal that the policy takes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qmsdoc.capture.unsigned_tags import ForeignTag
from qmsdoc.editing.adopt_obstacles import obstacles
from qmsdoc.editing.adopt_proposal import plan_adoption
from qmsdoc.editing.adopt_repository import FoundFile, FoundRepository, is_candidate
from qmsdoc.editing.adopt_survey import NEEDS, Certainty, Known, Survey, survey
from qmsdoc.errors import UsageError
from qmsdoc.git import Commit
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.parse.code_owners import code_owners
from qmsdoc.parse.policy_files import policy

_DAY = date(2026, 8, 19)
_AT = datetime(2026, 8, 1, tzinfo=UTC)
_ONE = "---\nsop_id: SOP-001\nname: Cleaning\nversion: r2\napproved_by: Ann\nlast_review: 1 March 2026\n---\n"
_TWO = "# Calibration\n\n| SOP ID | SOP-002 |\n|---|---|\n| Next review | 25/12/2025 |\n\nWords.\n"


def _found(files: dict[str, str], *others: str, **more: object) -> FoundRepository:
    found = tuple(FoundFile(path, text.encode(), _AT) for path, text in files.items())
    log = (Commit("0" * 40, "", (), "Ann Lee", "ann@example.com", _AT),)
    rest: dict[str, object] = {"name": "handbook", "branch": "main", "log": log, **more}
    return FoundRepository(files=found, paths=frozenset((*files, *others)), **rest)  # type: ignore[arg-type]


def _surveyed(found: FoundRepository, then: str = "") -> Survey:
    return survey(found, _DAY, lambda commit, path: then.encode() or None)


def _known(files: dict[str, str], **more: object) -> list[dict[str, tuple[str | None, str]]]:
    documents = _surveyed(_found(files, **more)).documents
    return [{need: (each.of(need).value, each.of(need).certainty.value) for need in NEEDS} for each in documents]


def test_each_need_is_written_derived_or_unknown() -> None:
    assert _known({"docs/a.md": _ONE, "docs/b.md": _TWO}) == [
        {
            "id": ("SOP-001", "written"),
            "title": ("Cleaning", "written"),
            "owner": (None, "unknown"),
            "revision": ("2", "written"),
            "approver": ("Ann", "written"),
            "review": (None, "unknown"),
        },
        {
            "id": ("SOP-002", "written"),
            "title": ("Calibration", "derived"),
            "owner": (None, "unknown"),
            "revision": ("1", "derived"),
            "approver": (None, "unknown"),
            "review": ("2025-12-25", "written"),
        },
    ]


@pytest.mark.parametrize(
    ("then", "revision", "source"),
    [
        ("# Seven\n", "12", "the tag sop-7_r12 of 2024-03-01"),
        ("# 7\n", "13", "the tag sop-7_r12 of 2024-03-01, and changed since"),
    ],
)
def test_owners_and_revisions_may_come_from_the_host_and_from_tags(then: str, revision: str, source: str) -> None:
    owners = code_owners("CODEOWNERS", b"/docs/ @org/Ops-team @ann\n")
    tags = tuple(
        ForeignTag(name, "0" * 40, date(2024, 3, 1), "Ben Hughes", "1" * 40) for name in ("sop-7_r3", "sop-7_r12", "v1")
    )
    found = _surveyed(_found({"docs/sop-7.md": "# Seven\n"}, codeowners=owners, tags=tags), then).documents[0]
    assert found.of("owner") == Known("owner", "ops-team", "CODEOWNERS, line 1: @org/Ops-team @ann", Certainty.DERIVED)
    assert found.of("revision") == Known("revision", revision, source, Certainty.DERIVED)
    assert found.of("approver").value == "Ben Hughes"
    assert "no signature" in found.of("approver").source


def test_what_is_derived_from_beside_the_documents_is_written_into_the_mapping_by_path() -> None:
    owners = code_owners("CODEOWNERS", b"/docs/ @ops\n/docs/b/ @qa\n")
    tags = (ForeignTag("sop-7_r3", "0" * 40, date(2024, 3, 1), "Ben Hughes", "1" * 40),)
    every = "---\nreview_in: 1 year\n---\n"
    texts = {"docs/a/sop-7.md": every, "docs/a/sop-8.md": "# 8\n", "docs/b/sop-9.md": "# 9\n"}
    found = _found(texts, codeowners=owners, tags=tags)
    surveyed = _surveyed(found, every)
    sources = {each.field: each.sources for each in surveyed.proposal.mapping.fields}
    placed = {field: [each.folders for each in given if each.folders] for field, given in sources.items()}
    assert placed["owner"] == [(("docs/a", "ops"), ("docs/b/sop-9.md", "qa"))]
    assert placed["revision"] == [(("docs/a/sop-7.md", "3"),)]
    assert placed["review_by"] == [(("docs/a/sop-7.md", "2027-08-01"),)]
    text = (plan_adoption(found, surveyed).edits[0].after or b"").decode()
    assert "# from CODEOWNERS, as it is today: correct it" in text


def test_everybody_whom_codeowners_names_is_told_and_the_first_is_proposed() -> None:
    owners = code_owners("CODEOWNERS", b"/docs/ @ops @org/stores jane@firma.example @ops\n")
    found = _found({"docs/a.md": "# A\n"}, codeowners=owners)
    surveyed = _surveyed(found)
    assert surveyed.documents[0].of("owner").value == "ops"
    text = (plan_adoption(found, surveyed).edits[0].after or b"").decode()
    assert "# from CODEOWNERS; beside ops it names stores and jane, as it is today: correct it" in text


def test_a_type_is_called_as_its_folder_without_accents_and_its_number() -> None:
    files = {f"{folder}/a.md": "# A\n" for folder in ("01 Führung", "2.1_Prüfmaße", "3", "Вводная", "sops")}
    types = _surveyed(_found(files)).proposal.types
    assert [(kind.name, kind.prefix) for kind in types] == [
        ("fuhrung", "Fuhrung"), ("prufmasse", "Prufmasse"), ("3", "3"), ("sops", "sops"), ("document", "DOC"),
    ]  # fmt: skip


def test_a_table_of_contents_is_no_link_and_what_is_no_markdown_is_told() -> None:
    found = _found({"docs/a.md": "[[_TOC_]]\n\n# A\n"}, "docs/b.adoc", "docs/c.docx", "docs/d.png", "dist/e.html")
    assert {each.rule for each in obstacles(found, _surveyed(found))} == {"markdown-unsupported"}
    assert list(found.other_forms()) == [("docs/b.adoc", "pandoc"), ("docs/c.docx", "qmsdoc import")]


def test_an_id_that_two_documents_have_is_none() -> None:
    same = "---\nid: SOP-1\ntitle: x\n---\n"
    surveyed = _surveyed(_found({"docs/a.md": same, "docs/b.md": same}))
    assert [each.of("id").value for each in surveyed.documents] == ["a", "b"]
    assert {each.of("id").certainty for each in surveyed.documents} == {Certainty.DERIVED}


def test_what_is_overdue_is_so_from_the_day_after() -> None:
    text = "---\ntitle: x\nreview_by: 2026-08-{}\n---\n"
    files = {f"docs/{day}.md": text.format(day) for day in ("18", "19", "20")}
    assert _surveyed(_found(files)).overdue == ("docs/18.md",)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("docs/a.md", True),
        ("docs/a.html.md.erb", True),
        ("a b/ü.qmd", True),
        ("README.md", False),
        ("docs/readme.markdown", False),
        ("node_modules/x/docs/a.md", False),
        ("docs/security.md", True),
        ("SECURITY.md", False),
        ("docs/a.txt", False),
    ],
)
def test_pages_about_the_repository_itself_are_no_documents(path: str, wanted: bool) -> None:
    assert is_candidate(path) is wanted


def test_what_will_break_is_told_by_document_and_line() -> None:
    text = '# A\n\n[b](/b.html) [gone](x.md) <%= x %>\n\n=== "Tab"\n\n    words\n\n<b>raw</b>\n'
    found = _found({"docs/a.md": text, "docs/b.md": "# B\n"})
    told = [(each.rule, each.path, each.line) for each in obstacles(found, _surveyed(found))]
    assert told == [
        ("markdown-unsupported", "docs/a.md", 3),
        ("link-broken", "docs/a.md", 3),
        ("link-broken", "docs/a.md", 3),
        ("markdown-unsupported", "docs/a.md", 5),
        ("content-unsafe", "docs/a.md", 9),
    ]


def test_what_a_site_runs_is_named() -> None:
    settings = b"plugins:\n  - search\n  - macros:\n      x: y\nhooks: [a.py]\ntheme: !!python/name:os.system x\n"
    found = _found({"docs/a.md": "# A\n"}, mkdocs=settings)
    told = [(each.path, each.line) for each in obstacles(found, _surveyed(found))]
    assert told == [("mkdocs.yml", 3), ("mkdocs.yml", 5)]


def test_the_proposal_is_a_policy_that_claims_nothing() -> None:
    found = _found({"docs/a.md": _ONE, "docs/b.md": _TWO, "docs/index.md": "# All\n"}, "docs/README.md")
    plan = plan_adoption(found, _surveyed(found))
    proposed, problems = policy({edit.path: edit.after or b"" for edit in plan.edits})
    assert problems == ()
    assert proposed is not None
    assert proposed.documents == ("docs/**/*.md",)
    assert proposed.uncontrolled == ("docs/README.md", "docs/index.md")
    assert [person.tenures for person in proposed.people] == [()]
    assert proposed.mapping == _surveyed(found).proposal.mapping


@pytest.mark.parametrize(
    ("paths", "documents", "base"),
    [
        (("a.md",), ("*.md",), ""),
        (("docs/a.md",), ("docs/**/*.md",), "docs/"),
        (("docs/x/a.md", "docs/y.qmd"), ("docs/**/*.md", "docs/**/*.qmd"), "docs/"),
        (("a.md", "docs/b.md"), ("*.md", "docs/**/*.md"), ""),
        (("docs/x/a.md", "docs/x/b.md"), ("docs/x/**/*.md",), "docs/x/"),
    ],
)
def test_the_proposal_finds_the_very_documents_that_were_surveyed(
    paths: tuple[str, ...], documents: tuple[str, ...], base: str
) -> None:
    found = _found(dict.fromkeys(paths, "# A\n"))
    plan = plan_adoption(found, _surveyed(found))
    proposed, _ = policy({edit.path: edit.after or b"" for edit in plan.edits})
    assert proposed is not None
    assert proposed.mapping is not None
    assert (proposed.documents, proposed.mapping.base) == (documents, base)
    assert [path for path in paths if is_document_path(path, proposed)] == list(paths)


@pytest.mark.parametrize("taken", ["qmsdoc.yml", "people.yml"])
def test_what_is_there_already_is_never_replaced(taken: str) -> None:
    found = _found({"docs/a.md": _ONE}, taken)
    with pytest.raises(UsageError, match=taken):
        plan_adoption(found, _surveyed(found))


def test_where_there_is_no_document_there_is_nothing_to_adopt() -> None:
    found = _found({})
    with pytest.raises(UsageError, match="no document"):
        plan_adoption(found, _surveyed(found))
