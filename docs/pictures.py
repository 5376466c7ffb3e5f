"""Takes the pictures of docs/pictures/ from a fresh demonstration: `python docs/pictures.py`.

Needs the `dev` extra (Playwright) and Chromium on the PATH, or the one that `playwright install chromium` gets.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from qmsdoc import resources
from qmsdoc.capture import capture
from qmsdoc.demo.make import make
from qmsdoc.git import open_repository
from qmsdoc.rules import check
from qmsdoc.site import publish

PICTURES = Path(__file__).parent / "pictures"
TODAY = date(2026, 11, 22)
PAGES = (
    ("home", "index.html"),
    ("procedure", "qp-001/index.html"),
    ("history", "qp-001/history/index.html"),
    ("superseded", "qp-001/rev/1/index.html"),
    ("withdrawn", "wi-009/index.html"),
    ("register", "register/index.html"),
    ("changes", "changes/index.html"),
    ("clauses", "clauses/iso9001-2015/index.html"),
    ("role", "roles/production-manager/index.html"),
)


def published(work: Path) -> Path:
    """Make and publish the demonstration under `work`; gives the site's folder."""
    made = make(resources.folder("sample_manual"), work / "manual", work / "keys", TODAY)
    repository = open_repository(made.folder)
    with repository.store:
        snapshot = capture(repository.store, as_of=TODAY, today=TODAY, trust_root=made.root)
    publish(snapshot, check(snapshot), work / "site")
    return work / "site"


def take(site: Path) -> None:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for name, path in PAGES:
            page.goto((site / path).as_uri())
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        take(published(Path(folder)))
