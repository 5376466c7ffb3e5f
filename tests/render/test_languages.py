"""The languages of the interface: their files, how they count and date, and what becomes of names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.errors import UsageError
from qmsdoc.model.language import FIELD, Language, Text
from qmsdoc.model.standard import Standard
from qmsdoc.pages.contents import site_contents
from qmsdoc.pages.entries import Section
from qmsdoc.parse.languages import codes, interface, nearest, shipped_codes, spoken_languages
from qmsdoc.parse.standards import shipped, shipped_names
from qmsdoc.render.templates import section_heading
from qmsdoc.site import template
from tests.site.build import ENGLISH, GERMAN, snapshot

OWN = ("name.", "ending.", "clause.", "rule.")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 2, 1, 9, 5, tzinfo=UTC), "1 February 2026, 09:05 UTC"),
        (datetime(2026, 2, 1, 9, 5, tzinfo=timezone(timedelta(hours=1))), "1 February 2026, 09:05 UTC+01:00"),
        (
            datetime(2026, 2, 1, 9, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
            "1 February 2026, 09:05 UTC-03:30",
        ),
        (datetime(2026, 2, 1, 9, 5, tzinfo=timezone(-timedelta(minutes=30))), "1 February 2026, 09:05 UTC-00:30"),
    ],
)
def test_moments_name_their_zone(moment: datetime, said: str) -> None:
    assert ENGLISH.instant(moment) == said


def test_days_are_those_of_the_language() -> None:
    assert ENGLISH.day(date(2026, 2, 1)) == "1 February 2026"
    assert GERMAN.day(date(2026, 3, 1)) == "1. März 2026"
    assert GERMAN.month(date(2026, 12, 1)) == "Dezember 2026"
    assert GERMAN.instant(datetime(2026, 2, 1, 9, 5, tzinfo=UTC)) == "1. Februar 2026, 09:05 Uhr, UTC"


def test_columns_show_short_days() -> None:
    assert [ENGLISH.table_day(date(2026, month, 1)) for month in (2, 5, 9)] == [
        "1 Feb 2026",
        "1 May 2026",
        "1 Sept 2026",
    ]
    assert [GERMAN.table_day(date(2026, month, 9)) for month in (3, 12)] == ["9. März 2026", "9. Dez. 2026"]


@pytest.mark.parametrize(
    ("key", "title", "count", "own", "said"),
    [
        ("procedure", "", 2, False, "Procedures"),
        ("procedure", "", 1, False, "Procedure"),
        ("quality-policy", "", 2, False, "Quality policies"),
        ("calibration-record", "", 2, False, "Calibration records"),
        ("external", "", 1, False, "External documents"),
        ("procedure", "Ours", 2, False, "Ours"),
        ("policy", "Ours", 1, True, "How this manual is controlled"),
        ("", "", 2, False, "Other documents"),
    ],
)
def test_headings_over_documents_of_a_type(key: str, title: str, count: int, own: bool, said: str) -> None:
    assert heading(key, title, count, ENGLISH, own=own) == said


def heading(key: str, title: str, count: int, language: Language, *, own: bool = False) -> str:
    entries = site_contents(snapshot()).entries[:1] * count
    return section_heading(Section(key, title, entries, own), language)


def test_a_name_that_a_language_does_not_know_stays() -> None:
    assert heading("pruefplan", "", 2, GERMAN) == "Pruefplan"
    assert heading("work-instruction", "", 2, GERMAN) == "Arbeitsanweisungen"
    assert GERMAN.named("Jane Doe") == "Jane Doe"


def test_english_and_german_say_the_same_with_the_same_facts() -> None:
    english, german = plain(ENGLISH.texts), plain(GERMAN.texts)
    assert english.keys() == german.keys()
    assert {key: fields(text) for key, text in english.items()} == {key: fields(text) for key, text in german.items()}
    assert all(isinstance(english[key], str) is isinstance(german[key], str) for key in english)


def plain(texts: Mapping[str, Text]) -> dict[str, Text]:
    return {key: text for key, text in texts.items() if not key.startswith(OWN)}


def fields(text: Text) -> set[str]:
    forms = [text] if isinstance(text, str) else text.values()
    return {name for form in forms for name in FIELD.findall(form)} - {"n"}


def test_german_leaves_nothing_to_english() -> None:
    german = template()["languages/de.yml"].decode()
    assert [key for key in plain(ENGLISH.texts) if f"\n{key}: " not in german] == []


@pytest.mark.parametrize(
    ("code", "chosen"),
    [("de", "de"), ("de-AT", "de"), ("pt-BR", "pt-BR"), ("pt-br", "pt-BR"), ("pt-PT", "pt"), ("fr", None), ("", None)],
)
def test_the_nearest_language(code: str, chosen: str | None) -> None:
    assert nearest(code, ["de", "en", "pt", "pt-BR"]) == chosen


def added(text: str, code: str = "fr") -> Mapping[str, bytes]:
    return {**template(), f"languages/{code}.yml": text.encode()}


LINE = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.sampled_from(["stamp.owner: ", "language.plural: {one: ", "home.documents: {one: A, other: ", "name.x: ", "\n"]),
    st.sampled_from(['"{owner}"', '"n = 1"', '"n % 10 = 2..4 or n = 1"}', '"{n} {x}"}', "{one: B}", "null"]),
)


@given(st.lists(LINE, max_size=6).map("".join))
def test_whatever_a_file_holds_it_is_read_or_refused(text: str) -> None:
    made = read_or_refused(text)
    if isinstance(made, str):
        assert "languages/fr.yml, line " in made
    else:
        assert made.say("stamp.owner", owner="A")
        assert made.count("home.documents", 3, day="X")


def read_or_refused(text: str) -> Language | str:
    try:
        return interface("fr", added(text))
    except UsageError as error:
        return error.message


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ("own-1: Titel\n", "line 1: 'own-1' holds no texts."),
        ("own-1:\n  4: [a]\n", "line 2: '4' has no text."),
        ("- own-1\n", "line 1: It holds no texts."),
    ],
)
def test_titles_of_clauses_are_read_strictly(titles: str, said: str) -> None:
    files = {**template(), "languages/clauses/de.yml": titles.encode()}
    with pytest.raises(UsageError) as caught:
        interface("de", files)
    assert f"languages/clauses/de.yml, {said}" in caught.value.message


def test_every_clause_that_ships_has_a_german_title() -> None:
    wanted = {f"clause.{name}:{number}" for name in shipped_names() for number, _ in of(name).clauses}
    assert wanted == {key for key in GERMAN.texts if key.startswith("clause.")}


def of(name: str) -> Standard:
    found = shipped(name)
    assert found is not None
    return found


def test_a_company_adds_a_language() -> None:
    files = added('language.name: Français\nlanguage.plural: {one: "n = 0..1"}\nstamp.owner: "Responsable : {owner}"\n')
    assert codes(files) == ("de", "en", "fr")
    named = {code: each.say("language.name") for code, each in spoken_languages(files).items()}
    assert named == {"de": "Deutsch", "en": "English", "fr": "Français"}
    french = interface("fr-CA", files)
    assert french.code == "fr"
    assert french.say("stamp.owner", owner="A") == "Responsable : A"
    assert french.say("status.effective") == "In force"
    assert [french.category(n) for n in (0, 1, 2)] == ["one", "one", "other"]
    assert french.named("Form", 2) == "Form"


def test_a_language_that_is_not_there_is_english() -> None:
    assert interface("fr", template()) == ENGLISH
    assert shipped_codes() == ("de", "en")


def test_plurals_are_those_of_the_language() -> None:
    rule = 'language.plural: {one: "n = 1", few: "n % 10 = 2..4 and n % 100 != 12..14", many: "n = 0 or n % 10 = 5..9"}'
    polish = interface("pl", added(rule, "pl"))
    assert [polish.category(n) for n in (1, 2, 12, 22, 5, 112, 104)] == [
        *("one", "few", "other", "few", "many", "other", "few")
    ]
    assert polish.categories[22] == polish.category(322) == "few"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stamp.owner: [a]\n", "line 1: The text 'stamp.owner' is neither a text nor"),
        ("\nstamp.ownr: X\n", "line 2: There is no text 'stamp.ownr'."),
        ('stamp.owner: "Von {ownr}"\n', "line 1: The text 'stamp.owner' has the field {ownr}, which nothing fills in."),
        ('stamp.owner: "Von {owner.name}"\n', "line 1: The text 'stamp.owner' has a brace that begins no field."),
        ('stamp.owner: "Von {owner!r}"\n', "has a brace that begins no field."),
        ("stamp.owner: ''\n", "is neither a text nor"),
        ("stamp.owner: {one: A}\n", "The text 'stamp.owner' has no form 'other'."),
        ("stamp.owner: {ones: A, other: B}\n", "is neither a text nor"),
        ('language.plural: {one: "n is 1"}\n', "'n is 1' of 'language.plural' is no rule of plurals."),
        ("stamp.owner: A\nstamp.owner: B\n", "line 2: The field 'stamp.owner' stands here twice."),
        ("a\n", "It holds no texts."),
        ("\ufeffa: b\n", "line 1"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        interface("fr", added(text))
    assert "site_template/languages/fr.yml, " in caught.value.message
    assert said in caught.value.message
    assert caught.value.remedy
