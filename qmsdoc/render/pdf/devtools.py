"""A Chromium of our own, spoken to over two pipes (Chrome DevTools Protocol): no port is open, no profile is kept.

Invariants: the page runs no script, reaches no network and reads no file; the browser sees neither the user's profile
nor home. Its sandbox stays on, except for root, for whom Chromium has none.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import subprocess
import tempfile
from base64 import b64decode
from pathlib import Path
from types import TracebackType
from typing import Any

from qmsdoc.errors import PublishError

_OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
# The browser reads its pipe as descriptor 3 and writes to 4 (--remote-debugging-pipe).
_START = 'exec "$0" "$@" 3</dev/fd/{reads} 4>/dev/fd/{writes}'
_FIRST_FREE = 10
_SILENCE = 120
_LAST_WORDS = 10
_PRINT = {
    "displayHeaderFooter": False,
    "printBackground": True,
    "preferCSSPageSize": True,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
}


class Browser:
    """One browser with one page, while inside; raises `PublishError` whenever it does not answer."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._calls = 0
        self._read = b""
        self._events: list[str] = []

    def __enter__(self) -> Browser:
        self._place = tempfile.TemporaryDirectory(prefix="qmsdoc-", ignore_cleanup_errors=True)
        try:
            self._start(Path(self._place.name))
            self.version = str(self._call("Browser.getVersion")["product"]).rpartition("/")[2]
            target = self._call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self._page("Page.enable")
            self._page("Emulation.setScriptExecutionDisabled", value=True)
            self._page("Network.enable")
            self._page("Network.emulateNetworkConditions", **_OFFLINE)
            self._frame = self._page("Page.getFrameTree")["frameTree"]["frame"]["id"]
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def pdf(self, html: str) -> bytes:
        """Print a page as tagged PDF with bookmarks, its size and margins being those of its CSS."""
        self._events.clear()
        self._page("Page.setDocumentContent", frameId=self._frame, html=html)
        while "Page.loadEventFired" not in self._events:
            self._next()
        return b64decode(self._page("Page.printToPDF", **_PRINT)["data"])

    def _start(self, place: Path) -> None:
        near_read, far_write = os.pipe()
        far_read, near_write = os.pipe()
        far = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for each in (far_read, far_write)]
        for each in (far_read, far_write):
            os.close(each)
        self._from, self._to = near_read, near_write
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        start = _START.format(reads=far[0], writes=far[1])
        self._said = place / "said"
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", start, self._program, *_OPTIONS, *root, f"--user-data-dir={place}/profile"],
                pass_fds=far,
                env={key: os.environ[key] for key in _KEPT if key in os.environ} | {"HOME": str(place)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        for each in far:
            os.close(each)

    def _stop(self) -> None:
        if hasattr(self, "_process"):
            # Without its pipe the browser ends by itself, and its own processes with it.
            os.close(self._to)
            try:
                self._process.wait(_LAST_WORDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            os.close(self._from)
        self._place.cleanup()

    def _page(self, method: str, **arguments: object) -> dict[str, Any]:
        return self._call(method, session=self._session, **arguments)

    def _call(self, method: str, *, session: str | None = None, **arguments: object) -> dict[str, Any]:
        self._calls += 1
        asked = {"id": self._calls, "method": method, "params": arguments}
        data = json.dumps(asked | ({"sessionId": session} if session else {})).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self._to, data) :]
        except OSError as error:
            raise self._fault() from error
        while True:
            answer = self._next()
            if answer.get("id") == self._calls:
                if "error" in answer:
                    raise self._fault(str(answer["error"].get("message", "")))
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        """Read one message; an event is noted too."""
        parts = [self._read]
        while b"\0" not in parts[-1]:
            ready, _, _ = select.select([self._from], [], [], _SILENCE)
            parts.append(os.read(self._from, 1 << 20) if ready else b"")
            if not parts[-1]:
                raise self._fault()
        data, _, self._read = b"".join(parts).partition(b"\0")
        message: dict[str, Any] = json.loads(data)
        self._events.append(message.get("method", ""))
        return message

    def _fault(self, said: str = "") -> PublishError:
        lines = self._said.read_text("utf-8", "replace").strip().splitlines()
        return PublishError(
            "PDF could not be made: Chromium did not start, or stopped.",
            remedy=f"Chromium says: {said or ' '.join(lines[-3:]) or 'nothing'}",
        )


_OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
