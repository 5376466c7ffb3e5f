"""Slips of editors in the demonstration: each gives one finding, on its line, with a remedy that clears it.

One demonstration is made; every slip is then judged as `check --since main` judges it, over files in memory. QP-012 is
revised rightly first, then one slip is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from qmsdoc import resources
from qmsdoc.capture import capture
from qmsdoc.checking.apply_fixes import changes
from qmsdoc.demo.make import make
from qmsdoc.git import Store, open_repository
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.fingerprint import fingerprints
from qmsdoc.rules import check
from tests.memory import MemoryTree

pytestmark = pytest.mark.acceptance

TODAY = date(2026, 11, 29)
PLACE = "documents/procedures/nonconforming-outputs.md"
WAITS = "approval-missing"
REASON = "change: The red tag names the customer.\n"

Files = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Branch:
    """The demonstration with QP-012 revised rightly, what was found before, and the former reason for change."""

    store: Store
    root: str
    files: Files
    before: frozenset[str]
    right: str
    former: str

    def found(self, data: bytes | None, *, path: str = PLACE, more: Files | None = None) -> list[Finding]:
        """Return what is new with these bytes as QP-012 (None: no such file), but for what merely waits."""
        files = {each: file for each, file in self.files.items() if each != PLACE} | dict(more or {})
        if data is not None:
            files[path] = ("100644", data)
        findings = check(self.snapshot(files))
        new = zip(findings, fingerprints(findings), strict=True)
        return [each for each, mark in new if mark not in self.before and not _waits(each)]

    def snapshot(self, files: Files) -> Snapshot:
        """Return the manual with these files in the working tree."""
        return capture(self.store, as_of=TODAY, today=TODAY, trust_root=self.root, working_tree=MemoryTree(files))


def _waits(finding: Finding) -> bool:
    return finding.severity == "info"


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    folder = tmp_path_factory.mktemp("mistakes")
    made = make(resources.folder("sample_manual"), folder / "manual", folder / "keys", TODAY)
    repository = open_repository(made.folder)
    with repository.store:
        tree = repository.working_tree()
        files = {path: (tree.mode(path) or "", tree.read(path) or b"") for path in tree.paths()}
        text = files[PLACE][1].decode()
        former = next(row for row in text.splitlines(keepends=True) if row.startswith("change: "))
        dates = [row for row in text.splitlines(keepends=True) if row.startswith(("effective: ", "review_by: "))]
        right = text.replace("revision: 5\n", "revision: 6\n").replace(former, REASON)
        right = right.replace("".join(dates), "effective: 2026-12-20\n").replace("date, name.", "customer, date, name.")
        base = Branch(repository.store, made.root, files, frozenset(), right, former)
        found = base.found(files[PLACE][1])
        yield replace(base, before=frozenset(fingerprints(found)))


def test_what_is_right_has_nothing_but_to_wait(branch: Branch) -> None:
    assert branch.found(branch.right.encode()) == []
    snapshot = branch.snapshot({**branch.files, PLACE: ("100644", branch.right.encode())})
    assert [each.rule for each in check(snapshot) if each.document == "QP-012"] == [WAITS]


@dataclass(frozen=True, slots=True)
class Slip:
    """What is written instead of what is right, the rule that it breaks, and a part of the remedy.

    `at` stands on the finding's line (by default what was written). `follow` is what the remedy makes of
    the slip; by default it undoes it.
    """

    name: str
    old: str
    new: str
    rule: str
    remedy: str
    at: str = ""
    follow: tuple[str, str] | None = None

    def __str__(self) -> str:
        return self.name


_LINK, _FORM = "(inspection-and-release.md)", "(../forms/nonconformity-report.md)"
_AT = "effective: 2026-12-20"
_RECORDS = "## Records"
_MARKS = "Choose one of the two texts"
_QUOTES = "into double quotes"
SLIPS = (
    Slip("01 a German date", _AT, "effective: 20.12.2026", "date-invalid", "Did you mean 2026-12-20?"),
    Slip("02 an impossible date", _AT, "effective: 2026-02-30", "date-invalid", "year, month and day"),
    Slip(
        "03 an unknown role",
        "owner: production-manager",
        "owner: production manager",
        "owner-unknown",
        "'production-manager'?",
    ),
    Slip(
        "04 a typo in a role",
        "owner: production-manager",
        "owner: produktion-manager",
        "owner-unknown",
        "'production-manager'?",
    ),
    Slip("05 a typo in a field", "revision: 6", "reviison: 6", "field-unknown", "Correct its name"),
    Slip("06 another", "effective: ", "efective: ", "field-unknown", "Correct its name"),
    Slip("07 no reason", REASON, "", "change-missing", "Add `change:`", at="revision: 6"),
    Slip("08 the former reason", REASON, "FORMER", "change-repeated", "what is different now"),
    Slip("09 the former number", "revision: 6", "revision: 5", "changed-without-revision", "`revision: 6`"),
    Slip("10 a gap", "revision: 6", "revision: 7", "revision-gap", "`revision: 6`"),
    Slip(
        "11 a broken link",
        _LINK,
        "(inspection-and-realease.md)",
        "link-broken",
        "procedures/inspection-and-release.md'?",
    ),
    Slip(
        "12 a broken anchor",
        _LINK,
        "(inspection-and-release.md#reslease)",
        "anchor-missing",
        "'releasing'?",
        follow=("#reslease", "#releasing"),
    ),
    Slip("13 an id of nobody", _LINK, "(QP-999)", "link-broken", "Correct the id", follow=("(QP-999)", "(QP-011)")),
    Slip("14 another id", "id: QP-012", "id: QP-112", "id-changed", "`id: QP-012`"),
    Slip("15 the id of another", "id: QP-012", "id: QP-011", "id-changed", "`id: QP-012`"),
    Slip("16 an id in small letters", "id: QP-012", "id: qp-012", "id-changed", "`id: QP-012`"),
    Slip(
        "18 a quote that never ends",
        "change: The",
        'change: "The',
        "front-matter-invalid",
        "Close it.",
        follow=("customer.\n", 'customer."\n'),
    ),
    Slip(
        "19 a colon in the reason",
        "change: The red tag",
        "change: Red tag: it",
        "front-matter-invalid",
        _QUOTES,
        follow=("change: Red tag: it names the customer.", 'change: "Red tag: it names the customer."'),
    ),
    Slip(
        "20 marks of a merge",
        "1. Stop the work",
        "<<<<<<< HEAD\n1. Stop the work on it.\n=======\n1. Stop the work",
        "content-unsafe",
        _MARKS,
    ),
    Slip(
        "21 marks of a merge above",
        "revision: 6",
        "<<<<<<< HEAD\nrevision: 6\n=======\nrevision: 6\n>>>>>>> main",
        "front-matter-invalid",
        _MARKS,
    ),
    Slip(
        "22 no such picture",
        _RECORDS,
        f"![The cage](images/cage.png)\n\n{_RECORDS}",
        "asset-missing",
        "images/cage.png",
    ),
    Slip(
        "23 raw HTML",
        _RECORDS,
        f'<div style="color:red">Careful</div>\n\n{_RECORDS}',
        "content-unsafe",
        "in Markdown",
        follow=('<div style="color:red">Careful</div>', "**Careful**"),
    ),
    Slip(
        "25 another heading",
        "# Nonconforming outputs",
        "# Nonconforming products",
        "title-mismatch",
        "alike",
        at="title: Nonconforming",
    ),
    Slip(
        "26 a section called otherwise",
        "## Scope",
        "## Where it holds",
        "template-drift",
        "Add the heading",
        at="type: procedure",
        follow=("## Where it holds", "## Scope\n\nHere.\n\n## Where it holds"),
    ),
    Slip(
        "27 no closing line",
        "amounts of money\n---\n",
        "amounts of money\n",
        "front-matter-invalid",
        "Write a line '---'",
        at="---",
    ),
    Slip(
        "28 an empty line above", "---\nid", "\n---\nid", "front-matter-invalid", "Delete the empty lines", at="\n---"
    ),
    Slip("29 an unknown type", "type: procedure", "type: proceedure", "field-invalid", "'procedure'?"),
    Slip("30 no such clause", "8.7]", "8.77]", "clause-unknown", "'8.7'?"),
    Slip("31 in force in the past", _AT, "effective: 2026-01-20", WAITS, "Write a later day"),
    Slip(
        "32 a review too far away",
        _AT,
        f"{_AT}\nreview_by: 2031-12-20",
        "review-interval-exceeded",
        "2028-12-20 or an",
        at="review_by",
        follow=("2031-12-20", "2028-12-20"),
    ),
    Slip("33 a field in capitals", "title: Nonc", "Title: Nonc", "field-unknown", "Correct its name"),
    Slip(
        "34 a status typed in",
        "revision: 6",
        "revision: 6\nstatus: approved",
        "field-unknown",
        "delete it",
        at="status",
    ),
    Slip(
        "35 a gap to fill in",
        "report number, part",
        "report number <number>, part",
        "content-unsafe",
        "must be code",
        follow=("<number>", "`<number>`"),
    ),
    Slip(
        "36 a limit and a tag",
        "Stop the work on the item.",
        "Stop the work on the item if it is <5 mm or <b>.",
        "content-unsafe",
        "must be code",
        follow=("<b>", "`<b>`"),
    ),
    Slip(
        "37 an address of the site",
        _LINK,
        "(/qp-011/)",
        "content-unsafe",
        "by its id",
        follow=("(/qp-011/)", "(QP-011)"),
    ),
    Slip(
        "38 backslashes",
        _FORM,
        r"(..\forms\nonconformity-report.md)",
        "content-unsafe",
        "'../forms/nonconformity-report.md'",
    ),
    Slip(
        "39 capitals in a path",
        _LINK,
        "(Inspection-and-Release.md)",
        "link-broken",
        "procedures/inspection-and-release.md'?",
    ),
    Slip("44 a number with a point", "revision: 6", "revision: 6.0", "field-invalid", "a whole number"),
    Slip("45 a letter as number", "revision: 6", "revision: B", "field-invalid", "a whole number"),
    Slip(
        "46 a mistake in a map",
        "found([Something is doubtful]) --> hold",
        "found([Something is doubtful) -> hold",
        "diagram-invalid",
        "close each bracket",
    ),
    Slip(
        "47 a step that leads nowhere",
        'click figures "qms:QP-017"',
        'click figures "qms:QP-917"',
        "link-broken",
        "'QP-017'?",
    ),
    Slip("48 a no-break space", "revision: 6", "revision:\u00a06", "front-matter-invalid", "a plain space"),
    Slip(
        "49 a field twice",
        "revision: 6",
        "revision: 6\nrevision: 6",
        "front-matter-invalid",
        "Keep one",
        at="revision: 6\nchange",
    ),
    Slip(
        "50 no such include", _RECORDS, f'--8<-- "includes/none.md"\n\n{_RECORDS}', "asset-missing", "includes/none.md"
    ),
    Slip(
        "53 a limit called editorial",
        "decides within 3 working days",
        "decides within 5 working days",
        "change-understated",
        "Say in `change`",
        at="change: Editorial.",
        follow=("change: Editorial.", "change: The decision has five working days."),
    ),
)


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_told_once_on_its_line_with_a_remedy_that_works(branch: Branch, slip: Slip) -> None:
    new = branch.former if slip.new == "FORMER" else slip.new
    start = branch.right.replace(REASON, "change: Editorial.\n") if "Editorial" in slip.at else branch.right
    assert slip.old in start
    text = start.replace(slip.old, new, 1)
    (finding,) = branch.found(text.encode())
    where = text.index(slip.at or new.strip() or slip.old) + (slip.at == "\n---")
    # An empty line above the front matter is the first line itself.
    line = 1 if slip.at.strip() == "---" else text.count("\n", 0, where) + 1
    assert (finding.rule, finding.path, finding.line) == (slip.rule, PLACE, line)
    assert slip.remedy in f"{finding.message} {finding.remedy}"
    if slip.follow is not None or start != branch.right:
        old, mended = slip.follow or (new, slip.old)
        assert old in text
        assert branch.found(text.replace(old, mended, 1).encode()) == []


@pytest.mark.parametrize(
    "make_slip",
    [
        pytest.param(lambda text: text.replace("revision: 6", "revision:\t6"), id="17 a tab after a colon"),
        pytest.param(lambda text: text.replace("| Scrap note |", "| Scrap<br>note |"), id="24 a break in a cell"),
    ],
)
def test_what_is_read_as_it_is_meant_needs_no_remedy(branch: Branch, make_slip: Callable[[str], str]) -> None:
    text = make_slip(branch.right)
    assert text != branch.right
    assert branch.found(text.encode()) == []


def test_40_a_link_with_spaces_is_told_step_by_step(branch: Branch) -> None:
    text = branch.right.replace(_LINK, "(inspection and release.md)", 1)
    line = text.count("\n", 0, text.index("(inspection and")) + 1
    (shown,) = branch.found(text.encode())
    assert (shown.rule, shown.line) == ("markdown-unsupported", line)
    assert "angle brackets" in shown.remedy
    (broken,) = branch.found(text.replace("(inspection and release.md)", "(<inspection and release.md>)").encode())
    assert (broken.rule, broken.line) == ("link-broken", line)
    assert "procedures/inspection-and-release.md'?" in broken.remedy


def test_41_a_file_in_the_wrong_folder_is_told_once(branch: Branch) -> None:
    moved = "documents/forms/nonconforming-outputs.md"
    (finding,) = branch.found(branch.right.encode(), path=moved)
    assert (finding.rule, finding.path, finding.line) == ("id-pattern", moved, 4)
    assert "Move the file" in finding.remedy


def test_42_a_file_that_was_deleted_is_told_once(branch: Branch) -> None:
    (finding,) = branch.found(None)
    assert (finding.rule, finding.path, finding.line) == ("deleted-not-withdrawn", PLACE, None)
    assert f"Put {PLACE} back" in finding.remedy


@pytest.mark.parametrize("name", ["notes.md", "notes.MD", "notes.markdown"])
def test_43_a_note_among_the_documents_is_told_until_it_is_listed(branch: Branch, name: str) -> None:
    note: Files = {f"documents/procedures/{name}": ("100644", b"# Notes\n")}
    (finding,) = branch.found(branch.right.encode(), more=note)
    assert (finding.rule, finding.path) == ("uncontrolled-file", f"documents/procedures/{name}")
    assert "`uncontrolled:`" in finding.remedy
    mode, policy = branch.files["qmsdoc.yml"]
    rows = policy.decode().splitlines(keepends=True)
    number = next(row for row in rows if row.startswith("revision: "))
    reason = next(row for row in rows if row.startswith("change: "))
    listed = policy.decode().replace("uncontrolled: [", f"uncontrolled: [documents/procedures/{name}, ", 1)
    listed = listed.replace(number, f"revision: {int(number.split()[1]) + 1}\n").replace(reason, "change: Notes.\n")
    assert listed != policy.decode()
    assert branch.found(branch.right.encode(), more={**note, "qmsdoc.yml": (mode, listed.encode())}) == []


def test_51_another_encoding_is_told_where_it_shows(branch: Branch) -> None:
    text = branch.right.replace("names the customer", "names the K\u00e4ufer", 1)
    (finding,) = branch.found(text.encode("latin-1", "replace"))
    assert (finding.rule, finding.line) == ("front-matter-invalid", 7)
    assert "UTF-8" in finding.remedy
    assert branch.found(text.encode()) == []


def test_52_a_byte_order_mark_is_told_and_windows_line_ends_are_read(branch: Branch) -> None:
    windows = branch.right.replace("\n", "\r\n").encode()
    (finding,) = branch.found(b"\xef\xbb\xbf" + windows)
    assert (finding.rule, finding.line) == ("front-matter-invalid", 1)
    assert "without a byte order mark" in finding.remedy
    assert branch.found(windows) == []


@pytest.mark.parametrize(
    ("old", "new", "mended"),
    [
        ("id: QP-012\n", "id: 'QP-012 '\n", "id: 'QP-012'\n"),
        (f"{_AT}\n", "effective: 20 December 2026\n", f"{_AT}\n"),
        (f"{_AT}\n", "effective: 2026-01-20\n", ""),
        ("id: QP-012\ntitle: Nonconforming outputs\n", "title: Nonconforming outputs\nid: QP-012\n", None),
        ("revision: 6\n", "revision: 6\n\n\n\n", "revision: 6\n\n"),
        ("revision: 6\n", "revision: 5\n", "revision: 6\n"),
        ("change: The", "change: Red: the", None),
        ("---\nid", "\n---\nid", None),
        ("id: QP-012", "id: QP-011", None),
    ],
)
def test_a_fix_changes_the_document_with_the_fault_and_no_other(
    branch: Branch, old: str, new: str, mended: str | None
) -> None:
    text = branch.right.replace(old, new, 1)
    assert text != branch.right
    fixed = changes(branch.snapshot({**branch.files, PLACE: ("100644", text.encode())}), ())
    assert {document.path for document, _ in fixed} <= {PLACE}
    if mended is not None:
        assert [change.data.decode() for _, change in fixed] == [text.replace(new, mended, 1)]
