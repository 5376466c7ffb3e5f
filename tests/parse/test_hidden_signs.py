"""Front matter and policy refuse values that hold what nobody sees; their place and sign are told."""

from __future__ import annotations

import pytest

from qmsdoc.model.appearance import Looks
from qmsdoc.parse.branding import looks
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.policy_files import policy
from tests.memory import PEOPLE, POLICY

FIELDS = "id: QP-001\ntype: procedure\nowner: quality-manager\nrevision: 1\n"


def told(extra: str) -> list[tuple[str, int | None, str]]:
    found = front_matter(f"---\n{FIELDS}{extra}\n---\n\n# T\n".encode())
    return [(each.rule, each.line, each.message) for each in found.problems]


@pytest.mark.parametrize(
    ("extra", "sign"),
    [
        ("title: Con\u202etrol", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("title: Con\u200btrol", "U+200B ZERO WIDTH SPACE"),
        ('title: "Con\\u2066trol"', "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ('title: "Con\\x07trol"', "U+0007"),
        ('title: "Con\\ntrol"', "U+000A"),
        ("title: |\n  Con\n  trol", "U+000A"),
        ("title: T\nchange: So\xadft", "U+00AD SOFT HYPHEN"),
        ("title: T\nsupersedes: [QP-000\u200d]", "U+200D ZERO WIDTH JOINER"),
        ('title: T\nexternals:\n  - {ref: R, edition: "\\uFEFF1", owner: o}', "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ],
)
def test_a_value_of_front_matter(extra: str, sign: str) -> None:
    found = [(rule, message) for rule, _, message in told(extra) if "nobody sees" in message]
    assert found == [("field-invalid", f"This value holds {sign}, which nobody sees.")]
    assert front_matter(f"---\n{FIELDS}{extra}\n---\n".encode()).front.id == "QP-001"


def test_a_title_that_holds_it_is_no_title() -> None:
    assert front_matter(f"---\n{FIELDS}title: a\u202eb\n---\n".encode()).front.title is None
    assert front_matter(f"---\n{FIELDS}title: کنترل می‌خواهم\n---\n".encode()).front.title == "کنترل می‌خواهم"


@pytest.mark.parametrize(
    "extra", ["title: می‌خواهم", "title: क्‍ष", "title: T\nchange: |\n  One.\n  Two.", "title: a > b"]
)
def test_what_is_part_of_a_script_or_a_text_passes(extra: str) -> None:
    assert told(extra) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("people.yml", "name: Jane Doe", "name: Jane\u202e Doe"),
        ("people.yml", "name: Jane Doe", 'name: "Jane\\u200b Doe"'),
        ("qmsdoc.yml", "organisation: ", "organisation: \u2066"),
    ],
)
def test_a_value_of_the_policy(path: str, old: str, new: str) -> None:
    files = {"qmsdoc.yml": POLICY, "people.yml": PEOPLE}
    assert old in files[path]
    found = policy({name: text.encode() for name, text in files.items()})[1]
    assert found == ()
    files[path] = files[path].replace(old, new, 1)
    found = policy({name: text.encode() for name, text in files.items()})[1]
    assert [(each.rule, each.path) for each in found] == [("policy-invalid", path)]
    assert "nobody sees" in found[0].message


@pytest.mark.parametrize(
    "line",
    [
        'site_name: "Manual\\u202e of nobody"',
        'site_name: "Manual\\n::error::of nobody"',
        'site_name: "Manual\\x1b]0;of nobody"',
        'site_url: "https://example.org/\\u2066gro.elpmaxe"',
        'copyright: "Meri\\u200bdian"',
        'extra: {social: [{icon: fontawesome/brands/github, link: "https://example.org/", name: "a\\u202eb"}]}',
    ],
)
def test_a_value_of_mkdocs_yml_reaches_no_page(line: str) -> None:
    found, problems = looks(f"theme: {{name: qmsdoc}}\n{line}\n".encode(), lambda _: None)
    assert [(each.rule, each.path, each.line) for each in problems] == [("looks-invalid", "mkdocs.yml", 2)]
    assert "nobody sees" in problems[0].message
    assert not any([found.site_name, found.site_url, found.copyright, *(each.name for each in found.social)])


def test_a_site_name_of_any_script_passes() -> None:
    found = looks("site_name: راهنمای می‌خواهم\ncopyright: |\n  One.\n  Two.\n".encode(), lambda _: None)
    assert found == (Looks(site_name="راهنمای می‌خواهم", copyright="One.\nTwo."), ())
