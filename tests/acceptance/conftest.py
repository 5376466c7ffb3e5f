"""The small manual, made once a run, and copies of it for tests that change it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.acceptance.demonstration import Demonstration, shared_demonstration
from tests.acceptance.manual import make
from tests.disk import DiskManual


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """The manual that nobody may change."""
    return make(tmp_path_factory.mktemp("manual"))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The demonstration that nobody may change, nor run anything in: make a copy."""
    base = tmp_path_factory.getbasetemp()
    return shared_demonstration((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration")


@pytest.fixture
def manual(shared: DiskManual, tmp_path: Path) -> DiskManual:
    """A copy to change."""
    return shared.copy(tmp_path)
