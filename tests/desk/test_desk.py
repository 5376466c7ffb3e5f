"""The desk over a real clone: pages, signing with git's key and with a passkey, and who is not let in."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from qmsdoc.desk.app import application
from qmsdoc.desk.clone import Clock, DeskClone
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import COOKIE, Guard
from qmsdoc.signing.passkey import challenge
from qmsdoc.site import template
from qmsdoc.trust.wire import Reader
from tests.acceptance.manual import QP_002, TEXTS
from tests.disk import DiskManual
from tests.memory import POLICY, MemoryManual
from tests.trust.keys import Passkey, TestKey

pytestmark = pytest.mark.acceptance
ORIGIN = "http://localhost:8425"
TEAM = "https://desk.meridian.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCK = Clock(lambda: NOW, NOW.date, NOW.date)
SITES = (
    "passkeys:\n  - {rp: localhost, origins: ['http://localhost:8425']}\n"
    "  - {rp: desk.meridian.example, origins: ['https://desk.meridian.example']}\n"
)


def passkey(team: bool = False) -> Passkey:
    return Passkey("jane", b"desk.meridian.example", TEAM) if team else Passkey("jane")


def made(place: Path, key: TestKey, origin: str = ORIGIN) -> DiskManual:
    """QP-002 waits for Amir and Jane; Jane signs with `key`, which on her own machine is used at `origin`."""
    manual = MemoryManual(policy=POLICY + SITES.replace(ORIGIN, origin))
    manual.keys["jane.doe"] = key
    manual.write("allowed_signers", manual.signers())
    for path, text in TEXTS.items():
        manual.write(path, text)
    manual.commit("2026-01-05T09:00", author="amir.khan")
    manual.sign("POLICY", "helen.ward", on="2026-01-06T09:00")
    disk = DiskManual.of(manual, place)
    disk.git("reset", "--quiet")
    return disk


@pytest.fixture
def manual(tmp_path: Path) -> DiskManual:
    return made(tmp_path / "own", passkey().key())


@pytest.fixture
def origin(manual: DiskManual, tmp_path: Path) -> Path:
    place = tmp_path / "origin.git"
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(place))
    manual.git("remote", "add", "origin", str(place))
    return place


def desk_of(manual: DiskManual, *, team: bool = False) -> Desk:
    guard = Guard(TEAM, "X-Forwarded-Email") if team else Guard(ORIGIN)
    person = None if team else "jane.doe"
    return Desk(DeskClone(manual.root, CLOCK), guard, template(), "en", person, TEAM[8:] if team else "localhost")


@pytest.fixture
def desk(manual: DiskManual) -> Desk:
    return desk_of(manual)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(application(desk), base_url=ORIGIN, headers={"Origin": ORIGIN}) as made:
        assert made.get(f"/?token={desk.guard.token}").status_code == 200
        yield made


def word(client: TestClient, **headers: str) -> str:
    found = re.search(r'data-word="([0-9a-f]{64})"', client.get("/", headers=headers).text)
    assert found is not None
    return found[1]


def content(client: TestClient, name: str, **headers: str) -> str:
    found = re.search(
        r'name="content" value="(sha256:[0-9a-f]{64})"', client.get(f"/document/{name}/", headers=headers).text
    )
    assert found is not None
    return found[1]


def test_the_inbox_tells_what_waits_and_for_whom(client: TestClient) -> None:
    page = client.get("/").text
    assert "You are Jane Doe." in page
    mine, _, others = page.partition("Waits for others")
    assert "/document/QP-002/" in mine
    assert "Amir Khan" in others


def test_a_document_is_shown_as_readers_will_see_it_with_its_files(client: TestClient, manual: DiskManual) -> None:
    page = client.get("/document/QP-001/").text
    assert "<h2" in page
    picture = re.search(r'src="\.\./\.\./(files/[^"]+)"', page)
    assert picture is not None
    assert client.get(f"/{picture[1]}").headers["content-type"] == "image/svg+xml"
    digests = re.findall(r'href="(/closure/QP-001/[0-9a-f]{64})"', page)
    assert {client.get(address).content for address in digests} == {
        (manual.root / path).read_bytes()
        for path in TEXTS
        if path.startswith("documents/procedures/control") or path.endswith("svg")
    }


def answered(key: Passkey, begun: dict[str, str]) -> dict[str, str]:
    """Do what the browser does."""
    payload = base64.b64decode(begun["payload"])
    asked = challenge(payload)
    reader = Reader(key.key().raw(asked), "The proof")
    reader.string()
    pair = Reader(reader.string(), "The numbers")
    r, s = pair.mpint(), pair.mpint()
    flags, counter = reader.take(1), reader.take(4)
    reader.string()
    client_data = reader.string()
    from hashlib import sha256  # noqa: PLC0415

    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415

    data = sha256(key.rp).digest() + flags + counter
    parts = {"authenticator": data, "client": client_data, "signature": encode_dss_signature(r, s)}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def test_a_passkey_signs_what_was_shown_and_it_arrives(client: TestClient, manual: DiskManual, origin: Path) -> None:
    values = {"word": word(client), "content": content(client, "QP-002")}
    begun = client.post("/passkey/begin/approve/QP-002", json=values)
    assert begun.status_code == 200, begun.text
    done = client.post(
        "/passkey/finish", json={**values, "begun": begun.json()["begun"], **answered(passkey(), begun.json())}
    )
    assert done.status_code == 200, done.text
    page = client.get(done.json()["done"]).text
    assert "it has been sent to the others" in page
    assert "approved/QP-002/1/jane.doe" in manual.git("--git-dir", str(origin), "tag", "--list")
    kept = json.loads(client.get("/receipt/approved/QP-002/1/jane.doe").content)
    assert base64.b64decode(kept["files"][QP_002]) == (manual.root / QP_002).read_bytes()
    receipt = manual.root.parent / "receipt.json"
    receipt.write_text(json.dumps(kept))
    assert "Proved: approved/QP-002/1/jane.doe" in manual.run("verify", str(receipt)).out
    altered = kept | {"files": {QP_002: base64.b64encode(b"other").decode()}}
    for wrong, code in ((altered, 3), (kept | {"tag": "0" * 40}, 3), ({"format": "x"}, 2), ([], 2)):
        receipt.write_text(json.dumps(wrong))
        answer = manual.run("verify", str(receipt))
        assert answer.code == code, answer.out
        assert "Traceback" not in answer.err
    proved = manual.run("verify", "QP-002", "--json")
    assert '"valid"' in proved.out
    (manual.root / "signers").write_text((manual.root / "allowed_signers").read_text())
    manual.git("-c", f"gpg.ssh.allowedSignersFile={manual.root}/signers", "verify-tag", "approved/QP-002/1/jane.doe")


def test_another_passkey_leaves_nothing_behind(client: TestClient, manual: DiskManual) -> None:
    values = {"word": word(client), "content": content(client, "QP-002")}
    begun = client.post("/passkey/begin/approve/QP-002", json=values).json()
    wrong = answered(Passkey("eve"), begun)
    answer = client.post("/passkey/finish", json={**values, "begun": begun["begun"], **wrong})
    assert answer.status_code == 409
    assert "does not count" in answer.json()["error"]
    assert "approved/QP-002" not in manual.git("tag", "--list")
    again = client.post("/passkey/finish", json={**values, "begun": begun["begun"], **answered(passkey(), begun)})
    assert again.status_code == 409
    assert "no longer waited for" in again.json()["error"]


def test_what_was_not_shown_is_not_signed(client: TestClient, manual: DiskManual) -> None:
    values = {"word": word(client), "content": content(client, "QP-002")}
    manual.write(QP_002, TEXTS[QP_002].replace("alone", "together"))
    manual.commit(on="2026-02-12T09:00:00+00:00")
    answer = client.post("/passkey/begin/approve/QP-002", json=values)
    assert answer.status_code == 409
    assert "has changed since it was shown" in answer.json()["error"]


def test_a_form_declines_with_a_text_to_send(client: TestClient) -> None:
    answer = client.post("/decline/QP-002", data={"word": word(client), "reason": "Who trains <them>?"})
    assert "Jane Doe: Who trains &lt;them&gt;?" in answer.text
    assert client.post("/decline/QP-002", data={"word": word(client), "reason": " "}).status_code == 409


def test_only_its_own_pages_and_its_own_address(desk: Desk, client: TestClient) -> None:
    form = {"word": word(client), "reason": "x"}
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert client.post("/decline/QP-002", data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/decline/QP-002", data={"reason": "x"}).status_code == 403
    assert client.post("/decline/QP-002", content=b"x" * 300_000).status_code == 413
    assert client.put("/").status_code in {404, 405}
    stranger = TestClient(application(desk), base_url=ORIGIN)
    assert stranger.get("/").status_code == 401
    assert stranger.get("/?token=wrong").status_code == 401
    cookie = client.cookies.get(COOKIE)
    assert cookie is not None
    assert client.get("/").headers["content-security-policy"].startswith("default-src 'none'")


def test_unknown_places_are_said_so(client: TestClient) -> None:
    assert "There is no document" in client.get("/document/QP-999/").text
    assert client.get("/files/none").status_code == 404
    assert client.get("/assets/qms.js").status_code == 404
    assert client.get("/closure/QP-001/" + "0" * 64).status_code == 404
    assert "is not a date" in client.post("/sign/review/QP-002", data={"word": word(client), "review_by": "soon"}).text


def test_for_a_team_the_proxy_says_who_it_is_and_only_passkeys_sign(tmp_path: Path) -> None:
    manual = made(tmp_path / "team", passkey(team=True).key())
    desk = desk_of(manual, team=True)
    jane = {"X-Forwarded-Email": "Jane.Doe@meridian.example"}
    with TestClient(application(desk), base_url=TEAM, headers={"Origin": TEAM}) as client:
        assert client.get("/").status_code == 401
        assert "You are nobody" in client.get("/", headers={"X-Forwarded-Email": "eve@evil.example"}).text
        assert "You are Jane Doe." in client.get("/", headers=jane).text
        values = {"word": word(client, **jane), "content": content(client, "QP-002", **jane)}
        assert "only a passkey signs" in client.post("/sign/approve/QP-002", data=values, headers=jane).text
        amir = {"X-Forwarded-Email": "amir.khan@meridian.example"}
        assert client.post("/passkey/begin/approve/QP-002", json=values, headers=amir).status_code == 403
        begun = client.post("/passkey/begin/approve/QP-002", json=values, headers=jane).json()
        answer = {**values, "begun": begun["begun"], **answered(passkey(team=True), begun)}
        done = client.post("/passkey/finish", json=answer, headers=jane)
        assert done.status_code == 200, done.text
    assert "approved/QP-002/1/jane.doe" in manual.git("tag", "--list")


def test_too_much_at_once_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmsdoc.desk.guard.time", SimpleNamespace(monotonic=lambda: 0.0))
    form = {"word": word(client), "reason": "x"}
    codes = [client.post("/decline/QP-002", data=form).status_code for _ in range(61)]
    assert codes.count(200) == 60
    assert codes[-1] == 429


def test_a_registered_passkey_is_a_line(client: TestClient) -> None:
    point = Reader(passkey().key().blob, "The key")
    point.string(), point.string()
    key = base64.b64encode(b"spki" + point.string()).decode()
    line = client.post("/passkey/register", json={"word": word(client), "key": key}).json()["line"]
    assert line.split()[3] == passkey().key().line.split()[1]
    assert client.post("/passkey/register", json={"word": word(client), "key": "AAAA"}).status_code == 409
