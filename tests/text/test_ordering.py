"""Ids in the order in which people count."""

from __future__ import annotations

from qmsdoc.text.ordering import as_counted


def test_numbers_are_sorted_by_their_value_and_letters_whatever_their_case() -> None:
    names = ["qp-9", "QP-10", "QP-2", "QP-2.de", "QM-001", "QP-010", "WI-1-10", "WI-1-9", "POLICY"]
    assert sorted(names, key=as_counted) == [
        *("POLICY", "QM-001", "QP-2", "QP-2.de", "qp-9"),
        *("QP-010", "QP-10", "WI-1-9", "WI-1-10"),
    ]


def test_signs_and_figures_of_other_scripts_are_text() -> None:
    assert sorted(["QP-²", "QP-1", "", "1", "-"], key=as_counted) == ["", "1", "-", "QP-1", "QP-²"]
