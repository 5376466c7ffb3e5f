"""The small manual, made once a run, and copies of it for tests that change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.manual import make
from tests.disk import DiskManual


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """The manual that nobody may change."""
    return make(tmp_path_factory.mktemp("manual"))


@pytest.fixture
def manual(shared: DiskManual, tmp_path: Path) -> DiskManual:
    """A copy to change."""
    return shared.copy(tmp_path)
