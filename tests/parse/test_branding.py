"""`mkdocs.yml` is data: its looks are read, its tags never acted upon."""

from __future__ import annotations

import pytest

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.finding import Severity
from qmsdoc.model.looks import Looks
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
    )


@pytest.mark.parametrize("text", ["", "\n", "# remark", "site_name:", "theme: material", "theme: {palette: []}"])
def test_defaults(text: str) -> None:
    assert looks(text.encode(), FILES.get) == (Looks(), ())


def test_a_language_that_the_site_does_not_speak_is_told_and_kept() -> None:
    found, (problem,) = looks(b"theme:\n  language: fr\n", FILES.get)
    assert found.language == "fr"
    assert problem.severity is Severity.WARNING
    assert (problem.rule, problem.path, problem.line, problem.column) == ("field-invalid", "mkdocs.yml", 2, 13)
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
        ("theme:\n  language: ../x", 2),
        ("theme:\n  palette: {primary: 'red;}'}", 2),
        ("theme:\n  logo: missing.png", 2),
        ("theme:\n  logo: ../../logo.svg", 2),
        ("theme:\n  favicon: /img/icon.png", 2),
        ("theme:\n  logo: evil.html", 2),
    ],
)
def test_faults_keep_the_default(text: str, line: int) -> None:
    found, (problem,) = looks(text.encode(), {**FILES, "evil.html": b""}.get)
    assert found == Looks()
    assert (problem.rule, problem.path, problem.line) == ("field-invalid", "mkdocs.yml", line)
