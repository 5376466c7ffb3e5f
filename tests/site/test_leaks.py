"""No draft in a built site, and no honest draft that stops one."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qmsdoc.errors import PublishError
from qmsdoc.model.content import Content
from qmsdoc.model.document import Document
from qmsdoc.model.snapshot import Edition, Snapshot
from qmsdoc.pages.manual import manual
from qmsdoc.render.leaks import check_leaks
from qmsdoc.site import own_words, publish, template
from tests.site.build import THIRD, WAITING, document, snapshot
from tests.work import grows_linearly


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("leaks") / "site"
    publish(snapshot(), (), place)
    return place


LEAK = "This line of a newer draft is not to be read by anybody until it is signed."


def published(source: Snapshot) -> list[Edition]:
    return [page.edition for page in manual(source).editions]


def leaked(draft: Document, site: Path) -> bool:
    source = replace(snapshot(), documents=(draft,))
    try:
        check_leaks(source, published(source), site, own_words(source, template()))
    except PublishError as error:
        return error.rule == "draft-leaked"
    return False


def drafting(text: str) -> Document:
    return document("QP-001", 4, "Control of documents", f"# Control of documents\n\n{text}\n")


@pytest.mark.parametrize("name", ["qp-001/index.html", "search/t/qp-001.js", "register.json", "sitemap.xml"])
@pytest.mark.parametrize("draft", [THIRD, WAITING], ids=["draft", "tomorrow"])
def test_draft_text_is_found_wherever_it_is(site: Path, tmp_path: Path, name: str, draft: Document) -> None:
    line = draft.text.splitlines()[-1]
    check_leaks(snapshot(), published(snapshot()), site)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shown = line.replace(" the ", " <em>the</em> ")
    (tmp_path / name).write_text(json.dumps({"docs": [shown]}) if name.endswith("json") else f"<p>{shown}</p>")
    with pytest.raises(PublishError) as caught:
        check_leaks(snapshot(), published(snapshot()), tmp_path)
    assert caught.value.rule == "draft-leaked"


ROW = "| first cell here | second cell here | third cell here |"


@pytest.mark.parametrize(
    ("name", "shown", "line"),
    [
        ("a.html", '<div class="qms-text" lang="en"><p>{}</p></div><!-- /qms-text -->', LEAK),
        ("a.html", '<div class="qms-text qms-redline"><p>{}</p></div></main>', LEAK),
        ("a.html", "<table><tr><td>QP-001</td><td>{}</td></tr></table>", LEAK),
        ("a.html", '<meta name="description" content="{}">', LEAK),
        ("a.html", '<p>More {} and more of it</p>', LEAK),
        ("a.html", f'<div class="qms-text">{ROW.replace("| ", "<td>").replace(" |", "</td>")}', ROW),
        ("a.xml", "<summary>{}</summary>", LEAK),
        ("a.csv", 'QP-001,"{}",1\n', LEAK),
        ("a.ics", "SUMMARY:This line of a newer draft\r\n  is not to be read by anybody until it is signed.\r\n", LEAK),
        ("a.txt", "{}", LEAK),
        ("search/t/a.js", 'qmsSearch("t/a",[["","","One \\"word\\" {}"]])', LEAK),
        ("search/t/a.js", 'qmsSearch("t/a",[["","","{}"]])', "品質管理の文書は年に一度見直すこととする。"),
    ],
)  # fmt: skip
def test_a_leak_is_found_in_every_kind_of_file(tmp_path: Path, name: str, shown: str, line: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(shown.format(html.escape(line)) if "{}" in shown else shown, "utf-8")
    assert leaked(drafting(line), tmp_path)
    assert not leaked(drafting("Something else that nobody has said in so many words before."), tmp_path)


def test_lines_that_an_edition_has_too_are_no_leak(site: Path) -> None:
    said = b"Every document has a number, see [training](QP-002#who) and [scrap](QP-009).\n"
    same = replace(THIRD, content=Content(said))
    check_leaks(replace(snapshot(), documents=(same,)), published(snapshot()), site)


def said(site: Path) -> Iterator[str]:
    """Every row, paragraph, item and label of the site's pages, its cells joined as a draft would write them."""
    for path in sorted(site.rglob("*.html")):
        page = re.sub(
            r'<div class="qms-(?:text|redline).*?(?:<!-- /qms-text -->|</details>|</main>)',
            "",
            path.read_text(),
            flags=re.DOTALL,
        )
        for part in re.findall(
            r"<(?:tr|p|li|dt|dd|h\d|aside|figcaption|summary|caption)\b.*?(?=<(?:tr|p|li|dt|dd|h\d)\b|\Z)",
            page,
            re.DOTALL,
        ):
            cells = re.split(r"</?t[dh]\b[^>]*>", part)
            yield " | ".join(" ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in cells)


def test_a_draft_may_repeat_whatever_pages_say_around_the_texts(site: Path) -> None:
    lines = [line for line in dict.fromkeys(said(site)) if len(line.split()) >= 6]
    assert len(lines) > 100
    assert not leaked(drafting("\n\n".join(lines)), site)


@pytest.mark.parametrize(
    "line",
    [
        "I approve this revision for use.",
        "As every stamp says: I approve this revision for use.",
        "| QP-001 | Control of documents | Procedure | Quality manager | 2 | In force |",
        "Revision 2 of QP-001 is in force since 1 February 2026 and replaces all others.",
    ],
)
def test_a_draft_may_quote_meanings_and_rows(site: Path, line: str) -> None:
    assert not leaked(drafting(line), site)


def test_reasons_of_earlier_editions_are_published_and_those_of_drafts_are_not(tmp_path: Path) -> None:
    reason = "Calibration records are kept ten years instead of five from now on."
    (tmp_path / "a.html").write_text(f"<td>{reason}</td>")
    source = snapshot()
    record = source.record("QP-001")
    assert record is not None
    old = record.editions[0]
    text = f"---\nid: QP-001\nchange: {reason}\n---\n"
    document = replace(
        old.document,
        content=Content(text.encode()),
        body_offset=len(text),
        front=replace(old.document.front, change=reason),
    )
    earlier = replace(record, editions=(old._replace(document=document), *record.editions[1:]))
    others = tuple(each for each in source.records if each.name != "QP-001")
    check_leaks(replace(source, records=(earlier, *others)), [record.editions[1]], tmp_path)
    assert leaked(document, tmp_path)


def test_what_the_site_says_does_not_hide_a_leak_beside_it(tmp_path: Path) -> None:
    line = f"I approve this revision for use. {LEAK}"
    (tmp_path / "a.html").write_text(f"<p>{line}</p>")
    assert leaked(drafting(line), tmp_path)


def test_the_work_grows_with_the_texts(tmp_path: Path) -> None:
    def checking(size: int) -> Callable[[], object]:
        place = tmp_path / str(size)
        place.mkdir(exist_ok=True)
        (place / "a.html").write_text(
            "".join(f"<p>The page says {number} again and again.</p>" for number in range(size))
        )
        text = "\n".join(f"The page says the same again and again {number}" for number in range(size))
        source = replace(snapshot(), documents=(drafting(text),))
        editions = published(source)
        return lambda: check_leaks(source, editions, place)

    assert grows_linearly(checking, 500)


def test_an_honest_draft_is_published_beside(tmp_path: Path) -> None:
    text = "Every stamp says: I approve this revision for use.\n\nI approve this revision for use.\n\n"
    row = "| QP-001 | Control of documents | Procedure | Quality manager | 2 | In force |\n"
    source = replace(snapshot(), documents=(drafting(text + row), *snapshot().documents))
    assert publish(source, (), tmp_path / "site").pages > 0
