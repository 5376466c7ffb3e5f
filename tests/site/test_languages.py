"""A manual in German, and translations beside their originals, as readers meet them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qmsdoc.errors import PublishError
from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.snapshot import Edition, Looks, Record, Snapshot, Status
from qmsdoc.pages.manual import manual
from qmsdoc.pages.translation import Standing, renderings, translation_of
from qmsdoc.render.checks import check
from qmsdoc.render.pdf_page import Press
from qmsdoc.render.stage import stage
from qmsdoc.site import preview, publish, template
from tests.site.build import ENGLISH, FIRST, GERMAN, POLICY, SECOND, THIRD, TRAINING, document, edition, snapshot

# Words of documents, people and the manual's own names, in which the site has no say.
OWN = ("Control of documents", "Training", "Title of", "Policy of example-manual", "Example & Sons Ltd")


def translated(original: str, lang: str, translates: int | None, status: Status = Status.EFFECTIVE) -> Record:
    """A translation of `original`, approved on 1 April 2026."""
    source = document(original, 1, f"{original} ({lang})", f"# {original} ({lang})\n\nText.\n", change="")
    front = replace(source.front, lang=lang, translates=translates)
    source = replace(source, path=source.path.replace(".md", f".{lang}.md"), front=front)
    made = edition(source, date(2026, 4, 1), status)
    effective = made if status is Status.EFFECTIVE else None
    return Record(made.name, status, source, (made,), effective, made.approvals)


def with_translations(language: str = "en") -> Snapshot:
    base = snapshot()
    waiver = Waiver("orphan", "QP-001", "For a while.", "quality-manager", date(2026, 5, 1))
    law = replace(POLICY, waivers=(waiver,), standards=("iso9001-2015",))
    added = (
        translated("QP-001", "de", 1),
        translated("QP-001", "fr", 2),
        translated("QP-002", "en", 1),
        translated("WI-002", "de", 1),
    )
    records = tuple(sorted((*base.records, *added), key=lambda record: record.name))
    looks = Looks(site_name="Handbuch", site_url="https://qms.example.org/", language=language)
    return replace(base, records=records, policy=law, authority=law, looks=looks)


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("de") / "site"
    publish(with_translations("de"), (), output)
    return output


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("en") / "site"
    publish(with_translations(), (), output)
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
    return [each for each in telling() if re.search(rf"\b{re.escape(each)}\b", said)]


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


def test_what_is_the_same_in_every_language(german: Path, english: Path) -> None:
    assert (german / "register.json").read_text() == (english / "register.json").read_text()


def test_sheets_are_german(german: Path) -> None:
    style = (german / "assets/words.css").read_text()
    assert '"Seite " counter(page) " von " counter(pages)' in style
    assert "in Kraft seit 1\\2e  Februar 2026" in (german / "qp-001/index.html").read_text()


def test_pdf_is_german_and_warns_of_stale_translations() -> None:
    made = with_translations("de")
    html = Press(made, template()).manual(manual(made)).html
    assert english_words(html) == []
    assert "Verfahrensanweisungen" in html
    stale = html.partition(">QP-001 (de)</h2>")[2].partition('<section class="stamp">')[0]
    assert "translation--warn" in stale
    assert "<strong>Warnung!</strong> <strong>Übersetzung von QP-001, Revision 1.</strong>" in stale
    assert "translation--warn" not in html.partition(">QP-001 (fr)</h2>")[2].partition('<section class="stamp">')[0]


def test_a_preview_is_german_but_for_what_check_says(tmp_path: Path) -> None:
    fault = Finding("placeholder", "x", Severity.ERROR, "A field still says TODO.", "Fill it in.", document="QP-001")
    preview(with_translations("de"), (fault,), tmp_path / "site")
    found = {path: words for path, text in pages(tmp_path / "site").items() if (words := english_words(text))}
    assert found == {}
    draft = (tmp_path / "site/qp-001/index.html").read_text()
    assert GERMAN.say("mark.not-for-use") in draft
    assert '<ul lang="en"><li><strong>Error:</strong>' in draft


def test_the_checks_expect_the_words_of_the_language(german: Path) -> None:
    made = with_translations("de")
    staged = stage(made, manual(made), template())
    files = ["manifest.json", *(f"files/{path.name}" for path in (german / "files").iterdir())]
    check(staged, frozenset(files), german)
    with pytest.raises(PublishError) as caught:
        check(replace(staged, language=ENGLISH), frozenset(files), german)
    assert "its stamp does not say 'Owner: Managing director'" in caught.value.message


def test_a_language_that_the_site_does_not_speak_is_english_around_its_texts(tmp_path: Path) -> None:
    publish(with_translations("nl"), (), tmp_path / "site")
    text = (tmp_path / "site/qp-001/index.html").read_text()
    assert '<html lang="en"' in text
    assert '<div class="qms-text" lang="nl">' in text
    assert '<h1 lang="nl"' in text
    assert "Owner: Process owner" in text


@pytest.mark.parametrize(
    ("name", "said", "standing"),
    [
        ("QP-001.de", 1, Standing.STALE),
        ("QP-001.fr", 2, Standing.CURRENT),
        ("QP-001.fr", 3, Standing.AHEAD),
        ("QP-001.fr", None, Standing.UNSAID),
        ("WI-002.de", 1, Standing.ENDED),
        ("WI-001.de", 1, Standing.MISSING),
        ("QP-404.de", 1, Standing.MISSING),
    ],
)
def test_how_a_translation_stands(name: str, said: int | None, standing: Standing) -> None:
    original, _, lang = name.partition(".")
    made = translation_of(with_translations(), only(translated(original, lang, said)))
    assert made is not None
    assert (made.standing, made.original, made.revision) == (standing, original, said)
    assert made.trusted is (standing is Standing.CURRENT)


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


def test_a_translation_of_the_revision_in_force_says_so_calmly(english: Path) -> None:
    head = (english / "qp-001.fr/index.html").read_text().partition("<aside")[0]
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


def test_a_translation_beside_a_german_original(german: Path) -> None:
    text = (german / "qp-002.en/index.html").read_text()
    assert "Übersetzung von QP-002, Revision 1." in text
    assert '<p lang="en"><strong>Translation of QP-002, revision 1.</strong>' in text
    assert '<div class="qms-text" lang="en">' in text
