"""The desk over a real clone: pages, signing with git's key and with a passkey, and receipts."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from qmsdoc.capture.request import requested_snapshot
from qmsdoc.desk.desk import Desk
from qmsdoc.errors import UsageError
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.trust.wire import Reader
from qmsdoc.verification.receipt_file import disproof, read_receipt
from tests.acceptance.manual import QP_002, TEXTS
from tests.desk.world import NOW, TAG, Visitor, desk_of, hosted, made, passkey
from tests.disk import DiskManual
from tests.memory import POLICY
from tests.trust.keys import Passkey

pytestmark = pytest.mark.acceptance


@pytest.fixture
def manual(tmp_path: Path) -> DiskManual:
    return made(tmp_path / "own")


def verify_tag(manual: DiskManual, tag: str) -> None:
    """Let stock git judge a tag; raises where it does not believe it."""
    (manual.root / "signers").write_text((manual.root / "allowed_signers").read_text())
    manual.git("-c", f"gpg.ssh.allowedSignersFile={manual.root}/signers", "verify-tag", tag)


def test_the_inbox_tells_what_waits_and_for_whom(visitor: Visitor) -> None:
    page = visitor.page()
    assert "You are Jane Doe." in page
    mine, _, others = page.partition("Waits for others")
    assert "/document/QP-002/" in mine
    assert "Amir Khan" in others


def test_the_inbox_says_what_the_machine_lacks(manual: DiskManual, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(manual.home))
    page = Visitor.at(desk_of(manual)).page()
    assert "What this machine lacks" in page
    assert "QMSDOC_TRUST_ROOT" in page
    assert "git config user.email" not in page
    stranger = Visitor.at(desk_of(manual, person=None)).page()
    assert "git config user.email" in stranger


def test_a_finding_is_told_in_the_language_of_the_desk_with_its_particulars(tmp_path: Path) -> None:
    texts = {**TEXTS, QP_002: TEXTS[QP_002].replace("# Training\n", "# Training\n\n[Nowhere](QP-099)\n")}
    manual = made(tmp_path / "own", texts=texts)
    english = Visitor.at(desk_of(manual)).page("/document/QP-002/")
    assert "<strong>Error, line 11:</strong> <span>" in english
    german = Visitor.at(desk_of(manual, language="de")).page("/document/QP-002/")
    assert "<strong>Fehler, Zeile 11:</strong> Ein Verweis führt ins Leere." in german
    (particulars,) = re.findall(r'lang="en">([^<]*QP-099[^<]*)<', german)
    assert f"<span>{particulars}</span>" in english


def test_an_act_reads_the_manual_once_and_once_more_when_it_is_done(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []

    def counted(*asked: Any, **more: Any) -> Snapshot:
        read.append(asked)
        return requested_snapshot(*asked, **more)

    seen = visitor.values("QP-002")
    for module in ("desk.acts", "desk.clone", "desk.pages", "signing.preparation"):
        monkeypatch.setattr(f"qmsdoc.{module}.requested_snapshot", counted)
    begun = visitor.begin("QP-002", seen=seen)
    assert len(read) == 1
    assert visitor.finish(begun, passkey()).code == 200
    assert len(read) == 2


def test_a_document_is_shown_as_readers_will_see_it_with_its_files(visitor: Visitor, manual: DiskManual) -> None:
    page = visitor.page("/document/QP-001/")
    assert "<h2" in page
    picture = re.search(r'src="\.\./\.\./(files/[^"]+)"', page)
    assert picture is not None
    answer = visitor.client.get(f"/{picture[1]}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    digests = re.findall(r'href="(/closure/QP-001/[0-9a-f]{64})"', page)
    assert {visitor.client.get(address).content for address in digests} == {
        (manual.root / path).read_bytes()
        for path in TEXTS
        if path.startswith("documents/procedures/control") or path.endswith("svg")
    }


def test_a_passkey_signs_the_words_that_were_shown_and_it_arrives(visitor: Visitor, manual: DiskManual) -> None:
    origin = hosted(manual)
    page = visitor.page("/document/QP-002/")
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert shown is not None
    done = visitor.sign("QP-002", passkey(), role="quality-manager")
    assert done.code == 200, done.text
    assert shown[1].strip() in manual.git("cat-file", "tag", TAG)
    assert TAG in manual.git("--git-dir", str(origin), "tag", "--list")
    finished = visitor.page(json.loads(done.text)["done"])
    assert "it has been sent to the others" in finished
    assert f"mailto:jane.doe@meridian.example?subject={TAG.replace('/', '%2F')}" in finished
    assert "It counts and has arrived." in visitor.page()
    verify_tag(manual, TAG)


def test_a_receipt_proves_itself_in_any_clone(visitor: Visitor, desk: Desk, manual: DiskManual) -> None:
    assert visitor.sign("QP-002", passkey()).code == 200
    kept = json.loads(visitor.page(f"/receipt/{TAG}"))
    assert base64.b64decode(kept["files"][QP_002]) == (manual.root / QP_002).read_bytes()
    receipt = manual.root.parent / "receipt.json"
    receipt.write_text(json.dumps(kept))
    assert f"Proved: {TAG}" in manual.run("verify", str(receipt)).out
    altered = kept | {"files": {QP_002: base64.b64encode(b"other").decode()}}
    snapshot = desk.clone.read().snapshot
    assert disproof(read_receipt(json.dumps(altered).encode()), snapshot) is not None
    assert disproof(read_receipt(json.dumps(kept).encode()), snapshot) is None
    assert disproof(read_receipt(json.dumps(kept | {"tag": "0" * 40}).encode()), snapshot) is not None
    for wrong in (b'{"format": "x"}', b"[]", b"", b"\xff"):
        with pytest.raises(UsageError, match="not a receipt"):
            read_receipt(wrong)
    assert visitor.client.get("/receipt/approved/QP-002/9/jane.doe").status_code == 404


def test_gits_own_key_signs_where_nobody_else_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = made(tmp_path / "own")
    visitor = Visitor.at(desk_of(manual, person="amir.khan"))
    for name, value in {
        **manual.act("amir.khan"),
        "HOME": str(manual.home),
        "GIT_COMMITTER_DATE": f"{NOW.isoformat()}",
    }.items():
        monkeypatch.setenv(name, value)
    done = visitor.post("/sign/approve/QP-002", visitor.values("QP-002"))
    assert "It was read back and counts." in done.text
    verify_tag(manual, "approved/QP-002/1/amir.khan")


def test_an_edition_in_force_is_reviewed_and_withdrawn_in_the_words_that_were_shown(tmp_path: Path) -> None:
    policy = POLICY.replace(
        "approvals: {process-owner: 1, quality-manager: 1}", "approvals: {quality-manager: 1}"
    ).replace("independent: [quality-manager]", "independent: []")
    manual = made(tmp_path / "own", policy=policy + "passkeys: {rp: localhost, origins: ['http://localhost:8425']}\n")
    visitor = Visitor.at(desk_of(manual))
    assert visitor.sign("QP-002", passkey()).code == 200
    for act, asked, said in (
        ("review", {"review_by": "2027-01-31"}, "Review-by: 2027-01-31"),
        ("withdraw", {"reason": "Nobody uses it."}, "Reason: Nobody uses it."),
    ):
        assert f'action="/confirm/{act}/QP-002"' in visitor.page("/document/QP-002/?in-force")
        values = {
            "word": visitor.word,
            "content": re.findall(r"sha256:[0-9a-f]{64}</code></p>", visitor.page("/document/QP-002/?in-force"))[0][
                :71
            ],
        }
        words = visitor.post(f"/confirm/{act}/QP-002", values | asked)
        assert said in words.text
        assert f'action="/sign/{act}/QP-002"' in words.text
        begun = visitor.client.post(f"/passkey/begin/{act}/QP-002", json=values | asked)
        assert said in base64.b64decode(begun.json()["payload"]).decode()
        assert visitor.finish(begun.json(), passkey()).code == 200
    assert "reviewed/QP-002/1/2026-03-02/jane.doe" in manual.git("tag", "--list")
    assert "withdrawn/QP-002/1/jane.doe" in manual.git("tag", "--list")
    assert "/confirm/" not in visitor.page("/document/QP-002/")


def test_who_may_not_sign_is_offered_nothing(manual: DiskManual) -> None:
    page = Visitor.at(desk_of(manual, person="helen.ward")).page("/document/QP-002/")
    assert "<form" not in page


def test_a_fault_that_keeps_from_signing_stands_in_place_of_the_button(visitor: Visitor, manual: DiskManual) -> None:
    manual.write(QP_002, TEXTS[QP_002].replace("[documents](QP-001)", "[documents](nowhere.md)"))
    manual.commit(on="2026-02-12T09:00:00+00:00")
    page = visitor.page("/document/QP-002/")
    assert "QP-002 cannot be signed as it stands" in page
    assert "/sign/approve" not in page


def test_another_passkey_leaves_nothing_behind(visitor: Visitor, manual: DiskManual) -> None:
    begun = visitor.begin("QP-002")
    answer = visitor.finish(begun, Passkey("eve"))
    assert answer.code == 409
    assert "does not count" in answer.text
    assert "approved/QP-002" not in manual.git("tag", "--list")
    again = visitor.finish(begun, passkey())
    assert again.code == 409
    assert "no longer waited for" in again.text


def test_days_are_those_of_the_policys_zone(tmp_path: Path) -> None:
    policy = POLICY + "timezone: Pacific/Auckland\npasskeys: {rp: localhost, origins: ['http://localhost:8425']}\n"
    manual = made(tmp_path / "own", policy=policy)
    desk = desk_of(manual, now=lambda: datetime(2026, 3, 1, 20, tzinfo=UTC))
    assert desk.clone.read().snapshot.as_of.isoformat() == "2026-03-02"
    assert desk.clone.request().as_of.isoformat() == "2026-03-02"


def test_a_form_declines_with_a_text_to_send(visitor: Visitor) -> None:
    answer = visitor.post("/decline/QP-002", {"word": visitor.word, "reason": "Who trains <them>?"})
    assert "&gt; Who trains &lt;them&gt;?" in answer.text
    assert "Not signed: QP-002 revision 1, Training" in answer.text
    assert visitor.post("/decline/QP-002", {"word": visitor.word, "reason": " "}).code == 409


def test_unknown_places_are_said_so(visitor: Visitor) -> None:
    assert "There is no document" in visitor.page("/document/QP-999/")
    for path in ("/files/none", "/assets/qms.js", "/closure/QP-001/" + "0" * 64):
        assert visitor.client.get(path).status_code == 404
    assert "is not a date" in visitor.post("/sign/review/QP-002", {"word": visitor.word, "review_by": "soon"}).text


def test_for_a_team_the_proxy_says_who_it_is_and_only_passkeys_sign(tmp_path: Path) -> None:
    manual = made(tmp_path / "team", passkey(team=True).key())
    jane = Visitor.at(desk := desk_of(manual, team=True), "Jane.Doe@meridian.example")
    assert jane.client.get("/").status_code == 401
    assert jane.client.get("/", headers=[("X-Forwarded-Email", "a@b"), ("X-Forwarded-Email", "c@d")]).status_code == 401
    assert "You are nobody" in Visitor.at(desk, "eve@evil.example").page()
    assert "You are Jane Doe." in jane.page()
    values = jane.values("QP-002")
    assert "only a passkey signs" in jane.post("/sign/approve/QP-002", values).text
    amir = {"X-Forwarded-Email": "amir.khan@meridian.example"}
    assert jane.client.post("/passkey/begin/approve/QP-002", json=values, headers=amir).status_code == 403
    done = jane.sign("QP-002", passkey(team=True))
    assert done.code == 200, done.text
    assert TAG in manual.git("tag", "--list")


def test_a_registered_passkey_is_a_line(visitor: Visitor) -> None:
    point = Reader(passkey().key().blob, "The key")
    point.string(), point.string()
    key = base64.b64encode(b"spki" + point.string()).decode()
    answer = visitor.post("/passkey/register", {"word": visitor.word, "key": key}, json=True)
    assert json.loads(answer.text)["line"].split()[3] == passkey().key().line.split()[1]
    assert visitor.post("/passkey/register", {"word": visitor.word, "key": "AAAA"}, json=True).code == 409
