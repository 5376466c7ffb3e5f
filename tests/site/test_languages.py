"""A manual in German, as readers meet it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qmsdoc.errors import PublishError
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import PLACEHOLDER
from qmsdoc.pages.manual import manual
from qmsdoc.render.checks import check
from qmsdoc.render.pdf.page import PdfPageBuilder
from qmsdoc.render.site_plan import plan_site
from qmsdoc.reports.register import register_json
from qmsdoc.site import DraftSite, publish, template
from tests.site.build import ENGLISH, FIRST, GERMAN, SECOND, THIRD, TRAINING
from tests.site.translated import with_translations

# Words of documents, people and the manual's own names, in which the site has no say.
OWN = ("Control of documents", "Training", "Title of", "Policy of example-manual", "Example & Sons Ltd")


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("de") / "site"
    publish(with_translations("de"), (), output)
    return output


class Seen(HTMLParser):
    """What is read of a page in its own language: nothing that is marked as another one, no code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        hidden = tag in {"script", "style", "code"} or ("lang" in given and tag != "html")
        outer = bool(self._open) and self._open[-1][1]
        if not (hidden or outer):
            self.said += [given[name] or "" for name in ("alt", "title", "aria-label", "placeholder") if name in given]
        if tag not in {"meta", "link", "input", "img", "br", "hr", "path", "circle"}:
            self._open.append((tag, hidden or outer))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.said.append(data)


def seen(text: str) -> str:
    page = Seen()
    page.feed(text)
    return " ".join(" ".join(page.said).split())


@cache
def telling() -> list[str]:
    """Stretches of English that German has not, long enough to tell."""
    found = set()
    for key, text in ENGLISH.texts.items():
        forms = [text] if isinstance(text, str) else text.values()
        for form in () if key.startswith(("name.", "ending.", "language.", "draft.faults")) else forms:
            parts = re.split(r"\{[a-z_]+\}", form)
            found |= {part.strip(" .,:()") for part in parts if re.search(r"[A-Za-z]{3,}", part)}
    german = " ".join(
        form for text in GERMAN.texts.values() for form in ([text] if isinstance(text, str) else text.values())
    )
    texts = german + " ".join(each.text for each in (FIRST, SECOND, THIRD, TRAINING))
    return sorted(each for each in found if not re.search(rf"\b{re.escape(each)}\b", texts))


def pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}


def english_words(text: str) -> list[str]:
    said = seen(text)
    for own in OWN:
        said = said.replace(own, "")
    return [each for each in telling() if each in said and re.search(rf"\b{re.escape(each)}\b", said)]


def test_there_is_enough_to_tell_by() -> None:
    assert len(telling()) > 150
    assert "What changed last" in english_words("<p>What changed last</p>")
    assert english_words('<p lang="en">What changed last</p>') == []


def test_no_page_of_a_german_manual_speaks_english(german: Path) -> None:
    found = {path: words for path, text in pages(german).items() if (words := english_words(text))}
    assert found == {}


def test_pages_say_which_language_they_are_in(german: Path) -> None:
    for path, text in pages(german).items():
        assert '<html lang="de"' in text, path
    help_page = (german / "help/index.html").read_text()
    assert "Die Regeln selbst sind auf Englisch erklärt." in help_page
    assert '<div lang="en">' in help_page


def test_every_language_is_an_attribute_of_its_own(german: Path) -> None:
    broken = re.compile(r"<[a-z0-9-]+lang=|\"lang=")
    assert [path for path, text in pages(german).items() if broken.search(text)] == []
    assert '<h4 lang="de">Warum</h4>' in (german / "help/index.html").read_text()


def test_the_stamp_is_german_and_what_was_signed_stays(german: Path) -> None:
    text = (german / "qp-001/index.html").read_text()
    stamp = text.partition("<aside")[2].partition("</aside>")[0]
    words = " ".join(re.sub(r"<[^>]*>", " ", stamp).split())
    for part in ("In Kraft", "seit 1. Februar 2026", "Revision 2", "Verantwortlich: Prozessverantwortung", "09:30 Uhr"):
        assert part in words
    assert '<q lang="en">I approve this revision for use.</q>' in stamp
    assert "Ersetzt seit 1. Februar 2026." in (german / "qp-001/rev/1/index.html").read_text()
    assert 'data-mark="ERSETZT"' in (german / "qp-001/rev/1/index.html").read_text()


