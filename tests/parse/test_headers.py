"""Headers of other systems: what each form gives, with lines, and what is refused."""

from __future__ import annotations

import pytest

from qmsdoc.parse.headers import HeaderForm, read_header
from qmsdoc.parse.yaml import Scalar


def _fields(text: str | bytes) -> tuple[HeaderForm | None, dict[str, tuple[str, int]]]:
    header = read_header(text if isinstance(text, bytes) else text.encode())
    found = {key.text: value for key, value in header.root.entries}
    return header.form, {key: (value.text, value.line) for key, value in found.items() if isinstance(value, Scalar)}


@pytest.mark.parametrize(
    ("text", "form", "fields"),
    [
        ("---\nowner: ops\nrev: 010\n---\nText\n", HeaderForm.YAML, {"owner": ("ops", 2), "rev": ("010", 3)}),
        (
            "name: Access\nacronym: ON\n---\nText\n",
            HeaderForm.UNOPENED_YAML,
            {"name": ("Access", 1), "acronym": ("ON", 2)},
        ),
        ('+++\ntitle = "Access"\nrev = 3\n+++\nText\n', HeaderForm.TOML, {"title": ("Access", 2), "rev": ("3", 3)}),
        (
            "# Access\n\n| Document No. | SOP-7 |\n|---|---|\n| **Owner** | Ops |\n",
            HeaderForm.TABLE,
            {"document_no": ("SOP-7", 3), "owner": ("Ops", 5)},
        ),
        (
            "# Access\n<table>\n<tr><th>Owner</th><td>Ops</td></tr>\n<tr><td>Rev</td><td>4</td></tr>\n</table>\n",
            HeaderForm.HTML_TABLE,
            {"owner": ("Ops", 3), "rev": ("4", 4)},
        ),
        (
            "# Access\n\n**Owner:** Ops  **Review Cycle:** Annual | **Date**: 3 May\n",
            HeaderForm.BOLD_LIST,
            {"owner": ("Ops", 3), "review_cycle": ("Annual", 3), "date": ("3 May", 3)},
        ),
        (
            "# Access\n\n> **Owner:** Ops\n> **Review Cycle**: Annual\n\n## 1 Purpose\n\n- **Not:** this\n",
            HeaderForm.BOLD_LIST,
            {"owner": ("Ops", 3), "review_cycle": ("Annual", 4)},
        ),
        (
            '{\n  "title": "Access",\n  "params": {"owner": "Ops"},\n  "rev": 3, "draft": false\n}\n\nText\n',
            HeaderForm.JSON,
            {"title": ("Access", 2), "rev": ("3", 4), "draft": ("false", 4)},
        ),
        (
            "# Access\n\n| Document No. | SOP-7 | Rev. | 4 |\n|---|---|---|---|\n| Owner | Ops | Valid | 2026 |\n",
            HeaderForm.TABLE,
            {"document_no": ("SOP-7", 3), "rev": ("4", 3), "owner": ("Ops", 5), "valid": ("2026", 5)},
        ),
        (
            "# Access\n\n| Owner | [Ops](/u/1) |\n|---|---|\n| Rev | 3 |\n",
            HeaderForm.TABLE,
            {"owner": ("Ops", 3), "rev": ("3", 5)},
        ),
        (
            '# A\n\n<table class="x"><tbody><tr><th class="y"><p>Document ID</p></th><td><p>QP-01</p></td></tr>'
            '<tr><th><p>Owner</p></th><td><a href="/u/1">Jane&nbsp;Doe</a></td></tr></tbody></table>\n',
            HeaderForm.HTML_TABLE,
            {"document_id": ("QP-01", 3), "owner": ("Jane Doe", 3)},
        ),
        (
            "# A\n<table><tr><td>Owner</td><td>Ops<tr>and <td>Rev</td><td>4</td></table>\n",  # a cell left open
            HeaderForm.HTML_TABLE,
            {"owner": ("Ops", 2), "rev": ("4", 2)},
        ),
        ("| Version | Date | Author | Change |\n|---|---|---|---|\n| 1.0 | 2024 | Jane | First |\n", None, {}),
        ("| Title | Owner | Status | Place |\n|---|---|---|---|\n| Access | Jane | ok | B |\n", None, {}),
        ("{{ site.title }}\n", None, {}),
        ("# Access\n\nText.\n", None, {}),
    ],
)
def test_each_form_gives_its_fields_with_their_lines(
    text: str, form: HeaderForm | None, fields: dict[str, tuple[str, int]]
) -> None:
    assert _fields(text) == (form, fields)


def test_a_table_below_front_matter_adds_what_that_does_not_say() -> None:
    text = "---\nid: SOP-1\nowner: ops\n---\n\n# Access\n\n**Owner:** other\n**Review Cycle:** Annual\n"
    assert _fields(text) == (
        HeaderForm.YAML,
        {"id": ("SOP-1", 2), "owner": ("ops", 3), "review_cycle": ("Annual", 9)},
    )


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"---\nowner: a\nowner: b\n---\n", 3),
        (b"+++\nrev = 3\nrev = 4\n+++\n", 3),
        (b"---\ntitle: one: two\n---\n", 2),
        (b'{\n"rev": 3,\n"rev": 4\n}\n', 1),
        (b'{"rev": 3,\n "owner"\n}\n', 3),
        (b'{"a": ' + b"[" * 5000, 1),
        (b"---\ntitle: never closed\n", 1),
        (b"--\ntitle: x\n---\n", 1),
        (b"\xff\xfe-\x00-\x00", 1),
        (b"---\ntitle: x\n---\na\x00b", 4),
        (b"---\ntitle: x\n---\ra", 3),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_line(data: bytes, line: int) -> None:
    assert [fault.line for fault in read_header(data).problems] == [line]


def test_a_name_that_stands_twice_in_a_table_makes_no_header() -> None:
    assert _fields("# A\n\n| Owner | a |\n|---|---|\n| owner | b |\n") == (None, {})
