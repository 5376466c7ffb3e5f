"""Texts of documents that are odd, or more than can be shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from qmsdoc.model.appearance import Looks
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.site import publish
from tests.site.build import document, edition, snapshot

# Texts in which links, code and words look like each other.
ODD = (
    "[here](index.md) [above](../index.md) [self](.) [twice](QP-001#a%20b) [query](QP-001?x=1#y)",
    "[![Pixel](dot.png)](QP-001) ![Pixel](dot.png \"A 'title'\") [file](dot.png)",
    '[ref][one] [one] and [two]\n\n[one]: QP-001 "Title"\n[two]: https://example.org/a_b?c=d&e=f',
    "<https://example.org/> <mail@example.org> [mail](mailto:a@example.org) [up](/absolute)",
    'Quotes " href="index.md" and < & > and &amp; <a href="index.md">raw</a>',
    "# One\n\n## Two `code` & <more>\n\n### Three\n\n## Two `code` & <more>\n\n# 4\n\nText[^1]\n\n[^1]: [a](QP-001).",
    "```python\n[a](index.md)\n```\n\n    [a](QP-001)\n\n~~~\n<!-- kept -->\n~~~",
    '- [ ] open\n- [x] done\n    1. one\n    2. two\n\nTerm\n:   Meaning\n\n!!! warning "Mind"\n    Text',
    "| a | b |\n|:--|--:|\n| [x](QP-001) | `|` |\n\n*em* **strong** ***both*** _a_b_ 2*3*4 \\* \\[x](y)",
    "[a](QP-001) `../../../../../../qp-001/index.md`",
    r"[a](QP-001) \../../../../../../qp-001/index.md &#46;./../../../../../../x ![\../../../../../../x](dot.png)",
    '[a](QP-001)\n\n```mermaid\nflowchart TD\n  A --> B\n  click A "QP-001"\n```',
    "---\ntitle: not front matter\n---\n\ntext",
    "",
    "Line  \nbreak\\\nend \u00a0 \u2028 \U0001f600 \x01 tab\t.",
)


def of(*bodies: str) -> Snapshot:
    """A manual whose documents QP-001, QP-002 … have these texts."""
    records = []
    for number, body in enumerate(bodies, 1):
        made = edition(
            document(f"QP-{number:03}", 1, f"Odd & <{number}>", body, files={"documents/dot.png": b"\x89PNG"}),
            date(2025, 3, 3),
            Status.EFFECTIVE,
        )
        records.append(Record(made.name, Status.EFFECTIVE, made.document, (made,), made, made.approvals))
    return snapshot(records=tuple(records), documents=(), policies=(), looks=Looks(site_name="Odd", language="de"))


def test_odd_texts_stop_nothing(tmp_path: Path) -> None:
    publish(of(*ODD), (), tmp_path / "site")
    assert len([*(tmp_path / "site").glob("qp-*/index.html")]) == len(ODD)


def test_an_address_that_is_none_stops_nothing(tmp_path: Path) -> None:
    publish(of("[bad](http://[x) [good](QP-001)"), (), tmp_path / "site")
    assert '<p>bad <a href="index.html">good</a></p>' in (tmp_path / "site/qp-001/index.html").read_text()


def test_a_long_row_of_definitions_is_published_whole(tmp_path: Path) -> None:
    publish(of("a\n:   b\n" * 200), (), tmp_path / "site")
    assert (tmp_path / "site/qp-001/index.html").read_text().count("<dd>b") == 200
