"""Translations beside their originals, as readers meet them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qmsdoc.model.snapshot import Edition, Record, Status
from qmsdoc.pages.translation import TranslationStatus, renderings, translation_of
from qmsdoc.site import publish
from tests.site.build import SECOND, edition, snapshot
from tests.site.translated import translated, with_translations


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("en") / "site"
    publish(with_translations(), (), output)
    return output


@pytest.mark.parametrize(
    ("name", "said", "status"),
    [
        ("QP-001.de", 1, TranslationStatus.STALE),
        ("QP-001.fr", 2, TranslationStatus.CURRENT),
        ("QP-001.fr", 3, TranslationStatus.AHEAD),
        ("QP-001.fr", None, TranslationStatus.UNSAID),
        ("WI-002.de", 1, TranslationStatus.ENDED),
        ("WI-001.de", 1, TranslationStatus.MISSING),
        ("QP-404.de", 1, TranslationStatus.MISSING),
    ],
)
def test_how_a_translation_stands(name: str, said: int | None, status: TranslationStatus) -> None:
    original, _, lang = name.partition(".")
    made = translation_of(with_translations(), only(translated(original, lang, said)))
    assert made is not None
    assert (made.status, made.original, made.revision) == (status, original, said)
    assert made.trusted is (status is TranslationStatus.CURRENT)


def only(record: Record) -> Edition:
    return record.editions[0]


def test_an_original_translates_nothing() -> None:
    assert translation_of(snapshot(), edition(SECOND, date(2026, 1, 20), Status.EFFECTIVE)) is None


def test_originals_know_their_translations_in_force() -> None:
    found = renderings(with_translations())
    assert [(each.lang, each.address, each.trusted) for each in found["qp-001"]] == [
        ("de", "qp-001.de/", False),
        ("fr", "qp-001.fr/", True),
    ]
    assert renderings(snapshot()) == {}


def test_a_translation_in_waiting_is_not_led_to() -> None:
    base = snapshot()
    waiting = translated("QP-001", "de", 2, Status.APPROVED)
    assert renderings(replace(base, records=(*base.records, waiting))) == {}


def test_a_stale_translation_warns_in_both_languages(english: Path) -> None:
    text = (english / "qp-001.de/index.html").read_text()
    head = text.partition('<h1 lang="de"')[2].partition("<aside")[0]
    assert "Translation of QP-001, revision 1." in head
    assert "The original has moved on: revision 2 is in force since 1 February 2026." in head
    assert '<p lang="de"><strong>Übersetzung von QP-001, Revision 1.</strong> Das Original wurde geändert' in head
    assert head.count('href="../qp-001/index.html"') == 2
    assert "qms-icon" in head
    assert '<div class="qms-text" lang="de">' in text
    assert '<div class="qms-scroll" lang="en" tabindex="0" role="group" aria-label="Table"><table lang="de">' in text


def test_what_the_site_says_beside_foreign_words_is_in_its_own_language(english: Path) -> None:
    stamp = (english / "qp-001.de/index.html").read_text().partition("<aside")[2].partition("</aside>")[0]
    assert '<p class="qms-changed" lang="de"><span lang="en">What changed</span> Neu übersetzt.</p>' in stamp


def test_a_translation_of_the_revision_in_force_says_so_calmly(english: Path) -> None:
    above, _, below = (english / "qp-001.fr/index.html").read_text().partition("</aside>")
    head = below.partition('<div class="qms-text"')[0]
    assert "qms-translation" not in above
    assert "That revision of the original is in force." in head
    assert "qms-icon" not in head.partition("qms-translation--current")[2].partition("</div>")[0]
    assert "Übersetzung" not in head


def test_a_translation_of_what_is_withdrawn_must_not_be_used(english: Path) -> None:
    head = (english / "wi-002.de/index.html").read_text().partition("<aside")[0]
    assert "The original is no longer in force since 1 July 2025. Do not work by this translation." in head


def test_the_original_leads_to_its_translations(english: Path) -> None:
    text = (english / "qp-001/index.html").read_text()
    stamp = text.partition("<aside")[2].partition("</aside>")[0]
    assert 'Also in: <a href="../qp-001.de/index.html" lang="de" hreflang="de">Deutsch</a> (revision 1)' in stamp
    assert 'lang="fr" hreflang="fr">fr</a> (revision 1)' in stamp
    assert stamp.count("Original has changed") == 1


def test_titles_of_translations_are_in_their_language_everywhere(english: Path) -> None:
    marked = '<span lang="de">QP-001 (de)</span>'
    for path in ("index", "register/index", "changes/index", "qp-001.de/history/index", "clauses/iso9001-2015/index"):
        text = (english / f"{path}.html").read_text()
        for place in re.finditer(r"QP-001 \(de\)", text.partition("<main")[2].partition("</main>")[0]):
            before = text.partition("<main")[2][: place.start()]
            assert re.search(r'lang="de">(?:QP-001\.de )?$', before), (path, before[-80:])
    assert marked in (english / "qp-001.de/history/index.html").read_text()


def test_lists_mark_what_is_stale(english: Path) -> None:
    register = (english / "register/index.html").read_text()
    row = register.partition('">QP-001.de</a>')[2].partition("</tr>")[0]
    assert 'lang="de"' in row
    assert "Original has changed" in row
    assert "Original has changed" not in register.partition('">QP-001.fr</a>')[2].partition("</tr>")[0]
    assert "|Original has changed" in register
    assert (english / "index.html").read_text().count("Original has changed") == 2
    assert '"Procedure · Original has changed"' in (english / "search/documents.js").read_text()
