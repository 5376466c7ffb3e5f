"""The desk in a real browser with a virtual authenticator: register, sign, and nothing that axe misses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from qmsdoc.cli.clock import local_day, now, today
from qmsdoc.desk.app import application
from qmsdoc.desk.clone import Clock, DeskClone
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import Guard
from qmsdoc.site import template
from tests.browser.conftest import violations
from tests.desk.test_desk import made
from tests.disk import DiskManual
from tests.trust.keys import Passkey

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PORT = 8425
ORIGIN = f"http://localhost:{PORT}"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def manual(tmp_path: Path) -> DiskManual:
    return made(tmp_path / "own", Passkey("jane").key())


@pytest.fixture
def desk(manual: DiskManual) -> Iterator[Desk]:
    """A desk at the one port that passkeys of one's own machine are named for."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            pytest.skip(f"port {PORT} is taken")
    found = Desk(
        DeskClone(manual.root, Clock(now, today, local_day)), Guard(ORIGIN), template(), "en", "jane.doe", "localhost"
    )
    config = uvicorn.Config(application(found), host="127.0.0.1", port=PORT, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield found
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        opened = context.new_page()
        opened.goto(f"{ORIGIN}/?token={desk.guard.token}")
        session = context.new_cdp_session(opened)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield opened


def test_a_passkey_is_made_put_into_the_policy_and_signs(page: Page, manual: DiskManual) -> None:
    page.click("[data-register]")
    page.wait_for_selector("[data-line]:not([hidden])")
    line = page.input_value("[data-line] textarea")
    others = [row for row in (manual.root / "allowed_signers").read_text().splitlines() if not row.startswith("jane")]
    manual.write("allowed_signers", "\n".join([*others, line]) + "\n")
    policy = (manual.root / "qmsdoc.yml").read_text()
    manual.write("qmsdoc.yml", policy.replace("revision: 1", "revision: 2\nchange: A passkey."))
    manual.commit(on="2026-03-01T09:00:00+00:00")
    assert manual.sign("POLICY", "helen.ward", on="2026-03-01T10:00:00+00:00").code == 0
    page.goto(f"{ORIGIN}/document/QP-002/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("[data-passkey] >> nth=0")
    page.wait_for_url("**/done/**")
    assert "it counts" in page.inner_text("main").replace("and counts", "it counts")
    manual.git(
        "-c", f"gpg.ssh.allowedSignersFile={manual.root}/allowed_signers", "verify-tag", "approved/QP-002/1/jane.doe"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["", "document/QP-001/", "document/QP-002/", "document/POLICY/", "document/QP-999/"])
def test_axe_finds_nothing(page: Page, axe: str, place: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{ORIGIN}/{place}")
    assert violations(page, axe) == []


def test_a_passkey_that_is_not_used_signs_nothing(page: Page, manual: DiskManual) -> None:
    page.goto(f"{ORIGIN}/document/QP-002/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    page.click("[data-passkey] >> nth=0")
    page.wait_for_selector("[data-trouble]:not([hidden]) >> nth=0")
    assert "Nothing was signed" in page.inner_text("[data-trouble]:not([hidden]) >> nth=0")
    assert "approved/QP-002" not in manual.git("tag", "--list")
