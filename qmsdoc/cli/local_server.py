"""Shows a published folder to this machine's own browser, until stopped with Ctrl+C; nobody else can reach it.

Invariants
1. It listens on the loopback address alone.
2. It answers only whoever asks for that address by name (`127.0.0.1` or `localhost`, with its port): a page elsewhere
   whose host's name is led here (DNS rebinding) gets nothing.
"""

from __future__ import annotations

import os
import sys
import webbrowser
from contextlib import AbstractContextManager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from qmsdoc.errors import UsageError

_ADDRESS = "127.0.0.1"
_NAMES = (_ADDRESS, "localhost")
_PORTS = (8000, 8001, 8002, 8003, 8004, 0)


class Host(AbstractContextManager["Host"]):
    """A web server over one folder, on `port` or else the first free one from 8000; `url` ends with a slash.

    Raises `UsageError` where `port` is taken.
    """

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self._server = _bind(folder, port)
        self.url = f"http://{_ADDRESS}:{self._server.server_address[1]}/"

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    def serve(self) -> None:
        """Serve until interrupted; that interruption is the ordinary end."""
        try:
            self._server.serve_forever()
        except KeyboardInterrupt:
            return

    def stop(self) -> None:
        """End `serve` from another thread."""
        self._server.shutdown()


def open_browser(url: str) -> None:
    """Open the user's browser where there is a screen."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


class _Quiet(SimpleHTTPRequestHandler):
    def parse_request(self) -> bool:
        """Read a request, and refuse one that was sent to another host (RFC 9110, 7.4 and 15.5.20)."""
        if not super().parse_request():
            return False
        _, port = self.connection.getsockname()
        if self.headers.get_all("Host") in [[f"{name}:{port}"] for name in _NAMES]:
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - http.server's
        return


def _bind(folder: Path, port: int | None) -> ThreadingHTTPServer:
    handler = partial(_Quiet, directory=str(folder))
    for each in _PORTS if port is None else (port,):
        try:
            return ThreadingHTTPServer((_ADDRESS, each), handler)
        except OSError:
            continue
    raise UsageError("This machine lets qmsdoc serve on no such port.", remedy="Choose a free one with --port.")
