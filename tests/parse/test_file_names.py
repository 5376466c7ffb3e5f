"""A link to a file whose name looks like an id is a link to a file."""

from __future__ import annotations

import pytest

from qmsdoc.parse.paths import Way, classify, id_of


@pytest.mark.parametrize("name", ["SOP-007-training.md", "QP-001.md", "QP-001.pdf", "QP-001.svg#top", "qp-001", "WI-A"])
def test_files(name: str) -> None:
    assert id_of(name) is None
    assert classify(name) is Way.LOCAL


@pytest.mark.parametrize(
    ("link", "name"),
    [("QP-001", "QP-001"), ("QP-001#scope", "QP-001"), ("QP-001.de", "QP-001.de"), ("qms:a.deu", "a.deu")],
)
def test_ids(link: str, name: str) -> None:
    assert id_of(link) == name
    assert classify(link) is Way.DOCUMENT
