"""Signing in to a team's desk with a second passkey: only those of the list, never the one that signs."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from qmsdoc.desk.app import application
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import COOKIE, Door, Guard
from qmsdoc.trust.wire import Reader
from tests.desk.world import ADDRESS, TEAM, desk_of, made, passkey, signed
from tests.disk import DiskManual
from tests.trust.keys import Passkey

pytestmark = pytest.mark.acceptance
SIGNING, ENTERING = passkey(team=True), passkey("jane enters", team=True)


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    return made(tmp_path_factory.mktemp("team"), SIGNING.key())


@pytest.fixture
def desk(manual: DiskManual, tmp_path: Path) -> Desk:
    keys = tmp_path / "sign-in"
    rows = (f"{ADDRESS} {key.key().line}" for key in (ENTERING, SIGNING))
    keys.write_text("\n".join([*rows, f"nobody@meridian.example {passkey('eve', team=True).key().line}", ""]))
    own = desk_of(manual, team=True)
    return Desk(own.clone, Guard(TEAM, Door.PASSKEY), own.template, "en", None, own.rp, keys)


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return TestClient(application(desk), base_url=TEAM, headers={"Origin": TEAM})


def word(client: TestClient) -> str:
    found = re.search(r'data-word="([0-9a-f]{64})"', client.get("/sign-in/").text)
    assert found is not None
    return found[1]


def enter(client: TestClient, key: Passkey, challenge: str | None = None) -> tuple[int, str]:
    """Do what the script does; `challenge` is one that was asked for before."""
    values = {"word": word(client)}
    given = challenge or client.post("/sign-in/challenge", json=values).json()["challenge"]
    answer = signed(key, base64.b64decode(given))
    done = client.post("/sign-in/enter", json={**values, "challenge": given, **answer})
    return done.status_code, done.text


def test_nobody_sees_anything_before_signing_in(client: TestClient) -> None:
    for place in ("/", "/document/QP-002/", "/files/x", "/preview/files/", "/receipt/approved/QP-002/1/jane.doe"):
        answer = client.get(place, headers={"X-Forwarded-Email": ADDRESS}, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in/")
    assert client.post("/send", data={"word": word(client)}).status_code == 401


def test_the_second_passkey_lets_its_owner_in(client: TestClient) -> None:
    code, text = enter(client, ENTERING)
    assert (code, json.loads(text)) == (200, {"done": "/"})
    assert "You are Jane Doe." in client.get("/").text


@pytest.mark.parametrize(
    "key",
    [
        SIGNING,
        passkey("eve", team=True),
        passkey("mallory", team=True),
        passkey("jane enters"),
        replace(ENTERING, origin="https://evil.example"),
        replace(ENTERING, flags=0x01),
        replace(ENTERING, challenge=b"another"),
    ],
    ids=[
        "the signing one",
        "somebody of no policy",
        "unknown",
        "another site",
        "elsewhere",
        "unverified",
        "another text",
    ],
)
def test_no_other_passkey_lets_anybody_in(client: TestClient, key: Passkey) -> None:
    code, text = enter(client, key)
    assert (code, "signs nobody in" in text) == (409, True)
    assert client.get("/", follow_redirects=False).status_code == 303


def test_a_challenge_is_good_once_and_for_two_minutes(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    given = client.post("/sign-in/challenge", json={"word": word(client)}).json()["challenge"]
    assert enter(client, passkey("mallory", team=True), given)[0] == 409
    assert "took too long" in enter(client, ENTERING, given)[1]
    given = client.post("/sign-in/challenge", json={"word": word(client)}).json()["challenge"]
    monkeypatch.setattr("qmsdoc.desk.sign_in.time", SimpleNamespace(monotonic=lambda: 1e18))
    assert "took too long" in enter(client, ENTERING, given)[1]
    assert "took too long" in enter(client, ENTERING, base64.b64encode(b"made up").decode())[1]


def test_a_session_ends_and_cannot_be_made_up(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert enter(client, ENTERING)[0] == 200
    cookie = client.cookies[COOKIE]
    text, _, mac = cookie.partition(".")
    other = b"99999999999 helen.ward@meridian.example".hex()
    for forged in (f"{other}.{mac}", f"{text}.", text, ".", "zz.b", f"{text}.{mac[:-1]}"):
        client.cookies.clear()
        answer = client.get("/", headers={"Cookie": f"{COOKIE}={forged}"}, follow_redirects=False)
        assert answer.status_code == 303, forged
    client.cookies.set(COOKIE, cookie)
    monkeypatch.setattr("qmsdoc.desk.guard.time", SimpleNamespace(monotonic=lambda: 1e18))
    assert client.get("/", follow_redirects=False).status_code == 303


def test_who_is_not_known_yet_gets_a_line_for_the_list(client: TestClient) -> None:
    point = Reader(ENTERING.key().blob, "The key")
    point.string(), point.string()
    key = base64.b64encode(point.string()).decode()
    made_up = {"word": word(client), "key": key, "address": "new@meridian.example"}
    line = client.post("/sign-in/register", json=made_up).json()["line"]
    assert line.split()[0] == "new@meridian.example"
    assert line.split()[3] == ENTERING.key().line.split()[1]
    for address in ("", "a b@c", "a@b\nc@d", "*@meridian.example", "a,b"):
        assert client.post("/sign-in/register", json=made_up | {"address": address}).status_code == 409


def test_the_cookie_is_kept_to_the_site_and_away_from_scripts(client: TestClient, desk: Desk) -> None:
    values = {"word": word(client)}
    given = client.post("/sign-in/challenge", json=values).json()["challenge"]
    done = client.post(
        "/sign-in/enter", json={**values, "challenge": given, **signed(ENTERING, base64.b64decode(given))}
    )
    said = {part.strip().lower() for part in done.headers["set-cookie"].split(";")}
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= said
