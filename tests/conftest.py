"""What tests of several areas share: how hypothesis searches, and one real browser a worker.

Searches have no time limit an example, since machines differ, and in CI always take the same path,
so that a run can be repeated; elsewhere each run looks somewhere new.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import qmsdoc

if TYPE_CHECKING:
    from playwright.sync_api import Browser


settings.register_profile(
    "qmsdoc", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("qmsdoc")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Load the whole product where a seed is asked for.

    Hypothesis also draws constants from the modules that are loaded; else those would depend on the tests that ran
    before in the same process.
    """
    if session.config.getoption("--hypothesis-seed", None):
        for module in pkgutil.walk_packages(qmsdoc.__path__, "qmsdoc."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a sandbox as in containers; Playwright runs once in a process."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - not everybody who runs the tests has it

    expect.set_options(timeout=30_000)  # as long as actions have, however busy the machine is
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
