"""The desk in a real browser with a virtual authenticator: register, sign, and nothing that axe misses."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from qmsdoc.desk.app import application
from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import Guard
from qmsdoc.site import template
from tests.browser.conftest import violations
from tests.desk.world import NOW, made
from tests.disk import DiskManual
from tests.trust.keys import Passkey

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Running:
    """A desk that answers at `origin`, over a manual on disk."""

    origin: str
    token: str
    manual: DiskManual


@contextmanager
def running(place: Path) -> Iterator[Running]:
    """Run a desk at a free port, whose queue is open before the server is."""
    with socket.create_server(("127.0.0.1", 0)) as queue:
        origin = f"http://localhost:{queue.getsockname()[1]}"
        manual = made(place, Passkey("jane").key(), origin)
        desk = Desk(DeskClone(manual.root, lambda: NOW), Guard(origin), template(), "en", "jane.doe", "localhost")
        server = uvicorn.Server(uvicorn.Config(application(desk), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([queue],))
        thread.start()
        try:
            yield Running(origin, desk.guard.token, manual)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk at which nobody signs."""
    with running(tmp_path_factory.mktemp("shared")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "own") as found:
        yield found


def entered(browser: Browser, desk: Running) -> Page:
    """Come in on a phone that has an authenticator."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{desk.origin}/?token={desk.token}")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_a_passkey_is_made_put_into_the_policy_and_signs(browser: Browser, own: Running) -> None:
    page, manual = entered(browser, own), own.manual
    page.click("[data-register]")
    made_line = page.locator("[data-line] textarea")
    expect(made_line).to_have_value(re.compile("sk-ecdsa"))
    line = made_line.input_value()
    others = [row for row in (manual.root / "allowed_signers").read_text().splitlines() if not row.startswith("jane")]
    manual.write("allowed_signers", "\n".join([*others, line]) + "\n")
    policy = (manual.root / "qmsdoc.yml").read_text()
    manual.write("qmsdoc.yml", policy.replace("revision: 1", "revision: 2\nchange: A passkey."))
    manual.commit(on="2026-03-01T09:00:00+00:00")
    assert manual.sign("POLICY", "helen.ward", on="2026-03-01T10:00:00+00:00").code == 0
    page.goto(f"{own.origin}/document/QP-002/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("[data-passkey] >> nth=0")
    page.wait_for_url("**/done/**")
    expect(page.locator("main")).to_contain_text(re.compile("(it|and) counts"))
    manual.git(
        "-c", f"gpg.ssh.allowedSignersFile={manual.root}/allowed_signers", "verify-tag", "approved/QP-002/1/jane.doe"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, shared: Running, axe: str, scheme: Literal["light", "dark"]) -> None:
    page = entered(browser, shared)
    page.emulate_media(color_scheme=scheme)
    for place in ("", "document/QP-001/", "document/QP-002/", "document/POLICY/", "document/QP-999/"):
        page.goto(f"{shared.origin}/{place}")
        assert violations(page, axe) == [], place


def test_a_passkey_that_is_not_used_signs_nothing(browser: Browser, shared: Running) -> None:
    page = entered(browser, shared)
    page.goto(f"{shared.origin}/document/QP-002/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    page.click("[data-passkey] >> nth=0")
    expect(page.locator("[data-trouble]:visible")).to_contain_text("Nothing was signed")
    assert "approved/QP-002" not in shared.manual.git("tag", "--list")
