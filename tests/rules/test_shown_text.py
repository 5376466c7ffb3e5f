"""What is shown otherwise than it was meant: the rules place it, and tell a shared file once."""

from __future__ import annotations

import pytest

from qmsdoc.rules import check
from tests.memory import MemoryManual, document
from tests.rules.build import found

DIAGRAM = "draft:\n  id: QP-001\n  text: |\n    Words.\n\n    ```mermaid\n    flowchart TD\n      {}\n    ```\n"


def test_text_of_another_reader_is_told_at_its_line() -> None:
    (fault,) = found('draft: {id: QP-001, text: "Words.\\n\\n[TOC]"}', "markdown-unsupported")
    text = "Words.\n\n[TOC]"
    assert fault.line is not None
    assert fault.line > text.count("\n")
    assert "Delete the line." in fault.remedy


def test_a_file_that_two_documents_include_is_told_once() -> None:
    manual = MemoryManual()
    for name in ("QP-001", "QP-002"):
        manual.write(f"documents/procedures/{name}.md", document(name, body='# T\n\n--8<-- "note.txt"\n'))
    manual.write("documents/procedures/note.txt", "---\na: b\n---\n\n::: tip\n")
    manual.found()
    faults = [each for each in check(manual.snapshot()) if each.rule == "markdown-unsupported"]
    assert [(each.path, each.line) for each in faults] == [("documents/procedures/note.txt", 5)]


@pytest.mark.parametrize(("line", "wrong"), [("A[Order] --> B", False), ("A[Order --> B", True), ("A --> ", True)])
def test_a_mistake_in_a_process_map(line: str, wrong: bool) -> None:
    assert bool(found(DIAGRAM.format(line), "diagram-invalid")) == wrong


def test_another_kind_of_diagram_is_no_mistake() -> None:
    text = DIAGRAM.replace("flowchart TD", "sequenceDiagram").format("A->>B: c")
    assert not found(text, "diagram-invalid")


@pytest.mark.parametrize(("name", "wrong"), [("a.PNG", False), ("a.svg", False), ("a.tiff", True), ("a.docx", True)])
def test_pictures_that_browsers_show(name: str, wrong: bool) -> None:
    text = f'draft: {{id: QP-001, text: "![a]({name})"}}\nfiles: [documents/{name}]'
    assert bool(found(text, "asset-unshown")) == wrong


def test_a_picture_that_acts_is_told() -> None:
    manual = MemoryManual()
    manual.write("documents/procedures/flow.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    manual.write("documents/procedures/QP-001.md", document(body="# T\n\n![Flow](flow.svg)\n"))
    manual.found()
    (fault,) = [each for each in check(manual.snapshot()) if each.rule == "asset-unshown"]
    assert fault.message == "The picture 'flow.svg' is not shown: it holds the element <script>."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a] (b.md)", "a space between the words and the address"),
        ("[a] (https://example.com/b)", "a space between the words and the address"),
        ("[a](b c.md)", "a space in it"),
        ("[a](b c.md#d)", "a space in it"),
        ("[a](<b c.md>)", ""),
        ('[a](b.md "c d.md")', ""),
        ("[1] (see there)", ""),
        ("[a](some words etc.)", ""),
        ("`[a] (b.md)`", ""),
    ],
)
def test_a_space_that_keeps_a_link_from_being_one_is_told(text: str, told: str) -> None:
    findings = found(f"draft:\n  id: QP-001\n  text: |\n    {text}\n", "markdown-unsupported")
    assert len(findings) == bool(told)
    assert all(told in finding.message.lower() for finding in findings)
