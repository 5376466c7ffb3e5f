"""The one server of qmsdoc, for this machine alone: a desk, previews of drafts, or a folder that was published.

Invariants
1. It listens on the loopback addresses alone: on both where there is IPv6, since `localhost` may mean either, and
   nobody else of this machine may answer at one of them.
2. It answers only whoever asks for that address by name, with its port: a page elsewhere whose host's name is led here
   (DNS rebinding) gets nothing.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from qmsdoc import resources
from qmsdoc.desk.forms import served_file
from qmsdoc.desk.guard import Door, Guard, guarded
from qmsdoc.desk.previews import FILES, Previews
from qmsdoc.errors import QmsdocError, UsageError

_ADDRESS = "127.0.0.1"
LIVE = "live.js"
_WITHOUT_IPV6 = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_PORTS = (8000, 8001, 8002, 8003, 8004, 0)


def listening(port: int | None) -> tuple[socket.socket, ...]:
    """Listen on a port of this machine alone, else on the first free one from 8000; raises `UsageError`."""
    for each in _PORTS if port is None else (port,):
        found: list[socket.socket] = []
        try:
            found.append(socket.create_server((_ADDRESS, each)))
            found.append(socket.create_server(("::1", port_of(found)), family=socket.AF_INET6))
        except OSError as error:
            if not found or error.errno not in _WITHOUT_IPV6:
                for listener in found:
                    listener.close()
                continue
        return tuple(found)
    raise UsageError(
        f"Nothing can be shown on {'any port from 8000' if port is None else f'port {port}'}: "
        "another program listens there, perhaps another qmsdoc.",
        remedy="End it, or choose a free port with --port.",
    )


def port_of(listeners: Sequence[socket.socket]) -> int:
    """Return the port that is listened on."""
    port: int = listeners[0].getsockname()[1]
    return port


def url_of(listeners: Sequence[socket.socket]) -> str:
    """Return the address that a browser asks for, ended with a slash."""
    return f"http://{_ADDRESS}:{port_of(listeners)}/"


def serve(application: ASGIApp, listeners: Sequence[socket.socket]) -> None:
    """Serve until interrupted; that interruption is the ordinary end."""
    config = uvicorn.Config(application, log_level="error", server_header=False, lifespan="off")
    with ExitStack() as stack, suppress(KeyboardInterrupt):
        for listener in listeners:
            stack.enter_context(listener)
        uvicorn.Server(config).run(sockets=list(listeners))


def open_browser(url: str) -> None:
    """Open the user's browser where there is a screen."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def open_guard(listeners: Sequence[socket.socket]) -> Guard:
    """Return the guard of what anybody at this machine may look at: only the names of its address open it."""
    port = port_of(listeners)
    return Guard(f"http://{_ADDRESS}:{port}", Door.OPEN, aliases=(f"localhost:{port}",))


def folder_application(folder: Path, guard: Guard) -> ASGIApp:
    """Return the application that shows a published folder."""
    files = StaticFiles(directory=folder, html=True)

    async def answer(request: Request) -> Response:
        return await files.get_response(files.get_path(request.scope), request.scope)

    return guarded(Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])]), guard)


def preview_application(previews: Previews, guard: Guard) -> ASGIApp:
    """Return the application that shows the files which somebody works on."""

    async def answer(request: Request) -> Response:
        return await preview_answer(previews, FILES, request.path_params["path"], request.url.query)

    return guarded(Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])]), guard)


async def preview_answer(previews: Previews, shown: str, path: str, asked: str = "") -> Response:
    """Answer with a file of a preview, or with why it cannot be made; a page of the files here follows their changes.

    `asked` is what stands behind a question mark: for the script by which pages follow, the state that one shows.
    """
    live = shown == FILES
    try:
        if live and path == LIVE:
            state = await run_in_threadpool(lambda: previews.state(shown))
            return _follow(changed=state != asked.partition("&")[0])
        data, there = await run_in_threadpool(lambda: previews.file(shown, path))
    except QmsdocError as error:
        return PlainTextResponse(f"{error.message}\n{error.remedy}\n", 409, {"Refresh": "2"} if live else None)
    if there and path and not path.endswith(("/", ".html")):
        return served_file(path, data)
    if live:
        script = f'<script defer src="{"../" * path.count("/")}{LIVE}?{previews.state(shown, made=True)}"></script>'
        data = data.replace(b"</head>", f"{script}</head>".encode(), 1)
    headers = {"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"}
    return Response(data, 200 if there else 404, headers, "text/html; charset=utf-8")


def _follow(*, changed: bool) -> Response:
    script = resources.folder("site_template") / "desk" / LIVE
    answer = served_file(LIVE, b"location.reload();" if changed else script.read_bytes())
    answer.headers["Cache-Control"] = "no-store"
    return answer