def test_files_for_other_programs_are_german(german: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((german / "register.csv").read_text("utf-8-sig"))))
    assert {row["Nummer"]: row["Status"] for row in rows}["WI-002"] == "Zurückgezogen"
    assert {row["Überfällig"] for row in rows} == {"ja", "nein"}
    feed = (german / "changes.xml").read_text()
    assert 'xml:lang="de"' in feed
    assert "Geändert: QP-001 Control of documents, Revision 2" in feed
    assert "QP-002 Training" in (german / "reviews.ics").read_text()
    assert "überprüfen" in (german / "reviews.ics").read_text()
    assert "1. Februar 2026" in (german / "assets/editions.js").read_text("utf-8").encode().decode("unicode-escape")
    assert '"Rolle"' in (german / "search/documents.js").read_text()


def test_what_is_the_same_in_every_language(german: Path) -> None:
    assert (german / "register.json").read_text() == register_json(with_translations("en"), published=True)


def test_sheets_are_german(german: Path) -> None:
    style = (german / "assets/words.css").read_text()
    assert '"Seite " counter(page) " von " counter(pages)' in style
    assert "in Kraft seit 1\\2e  Februar 2026" in (german / "qp-001/index.html").read_text()


def test_pdf_is_german_and_warns_of_stale_translations() -> None:
    made = with_translations("de")
    html = PdfPageBuilder(made, template()).manual(manual(made)).html
    assert english_words(html) == []
    assert "Verfahrensanweisungen" in html
    stale = html.partition(">QP-001 (de)</h2>")[2].partition('<section class="stamp">')[0]
    assert "translation--warn" in stale
    assert "<strong>Warnung!</strong> <strong>Übersetzung von QP-001, Revision 1.</strong>" in stale
    assert "translation--warn" not in html.partition(">QP-001 (fr)</h2>")[2].partition('<section class="stamp">')[0]


def test_a_preview_is_german_but_for_what_check_says() -> None:
    fault = Finding(PLACEHOLDER, "A field still says TODO.", "Fill it in.", document="QP-001")
    site = DraftSite(with_translations("de"), (fault,))
    paths = [f"{place}index.html" for place in ("", "qp-001/", "qp-002/", "qp-001.de/", "help/", "verify/")]
    texts = {path: (site.file(path) or b"").decode() for path in paths} | {"404.html": site.missing.decode()}
    assert {path: words for path, text in texts.items() if (words := english_words(text))} == {}
    draft = texts["qp-001/index.html"]
    assert GERMAN.say("mark.not-for-use") in draft
    assert "<strong>Fehler:</strong> In einem Feld steht noch der Text der Vorlage." in draft
    assert 'lang="en">A field still says TODO. Fill it in.</span>' in draft


def test_the_checks_expect_the_words_of_the_language(german: Path) -> None:
    made = with_translations("de")
    plan = plan_site(manual(made), template())
    files = ["manifest.json", *(f"files/{path.name}" for path in (german / "files").iterdir())]
    check(plan, frozenset(files), german)
    with pytest.raises(PublishError) as caught:
        check(replace(plan, context=replace(plan.context, language=ENGLISH)), frozenset(files), german)
    assert "its stamp does not say 'Owner: Managing director'" in caught.value.message


def test_a_language_that_the_site_does_not_speak_is_english_around_its_texts(tmp_path: Path) -> None:
    publish(with_translations("nl"), (), tmp_path / "site")
    text = (tmp_path / "site/qp-001/index.html").read_text()
    assert '<html lang="en"' in text
    assert '<div class="qms-text" lang="nl">' in text
    assert '<h1 lang="nl"' in text
    assert "Owner: Process owner" in text


def test_a_translation_beside_a_german_original(german: Path) -> None:
    text = (german / "qp-002.en/index.html").read_text()
    assert "Übersetzung von QP-002, Revision 1." in text
    assert '<p lang="en"><strong>Translation of QP-002, revision 1.</strong>' in text
    assert '<div class="qms-text" lang="en">' in text
