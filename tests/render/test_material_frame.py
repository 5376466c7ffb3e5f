"""Material's frame: its templates as installed, our contents, and a policy that names every script in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from qmsdoc.errors import PublishError
from qmsdoc.model.appearance import Looks, Palette, SocialLink
from qmsdoc.render import material_frame
from qmsdoc.render.content_policy import ContentPolicy, script_hash
from qmsdoc.render.menu import before_and_after
from qmsdoc.site import embedded, publish
from tests.site.build import snapshot

LIGHT = Palette("default", "teal", "teal", "(prefers-color-scheme: light)", "material/weather-night", "Dark")
DARK = Palette("slate", "teal", "teal", "(prefers-color-scheme: dark)", "material/weather-sunny", "Light")
LOOKS = Looks(
    site_name="Example <Manual>",
    theme="material",
    palettes=(LIGHT, DARK),
    features=("navigation.tabs", "navigation.footer", "navigation.top", "content.code.copy"),
    icons=(("logo", "material/shield-check"),),
    social=(SocialLink("fontawesome/brands/mastodon", "https://social.example/@us", "Us <here>"),),
    css=":root { --md-primary-fg-color: #005a50; }\n",
    copyright="© Example <b>Ltd</b>",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("material") / "site"
    publish(snapshot(looks=LOOKS), (), output)
    return output


def pages(site: Path) -> Mapping[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.html")}


def test_contents_are_those_of_the_light_frame(site: Path, tmp_path: Path) -> None:
    publish(snapshot(looks=LOOKS), (), tmp_path / "light", theme="qmsdoc")
    light, made = pages(tmp_path / "light"), pages(site)
    assert light.keys() == made.keys()
    text = re.compile(r'<aside class="qms-stamp".*<!-- /qms-text -->', re.DOTALL)
    found = {path: text.findall(html) for path, html in light.items()}
    assert sum(map(bool, found.values())) == 8
    assert {path: text.findall(html) for path, html in made.items()} == found


def test_contents_inside_a_site_of_somebody_else_are_the_same(site: Path) -> None:
    text = re.compile(r'<div class="qms-text".*<!-- /qms-text -->', re.DOTALL)
    made = {f"{path}index.html": html for path, html in embedded(snapshot(looks=LOOKS), (), "").pages.items()}
    found = {path: text.findall(html) for path, html in made.items()}
    assert sum(map(bool, found.values())) == 8
    assert {path: text.findall(html) for path, html in pages(site).items() if path in found} == found


def test_every_script_inside_a_page_is_named_by_its_hash(site: Path) -> None:
    for html in pages(site).values():
        inside = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert len(inside) == 3
        assert all(f"'{script_hash(script)}'" in policy for script in inside)
        assert "unsafe" not in policy


def test_whatever_a_page_loads_is_in_the_site(site: Path) -> None:
    loaded = set()
    for path, html in pages(site).items():
        if path != "404.html":
            for name in re.findall(
                r'(?:<script[^>]* src|<link rel="(?:stylesheet|icon)"[^>]* href|<img src)="([^"]*)"', html
            ):
                loaded.add((site / path).parent.joinpath(name).resolve())
    assert len(loaded) > 8
    assert site.resolve() / "assets/own.css" in loaded
    assert [path for path in loaded if not path.is_file()] == []


def test_words_of_the_manual_are_escaped(site: Path) -> None:
    html = (site / "index.html").read_text()
    assert "Example &lt;Manual&gt;" in html
    assert "© Example &lt;b&gt;Ltd&lt;/b&gt;" in html
    assert "Us &lt;here&gt;" in html
    assert "<b>Ltd" not in html


def test_documents_lead_to_the_one_before_and_after(site: Path) -> None:
    html = (site / "qp-001/index.html").read_text()
    assert 'href="../qp-002/index.html" class="md-footer__link md-footer__link--next"' in html
    assert "md-footer__link--prev" not in html


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("WI-001", (None, "WI-003")),
        ("WI-002", ("WI-001", "WI-003")),
        ("WI-003", ("WI-001", "WI-003.de")),
        ("WI-003.de", ("WI-003", None)),
        ("WI-009", ("WI-003.de", None)),
        ("WI-000", (None, "WI-001")),
    ],
)
def test_a_document_stands_between_its_neighbours_even_out_of_force(
    name: str, beside: tuple[str | None, str | None]
) -> None:
    assert before_and_after(("WI-001", "WI-003", "WI-003.de"), name) == beside


def test_one_palette_has_no_switch(tmp_path: Path) -> None:
    publish(snapshot(looks=replace(LOOKS, palettes=(DARK,))), (), tmp_path / "site")
    html = (tmp_path / "site/index.html").read_text()
    assert 'data-md-color-scheme="slate"' in html
    assert "__palette" not in html


@pytest.mark.parametrize(
    ("language", "dark", "light"),
    [("en", "Switch to dark colours", "Switch to light colours"), ("de", "Zu dunklen", "Zu hellen")],
)
def test_the_switch_has_the_words_of_the_language(tmp_path: Path, language: str, dark: str, light: str) -> None:
    system = replace(LIGHT, media="(prefers-color-scheme)", name="")
    unnamed = (system, replace(LIGHT, name=""), replace(DARK, name=""), replace(DARK, name="Black"))
    publish(snapshot(looks=replace(LOOKS, palettes=unnamed, language=language)), (), tmp_path / "site")
    names = re.findall(
        r'__palette_\d" ?hidden|title="([^"]*)" for="__palette', (tmp_path / "site/index.html").read_text()
    )
    assert [name.startswith(said) for name, said in zip(names, (light, dark, dark, "Black"), strict=True)] == [True] * 4


def test_headings_link_to_themselves_where_that_is_asked(site: Path, tmp_path: Path) -> None:
    publish(snapshot(looks=replace(LOOKS, permalinks=True)), (), tmp_path / "site")
    assert "data-permalinks" in (tmp_path / "site/qp-001/index.html").read_text()
    assert "data-permalinks" not in (site / "qp-001/index.html").read_text()


def test_a_missing_material_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material_frame, "material_templates", lambda: None)
    with pytest.raises(PublishError, match="not installed") as raised:
        publish(snapshot(looks=LOOKS), (), tmp_path / "site")
    assert "--theme qmsdoc" in raised.value.remedy
    assert not (tmp_path / "site").exists()


def test_a_policy_knows_itself_and_no_other() -> None:
    policy = ContentPolicy(("a()",), data_images=True)
    meta = '<meta http-equiv="Content-Security-Policy" content="{}">'
    digest = "A" * 43 + "="
    assert policy.stands_in(meta.format(policy.content()))
    assert policy.stands_in(meta.format(policy.content(digest)))
    assert not policy.stands_in(meta.format(ContentPolicy().content()))
    assert not policy.stands_in(meta.format(policy.content()) * 2)
    assert policy.without_scripts("<script>a()</script><script>b()</script>") == "<script>b()</script>"
