"""Where destinations lead, and which files are documents."""

from __future__ import annotations

import pytest

from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.policy import Policy
from qmsdoc.parse.paths import Way, classify, external, fragment_of, id_of, resolve_path


@pytest.mark.parametrize(
    ("destination", "way"),
    [
        ("https://example.com/", Way.EXTERNAL),
        ("HTTP://example.com/", Way.EXTERNAL),
        ("//example.com/a", Way.EXTERNAL),
        ("mailto:a@b.example", Way.EXTERNAL),
        ("tel:+441", Way.EXTERNAL),
        ("qms:QP-004", Way.DOCUMENT),
        ("qms:qp#x", Way.DOCUMENT),
        ("QP-004", Way.DOCUMENT),
        ("QP-001.de#scope", Way.DOCUMENT),
        ("#scope", Way.FRAGMENT),
        ("", Way.FRAGMENT),
        ("a.md#b", Way.LOCAL),
        ("../a%20b.png", Way.LOCAL),
        ("README", Way.LOCAL),
        ("javascript:alert(1)", Way.UNSAFE),
        ("java\tscript:alert(1)", Way.UNSAFE),
        ("ht\ttp://example.com", Way.UNSAFE),
        ("qms:a b", Way.UNSAFE),
        ("file:///etc/passwd", Way.UNSAFE),
    ],
)
def test_classify(destination: str, way: Way) -> None:
    assert classify(destination) is way
    assert external(destination) is (way is Way.EXTERNAL)


def test_parts() -> None:
    assert id_of("qms:QP-004#a") == "QP-004"
    assert id_of("a.md") is None
    assert fragment_of("a.md#b%20c") == "b c"
    assert fragment_of("a.md#") is None
    assert fragment_of("a.md") is None


@pytest.mark.parametrize(
    ("destination", "path"),
    [
        ("b.md", "documents/a/b.md"),
        ("./b.md?x#y", "documents/a/b.md"),
        ("../b%20c.md", "documents/b c.md"),
        ("../../b.md", "b.md"),
        ("../../../b.md", None),
        ("../..", None),
        ("%2e%2e/%2e%2e/%2e%2e/b.md", None),
        ("/b.md", None),
        ("%2Fetc/passwd", None),
        ("a\\b.md", None),
        ("a%5Cb.md", None),
        ("a%00.md", None),
        ("a%ff.md", None),
        ("c:/b.md", None),
        ("#x", "documents/a/x.md"),
        ("b//c.md", "documents/a/b/c.md"),
    ],
)
def test_resolve(destination: str, path: str | None) -> None:
    assert resolve_path("documents/a/x.md", destination) == path


def manual(documents: tuple[str, ...], uncontrolled: tuple[str, ...] = ()) -> Policy:
    return Policy("m", 1, "o", "main", documents, (), (), uncontrolled=uncontrolled)


@pytest.mark.parametrize(
    ("documents", "path", "within"),
    [
        ("documents", "documents/a/b.md", True),
        ("./documents/", "documents/b.md", True),
        ("documents", "documents.md", False),
        ("documents", "documents2/b.md", False),
        ("documents", "documents/b.png", False),
        (".", "b.md", True),
        ("docs/*.md", "docs/b.md", True),
        ("docs/*.md", "docs/a/b.md", False),
        ("docs/**/*.md", "docs/b.md", True),
        ("docs/**/*.md", "docs/a/c/b.md", True),
        ("**", "a/b.md", True),
        ("QP-?.md", "QP-1.md", True),
        ("QP-?.md", "QP-10.md", False),
        ("docs/b.md", "docs/b.md", True),
        ("do[c]s/*", "docs/b.md", False),
    ],
)
def test_documents(documents: str, path: str, within: bool) -> None:
    assert is_document_path(path, manual((documents,))) is within


def test_uncontrolled() -> None:
    policy = manual(("documents",), ("documents/index.md", "documents/drafts/**"))
    assert is_document_path("documents/a.md", policy)
    assert not is_document_path("documents/index.md", policy)
    assert not is_document_path("documents/drafts/x/a.md", policy)
