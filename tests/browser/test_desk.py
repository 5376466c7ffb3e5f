"""The desk in a real browser with a virtual authenticator: register, sign, and nothing that axe misses."""

from __future__ import annotations

import re
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, CDPSession, Page, expect

from qmsdoc.desk.app import application
from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import Door, Guard
from qmsdoc.site import template
from tests.acceptance.manual import QP_002, TEXTS
from tests.browser.conftest import violations
from tests.desk.world import NOW, SITES, hosted, made
from tests.disk import DiskManual
from tests.memory import POLICY, document
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
def running(place: Path, door: Door = Door.TOKEN, **made_of: Any) -> Iterator[Running]:
    """Run a desk at a free port, whose queue is open before the server is: Jane's own, or a team's."""
    with socket.create_server(("127.0.0.1", 0)) as queue:
        origin = f"http://localhost:{queue.getsockname()[1]}"
        manual = made(place, Passkey("jane", origin=origin).key(), origin, **made_of)
        keys = place / "sign-in"
        keys.write_text("")
        guard = Guard(origin, door)
        person = "jane.doe" if door is Door.TOKEN else None
        desk = Desk(DeskClone(manual.root, lambda: NOW), guard, template(), "en", person, "localhost", keys)
        server = uvicorn.Server(uvicorn.Config(application(desk), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([queue],))
        thread.start()
        try:
            yield Running(origin, guard.token, manual)
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


def entered(browser: Browser, desk: Running, address: str | None = None) -> tuple[Page, CDPSession, str]:
    """Come in on a phone that has an authenticator, at a team's desk by way of its proxy as `address`."""
    headers = {"X-Forwarded-Email": address} if address else {}
    context = browser.new_context(viewport={"width": 390, "height": 844}, extra_http_headers=headers)
    page = context.new_page()
    page.goto(f"{desk.origin}/?token={desk.token}")
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made_here = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page, session, made_here["authenticatorId"]


def test_a_passkey_is_made_put_into_the_policy_and_signs(browser: Browser, own: Running) -> None:
    (page, _, _), manual = entered(browser, own), own.manual
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
    page, _, _ = entered(browser, shared)
    page.emulate_media(color_scheme=scheme)
    for place in ("", "document/QP-001/", "document/QP-002/", "document/POLICY/", "document/QP-999/"):
        page.goto(f"{shared.origin}/{place}")
        assert violations(page, axe) == [], place


def test_a_sensor_that_does_not_know_the_finger_signs_nothing_and_may_be_tried_again(
    browser: Browser, own: Running
) -> None:
    page, session, authenticator = entered(browser, own)
    lend(session, authenticator, Passkey("jane", origin=own.origin))
    page.goto(f"{own.origin}/document/QP-002/")
    verified = {"authenticatorId": authenticator, "isUserVerified": False}
    session.send("WebAuthn.setUserVerified", verified)
    page.click("[data-passkey] >> nth=0")
    expect(page.locator("[data-trouble]:visible")).to_contain_text("Nothing was signed")
    assert own.manual.git("tag", "--list", "approved/QP-002/*") == ""
    session.send("WebAuthn.setUserVerified", verified | {"isUserVerified": True})
    page.click("[data-passkey] >> nth=0")
    page.wait_for_url("**/done/**")
    assert own.manual.git("tag", "--list", "approved/QP-002/*") == "approved/QP-002/1/jane.doe"


def test_a_browser_that_is_closed_has_signed_nothing_and_the_keyboard_alone_signs_later(
    browser: Browser, own: Running
) -> None:
    page, session, authenticator = entered(browser, own)
    lend(session, authenticator, Passkey("jane", origin=own.origin))
    touched = {"authenticatorId": authenticator, "enabled": False}
    session.send("WebAuthn.setAutomaticPresenceSimulation", touched)
    page.goto(f"{own.origin}/document/QP-002/")
    with page.expect_response("**/passkey/begin/**"):
        page.click("[data-passkey] >> nth=0")
    page.context.close()
    assert own.manual.git("tag", "--list", "approved/QP-002/*") == ""
    page, session, authenticator = entered(browser, own)
    lend(session, authenticator, Passkey("jane", origin=own.origin))
    page.goto(f"{own.origin}/document/QP-002/")
    pressed = page.locator("[data-passkey]").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if pressed.evaluate("each => each === document.activeElement"):
            break
    expect(pressed).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/**")


def test_a_preview_follows_the_files_without_being_loaded_again(browser: Browser, own: Running) -> None:
    page, _, _ = entered(browser, own)
    page.goto(f"{own.origin}/preview/files/qp-002/")
    text = page.locator("body")
    expect(text).to_contain_text("work alone")
    for said in ("by themselves", "unwatched"):
        own.manual.write(QP_002, TEXTS[QP_002].replace("alone", said))
        expect(text).to_contain_text(f"work {said}", timeout=60_000)
    away = (own.manual.root / ".git").rename(own.manual.root / "away")
    page.reload()
    expect(text).to_contain_text("There is no manual here")
    away.rename(own.manual.root / ".git")
    expect(text).to_contain_text("work unwatched", timeout=60_000)


def lend(session: CDPSession, authenticator: str, key: Passkey) -> None:
    """Put a passkey into a browser's authenticator."""
    credential = {
        "credentialId": b64encode(key.seed.encode()).decode(),
        "isResidentCredential": True,
        "rpId": key.rp.decode(),
        "privateKey": b64encode(key.pkcs8()).decode(),
        "userHandle": b64encode(key.seed.encode()).decode(),
        "signCount": 1,
    }
    session.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": credential})


def test_a_second_passkey_lets_a_team_in(browser: Browser, axe: str, tmp_path: Path) -> None:
    with running(tmp_path, Door.PASSKEY) as desk:
        page, _, _ = entered(browser, desk)
        expect(page).to_have_url(f"{desk.origin}/sign-in/")
        assert violations(page, axe) == []
        page.fill("[data-address]", "jane.doe@meridian.example")
        page.click("[data-register]")
        line = page.locator("[data-line] textarea")
        expect(line).to_have_value(re.compile("sk-ecdsa"))
        page.click("[data-enter]")
        expect(page.locator("[data-trouble]")).to_contain_text("signs nobody in")
        (tmp_path / "sign-in").write_text(line.input_value() + "\n")
        page.click("[data-enter]")
        expect(page.locator("main")).to_contain_text("You are Jane Doe.")
        page.context.close()


FIVE = {
    f"documents/forms/form-{n}.md": document(f"QF-00{n}", type="form", owner="managing-director") for n in range(1, 6)
}


@pytest.mark.long
def test_a_director_who_never_used_git_signs_five_documents_and_a_withdrawal_on_a_phone(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    policy = POLICY.replace(
        "folder: forms, approvals: {quality-manager: 1}", "folder: forms, approvals: {managing-director: 1}"
    )
    with running(tmp_path, Door.PROXY, texts=FIVE, policy=policy + SITES, passkeys={"helen.ward": "helen"}) as desk:
        origin = hosted(desk.manual)
        page, session, authenticator = entered(browser, desk, "helen.ward@meridian.example")
        lend(session, authenticator, Passkey("helen", origin=desk.origin))
        waiting = page.locator("h2:has-text('Waits for you') + ul .desk-item")
        for left in range(5, 0, -1):
            expect(waiting).to_have_count(left)
            waiting.first.click()
            page.wait_for_url("**/document/**")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            page.click("[data-passkey]")
            page.wait_for_url("**/done/**")
            expect(page.locator("main")).to_contain_text("it has been sent to the others")
            page.get_by_role("link", name="To what waits next").click()
        expect(page.locator("main")).to_contain_text("Nothing waits for you.")
        page.goto(f"{desk.origin}/document/QF-003/")
        page.get_by_text("Withdraw it from use").click()
        page.fill("textarea[name=reason]", "Nobody fills it in any more.")
        page.get_by_role("button", name="To the words that are signed").last.click()
        expect(page.locator(".desk-words")).to_contain_text("Reason: Nobody fills it in any more.")
        assert violations(page, axe) == []
        page.click("[data-passkey]")
        page.wait_for_url("**/done/withdrawn/**")
        assert violations(page, axe) == []
        tags = desk.manual.git("--git-dir", str(origin), "tag", "--list", "*/QF-00*").split()
        assert tags == [*(f"approved/QF-00{n}/1/helen.ward" for n in range(1, 6)), "withdrawn/QF-003/1/helen.ward"]
        signers = desk.manual.root / "allowed_signers"
        for tag in tags:
            desk.manual.git("--git-dir", str(origin), "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", tag)
        page.context.close()
