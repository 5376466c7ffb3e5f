"""The search index: how texts are split, and what its files hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qmsdoc.pages.manual import manual
from qmsdoc.pages.page_kind import SearchEntry
from qmsdoc.render.search import search_files, shard, words
from tests.site.build import ENGLISH, snapshot


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Calibrations, bodies & the glass", ["calibrations", "bodies", "the", "glass"]),
        ("see QP-001 and 7.5.3.", ["see", "qp-001", "and", "7.5.3"]),
        ("Prüfung ÉTÉ", ["prufung", "ete"]),
        ("a 4 ab", ["ab"]),
        ("process this status", ["process", "this", "status"]),
        ("Straße", ["strasse"]),
        ("検査方法。", ["検査", "査方", "方法"]),
        ("ガ検", ["ガ検"]),
        ("दस्तावेज़ नियंत्रण।", ["दस्तावेज़", "नियंत्रण"]),
        ("ควบคุม", ["คว", "วบ", "บค", "คุ", "ุม"]),
        ("العَرَبِيَّة", ["العربية"]),
        ("한국어 문서", ["한국어", "문서"]),
        ("", []),
    ],
)
def test_texts_are_split_into_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("word", "name"), [("calibration", "w-ca"), ("7.5.3", "w-7_"), ("日本", "w-_32f"), ("नियंत्रण", "w-_49")]
)
def test_words_have_their_file(word: str, name: str) -> None:
    assert shard(word) == name


def index(place: Path, **texts: str) -> dict[str, Any]:
    pages = manual(snapshot()).current
    for page in pages:
        target = place / page.address / "index.html"
        target.parent.mkdir(parents=True)
        body = texts.get(page.stamp.name.replace("-", ""), "")
        target.write_text(f'<p>menu words</p><div class="qms-text">{body}</div><!-- /qms-text --><p>footer</p>')
    files = search_files(
        place, pages, [SearchEntry("help/index.html#orphan", "orphan", "Rule", "No way leads to it.")], ENGLISH
    )
    return {path: json.loads(data.decode().partition(",")[2].removesuffix(")\n")) for path, data in files.items()}


def test_a_text_is_kept_by_section_without_markup(tmp_path: Path) -> None:
    body = '<p>Before &amp; all.</p><h2 id="who">Who <em>does</em></h2><ul><li>One</li><li>Two</li></ul>'
    found = index(tmp_path, QP001=body)
    assert found["search/t/qp-001.js"] == [["", "", "Before & all."], ["who", "Who does", "One Two"]]


def test_only_the_text_of_a_document_is_indexed(tmp_path: Path) -> None:
    found = index(tmp_path, QP001="<p>Lamp</p>")
    assert "lamp" in found["search/w-la.js"]
    assert not any("footer" in words for path, words in found.items() if "/w-" in path)


def test_a_diagram_is_indexed_once_from_its_list(tmp_path: Path) -> None:
    body = '<p>Before</p><figure><svg a="b"><text>Take</text></svg><ul><li>Take → Make</li></ul></figure>'
    assert index(tmp_path, QP001=body)["search/t/qp-001.js"] == [["", "", "Before Take → Make"]]


def test_postings_lead_to_rows_with_their_weight(tmp_path: Path) -> None:
    found = index(tmp_path, QP001="<p>lamp</p>", QP002="<h2>Lamp</h2><p>lamps</p>")
    rows = [row[1] for row in found["search/documents.js"]["rows"]]
    assert rows == ["POLICY", "QP-001", "QP-002", ""]
    assert found["search/w-la.js"]["lamp"] == [4 * 1 + 0, 4 * 1 + 2]
    assert found["search/w-co.js"]["control"] == [4 * 1 + 3]
    assert found["search/documents.js"]["shards"] == sorted(
        path.removeprefix("search/").removesuffix(".js") for path in found if "/w-" in path
    )


def test_other_pages_are_found_too(tmp_path: Path) -> None:
    found = index(tmp_path)
    assert found["search/documents.js"]["rows"][-1][:4] == ["help/index.html#orphan", "", "orphan", "Rule"]
    assert found["search/w-or.js"]["orphan"] == [4 * 3 + 3]
