"""`mkdocs.yml` is data: its looks are read, its tags never acted upon."""

from __future__ import annotations

import pytest

from qmsdoc.model.appearance import Looks, Palette, SocialLink
from qmsdoc.model.document import ClosureFile
from qmsdoc.parse.branding import looks

FILES = {"docs/logo.svg": b"<svg/>", "img/icon.png": b"png", "documents/logo.svg": b"other"}
WILD = """site_name: Meridian
site_url: https://quality.meridian.example/
docs_dir: documents
plugins: [search, {macros: {module_name: evil}}]
hooks: [evil.py]
markdown_extensions:
  - pymdownx.emoji:
      emoji_generator: !!python/name:os.system
      other: !!python/object/apply:os.system ["false"]
theme:
  name: material
  language: de
  logo: logo.svg
  favicon: img/icon.png
  palette:
    - {scheme: default, primary: deep purple, accent: teal}
    - {scheme: slate, primary: black}
"""


def test_a_file_of_the_wild() -> None:
    found, problems = looks(WILD.encode(), FILES.get)
    assert [(problem.rule, problem.line) for problem in problems] == [("content-unsafe", 5)]
    assert found == Looks(
        site_name="Meridian",
        site_url="https://quality.meridian.example/",
        language="de",
        primary="deep purple",
        accent="teal",
        logo=ClosureFile.of("documents/logo.svg", b"other"),
        favicon=ClosureFile.of("img/icon.png", b"png"),
        theme="material",
        palettes=(Palette("default", "deep purple", "teal"), Palette("slate", "black")),
    )


@pytest.mark.parametrize("text", ["", "\n", "# remark", "site_name:", "theme: qmsdoc", "theme: {palette: []}"])
def test_defaults(text: str) -> None:
    assert looks(text.encode(), FILES.get) == (Looks(), ())


def test_a_language_that_the_site_does_not_speak_is_told_and_kept() -> None:
    found, (problem,) = looks(b"theme:\n  language: fr\n", FILES.get)
    assert found.language == "fr"
    assert (problem.rule, problem.path, problem.line, problem.column) == ("looks-invalid", "mkdocs.yml", 2, 13)
    assert "'fr'" in problem.message
    assert "de, en" in problem.remedy


@pytest.mark.parametrize("language", ["de", "en", "de-AT", "en-GB"])
def test_regions_of_a_language_are_spoken_too(language: str) -> None:
    assert looks(f"theme: {{language: {language}}}".encode(), FILES.get) == (Looks(language=language), ())


def test_a_palette_that_is_no_list() -> None:
    assert looks(b"theme: {palette: {primary: red}}", FILES.get)[0].primary == "red"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [", 1),
        ("- a", 1),
        ("a: b\na: c", 2),
        ("\ufeffa: b", 1),
        ("site_url: javascript:alert(1)", 1),
        ("site_url: 'https://[::1'", 1),
        ("site_url: https://x.example/?a=", 1),
        ("site_url: https://quality.meridian.example@evil.example/", 1),
        ("site_url: https://a\u2100b.example/", 1),
        ("theme:\n  language: ../x", 2),
        ("theme:\n  palette: {primary: 'red;}'}", 2),
        ("theme:\n  logo: missing.png", 2),
        ("theme:\n  logo: ../../logo.svg", 2),
        ("theme:\n  favicon: /img/icon.png", 2),
        ("theme:\n  logo: evil.html", 2),
        ("theme: readthedocs", 1),
        ("theme:\n  name: materiel", 2),
        ("theme:\n  features:\n    - navigation.tap", 3),
        ("theme:\n  icon: {logo: material/no-such-icon}", 2),
        ("theme:\n  icon:\n    logo: ../../secret", 3),
        ("theme:\n  palette:\n    scheme: dark", 3),
        ("theme:\n  palette:\n    media: print", 3),
        ("extra:\n  social: [{icon: material/email, link: 'javascript:1'}]", 2),
        ("extra_css:\n  - gone.css", 2),
    ],
)
def test_faults_keep_the_default(text: str, line: int) -> None:
    found, (problem,) = looks(text.encode(), {**FILES, "evil.html": b""}.get)
    assert (found.site_url, found.language, found.primary, found.logo, found.favicon) == (
        "",
        "en",
        "indigo",
        None,
        None,
    )
    assert (found.theme, found.features, found.icons, found.social, found.css) == ("qmsdoc", (), (), (), "")
    assert (problem.rule, problem.path, problem.line) == ("looks-invalid", "mkdocs.yml", line)


