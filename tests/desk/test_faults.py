"""What goes wrong at a desk, each injected over real git: it is said, nothing is half signed, trying again works."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.installed import QMSDOC, environment
from tests.acceptance.manual import QP_002, TEXTS
from tests.desk.crowd import crowd, sign_all
from tests.desk.world import NOW, TAG, Visitor, answered, cloned, desk_of, hosted, made, passkey
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance
KEPT = "It counts, and has not arrived at the others. It is kept here."


@pytest.fixture
def manual(tmp_path: Path) -> DiskManual:
    return made(tmp_path / "own")


@pytest.fixture
def origin(manual: DiskManual) -> Path:
    return hosted(manual)


@pytest.fixture
def visitor(manual: DiskManual, origin: Path) -> Visitor:
    return Visitor.at(desk_of(manual))


def tags(place: Path, manual: DiskManual) -> list[str]:
    """The tags of a repository that are about QP-002."""
    return [tag for tag in manual.git("--git-dir", str(place), "tag", "--list").split("\n") if "/QP-002/" in tag]


def hook(origin: Path, text: str) -> Path:
    """Let the host do something before it takes a push."""
    program = origin / "hooks" / "pre-receive"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return program


def test_without_a_network_it_is_signed_kept_and_sent_later(visitor: Visitor, manual: DiskManual, origin: Path) -> None:
    away = origin.rename(origin.with_name("away.git"))
    assert visitor.sign("QP-002", passkey()).code == 200
    done = visitor.page(f"/done/{TAG}")
    assert KEPT in done
    assert "&#39;origin&#39; did not take it" in done
    assert "It counts, and has not arrived" in visitor.page()
    again = visitor.post("/send", {"word": visitor.word})
    assert "cannot be fetched" in again.text or "did not take it" in again.text
    away.rename(origin)
    assert "It counts and has arrived." in visitor.post("/send", {"word": visitor.word}).text
    assert tags(origin, manual) == [TAG]


def test_a_push_that_is_refused_says_why_and_is_sent_later(visitor: Visitor, manual: DiskManual, origin: Path) -> None:
    program = hook(origin, "echo you may not push tags >&2; exit 1")
    assert visitor.sign("QP-002", passkey()).code == 200
    assert "you may not push tags" in visitor.page(f"/done/{TAG}")
    assert tags(origin, manual) == []
    program.unlink()
    assert "It counts and has arrived." in visitor.post("/send", {"word": visitor.word}).text
    assert tags(origin, manual) == [TAG]


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
def test_a_locked_key_signs_nothing_until_it_is_unlocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manual = made(tmp_path / "own")
    key = manual.keys / "amir.khan"
    change = ["ssh-keygen", "-q", "-p", "-f", str(key)]
    subprocess.run([*change, "-P", "", "-N", "a passphrase"], check=True, capture_output=True)
    variables = {**manual.act("amir.khan"), "HOME": str(manual.home), "GIT_COMMITTER_DATE": NOW.isoformat()}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ("SSH_AUTH_SOCK", "SSH_ASKPASS", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    visitor = Visitor.at(desk_of(manual, person="amir.khan"))
    refused = visitor.post("/sign/approve/QP-002", visitor.values("QP-002"))
    assert refused.code == 409
    assert "nothing was signed" in refused.text
    assert "unlock it (ssh-add)" in refused.text
    assert tags(manual.folder, manual) == []
    subprocess.run([*change, "-P", "a passphrase", "-N", ""], check=True, capture_output=True)
    assert visitor.post("/sign/approve/QP-002", visitor.values("QP-002")).code == 200
    assert tags(manual.folder, manual) == ["approved/QP-002/1/amir.khan"]


def test_a_sensor_that_nobody_touches_ends_by_itself(manual: DiskManual) -> None:
    at = [NOW]
    visitor = Visitor.at(desk_of(manual, now=lambda: at[0]))
    begun = visitor.begin("QP-002")
    at[0] += timedelta(minutes=11)
    late = visitor.finish(begun, passkey())
    assert (late.code, "no longer waited for" in late.text) == (409, True)
    assert tags(manual.folder, manual) == []
    assert visitor.sign("QP-002", passkey()).code == 200


def test_a_tag_that_was_made_elsewhere_meanwhile_stays_the_one(
    visitor: Visitor, manual: DiskManual, origin: Path, tmp_path: Path
) -> None:
    other = cloned(manual, tmp_path / "other")
    at = NOW + timedelta(minutes=1)
    elsewhere = Visitor.at(desk_of(other, now=lambda: at))
    here, there = visitor.begin("QP-002"), elsewhere.begin("QP-002")
    assert elsewhere.finish(there, passkey()).code == 200
    refused = visitor.finish(here, passkey())
    assert refused.code == 409
    assert "signed this elsewhere meanwhile" in refused.text
    assert tags(manual.folder, manual) == []
    assert "approve" not in re.findall(
        r'action="/sign/(\w+)', visitor.page("/?fetch") + visitor.page("/document/QP-002/")
    )
    assert manual.git("rev-parse", TAG) == manual.git("--git-dir", str(origin), "rev-parse", TAG)


def test_two_desks_sign_for_two_people(visitor: Visitor, manual: DiskManual, origin: Path, tmp_path: Path) -> None:
    other = cloned(manual, tmp_path / "other")
    amir = Visitor.at(desk_of(other, person="amir.khan"))
    assert visitor.sign("QP-002", passkey()).code == 200
    amir.page("/?fetch")
    assert "Jane Doe, Quality manager" in amir.page("/document/QP-002/")


def test_what_was_not_shown_is_not_signed(visitor: Visitor, manual: DiskManual, origin: Path, tmp_path: Path) -> None:
    seen = visitor.values("QP-002")
    editor = cloned(manual, tmp_path / "editor")
    editor.write(QP_002, TEXTS[QP_002].replace("alone", "by themselves"))
    editor.commit(on="2026-02-12T09:00:00+00:00")
    editor.git("push", "--quiet", "origin", "HEAD:main")
    answer = visitor.client.post("/passkey/begin/approve/QP-002", json=seen)
    assert answer.status_code == 409
    assert "has changed since it was shown" in answer.json()["error"]
    page = visitor.page("/document/QP-002/")
    assert "by themselves" in page
    assert (manual.root / QP_002).read_text() == (editor.root / QP_002).read_text()
    assert visitor.sign("QP-002", passkey()).code == 200
    assert tags(origin, manual) == [TAG]


def test_a_clone_with_work_of_its_own_is_left_alone(
    visitor: Visitor, manual: DiskManual, origin: Path, tmp_path: Path
) -> None:
    editor = cloned(manual, tmp_path / "editor")
    editor.write(QP_002, TEXTS[QP_002].replace("alone", "by themselves"))
    editor.commit(on="2026-02-12T09:00:00+00:00")
    editor.git("push", "--quiet", "origin", "HEAD:main")
    manual.write(QP_002, TEXTS[QP_002].replace("alone", "as I write it"))
    page = visitor.page("/?fetch")
    assert "there is work of its own here" in page
    assert "as I write it" in (manual.root / QP_002).read_text()


def test_a_clone_that_is_gone_is_said(visitor: Visitor, manual: DiskManual) -> None:
    away = manual.root.rename(manual.root.with_name("away"))
    answer = visitor.client.get("/")
    assert (answer.status_code, "There is no folder" in answer.text) == (409, True)
    away.rename(manual.root)
    assert visitor.client.get("/").status_code == 200


class Browser:
    """What asks a desk that runs as a process of its own."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.cookie = port, ""
        _, headers = self._answer("GET", f"/?token={token}", None, {})
        self.cookie = headers["Set-Cookie"].partition(";")[0]

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=300)
        own = {"Origin": f"http://localhost:{self.port}", "Cookie": self.cookie}
        connection.request(method, path, body, own | headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return text, answer.headers

    def page(self, path: str = "/") -> str:
        """Read a page."""
        return self._answer("GET", path, None, {})[0]

    def post(self, path: str, values: dict[str, str]) -> str:
        """Send what the script sends."""
        return self._answer("POST", path, json.dumps(values), {"Content-Type": "application/json"})[0]

    def begin(self) -> dict[str, str]:
        """Begin to sign QP-002; gives what the script goes on with."""
        page = self.page("/document/QP-002/")
        content = re.search(r'name="content" value="(sha256:[0-9a-f]{64})"', page)
        assert content is not None
        values = {"word": self.word(), "content": content[1]}
        read: dict[str, str] = json.loads(self.post("/passkey/begin/approve/QP-002", values))
        return read

    def word(self) -> str:
        """The word that forms bring back."""
        found = re.search(r'data-word="([0-9a-f]{64})"', self.page())
        assert found is not None
        return found[1]


@contextmanager
def desk_process(manual: DiskManual, port: int) -> Iterator[tuple[subprocess.Popen[str], Browser]]:
    """Run `qmsdoc desk` as a process of its own, and come in; it is gone afterwards, however it ended."""
    command = [str(QMSDOC), "desk", "--as", "jane.doe", "--no-open", "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=manual.root,
        env=environment(manual.home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        token = re.search(r"token=(\S+)", process.stdout.readline())
        assert token is not None
        yield process, Browser(port, token[1])
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.long
def test_a_server_killed_between_signature_and_push_has_lost_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    key = replace(passkey(), origin=f"http://localhost:{port}")
    manual = made(tmp_path / "own", key.key(), key.origin)
    origin, mark = hosted(manual), tmp_path / "mark"
    program = hook(origin, f"touch {mark}; sleep 60")
    with desk_process(manual, port) as (process, browser):
        begun = browser.begin()
        values = {"word": browser.word(), "begun": begun["begun"], **answered(key, begun)}
        with pytest.raises(http.client.RemoteDisconnected), killed_when(mark, process):
            browser.post("/passkey/finish", values)
    assert tags(origin, manual) == []
    program.unlink()
    with desk_process(manual, port) as (_, browser):
        assert "It counts, and has not arrived" in browser.page()
        browser.post("/send", {"word": browser.word()})
        assert "It counts and has arrived." in browser.page()
    assert tags(origin, manual) == [TAG]


@contextmanager
def killed_when(mark: Path, process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill a process and all it started as soon as a file appears."""
    watcher = subprocess.Popen(["/bin/sh", "-c", f"until [ -e {mark} ]; do sleep 0.1; done; kill -KILL -{process.pid}"])
    try:
        yield
    finally:
        watcher.wait(timeout=300)


def test_nobody_waits_for_anothers_network(tmp_path: Path) -> None:
    found = crowd(tmp_path, 2)
    pipes = tmp_path / "begun", tmp_path / "go"
    for pipe in pipes:
        os.mkfifo(pipe)
    begun, go = (os.open(pipe, os.O_RDWR) for pipe in pipes)
    hook(found.origin, f"echo begun > {pipes[0]}; read word < {pipes[1]}")
    one, other = (Visitor.at(found.desk, f"approver.{n}@meridian.example") for n in range(2))
    asked = one.begin("QF-001")
    with ThreadPoolExecutor(2) as pool:
        signing = pool.submit(one.finish, asked, found.keys["approver.0"])
        signing.add_done_callback(lambda _: os.write(begun, b"ended"))
        assert os.read(begun, 5) == b"begun"
        reading = pool.submit(other.page, "/document/QF-001/")
        try:
            assert "approver.0, Approver" in reading.result(timeout=300)
            assert not signing.done()
        finally:
            os.write(go, b"go\n")
        assert signing.result().code == 200
    assert found.arrived() == 1
    os.close(begun)
    os.close(go)


def test_a_teams_desk_sends_what_was_kept_when_it_starts_again(tmp_path: Path) -> None:
    manual = made(tmp_path / "team", passkey(team=True).key())
    origin = hosted(manual)
    away = origin.rename(origin.with_name("away.git"))
    desk = desk_of(manual, team=True)
    assert Visitor.at(desk).sign("QP-002", passkey(team=True)).code == 200
    away.rename(origin)
    again = desk_of(manual, team=True)
    again.clone.read()
    again.acts.send_kept(None)
    assert tags(origin, manual) == [TAG]


@pytest.mark.long
def test_fifty_approvers_at_once_lose_nothing(tmp_path: Path) -> None:
    found = crowd(tmp_path, 50)
    assert len(sign_all(found)) == 50
    assert found.arrived() == 50
    assert found.desk.clone.read(fetch=True).snapshot.record("QF-001").effective is not None  # type: ignore[union-attr]
