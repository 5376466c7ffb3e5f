"""Of a style sheet only custom properties of known names take effect, whatever else it holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.parse.custom_properties import custom_properties

ROOT = ":root, body, body[data-md-color-scheme]"
FORM = re.compile(r"(?:[^{}]*\{(?: --(?:md|qms)-[a-z0-9-]+: [^;{}<>@\\\\]+;)+ \}\n)*")


def test_properties_of_the_root_and_of_schemes() -> None:
    sheet = """/* ours { } */
    :root { --md-primary-fg-color: #005a50; --qms-font: "Noto Sans", sans-serif }
    [data-md-color-scheme="slate"] { --md-primary-fg-color: rgb(1 2 3 / 50%); }"""
    css, faults = custom_properties(sheet)
    assert faults == ()
    assert css.splitlines() == [
        f'{ROOT} {{ --md-primary-fg-color: #005a50; --qms-font: "Noto Sans", sans-serif; }}',
        'body[data-md-color-scheme="slate"] { --md-primary-fg-color: rgb(1 2 3 / 50%); }',
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        ".qms-stamp { --md-x: 1 }",
        ":root { display: none }",
        ":root { --other: 1 }",
        ":root { --md-x: url(https://example.org/x) }",
        ":root { --md-x: image-set('x') }",
        ":root { --qms-focus: transparent }",
        ":root { --qms-ink: #fff }",
        ":root { --qms-paper: #1d2124; --qms-in-force-soft: #00622f }",
        ":root { --md-default-fg-color--light: white }",
        "[data-md-color-scheme=slate] { --md-default-bg-color: #e4e7e9 }",
        ":root { --md-typeset-color: #fff; --md-code-fg-color: #fff; --md-admonition-fg-color: #fff }",
        ":root { --md-x: 1 /* }",
        """:root { --md-x: " ' " ' }""",
        r":root { --md-x: 1\}; }",
        ":root { --md-x: </style> }",
        ':root { --qms-font: "x }',
        ":root { --md-x: rgb(1 }",
        "@import 'x.css'; :root { --md-x: 1 }",
        "@media screen { :root { display: none } }",
        "}",
        "{",
        "words",
        "*",
    ],
)
def test_whatever_else_is_told_and_left_out(sheet: str) -> None:
    css, faults = custom_properties(sheet)
    assert faults
    assert "--" not in css.replace("--md-x: 1;", "")
    assert "none" not in css
    assert "url" not in css


def test_a_fault_has_its_line() -> None:
    css, (fault,) = custom_properties("/* one\ntwo */\n:root {\n  --md-x: 1;\n  color: red;\n}\n")
    assert css == f"{ROOT} {{ --md-x: 1; }}\n"
    assert (fault.line, fault.words) == (5, "color: red")


@given(st.text(alphabet=":root{};-mdqs x/*\\\\@<>\"'\n[]=", max_size=60))
def test_what_is_returned_is_always_of_one_form(sheet: str) -> None:
    assert FORM.fullmatch(custom_properties(sheet)[0])
