"""Fetching from the web: within a bound of size and of time."""

from __future__ import annotations

import io
import time

import pytest

from qmsdoc.errors import UsageError
from qmsdoc.verification import web


def test_an_answer_is_read_within_its_bounds() -> None:
    later = time.monotonic() + 60
    assert web.read(io.BytesIO(b"x" * 200_000), later) == b"x" * 200_000
    with pytest.raises(ValueError, match="longer than"):
        web.read(io.BytesIO(bytes(33_000_000)), later)
    with pytest.raises(ValueError, match="took longer"):
        web.read(io.BytesIO(b"x"), time.monotonic() - 1)


@pytest.mark.parametrize("address", ["ftp://example.org/", "file:///etc/passwd", "http://", "https:///x", "data://x,y"])
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(UsageError):
        web.fetched(address, "manifest.json")
