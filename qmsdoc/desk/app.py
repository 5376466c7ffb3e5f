"""The desk as a web application (ASGI, Starlette): its addresses, and the door that every request passes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from qmsdoc.desk import pages, posts
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.forms import read_form
from qmsdoc.desk.guard import HEADERS, Door, guarded
from qmsdoc.errors import QmsdocError

Page = Callable[[Desk, Request], Awaitable[Response]]
Deed = Callable[[Desk, Request, posts.Values], Awaitable[Response]]

_PAGES: tuple[tuple[str, Page], ...] = (
    ("/", pages.inbox),
    ("/document/{name}/", pages.document),
    ("/document/{name}/index.html", pages.document),
    ("/files/{name}", pages.file),
    ("/assets/{name}", pages.asset),
    ("/closure/{name}/{digest}", pages.closure_file),
    ("/preview/{shown}/{path:path}", pages.preview),
    ("/done/{tag:path}", pages.done),
    ("/receipt/{tag:path}", pages.receipt_file),
)
_DEEDS: tuple[tuple[str, Deed], ...] = (
    ("/confirm/{act}/{name}", posts.confirm),
    ("/sign/{act}/{name}", posts.sign),
    ("/passkey/begin/{act}/{name}", posts.begin),
    ("/passkey/finish", posts.finish),
    ("/passkey/register", posts.register),
    ("/decline/{name}", posts.decline),
    ("/send", posts.send),
)
_SIGN_IN: tuple[tuple[str, Deed], ...] = (
    ("/sign-in/challenge", posts.challenge),
    ("/sign-in/enter", posts.enter),
    ("/sign-in/register", posts.register),
)
_ASKED_BY_SCRIPT = ("/passkey/", "/sign-in/")


def application(desk: Desk) -> ASGIApp:
    """Return the application of a desk; every request passes its door, and every answer carries its headers."""
    by_passkey = desk.guard.door is Door.PASSKEY
    routes = [_route(desk, path, found) for path, found in (*_PAGES, *((("/sign-in/", pages.sign_in),) * by_passkey))]
    routes += [_route(desk, path, _filled(deed), "POST") for path, deed in (*_DEEDS, *_SIGN_IN * by_passkey)]
    return guarded(Starlette(routes=routes), desk.guard, HEADERS)


def _filled(deed: Deed) -> Page:
    async def handler(desk: Desk, request: Request) -> Response:
        values, refused = await read_form(desk.guard, request)
        return refused or await deed(desk, request, values)

    return handler


def _route(desk: Desk, path: str, handler: Page, method: str = "GET") -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return await handler(desk, request)
        except QmsdocError as error:
            return _failed(desk, request, error)

    return Route(path, endpoint, methods=[method])


def _failed(desk: Desk, request: Request, error: QmsdocError) -> Response:
    if request.method == "POST" and request.url.path.startswith(_ASKED_BY_SCRIPT):
        return JSONResponse({"error": error.message, "remedy": error.remedy or ""}, HTTPStatus.CONFLICT)
    return pages.page(desk, request, "trouble", status=HTTPStatus.CONFLICT, error=error)
