"""How readers reach the owner of a document, and where they report a fault in it."""

from __future__ import annotations

import pytest

from qmsdoc.model.policy import Person
from qmsdoc.pages.reader_addresses import Contact, contact_of, report_address


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("quality@example.org", "mailto:quality@example.org"),
        ("+43 (1) 234-56", "tel:+43123456"),
        ("112", "tel:112"),
        ("https://chat.example.org/quality", "https://chat.example.org/quality"),
        ("Room 3, extension 42", ""),
        ("12", ""),
        ("javascript:alert(1)", ""),
        ("quality@example.org?bcc=all@example.org", ""),
    ],
)
def test_a_contact_leads_where_a_program_can_follow(words: str, address: str) -> None:
    assert contact_of(Person("jane", "Jane Doe", ("private@example.org",), contact=words)) == Contact(
        "Jane Doe", words, address
    )


def test_an_address_of_git_is_no_contact() -> None:
    assert contact_of(Person("jane", "Jane Doe", ("private@example.org",))) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("", ""),
        (
            "https://t.example/new?title={id}%20revision%20{revision}",
            "https://t.example/new?title=QP-1.de%20revision%203",
        ),
        ("https://t.example/{id}", "https://t.example/QP-1.de"),
        ("https://t.example/new#form", "https://t.example/new?document=QP-1.de&revision=3#form"),
        ("https://t.example/new?kind=fault", "https://t.example/new?kind=fault&document=QP-1.de&revision=3"),
        ("mailto:quality@example.org", "mailto:quality@example.org?subject=QP-1.de%20revision%203"),
    ],
)
def test_a_report_says_which_edition_it_is_about(url: str, address: str) -> None:
    assert report_address(url, "QP-1.de", 3) == address
