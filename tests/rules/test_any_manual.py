import json

from hypothesis import given, settings
from hypothesis import strategies as st

from qmsdoc.model.finding import Severity
from qmsdoc.model.rule import GRAVEST_FIRST
from qmsdoc.reports import REPORTS, register_json
from qmsdoc.rules import RULES, check
from tests.memory import MemoryManual

KEYS = [
    "id",
    "title",
    "type",
    "owner",
    "revision",
    "change",
    "effective",
    "review_by",
    "clauses",
    "supersedes",
    "parent",
]
VALUES = [
    "QP-001",
    "qp-001",
    "procedure",
    "jane.doe",
    "1",
    "2",
    "2026-01-01",
    "9999-12-31",
    "[QP-001, QP-002]",
    "",
    "TBD",
]
TEXTS = [
    "[a](qms:QP-001#x)",
    "![a](a.svg)",
    "[b](../../b)",
    "<script>",
    "# T",
    '--8<-- "c.md"',
    "[d](QP-002)",
    "\u202e",
]

fields = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.text(max_size=20))
files = st.tuples(fields, st.lists(st.sampled_from(TEXTS) | st.text(max_size=40), max_size=4))


@settings(max_examples=150, deadline=None)
@given(st.lists(files, max_size=4), st.booleans())
def test_whatever_documents_say_every_finding_is_whole(
    documents: list[tuple[dict[str, str], list[str]]], signed: bool
) -> None:
    manual = MemoryManual().found()
    if signed:
        manual.write(
            "documents/procedures/0.md",
            "---\nid: QP-001\ntitle: T\ntype: procedure\nowner: jane.doe\nrevision: 1\n---\n",
        )
        manual.commit("2026-01-08")
        manual.approve()
    for number, (front, texts) in enumerate(documents):
        head = "".join(f"{key}: {value}\n" for key, value in front.items())
        text = f"---\n{head}---\n" + "\n\n".join(texts)
        manual.write(f"documents/procedures/{number}.md", text.encode("utf-8", "surrogatepass"))
    snapshot = manual.snapshot()
    findings = check(snapshot)
    names = {rule.data.id for rule in RULES}
    assert all(found.rule in names and found.message and found.remedy and found.clause for found in findings)
    places = [
        (GRAVEST_FIRST.index(found.severity), found.path or "", found.line or 0, found.rule) for found in findings
    ]
    assert places == sorted(places)
    assert check(snapshot) == findings
    REPORTS["text"](snapshot, findings).encode("utf-8", "surrogatepass")
    assert len(json.loads(REPORTS["json"](snapshot, findings))["findings"]) == len(findings)
    assert json.loads(register_json(snapshot, published=True))["manual"] == snapshot.manual


def test_an_honest_manual_has_no_errors() -> None:
    manual = MemoryManual()
    manual.write(
        "documents/procedures/a.md", "---\nid: QP-001\ntitle: T\ntype: procedure\nowner: jane.doe\nrevision: 1\n---\n"
    )
    manual.found().approve()
    assert not [found for found in check(manual.snapshot()) if found.severity is Severity.ERROR]
