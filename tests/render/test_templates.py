"""Templates escape by themselves, and HTML is trusted only where it is made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from qmsdoc.render.standalone import standalone_templates
from qmsdoc.site import template
from tests.site.build import ENGLISH, GERMAN

# Texts and redlines of documents; what is escaped for style sheets; drawings and style sheets of our own; words.
MAKERS = {
    *("conversion.py", "print_css.py", "qr_sheet.py", "redline_views.py", "standalone.py", "templates.py"),
    *("content_policy.py", "decision_text.py", "lang_attributes.py", "material_frame.py", "pdf/page.py"),
    "shared_parts.py",
}
HOSTILE = "<script>alert(1)</script>"


def filled(text: str, **values: object) -> str:
    pages = {**template(), "x.html": text.encode()}
    return standalone_templates(pages, ENGLISH).get_template("x.html").render(values)


def test_a_template_compiled_for_one_language_speaks_every_other() -> None:
    pages = {**template(), "x.html": b'{{ "effective"|status }} {{ "Quality manager"|named(2) }} {{ say("nav.home") }}'}
    said = [standalone_templates(pages, each).get_template("x.html").render() for each in (ENGLISH, GERMAN, ENGLISH)]
    english = "In force Quality managers Home"
    assert said == [english, "In Kraft Leitung Qualitätsmanagement Startseite", english]


def test_a_macro_is_filled_in_once_for_the_same_values() -> None:
    text = "{% macro m(a) %}<{{ a }}>{% endmacro %}{% macro n(a) %}({{ a }}){% endmacro %}"
    text += "{{ one | by(m) }}{{ two | by(m) }}{{ one | by(n) }}{{ one | by(m) }}{{ html | by(m) }}"
    assert filled(text, one="&", two="b", html=Markup("&")) == "<&amp;><b>(&amp;)<&amp;><&>"


def test_what_is_said_of_numbers_is_not_taken_for_what_is_said_of_words() -> None:
    text = '{% for n in values %}{{ say("history.revision", revision=n) }};{% endfor %}'
    assert filled(text, values=[1, 1, "1<", Markup("1<"), 2]) == (
        "Revision 1;Revision 1;Revision 1&lt;;Revision 1<;Revision 2;"
    )


def test_html_is_trusted_only_where_it_is_made() -> None:
    render = Path("qmsdoc/render")
    found = {path.relative_to(render).as_posix() for path in render.rglob("*.py") if "Markup(" in path.read_text()}
    assert found == MAKERS
    others = [path for path in Path("qmsdoc").rglob("*.py") if render not in path.parents]
    assert [path for path in others if "Markup" in path.read_text()] == []


@pytest.mark.parametrize("path", sorted(path for path in template() if path.endswith((".html", ".xml"))))
def test_no_template_trusts_a_text_by_itself(path: str) -> None:
    assert not re.search(rb"\|\s*safe\b|autoescape", template()[path])


@pytest.mark.parametrize(
    "text",
    [
        "{{ fact }}",
        '{{ say("stamp.owner", owner=fact) }}',
        '{{ count("register.count", 1, other=fact) }}{{ fact }}',
        "{{ fact | code }}",
        "{{ fact | named }}",
        "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ fact | by(m, fact) }}{{ fact | by(m, 1) }}",
        "{{ lang(fact) }}",
        "{{ link(fact, fact) }}",
        "{{ listed([fact, fact]) }}",
    ],
)
def test_whatever_a_template_is_given_is_words(text: str) -> None:
    assert "<script" not in filled(text, fact=HOSTILE)
    assert "script" in filled(text, fact=HOSTILE)


def test_what_was_made_as_html_stays_html() -> None:
    assert filled('{{ say("stamp.owner", owner=fact) }}', fact=Markup("<b>x</b>")) == "Owner: <b>x</b>"


def test_a_name_that_a_template_does_not_know_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        filled("{{ unknown }}")
