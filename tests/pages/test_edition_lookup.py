"""What a printed sheet is asked when it is checked."""

from __future__ import annotations

from datetime import date

from qmsdoc.pages.document import published_documents
from qmsdoc.pages.edition_lookup import LookupEdition, edition_code, lookup_documents, typed_code
from tests.site.build import FIRST, SECOND, snapshot


def test_every_edition_that_was_in_force_is_known_and_no_other() -> None:
    found = {each.name: each for each in lookup_documents(published_documents(snapshot()))}
    assert sorted(found) == ["POLICY", "QP-001", "QP-002", "WI-002"]
    assert (found["QP-001"].now, found["QP-001"].address) == (2, "qp-001/")
    assert found["QP-001"].editions == (
        LookupEdition(1, FIRST.closure.content_digest[7:], date(2024, 2, 1), date(2026, 2, 1)),
        LookupEdition(2, SECOND.closure.content_digest[7:], date(2026, 2, 1), None),
    )


def test_a_withdrawn_document_has_nothing_in_force_and_may_have_a_successor() -> None:
    (gone,) = (each for each in lookup_documents(published_documents(snapshot())) if each.name == "WI-002")
    assert (gone.now, gone.status, gone.instead) == (None, "withdrawn", "WI-001")
    assert gone.editions[0].ended == date(2025, 7, 1)


def test_a_code_names_its_edition_by_the_whole_digest_and_people_type_sixteen_digits() -> None:
    digest = "0123456789abcdef" * 4
    assert edition_code("QP-001", 3, f"sha256:{digest}") == f"QP-001/3/{digest}"
    assert typed_code("QP-001", 3, f"sha256:{digest}") == "QP-001/3/0123456789abcdef"
