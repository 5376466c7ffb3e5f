"""Front matter as the wild has it: what is read, and what is refused where and in which words."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.model.document import FrontMatter
from qmsdoc.model.finding import Finding
from qmsdoc.parse.front_matter import front_matter

GOOD = """---
id: QP-001
title: Control of documented information
type: procedure
owner: quality-manager            # a role or a person of people.yml
revision: 3
change: Calibration records are kept ten years instead of five.
effective: 2026-02-01
review_by: 2028-02-01
clauses: [iso9001-2015:7.5.2, iso9001-2015:7.5.3]
supersedes: [QP-000]
parent: QM-001
lang: de
translates: 3
x-region: {north: [a, b], south: NO}
---
Body
"""
LEAST = "id: A-1\ntitle: T\ntype: procedure\nowner: qm\nrevision: 1\n"


def rules(text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(p.rule, p.line, p.column) for p in front_matter(data).problems]


def only(inner: str) -> Finding:
    (problem,) = front_matter(f"---\n{inner}---\n".encode()).problems
    return problem


def test_every_field_is_typed() -> None:
    parsed = front_matter(GOOD.encode())
    assert parsed.problems == ()
    assert parsed.text[parsed.body_offset :] == "Body\n"
    places = {key: (line, column) for key, line, column in parsed.front.places}
    assert places["id"] == (2, 1)
    assert places["x-region"] == (15, 1)
    assert parsed.front == FrontMatter(
        id="QP-001",
        title="Control of documented information",
        type="procedure",
        owner="quality-manager",
        revision=3,
        change="Calibration records are kept ten years instead of five.",
        effective=date(2026, 2, 1),
        review_by=date(2028, 2, 1),
        clauses=("iso9001-2015:7.5.2", "iso9001-2015:7.5.3"),
        supersedes=("QP-000",),
        parent="QM-001",
        lang="de",
        translates=3,
        extra=(("x-region", "north: a, b, south: NO"),),
        places=parsed.front.places,
    )


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_and_spaces_behind_hyphens(ends: str) -> None:
    text = f"--- \n{LEAST}---\t\nx".replace("\n", ends)
    parsed = front_matter(text.encode())
    assert parsed.problems == ()
    assert parsed.front.revision == 1
    assert parsed.text[parsed.body_offset :] == "x"


def test_mixed_line_ends_are_read() -> None:
    assert rules("---\r\nid: A\ntitle: T\r\ntype: t\nowner: o\r\nrevision: 1\n---\r\n") == []


def test_a_file_that_ends_with_its_front_matter() -> None:
    assert rules(f"---\n{LEAST}---") == []


def test_a_document_of_389_kb() -> None:
    assert rules(f"---\n{LEAST}---\n" + "word " * 77_800) == []


UNREADABLE = {
    "byte order mark": (b"\xef\xbb\xbf---\nid: A\n---\n", 1, "byte order mark"),
    "utf-16": (f"---\n{LEAST}---\n".encode("utf-16"), 1, "UTF-16"),
    "utf-16 without a mark": (f"---\n{LEAST}---\n".encode("utf-16-le"), 1, "UTF-16"),
    "utf-16 with accents": ("é€日".encode("utf-16-le") + "abc".encode("utf-16-le") * 9, 1, "UTF-16"),
    "utf-32": (f"---\n{LEAST}---\n".encode("utf-32"), 1, "UTF-32"),
    "latin-1": (b"---\nid: A\ntitle: caf\xe9\n---\n", 3, "not saved as UTF-8"),
    "nul": (f"---\n{LEAST}---\nab\0c".encode(), 8, "NUL"),
    "lone carriage return": (f"---\n{LEAST}---\nab\rc".encode(), 8, "carriage return"),
    "empty": (b"", 1, "empty"),
    "toml": (b"+++\nid = 'A'\n+++\n", 1, "TOML"),
    "blank first line": (b"\n---\nid: A\n---\n", 1, "first line"),
    "comment above": (b"<!-- Licence.\nMore. -->\n\n---\nid: A\n---\n", 1, "A comment stands above"),
    "dashes": ("\n———\nid: A\n---\n".encode(), 2, "'———', in dashes,"),
    "space before": (b" ---\nid: A\n---\n", 1, "A space stands before the opening line"),
    "no-break space": ("---\u00a0\nid: A\n---\n".encode(), 1, "opening line '---' has a no-break space"),
    "closed by dashes": ("---\nid: A\n———\n\n# A\n".encode(), 3, "closing line is '———', in dashes,"),
    "closed after a space": (b"---\nid: A\n ---\n", 3, "A space stands before the closing line"),
    "closed by four": (b"---\nid: A\n----\n", 3, "closing line is '----'"),
    "no-break space in a field": ("---\ntitle: B\nid:\u00a0A\n---\n".encode(), 3, "no-break space follows the colon"),
    "two hyphens": (b"--\nid: A\n--\n", 1, "'--'"),
    "four hyphens": (b"----\nid: A\n----\n", 1, "'----'"),
    "no opening line": (b"name: Access\nacronym: ON\n---\n# A\n", 1, "opening line"),
    "none at all": (b"# A\n", 1, "no front matter"),
    "never closed": (b"---\nid: A\n# B\n", 1, "never closed"),
    "ended by points": (b"---\nid: A\n...\n# B\n", 3, "'...'"),
    "ended by points before a rule": (b"---\nid: A\n...\ntext\n\n---\n", 3, "'...'"),
    "tab": (b"---\nid:\n\tA\n---\n", 3, "tab"),
    "duplicate key": (b"---\nid: A\ntitle: T\nid: B\n---\n", 4, "twice"),
    "anchor": (b"---\nid: &x A\n---\n", 2, "'&x'"),
    "alias": (b"---\nid: *x\n---\n", 2, "'*x'"),
    "tag": (b"---\nid: !!python/name:os.system A\n---\n", 2, "tag"),
    "merge key": (b"---\n<<: {a: b}\n---\n", 2, "merge"),
    "directive": (b"---\n%YAML 1.1\n---\n", 2, ""),
    "conflict": (b"---\nid: A\n<<<<<<< HEAD\ntitle: T\n=======\ntitle: U\n>>>>>>> x\n---\n", 3, "merge"),
    "colon in a title": (b"---\nid: A\ntitle: Audits: internal\n---\n", 3, "second colon"),
    "no space": (b"---\nid:A\n---\n", 2, "space is missing"),
    "no space before others": (b"---\nid:A\ntitle: T\n---\n", 2, "space is missing"),
    "no space between": (b"---\nid: A\ntitle:T\nowner: o\n---\n", 3, "space is missing"),
    "cut": (b"---\nid: A\nchange: Answers finding #12 of the audit.\n---\n", 3, "'\u2026Answers finding'"),
    "cut in a list": (b"---\nid: A\nclauses: [a,\n  b #4\n  ]\n---\n", 4, "cuts 'clauses'"),
    "cut before a number": (b"---\nid: A\nchange: See # 12.\n---\n", 3, "'\u2026See'"),
    "open quote": (b'---\nid: A\ntitle: "T\n---\n', 3, "quote"),
    "open list": (b"---\nid: A\nclauses: [a\n---\n", 3, "list"),
    "text": (b"---\nhello\n---\n", 2, "no fields"),
    "a list": (b"---\n- a\n---\n", 2, "no fields"),
    "list as key": (b"---\n[a]: b\n---\n", 2, "list"),
    "invisible": ("---\nid: A\u2028b\n---\n".encode(), 2, "invisible"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable(name: str) -> None:
    data, line, words = UNREADABLE[name]
    parsed = front_matter(data)
    (problem,) = parsed.problems
    assert (problem.rule, problem.line) == ("front-matter-invalid", line)
    assert problem.column
    assert words in problem.message
    assert problem.remedy
    assert parsed.front == FrontMatter(id=parsed.front.id, lang=parsed.front.lang)


def test_only_plain_markdown_is_bare() -> None:
    assert front_matter(b"# A\n").bare
    assert front_matter(b"\n\n# A\n").bare
    assert front_matter(b"<!-- Note. -->\n# A\n").bare
    assert not front_matter(b"+++\n").bare


def test_required_fields() -> None:
    told = {p.message: p.rule for p in front_matter(b"---\n---\n").problems}
    assert told.pop("The document names no owner.") == "owner-missing"
    assert list(told) == [f"The field '{name}' is missing." for name in ("id", "revision", "title", "type")]
    assert set(told.values()) == {"field-missing"}


def test_unknown_field() -> None:
    problem = only(LEAST + "efective: 2026-01-01\n")
    assert (problem.rule, problem.line, problem.column) == ("field-unknown", 7, 1)
    assert "Did you mean 'effective'?" in problem.message


def test_field_of_ones_own() -> None:
    assert rules(f"---\n{LEAST}x-acronym: ON\n---\n") == []
    assert front_matter(f"---\n{LEAST}x-acronym: ON\n---\n".encode()).front.extra == (("x-acronym", "ON"),)


@pytest.mark.parametrize("text", ["0", "03", "-1", "1.0", "1e3", "one", "", "~", "[1]", "9999999", "1" * 40])
def test_revision_is_a_whole_number(text: str) -> None:
    inner = LEAST.replace("revision: 1", f"revision: {text}")
    problem = only(inner)
    assert (problem.rule, problem.line, problem.column is None) == ("field-invalid", 6, False)
    assert front_matter(f"---\n{inner}---\n".encode()).front.revision is None


@pytest.mark.parametrize(("text", "good"), [("A" * 64, True), ("A" * 65, False), ("a_b", False), ("-a", False)])
def test_id(text: str, good: bool) -> None:
    parsed = front_matter(f"---\n{LEAST.replace('A-1', text)}---\n".encode())
    assert parsed.front.id == (text if good else None)
    assert bool(parsed.problems) is not good


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2022-30-09", "2022-09-30"),
        ("2024-05-9", "2024-05-09"),
        ("2018-012-07", "2018-12-07"),
        ("2024/05/09", "2024-05-09"),
        ("2018-04-31", None),
        ("[DATE]", None),
        ("soon", None),
        ("20260201", None),
        ("", None),
    ],
)
def test_dates(text: str, meant: str | None) -> None:
    problem = only(LEAST + f"effective: {text}\n")
    wanted = "field-invalid" if text == "[DATE]" else "date-invalid"
    assert (problem.rule, problem.line, problem.column) == (wanted, 7, 11 if text == "" else 12)
    assert ("Did you mean" in problem.remedy) is (meant is not None)
    assert (meant or "") in problem.remedy


def test_a_single_value_where_a_list_belongs() -> None:
    problem = only(LEAST + "supersedes: QP-000\n")
    assert problem.rule == "field-invalid"
    assert problem.remedy == "Write a list: 'supersedes: [QP-000]'."


def test_an_item_that_is_wrong() -> None:
    problem = only(LEAST + "clauses: [iso9001-2015:4.1, nonsense]\n")
    assert (problem.rule, problem.line, problem.column) == ("field-invalid", 7, 29)


def test_words_stay_words() -> None:
    front = front_matter(f"---\n{LEAST.replace('title: T', 'title: NO')}change: 1:30\n---\n".encode()).front
    assert (front.title, front.change) == ("NO", "1:30")


def test_long_front_matter_and_files() -> None:
    assert only(LEAST + "change: " + "x" * 64_000 + "\n").rule == "front-matter-invalid"
    assert front_matter(b"x" * 1_000_001).problems[0].message.startswith("The file is 1.0 MB")


def test_an_open_file_hides_its_text_from_the_scanner() -> None:
    parsed = front_matter(b"---\nid: A\n[a](b)\n")
    assert parsed.body_offset == len(parsed.text)


def test_long_values_are_shortened_in_messages() -> None:
    assert len(only(LEAST.replace("A-1", "_" * 500)).message) < 120


@pytest.mark.parametrize(
    "row",
    [
        "change: A.  # a note",
        'change: "Answers finding #12."',
        "change: Answers C#, F#.",
        "# change: #12",
        "owner: o   # 2",
    ],
)
def test_a_comment_cuts_nothing(row: str) -> None:
    assert "#" not in "".join(problem.message for problem in front_matter(f"---\n{row}\n---\n".encode()).problems)


def test_a_misspelt_name_is_told_once_and_not_as_missing_too() -> None:
    assert only("id: A\ntitle: T\ntype: t\nowner: o\nreviison: 5\n").rule == "field-unknown"
    problems = front_matter(b"---\nid: A\nx-title: T\ntype: t\nowner: o\nrevision: 5\n---\n").problems
    assert [problem.rule for problem in problems] == ["field-missing"]
