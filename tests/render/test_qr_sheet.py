"""The QR code of a printed sheet, and the data that answers for it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.pages.document import published_documents
from qmsdoc.pages.edition_lookup import lookup_documents
from qmsdoc.pages.stamp import Stamp, stamp
from qmsdoc.render.qr_code import modules
from qmsdoc.render.qr_sheet import editions_script, printed_code, qr
from tests.site.build import ENGLISH, snapshot


def mark() -> Stamp:
    record = snapshot().record("QP-001")
    assert record is not None
    assert record.effective is not None
    return stamp(snapshot(), record, record.effective)


def test_the_code_leads_to_the_check_of_the_edition() -> None:
    digits = mark().content[7:23]
    own = printed_code(mark(), "https://qms.example.org/manual/")
    assert own.text == own.address == f"https://qms.example.org/manual/verify/#QP-001/2/{digits}"


def test_without_an_address_the_code_names_the_edition() -> None:
    own = printed_code(mark(), "")
    assert own.text == f"QP-001/2/{mark().content[7:23]}"
    assert own.address == ""


def test_a_code_is_plain_svg_and_always_the_same() -> None:
    made = qr("https://qms.example.org/verify/#QP-001/2/0123456789abcdef")
    qr.cache_clear()
    assert made == qr("https://qms.example.org/verify/#QP-001/2/0123456789abcdef")
    assert made.startswith("<svg viewBox=")
    assert "style" not in made
    assert made != qr("https://qms.example.org/verify/#QP-001/3/0123456789abcdef")


@pytest.mark.parametrize("length", [1, 40, 110, 400])
def test_a_code_is_drawn_as_segno_draws_it(length: int) -> None:
    text = ("https://qms.example.org/" * 20)[:length]
    made = segno.make(text, error="m", micro=False, boost_error=False, mask=2)
    assert qr(text) == made.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)


def made(text: str) -> list[str]:
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=2)
    return ["".join(map(str, row)) for row in code.matrix]


@given(st.text(min_size=1, max_size=40), st.integers(1, 14))
def test_any_text_has_the_code_of_segno(text: str, times: int) -> None:
    assert modules(text * times) == made(text * times)


@pytest.mark.parametrize("length", [14, 180, 182, 2331])
def test_codes_of_each_size_are_those_of_segno(length: int) -> None:
    text = "".join(chr(32 + at * 7 % 90) for at in range(length))
    assert modules(text) == made(text)


def test_the_data_is_a_script_that_sets_one_name() -> None:
    text = editions_script(lookup_documents(published_documents(snapshot())), ENGLISH).decode("ascii")
    head, _, rest = text.partition(" = ")
    assert head == "window.qmsEditions"
    data = json.loads(rest.removesuffix(";\n"))
    assert data["qp-001"]["now"] == 2
    assert data["qp-001"]["editions"]["1"]["ended"] == "1 February 2026"
    assert data["wi-002"]["instead"] == "WI-001"


def test_the_signed_address_of_the_policy_wins_over_that_of_the_looks() -> None:
    """`mkdocs.yml` is signed by nobody: what stands there must not lead readers of paper elsewhere."""
    plain = snapshot()
    signed = replace(plain.policy_in_force, site_url="https://signed.example.org/")
    assert plain.site_url == "https://qms.example.org/"
    assert snapshot(authority=signed).site_url == "https://signed.example.org/"
    draft = snapshot(policy=signed)  # not approved yet
    assert draft.site_url == "https://qms.example.org/"


def test_the_picture_carries_the_whole_digest() -> None:
    own = printed_code(mark(), "https://qms.example.org/")
    assert own.picture == qr(f"https://qms.example.org/verify/#QP-001/2/{mark().content[7:]}")
    assert own.picture != qr(own.text)
