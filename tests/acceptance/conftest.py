"""The small manual, made once a run, and copies of it for tests that change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.manual import Manual, make


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Manual:
    """The manual that nobody may change."""
    return make(tmp_path_factory.mktemp("manual"))


@pytest.fixture
def manual(shared: Manual, tmp_path: Path) -> Manual:
    """A copy to change."""
    return shared.copy(tmp_path)
