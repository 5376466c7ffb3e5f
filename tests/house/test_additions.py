"""What an addition touches, as CONTRIBUTING says: each is made once, in a copy of the house, and works there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Addition:
    """The files that it makes, the lines that it puts into others, and what shows that it works.

    `inserted` gives for a file what new lines stand before, and them. `most` counts the words of one language, but
    not its test.
    """

    name: str
    most: int
    made: dict[str, str]
    inserted: dict[str, tuple[tuple[str, str], ...]]
    proof: str

    @property
    def touched(self) -> int:
        """How many files it touches, without its test."""
        return len(self.made) + len(self.inserted)


RULE = Addition(
    "a rule",
    2,
    {
        "qmsdoc/rules/chapters/shouting.py": '''"""Titles."""

from collections.abc import Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import TITLE_SHOUTED
from qmsdoc.rules.index import Index
from qmsdoc.rules.definition import at_field, judges


@judges(TITLE_SHOUTED)
def title_shouted(index: Index) -> Iterator[Finding]:
    """No title is written in capitals only.

    Why: it is hard to read.

    Mend: write it as a sentence.

    Fails:
        draft: {id: QP-001, title: TRAINING}

    Passes:
        draft: {id: QP-001, title: Training}
    """
    for document in index.snapshot.documents:
        if (document.front.title or "").isupper():
            yield at_field(TITLE_SHOUTED, document, "title", "The title shouts.", "Write it as a sentence.")
'''
    },
    {
        "qmsdoc/model/rule_ids.py": (
            ("# Approval\n", 'TITLE_SHOUTED = _rule("title-shouted", "QMS-R99", _WARNING, "7.5.2 a")\n'),
        )
    },
    """
from qmsdoc.rules import rule_named
from tests.rules.build import found
page = rule_named("QMS-R99").page
assert [finding.message for finding in found(page.fails, "title-shouted")] == ["The title shouts."]
assert not found(page.passes, "title-shouted")
""",
)
REPORT = Addition(
    "a report format",
    2,
    {
        "qmsdoc/reports/counts.py": '''"""How many findings there are."""

from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.notes import NOTHING, Notes


def counts_report(_snapshot: Snapshot, findings: tuple[Finding, ...], _notes: Notes = NOTHING, /) -> str:
    """Return the number of findings."""
    return f"{len(findings)}\\n"
'''
    },
    {
        "qmsdoc/reports/__init__.py": (
            ("from qmsdoc.reports.github", "from qmsdoc.reports.counts import counts_report\n"),
            ('    "github": ', '    "counts": counts_report,\n'),
        )
    },
    """
from click.testing import CliRunner
from qmsdoc.cli.commands.check import command
from qmsdoc.reports import REPORTS
from tests.rules.build import scene
assert REPORTS["counts"](scene("draft: {id: QP-001}"), ()) == "0\\n"
assert "counts" in CliRunner().invoke(command, ["--help"]).output
""",
)


PAGE = Addition(
    "a page of the site",
    4,
    {
        "qmsdoc/pages/owners.py": '''"""Who owns documents."""

from collections.abc import Iterator
from dataclasses import dataclass

from qmsdoc.model.addresses import PEOPLE
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.page_kind import PageKind, same_words


@dataclass(frozen=True, slots=True)
class OwnersPage:
    """The owners of all documents, by name."""

    address: str
    owners: tuple[str, ...]


def _views(contents: SiteContents) -> Iterator[OwnersPage]:
    found = {each.record.effective.owner for each in contents.documents if each.record.effective}
    yield OwnersPage(f"{PEOPLE}owners/", tuple(sorted(found)))


OWNERS = PageKind("owners", _views, same_words("owners.title"), same_words("owners.title"))
''',
        "site_template/qms/owners.html": """<h1>{{ say("owners.title") }}</h1>
<ul>{% for owner in view.owners %}<li>{{ owner | named }}</li>{% endfor %}</ul>
""",
    },
    {
        "qmsdoc/pages/registry.py": (
            ("from qmsdoc.pages.page_kind", "from qmsdoc.pages.owners import OWNERS\n"),
            ("PEOPLE, WAIVERS", "OWNERS, "),
        ),
        "site_template/languages/en.yml": (("nav.waivers:", "owners.title: Owners of documents\n"),),
    },
    """
from pathlib import Path
from qmsdoc.site import publish
from tests.site.build import snapshot
publish(snapshot(), (), Path("site"))
html = Path("site/people/owners/index.html").read_text()
assert "<h1>Owners of documents</h1>" in html and "<li>process-owner</li>" in html
""",
)
FIELD = Addition(
    "a field on the stamp",
    5,
    {},
    {
        "schemas/document.schema.json": (
            ('    "lang": {"type"', '    "risk": {"type": "string", "description": "a class of risk, such as B"},\n'),
        ),
        "qmsdoc/model/document.py": (("    review_by: date | None", "    risk: str | None = None\n"),),
        "qmsdoc/parse/document_fields.py": (('    "retention": interval', '    "risk": _text,\n'),),
        "site_template/qms/stamp.html": (
            ("    {% if stamp.review_by %}<li>", "    <li>{{ say('stamp.risk', risk=stamp.front.risk) }}</li>\n"),
        ),
        "site_template/languages/en.yml": (("stamp.owner:", 'stamp.risk: "Risk {risk}"\n'),),
    },
    """
from datetime import date
from pathlib import Path
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.site import publish
from tests.site.build import document, edition, snapshot
source = document("QP-003", 1, "Risks", "# Risks\\n", risk="B")
made = edition(source, date(2025, 3, 3), Status.EFFECTIVE)
record = Record("QP-003", Status.EFFECTIVE, source, (made,), made, made.approvals)
publish(snapshot(records=(record,)), (), Path("site"))
assert "<li>Risk B</li>" in Path("site/qp-003/index.html").read_text()
""",
)


def with_addition(addition: Addition, place: Path) -> None:
    """Copy the house and add to it."""
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("qmsdoc", "tests", "schemas", "site_template"):
        shutil.copytree(ROOT / folder, place / folder, ignore=ignored)
    for path, text in addition.made.items():
        assert not (place / path).exists()
        (place / path).write_text(text, "utf-8")
    for path, insertions in addition.inserted.items():
        text = (place / path).read_text("utf-8")
        for before, lines in insertions:
            assert text.count(before) == 1
            text = text.replace(before, lines + before)
        (place / path).write_text(text, "utf-8")


@pytest.mark.parametrize("addition", [RULE, REPORT, PAGE, FIELD], ids=lambda addition: addition.name)
def test_it_touches_no_more_than_is_promised_and_works(addition: Addition, tmp_path: Path) -> None:
    assert addition.touched <= addition.most
    with_addition(addition, tmp_path)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", addition.proof],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
