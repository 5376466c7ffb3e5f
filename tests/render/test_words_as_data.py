"""No word of the interface stands in templates, scripts or styles: all of them are data of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from markupsafe import escape as markup

from qmsdoc.model.language import FIELD, Language
from qmsdoc.pages.manual import manual
from qmsdoc.render.client_strings import client_strings
from qmsdoc.render.print_css import css_content
from qmsdoc.render.site_plan import plan_site
from qmsdoc.render.standalone import standalone_templates
from qmsdoc.rules.registry import RULES
from qmsdoc.site import template
from tests.site.build import ENGLISH, GERMAN, snapshot

TEMPLATE = template()
PAGES = sorted(path for path in TEMPLATE if path.endswith(".html"))
SCRIPTS = sorted(path for path in TEMPLATE if path.endswith(".js"))
STYLES = sorted(path for path in TEMPLATE if path.endswith(".css"))
TOLD = {"alt", "title", "aria-label", "placeholder", "data-label", "data-mark"}
# What the programs that it names say, in every language.
VERBATIM = {
    *("register.csv", "register.json", "manifest.json", "qmsdoc", ", , sha256:", "git clone", "Good “git” signature"),
    *("qmsdoc diff ", " 1 2 --html redline.html"),
}
# Keys that no code names: names that policies give, notes as documents call them, what a file says of itself.
FAMILIES = ("name.", "ending.", "note.", "language.")
# `f"status.{status}"`, `"answer." ~ kind`: the code names these by what they are about.
FAMILY = re.compile(r"""["'`]([a-z]+\.[a-z0-9.-]*)(?:\{|["'] ~)""")
KEY = re.compile(r"""["'`]([a-z]+(?:[.-][a-z0-9]+)+)["'`]""")
SAID = re.compile(r"""(?:\.|\b)(?:say|count|qmsSay|qmsCount|head|choice)\(\s*["']([a-z]+\.[a-z0-9.-]*[a-z0-9])["']""")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


class Words(HTMLParser):
    """Collects what a reader sees or is read of a template whose expressions are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in {"code", "style", "script"}
        self.found += [value for name, value in attrs if name in TOLD and value and WORD.search(value)]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in {"code", "style", "script"}

    def handle_data(self, data: str) -> None:
        said = re.sub(r"[a-z-]+=\"[^\"]*\"", "", data)  # an attribute that a macro writes
        if not self._code and WORD.search(said):
            self.found.append(said.strip())


def test_a_language_says_of_every_rule_what_is_wrong_and_what_to_do() -> None:
    asked = {f"rule.{rule.data.id}:{part}" for rule in RULES for part in ("what", "mend")}
    assert {key for key in GERMAN.texts if key.startswith("rule.")} == asked
    assert not [key for key in ENGLISH.texts if key.startswith("rule.")]  # a finding says it itself


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_words_of_its_own(path: str) -> None:
    text = TEMPLATE[path].decode()
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    words = Words()
    words.feed(bare)
    assert [found for found in words.found if found not in VERBATIM] == []
    assert [found for found in printed(text) if found not in VERBATIM] == []


def printed(text: str) -> Iterator[str]:
    """Give the texts in expressions of a template that are words: no keys, addresses, patterns or markup."""
    for output in Environment(extensions=[]).parse(text).find_all((nodes.Output, nodes.Assign)):  # noqa: S701 - nothing is rendered
        for const in output.find_all(nodes.Const):
            value = const.value
            if (
                isinstance(value, str)
                and re.search(r"[A-Z][a-z]+ |[a-z]{2,} [a-z]{2,}|^[A-Z][a-z]+$", value)
                and "<" not in value
            ):
                yield value


@pytest.mark.parametrize("path", SCRIPTS)
def test_no_script_has_words_of_its_own(path: str) -> None:
    code = re.sub(r"^\s*//.*$", "", TEMPLATE[path].decode(), flags=re.MULTILINE)
    literals = re.findall(r'"([^"\n]*)"|`([^`]*)`', code)
    words = [
        one or two
        for one, two in literals
        if re.search(r"[A-Za-z]{2,},? [A-Za-z]{2,}", re.sub(r"\$\{[^}]*\}", "", one or two))
    ]
    assert [
        each for each in words if each != "use strict" and not re.match(r"[.#\[(@]|input|qms-|not all and ", each)
    ] == []


@pytest.mark.parametrize("path", STYLES)
def test_no_style_has_words_of_its_own(path: str) -> None:
    contents = re.findall(r"content:\s*([^;}]*)", TEMPLATE[path].decode())
    assert [said for each in contents for said in re.findall(r'"([^"]*)"', each) if WORD.search(said)] == []


def sources() -> str:
    code = (path.read_text() for path in sorted(Path("qmsdoc").rglob("*.py")))
    return "\n".join([*code, *(TEMPLATE[path].decode() for path in [*PAGES, *SCRIPTS])])


def test_every_key_is_used() -> None:
    used = set(KEY.findall(sources()))
    families = (*FAMILIES, *FAMILY.findall(sources()))
    assert [key for key in ENGLISH.texts if key not in used and not key.startswith(families)] == []


def test_families_are_no_way_around_it() -> None:
    assert {"status.", "mark.", "event.", "csv.", "answer.", "month."} <= set(FAMILY.findall(sources()))
    assert not {"", "stamp.", "frame.", "nav."} & set(FAMILY.findall(sources()))


def test_every_key_that_is_used_exists() -> None:
    assert sorted({key for key in SAID.findall(sources()) if key not in ENGLISH.texts} - {"page.key"}) == []


@pytest.mark.parametrize("family", ["status", "mark"])
def test_every_state_has_its_words(family: str) -> None:
    from qmsdoc.model.snapshot import Status  # noqa: PLC0415 - for this test alone

    assert all(f"{family}.{status}" in ENGLISH.texts for status in Status)


ANY = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@given(ANY)
def test_a_fact_stays_what_it_is(fact: str) -> None:
    assert ENGLISH.say("stamp.owner", owner=fact) == f"Owner: {fact}"
    assert GERMAN.say("home.revision", revision=fact, day="{revision}") == f"Revision {fact}, seit {{revision}}"


@settings(max_examples=25)
@given(ANY)
def test_a_fact_is_escaped_once_in_a_page(fact: str) -> None:
    pages = {
        **TEMPLATE,
        "x.html": b'{{ say("stamp.owner", owner=fact) }}|{{ say("stamp.since", day=fact | code) }}'
        b'|{{ count("register.count", 1) }}',
    }
    made = standalone_templates(pages, GERMAN).get_template("x.html").render(fact=fact)
    safe = str(markup(fact))
    assert made == f"Verantwortlich: {safe}|seit <code>{safe}</code>|1 Dokument"


def test_the_feet_of_sheets_count_pages() -> None:
    assert css_content("Seite {page} von {pages}") == '"Seite " counter(page) " von " counter(pages)'
    assert css_content('"; } body {') == '"\\22 \\3b  \\7d  body \\7b "'


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
def test_the_foot_leaves_room_for_the_day_beside_it(language: Language) -> None:
    assert len(language.say("print.foot")) <= 52


def test_scripts_find_their_words_and_no_others() -> None:
    site = plan_site(manual(snapshot()), TEMPLATE).context.site
    script = client_strings(GERMAN, TEMPLATE, site)["assets/words.js"].decode()
    assert script.startswith("window.qmsWords = {")
    assert "Nichts gefunden." in script
    assert "stamp.owner" not in script
    assert FIELD.search(script)
