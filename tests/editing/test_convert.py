"""Conversion of documents of another system: front matter of our own says the same, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest

from qmsdoc.editing.adopt_convert import plan_conversion
from qmsdoc.editing.adopt_repository import FoundFile, FoundRepository
from qmsdoc.editing.adopt_survey import survey
from qmsdoc.editing.convert_header import convert_header
from qmsdoc.editing.convert_lists import relisted
from qmsdoc.editing.convert_tables import with_tables
from qmsdoc.editing.convert_text import convert_text
from qmsdoc.editing.shown_blocks import first_difference, shown_by_mkdocs, shown_here
from qmsdoc.editing.site_links import site_links
from qmsdoc.model.mapping import DerivedFrom, FieldMapping, FieldSource, FrontMatterMapping
from tests.editing.test_foreign import found_repository

_MAPPING = FrontMatterMapping(
    (
        FieldMapping("id", (FieldSource(key="id"), FieldSource(key="sop"), FieldSource(derived=DerivedFrom.NAME))),
        FieldMapping("title", (FieldSource(key="title"), FieldSource(key="name"))),
        FieldMapping("type", (FieldSource(constant="procedure"),)),
        FieldMapping("owner", (FieldSource(key="owner"),)),
        FieldMapping("revision", (FieldSource(key="revision"), FieldSource(key="rev", pattern="r{}"))),
    ),
    base="docs/",
)


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        (
            "---\n# who\nsop: QP-1   # number\nname: One\nowner: ops\nrev: r2\nteam:\n  - a\n---\nText\n",
            "---\n# who\nid: QP-1   # number\ntitle: One\nowner: ops\nx-rev: r2\nx-team:\n  - a\n"
            "type: procedure\nrevision: 2\n---\nText\n",
        ),
        (
            "sop: QP-1\r\nname: One\r\nowner: ops\r\nrev: r2\r\n---\r\nText\r\n",
            "---\r\nid: QP-1\r\ntitle: One\r\nowner: ops\r\nx-rev: r2\r\ntype: procedure\r\nrevision: 2\r\n---\r\n"
            "Text\r\n",
        ),
        (
            '+++\nsop = "QP-1"\nname = "One: two"\nowner = "ops"\nrev = "r2"\n+++\nText\n',
            '---\nid: QP-1\ntitle: "One: two"\ntype: procedure\nowner: ops\nrevision: 2\n'
            'x-sop: QP-1\nx-name: "One: two"\nx-owner: ops\nx-rev: r2\n---\n\nText\n',
        ),
        (
            '{\n"sop": "QP-1", "name": "One", "owner": "ops", "rev": "r2",\n"meta": {"a": 1, "b": [true]}\n}\nText\n',
            "---\nid: QP-1\ntitle: One\ntype: procedure\nowner: ops\nrevision: 2\nx-sop: QP-1\nx-name: One\n"
            'x-owner: ops\nx-rev: r2\nx-meta: {"a": "1", "b": ["true"]}\n---\n\nText\n',
        ),
        (
            "---\nsop: QP-1\nname: One\nowner: ops\nrev: r2\n番号: 7\nGültig ab: 2024\n---\nText\n",
            "---\nid: QP-1\ntitle: One\nowner: ops\nx-rev: r2\nx-番号: 7\nx-Gültig-ab: 2024\n"
            "type: procedure\nrevision: 2\n---\nText\n",
        ),
        (
            "\ufeff---\nsop: QP-1\nname: One\nowner: ops\nrev: r2\n---\nText\n",
            "---\nid: QP-1\ntitle: One\nowner: ops\nx-rev: r2\ntype: procedure\nrevision: 2\n---\nText\n",
        ),
        (
            "# One\n\n**SOP:** QP-1\n**Name:** One\n**Owner:** ops\n**Rev:** r2\n",
            "---\nid: QP-1\ntitle: One\ntype: procedure\nowner: ops\nrevision: 2\n---\n"
            "\n# One\n\n**SOP:** QP-1\n**Name:** One\n**Owner:** ops\n**Rev:** r2\n",
        ),
    ],
)
def test_front_matter_of_our_own_says_what_the_mapping_says(text: str, converted: str) -> None:
    done = convert_header(text.encode(), "docs/one.md", _MAPPING)
    assert done is not None
    assert done.decode() == converted
    assert convert_header(done, "docs/one.md", _MAPPING) == done


@pytest.mark.parametrize("text", ["---\nsop: QP-1\nsop: QP-2\n---\n", "---\ntitle: never closed\n"])
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    assert convert_header(text.encode(), "docs/one.md", _MAPPING) is None


_PATHS = ("docs/one.md", "docs/ops/two.md", "docs/ops/index.md", "docs/ops/p.png", "_rules/Old name.md")
_HEADS = {"_rules/Old name.md": b"---\npermalink: /house/rules/\n---\n"}
_FILES = tuple(FoundFile(path, _HEADS.get(path, b"# x\n")) for path in _PATHS if path.endswith(".md"))
_LINKS = site_links(FoundRepository("x", "main", _FILES, frozenset(_PATHS), ()), "docs/")


@pytest.mark.parametrize(
    ("body", "converted"),
    [
        ("[a](/ops/two.html#part)\n", "[a](ops/two.md#part)\n"),
        ("[a](../two/)\n", "[a](../two/)\n"),
        ("[a](ops/) and ![p](ops/p.png)\n", "[a](ops/index.md) and ![p](ops/p.png)\n"),
        ("[a]: /ops/two\n\n[a]\n", "[a]: ops/two.md\n\n[a]\n"),
        ("[a](/docs/ops/two/) [b](/house/rules/#x)\n", "[a](ops/two.md) [b](../_rules/Old%20name.md#x)\n"),
        ('[a]({{< ref "two.md#part" >}})\n', "[a](ops/two.md#part)\n"),
        ("[a]({% link docs/ops/two.md %})\n", "[a](ops/two.md)\n"),
        ("[a]({{ site.baseurl }}/ops/two/)\n", "[a](ops/two.md)\n"),
        ("[a]({{ '/ops/two.html' | relative_url }})\n", "[a](ops/two.md)\n"),
        (
            "[[Two]] [[old name|Words]] [[Words|two]]\n",
            "[Two](ops/two.md) [Words](../_rules/Old%20name.md) [Words](ops/two.md)\n",
        ),
        ("[[two#How it goes]] ![[p.png]]\n", "[two How it goes](ops/two.md#how-it-goes) ![p.png](ops/p.png)\n"),
        ("[[two|one]] [[nowhere]] `[[two]]`\n", "[[two|one]] [[nowhere]] `[[two]]`\n"),
        ("[[_TOC_]]\n\n[[TOC]]\n\nText\n", "\n\nText\n"),
        ("# A {#top .big}\n\n[a](ops/){ .button } {x} {a: b}\n", "# A\n\n[a](ops/index.md) {x} {a: b}\n"),
        (":::tip Mind\n\nThis.\n\n:::\n\n:::note\nopen\n", '!!! tip "Mind"\n\n    This.\n\n\n:::note\nopen\n'),
        ('<a href="/ops/two.html#x">two</a>\n', "[two](ops/two.md#x)\n"),
        ('<ul><li>\n<a href="/ops/two.html">two</a>\n', '<ul><li>\n<a href="/ops/two.html">two</a>\n'),
        ('<a href="/ops/" class="x">two</a>\n', '<a href="/ops/" class="x">two</a>\n'),
        ("* TOC\n{:toc}\n\nText\n", "\nText\n"),
        ("[TOC]\n\nText {: .note}\n", "\nText\n"),
        (
            '## A\n\n=== "Linux"\n\n    Do it.\n\n    Then.\n\nAfter.\n',
            "## A\n\n### Linux\n\nDo it.\n\nThen.\n\nAfter.\n",
        ),
        ('```\n[TOC]\n=== "x"\n{: .a}\n```\n', '```\n[TOC]\n=== "x"\n{: .a}\n```\n'),
    ],
)
def test_only_what_is_safe_is_rewritten(body: str, converted: str) -> None:
    head = "---\nid: x\n---\n"
    assert convert_text(head + body, len(head), "docs/one.md", _LINKS) == head + converted


_PLUGINS = ("extra", "admonition", "pymdownx.superfences", "pymdownx.tabbed")


@pytest.mark.parametrize(
    ("written", "converted"),
    [
        ("- a\n  - b\n", "- a\n- b\n"),
        ("- a\n\n        code\n          more\n\n- b\n", "- a\n\n      code\n        more\n\n- b\n"),
        ("100. a\n    - b\n", "100. a\n     - b\n"),
        ("- a\n\n    ```\n    x\n      y\n    ```\n\n- b\n", "- a\n\n  ```\n  x\n    y\n  ```\n\n- b\n"),
        ("- a\n    - b\n        - c\n", "- a\n  - b\n    - c\n"),
    ],
)
def test_lists_that_are_nested_anew_show_what_mkdocs_showed(written: str, converted: str) -> None:
    assert relisted(written) == converted
    assert first_difference(shown_by_mkdocs(written, _PLUGINS), shown_here(converted)) is None


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ("Text\n- a\n- b\n", "Text\n- a\n- b\n"),
        ("- a\n\n1. b\n", "- a\n\n1. b\n"),
        ("- a\n  - b\n", "- a\n  - b\n"),
        ("    code\n", "     code\n"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 3 |\n"),
    ],
)
def test_what_is_shown_otherwise_is_seen(written: str, here: str) -> None:
    assert first_difference(shown_by_mkdocs(written, _PLUGINS), shown_here(here)) is not None


def test_a_document_of_mkdocs_is_converted_with_proof_or_named_with_its_line() -> None:
    found = found_repository("mkdocs")
    assert found.mkdocs is not None
    plan = plan_conversion(found, survey(found, date(2026, 8, 19), lambda commit, path: None), _MAPPING)
    assert [edit.path for edit in plan.edits] == ["docs/sops/pipetting.md", "docs/sops/weighing.md"]
    assert [line for line in plan.consequences if line.startswith("Not shown")] == [
        "Not shown as MkDocs showed it: docs/sops/pipetting.md:16: an item of a list",
        "Not shown as MkDocs showed it: docs/sops/weighing.md:13: "
        "Press ++ctrl+p++. :material-check: H2O. {{ site.name }}",
    ]


@pytest.mark.parametrize(
    ("title", "body", "converted"),
    [
        ("How we work", "# <%= current_page.data.title %>\n", "# How we work\n"),
        ("How we work", "# {{ page.title }}\n\n<%= other %>\n", "# How we work\n\n<%= other %>\n"),
        ("How *we* work", "# {{ page.title }}\n", "# {{ page.title }}\n"),
        ("", "# {{ page.title }}\n", "# {{ page.title }}\n"),
    ],
)
def test_a_title_that_a_program_put_into_the_text_is_written_there(title: str, body: str, converted: str) -> None:
    assert convert_text(body, 0, "docs/one.md", _LINKS, title) == converted


@pytest.mark.parametrize(
    ("html", "written"),
    [
        (
            "<table><tr><th>Part</th><th>Kept</th></tr><tr><td>A</td><td>1 year</td></tr></table>",
            "| Part | Kept |\n| --- | --- |\n| A | 1 year |",
        ),
        (
            '<div class="table-wrap"><table class="confluenceTable"><colgroup><col/></colgroup><tbody>\n'
            '<tr><th><p>Owner</p></th><td colspan="1"><p><a href="b.md">Ann</a></p><p>or <strong>Ben</strong></p></td>'
            "</tr>\n<tr><th>Rule</th><td>a|b *c* &lt;d&gt;<br/>e_f</td></tr></tbody></table></div>",
            "|  |  |\n| --- | --- |\n| Owner | [Ann](b.md)<br>or **Ben** |\n| Rule | a\\|b \\*c\\* \\<d><br>e_f |",
        ),
        ('<table><tr><td colspan="2">A</td></tr><tr><td>B</td><td>C</td></tr></table>', None),
        ("<table><tr><td><ul><li>A</li></ul></td></tr></table>", None),
        ("<table><tr><td><table><tr><td>A</td></tr></table></td></tr></table>", None),
        ("<table><tr><td>A</td></tr><tr><td>B</td><td>C</td></tr></table>", None),
        ("<table><tr><td>A <strong> b </strong></td></tr></table>", None),
        ("<table>\n\n<tr><td>A</td></tr></table>", None),
        ("<table>lost<tr><td>A</td></tr></table>", None),
        ("<table><tr><td><a name='x'>A</a></td></tr></table>", None),
        ("<table></table>", None),
        ("<table><tr><td>A</td>", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_in_html_becomes_one_where_nothing_is_lost(html: str, written: str | None, end: str) -> None:
    text = f"Before\n{html}\nAfter\n".replace("\n", end)
    expected = f"Before\n\n{written}\n\nAfter\n".replace("\n", end) if written else text
    assert "\n".join(with_tables(text.split("\n"))) == expected
    fenced = f"```{end}{html}{end}```{end}"
    assert "\n".join(with_tables(fenced.split("\n"))) == fenced