MATERIAL = """\
copyright: © Us
theme:
  name: material
  features: [navigation.tabs, search.suggest, content.code.copy]
  icon: {logo: material/shield-check, repo: fontawesome/brands/git-alt}
  palette:
    - {media: "(prefers-color-scheme: light)", toggle: {icon: material/weather-night, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, primary: teal}
extra:
  analytics: {provider: google}
  social: [{icon: material/email, link: "mailto:q@example.org", name: Write to us}]
"""


def test_what_material_takes() -> None:
    assert looks(MATERIAL.encode(), FILES.get) == (
        Looks(
            theme="material",
            palettes=(
                Palette(media="(prefers-color-scheme: light)", icon="material/weather-night", name="Dark"),
                Palette("slate", "teal", media="(prefers-color-scheme: dark)"),
            ),
            features=("content.code.copy", "navigation.tabs"),
            icons=(("logo", "material/shield-check"),),
            social=(SocialLink("material/email", "mailto:q@example.org", "Write to us"),),
            copyright="© Us",
        ),
        (),
    )


def test_of_style_sheets_only_custom_properties_take_effect() -> None:
    files = {"docs/own.css": b":root { --md-primary-fg-color: #005a50; }\n\n.qms-stamp { display: none }\n"}
    found, (problem,) = looks(b"extra_css: [own.css]", files.get)
    assert found.css == ":root, body, body[data-md-color-scheme] { --md-primary-fg-color: #005a50; }\n"
    assert (problem.rule, problem.path, problem.line) == ("looks-invalid", "docs/own.css", 3)
    assert ".qms-stamp" in problem.message


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        ("[tables, {toc: {permalink: true}}]", True),
        ("{toc: {permalink: ¶}}", True),
        ("[{toc: {permalink: false}}]", False),
        ("[{toc: {title: On this page}}]", False),
        ("[toc]", False),
        ("{toc: }", False),
    ],
)
def test_links_of_headings_to_themselves(extensions: str, expected: bool) -> None:
    found, problems = looks(f"markdown_extensions: {extensions}\n".encode(), FILES.get)
    assert (found.permalinks, problems) == (expected, ())


OWN = """plugins: [{plugins}]
hooks: [build.py]
theme: {{name: readthedocs, palette: {{scheme: ours}}, icon: {{logo: ours/rose}}}}
extra_css: [more.css, docs/logo.css]
"""


@pytest.mark.parametrize(
    ("plugins", "told"),
    [
        ("search, qmsdoc", []),
        ("{qmsdoc: {prefix: q}}, tags", []),
        ("qmsdoc", ["content-unsafe", *["looks-invalid"] * 5]),
        ("search, tags", ["content-unsafe", *["looks-invalid"] * 5]),
    ],
)
def test_what_mkdocs_heeds_is_no_fault_of_a_site_of_its_own(plugins: str, told: list[str]) -> None:
    files = FILES | {"docs/logo.css": b"p { display: none }"}
    found, problems = looks(OWN.format(plugins=plugins).encode(), files.get)
    assert sorted(each.rule for each in problems) == told
    assert (found.theme, found.css) == ("qmsdoc", "")


def test_what_nobody_knows_is_told_of_a_site_of_its_own_too() -> None:
    _, (problem,) = looks(b"plugins: [search, qmsdoc]\ntheme: {features: [navigation.tap]}\n", FILES.get)
    assert "navigation.top" in problem.remedy
