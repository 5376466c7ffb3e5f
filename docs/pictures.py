"""Takes the pictures of docs/pictures/ from a fresh demonstration: `python docs/pictures.py [NAME …]`.

They are WebP of at most 60 kB each. Needs the `dev` extra (Playwright, Pillow), Chromium on the PATH or the one that
`playwright install chromium` gets, and pdftoppm of poppler for the printed sheets.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from qmsdoc import resources
from qmsdoc.capture import capture
from qmsdoc.demo.make import make
from qmsdoc.desk.app import application
from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import Guard
from qmsdoc.desk.server import listening, port_of
from qmsdoc.git import open_repository
from qmsdoc.model.appearance import LIGHT_THEME, MATERIAL_THEME
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules import check
from qmsdoc.site import publish, template

PICTURES = Path(__file__).parent / "pictures"
LARGEST = 60_000
TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: of the page at `path` (its part `at`, a CSS selector, in view), in the site of a theme and language.

    With `only` it shows that part of the page alone; with `desk` the page is the approver's desk's.
    """

    name: str
    path: str
    at: str = ""
    theme: str = MATERIAL_THEME
    language: str = "en"
    width: int = 1280
    height: int = 800
    dark: bool = False
    printed: bool = False
    typed: str = ""
    only: str = ""
    desk: bool = False

    @property
    def site(self) -> str:
        """The folder of the site that it shows."""
        return f"{self.theme}-{self.language}"


PAGES = (
    Picture("home", "index.html"),
    Picture("procedure", "qp-001/index.html"),
    Picture("procedure-phone", "qp-001/index.html", width=390, height=844),
    Picture("procedure-phone-open", "qp-001/index.html", at=".qms-mark", width=390, height=844),
    Picture("form-printed", "qf-001/index.html", printed=True),
    Picture("procedure-dark", "qp-001/index.html", dark=True),
    Picture("procedure-printed", "qp-001/index.html", printed=True),
    Picture("signatures", "qp-001/index.html", at="details.qms-signatures > summary"),
    Picture("history", "qp-001/history/index.html"),
    Picture("comparison", "qp-001/history/1-5/index.html"),
    Picture("superseded", "qp-001/rev/1/index.html"),
    Picture("withdrawn", "wi-009/index.html"),
    Picture("translation", "wi-010.de/index.html"),
    Picture("register", "register/index.html"),
    Picture("register-phone", "register/index.html", width=390, height=844),
    Picture("changes", "changes/index.html"),
    Picture("changes-phone", "changes/index.html", width=390, height=844),
    Picture("reviews", "reviews/index.html"),
    Picture("clauses", "clauses/iso9001-2015/index.html"),
    Picture("role", "roles/production-manager/index.html"),
    Picture("people", "people/index.html"),
    Picture("verify", "verify/index.html"),
    Picture("help", "help/index.html"),
    Picture("search", "index.html", typed="calibration"),
    Picture("process-map", "qp-014/index.html", only=".qms-diagram"),
    Picture("light", "qp-001/index.html", theme=LIGHT_THEME),
    Picture("light-phone", "qp-001/index.html", theme=LIGHT_THEME, width=390, height=844),
    Picture("light-dark", "qp-001/index.html", theme=LIGHT_THEME, dark=True),
    Picture("light-printed", "qp-001/index.html", theme=LIGHT_THEME, printed=True),
    Picture("light-home", "index.html", theme=LIGHT_THEME),
    Picture("german", "qp-001/index.html", language="de"),
    Picture("desk", "", desk=True),
    Picture("desk-document", "document/QP-008/", desk=True),
    Picture("desk-sign-phone", "document/WI-012/", at="a[href='#desk-sign']", width=390, height=844, desk=True),
)


def captured(work: Path) -> Snapshot:
    """Make the demonstration under `work`, and give what is known of it."""
    made = make(resources.folder("sample_manual"), work / "manual", work / "keys", TODAY)
    repository = open_repository(made.folder)
    with repository.store:
        return capture(repository.store, as_of=TODAY, today=TODAY, trust_root=made.root)


def published(snapshot: Snapshot, site: Path, picture: Picture) -> None:
    """Publish the demonstration at `site` in the frame and language of a picture."""
    spoken = replace(snapshot, looks=replace(snapshot.looks, language=picture.language))
    publish(spoken, check(spoken), site, theme=picture.theme)


def keep(data: bytes, name: str) -> None:
    """Write a picture as small as it has to be."""
    image = Image.open(BytesIO(data)).convert("RGB")
    for colours in (None, 256, 64, 16):
        written = BytesIO()
        shown = image.quantize(colours, dither=Image.Dither.NONE).convert("RGB") if colours else image
        shown.save(written, "WEBP", lossless=True, quality=80, method=4)
        if written.tell() <= LARGEST:
            break
    (PICTURES / f"{name}.webp").write_bytes(written.getvalue())


@contextmanager
def served_desk(manual: Path) -> Iterator[str]:
    """Run the desk over the demonstration; gives the address that opens it, to which a path is added."""
    listeners = listening(0)
    guard = Guard(f"http://localhost:{port_of(listeners)}")
    clone = DeskClone(manual, lambda: datetime.combine(TODAY, time(12), UTC))
    app = application(Desk(clone, guard, template(), person="jane.doe", rp="localhost"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": list(listeners)})
    thread.start()
    try:
        yield f"{guard.origin}/{{}}?token={guard.token}"
    finally:
        server.should_exit = True
        thread.join()


def take(browser: Browser, picture: Picture, sites: Path, desk: str) -> None:
    """Take one picture of the sites under `sites`, or of the desk at an address."""
    scheme = "dark" if picture.dark else "light"
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    site = (sites / picture.site).as_uri() + "/{}"
    page.goto((desk if picture.desk else site).format(picture.path))
    if picture.at:
        page.locator(picture.at).first.click()
    if picture.typed:
        page.locator("#__qms-search").fill(picture.typed)
        page.locator("#__search-found li p + p").first.wait_for()
    if picture.printed:
        paint = ["pdftoppm", "-png", "-r", "90", "-singlefile", "-"]
        sheet = page.pdf(prefer_css_page_size=True)
        keep(subprocess.run(paint, input=sheet, capture_output=True, check=True).stdout, picture.name)
    else:
        keep(page.locator(picture.only).screenshot() if picture.only else page.screenshot(), picture.name)
    page.close()


def main(names: Collection[str]) -> None:
    """Take the pictures of these names, or all."""
    wanted = [picture for picture in PAGES if not names or picture.name in names]
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        snapshot = captured(work)
        for picture in {picture.site: picture for picture in wanted if not picture.desk}.values():
            published(snapshot, work / "sites" / picture.site, picture)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with served_desk(work / "manual") as desk:
            for picture in wanted:
                take(browser, picture, work / "sites", desk)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
