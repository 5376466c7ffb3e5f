"""The guide to the desk, its commands run as they are written, but at a free port and with a repository of our own."""

from __future__ import annotations

import re
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.acceptance.guide import commands
from tests.acceptance.installed import QMSDOC, ROOT, environment, run
from tests.desk.world import TAG, Visitor, desk_of, hosted, made, passkey
from tests.disk import DiskManual

pytestmark = pytest.mark.acceptance
GUIDE = (ROOT / "docs/guides/desk.md").read_text()
ADDRESS = "https://git.example.com/manual.git"


def given(part: str) -> list[list[str]]:
    """Return the commands of qmsdoc under a heading, each without that word."""
    text = re.split(r"^## ", GUIDE.partition(f"## {part}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [shlex.split(line, comments=True) for line in commands(text)]
    return [line[1:] for line in lines if line[0] == "qmsdoc"]


@contextmanager
def at_desk(arguments: list[str], folder: Path, home: Path) -> Iterator[str]:
    """Run the desk at a free port; gives the address that it prints, and stops it as Ctrl+C does."""
    process = subprocess.Popen(
        [str(QMSDOC), *arguments, "--port", "0", "--no-open"],
        cwd=folder,
        env=environment(home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = iter(process.stdout.readline, "")
        found = next(
            (row for line in said if (row := re.search(r"http://(localhost|127\.0\.0\.1):\d+\S*", line))), None
        )
        assert found is not None
        yield found[0]
    finally:
        process.send_signal(2)
        rest, _ = process.communicate(timeout=300)
        assert (process.returncode, "Traceback" in rest) == (0, False), rest


def answer(address: str, **headers: str) -> tuple[int, str]:
    """Return what a browser is answered that keeps cookies."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    try:
        with opener.open(urllib.request.Request(address, headers=headers), timeout=300) as found:  # noqa: S310 - our own
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture
def manual(tmp_path: Path) -> DiskManual:
    found = made(tmp_path / "own")
    hosted(found)
    return found


def test_a_desk_opens_on_ones_own_machine(manual: DiskManual, tmp_path: Path) -> None:
    here, fetched = given("On your own machine")
    with at_desk(here, manual.root, manual.home) as address:
        assert "QP-002" in answer(address)[1]
        assert answer(address.partition("?")[0])[0] == 401
    origin = (manual.root.parent / "origin.git").as_uri().replace("origin.git", "manual.git")
    (manual.root.parent / "origin.git").rename(manual.root.parent / "manual.git")
    assert ADDRESS in fetched
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with at_desk([origin if part == ADDRESS else part for part in fetched], elsewhere, manual.home) as address:
        assert "QP-002" in answer(address)[1]
    assert (elsewhere / "manual" / "qmsdoc.yml").is_file()


def test_a_desk_opens_for_a_team(manual: DiskManual) -> None:
    by_proxy, by_passkey = given("For a team")
    with at_desk(by_proxy, manual.root, manual.home) as address:
        named = {"Host": "desk.example.com", "X-Forwarded-Email": "jane.doe@meridian.example"}
        assert "You are Jane Doe." in answer(address, **named)[1]
        assert answer(address, Host="desk.example.com")[0] == 401
        assert answer(address)[0] == 421
    (manual.root / by_passkey[by_passkey.index("--sign-in") + 1]).write_text("")
    with at_desk(by_passkey, manual.root, manual.home) as address:
        assert "Sign in" in answer(f"{address}sign-in/", Host="desk.example.com")[1]


def test_a_receipt_proves_itself(tmp_path: Path) -> None:
    manual = made(tmp_path / "own")
    visitor = Visitor.at(desk_of(manual))
    assert visitor.sign("QP-002", passkey()).code == 200
    kept = visitor.client.get(f"/receipt/{TAG}")
    ((verify, written),) = given("The receipt")
    name = kept.headers["content-disposition"].partition('"')[2].rstrip('"')
    assert re.sub("-QP-00.-.-", "-", written) == re.sub("-QP-00.-.-", "-", name)
    (manual.root / name).write_bytes(kept.content)
    proved = run(manual.home, verify, name, folder=manual.root)
    assert proved.code == 0, proved.err
