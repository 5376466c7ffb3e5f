"""Work over several processes: in a Python of its own each, since a process with threads is not forked."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from qmsdoc.render import workers

_HEAD = """
import os, sys
from qmsdoc.errors import PublishError
from qmsdoc.render import workers
workers.processes = lambda: 2
"""


def said(script: str, *arguments: str) -> str:
    command = [sys.executable, "-W", "error", "-c", _HEAD + script, *arguments]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_results_come_in_order_from_other_processes() -> None:
    out = said("""
made = workers.spread(lambda n: (n * n, os.getpid()), range(100), least=2)
print([square for square, _ in made] == [n * n for n in range(100)], os.getpid() in {place for _, place in made})
""")
    assert out == "True False\n"


def test_few_items_stay_in_this_process() -> None:
    out = said("print({os.getpid()} == set(workers.spread(lambda _: os.getpid(), range(9), least=10)))")
    assert out == "True\n"


def test_an_error_keeps_what_it_says() -> None:
    out = said("""
def work(n):
    if n > 50:
        raise PublishError(f"No {n}.", remedy="Mend it.", rule="stamp-missing")
try:
    workers.spread(work, range(100), least=2)
except PublishError as error:
    print(error.message, error.remedy, error.rule)
""")
    assert out == "No 51. Mend it. stamp-missing\n"


def test_a_worker_that_is_ended_stops_the_build() -> None:
    out = said("""
try:
    workers.spread(lambda n: os._exit(9), range(100), least=2)
except PublishError as error:
    print(error.message)
""")
    assert "ended by the system" in out


def test_workers_end_with_the_process_that_asked() -> None:
    out = said("""
import signal, subprocess
asking = '''
import os, time
from qmsdoc.render import workers
workers.processes = lambda: 2
def work(n):
    os.write(1, str(os.getpid()).encode() + bytes([10]))
    time.sleep(600)
workers.spread(work, range(2), least=2)
'''
asked = subprocess.Popen([sys.executable, "-c", asking], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
places = [int(asked.stdout.readline()) for _ in range(2)]
asked.kill()
try:
    asked.communicate(timeout=300)  # its output ends when nobody has it open any more
except subprocess.TimeoutExpired:
    print("left alone")
    for place in places:
        os.kill(place, signal.SIGKILL)
print(len(places), asked.wait())
""")
    assert out == "2 -9\n"


def test_a_process_with_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processes", lambda: 2)
    monkeypatch.setattr(workers, "_forked", lambda *_: pytest.fail("it was forked"))
    go = threading.Event()
    other = threading.Thread(target=go.wait)
    other.start()
    try:
        assert workers.spread(lambda n: n + 1, range(100), least=2) == list(range(1, 101))
    finally:
        go.set()
        other.join()


def test_two_processes_make_the_site_of_one(tmp_path: Path) -> None:
    script = """
from datetime import date
from pathlib import Path
from qmsdoc.model.snapshot import Record, Status
from qmsdoc.site import publish
from tests.site.build import document, edition, snapshot
workers.processes = lambda: int(sys.argv[1])
made = [edition(document(f"QP-{n:03}", 1, f"Title {n}", f"# Title {n}\\n\\nText [next](QP-{n + 1:03}).\\n"),
    date(2025, 3, 3), Status.EFFECTIVE) for n in range(120)]
records = tuple(Record(e.name, Status.EFFECTIVE, e.document, (e,), e, e.approvals) for e in made)
publish(snapshot(records=records, documents=(), policies=()), (), Path(sys.argv[2]))
"""
    for count in ("1", "2"):
        said(script, count, str(tmp_path / count))
    assert (tmp_path / "2/manifest.json").read_bytes() == (tmp_path / "1/manifest.json").read_bytes()
