"""The one server of qmsdoc, for this machine alone: a desk, previews of drafts, or a folder that was published.

Invariants
1. It listens on the loopback address alone.
2. It answers only whoever asks for that address by name, with its port: a page elsewhere whose host's name is led here
   (DNS rebinding) gets nothing.
"""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from qmsdoc.desk.forms import served_file
from qmsdoc.desk.guard import Door, Guard
from qmsdoc.desk.previews import FILES, Previews
from qmsdoc.errors import QmsdocError, UsageError

_ADDRESS = "127.0.0.1"
_PORTS = (8000, 8001, 8002, 8003, 8004, 0)


def listening(port: int | None) -> socket.socket:
    """Listen on a port of this machine alone, else on the first free one from 8000; raises `UsageError`."""
    for each in _PORTS if port is None else (port,):
        found = socket.socket()
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((_ADDRESS, each))
            found.listen()
        except OSError:
            found.close()
            continue
        return found
    raise UsageError("This machine lets qmsdoc serve on no such port.", remedy="Choose a free one with --port.")


def url_of(listener: socket.socket) -> str:
    """Return the address that a browser asks for, ended with a slash."""
    return f"http://{_ADDRESS}:{listener.getsockname()[1]}/"


def serve(application: ASGIApp, listener: socket.socket) -> None:
    """Serve until interrupted; that interruption is the ordinary end."""
    config = uvicorn.Config(application, log_level="error", server_header=False, lifespan="off")
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def open_browser(url: str) -> None:
    """Open the user's browser where there is a screen."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def open_guard(listener: socket.socket) -> Guard:
    """Return the guard of what anybody at this machine may look at: only the names of its address open it."""
    port = listener.getsockname()[1]
    return Guard(f"http://{_ADDRESS}:{port}", Door.OPEN, aliases=(f"localhost:{port}",))


def folder_application(folder: Path, guard: Guard) -> Starlette:
    """Return the application that shows a published folder."""
    files = StaticFiles(directory=folder, html=True)

    async def answer(request: Request) -> Response:
        return guard.refuse(request) or await files.get_response(files.get_path(request.scope), request.scope)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])])


def preview_application(previews: Previews, guard: Guard) -> Starlette:
    """Return the application that shows the files which somebody works on."""

    async def answer(request: Request) -> Response:
        return guard.refuse(request) or await preview_answer(previews, FILES, request.path_params["path"])

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])])


async def preview_answer(previews: Previews, shown: str, path: str) -> Response:
    """Answer with a file of a preview, or with why it cannot be made."""
    try:
        data, there = await run_in_threadpool(lambda: previews.file(shown, path))
    except QmsdocError as error:
        return PlainTextResponse(f"{error.message}\n{error.remedy}\n", 409)
    if not there or path.endswith(("/", ".html")) or not path:
        headers = {"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"}
        return Response(data, 200 if there else 404, headers, "text/html; charset=utf-8")
    return served_file(path, data)
