"""The desk as a web application (ASGI, Starlette): pages to read, forms to sign, and the two steps of a passkey."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from qmsdoc.capture.request import find_record
from qmsdoc.desk.acts import Done, WantedAct
from qmsdoc.desk.clone import Reading
from qmsdoc.desk.desk import STYLES, Desk
from qmsdoc.desk.forms import asked_of_browser, read_form, served_file, wanted_act
from qmsdoc.desk.guard import HEADERS
from qmsdoc.desk.receipt import receipt
from qmsdoc.desk.views import (
    AskedDocument,
    InboxView,
    document_view,
    own_signatures,
    waiting_rows,
)
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.policy import Person
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.render.decision_text import decision_text
from qmsdoc.rules import check
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.passkey import PasskeyAnswer, passkey_line
from qmsdoc.signing.pending import PendingSignature, pending
from qmsdoc.signing.request import plan_approval
from qmsdoc.signing.roles import Signer, by_address

_KEPT = 2_000  # pictures and attachments of pages that were shown
_RECEIPTS = 500


Handler = Callable[[Desk, Request], Awaitable[Response]]


def application(desk: Desk) -> Starlette:
    """Return the application of a desk; every request passes its door, and every answer carries its headers."""

    def guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            answer = desk.guard.refuse(request)
            if answer is None:
                try:
                    answer = await handler(desk, request)
                except QmsdocError as error:
                    answer = _failed(desk, request, error)
            answer.headers.update(HEADERS)
            return answer

        return endpoint

    routes = (
        ("/", _inbox, "GET"),
        ("/document/{name}/", _document, "GET"),
        ("/document/{name}/index.html", _document, "GET"),
        ("/files/{name}", _file, "GET"),
        ("/assets/{name}", _asset, "GET"),
        ("/closure/{name}/{digest}", _closure_file, "GET"),
        ("/sign/{act}/{name}", _sign, "POST"),
        ("/passkey/begin/{act}/{name}", _begin, "POST"),
        ("/passkey/finish", _finish, "POST"),
        ("/passkey/register", _register, "POST"),
        ("/decline/{name}", _decline, "POST"),
        ("/done/{tag:path}", _done, "GET"),
        ("/receipt/{tag:path}", _receipt, "GET"),
    )
    return Starlette(routes=[Route(path, guarded(handler), methods=[method]) for path, handler, method in routes])


def _failed(desk: Desk, request: Request, error: QmsdocError) -> Response:
    if request.url.path.startswith("/passkey/"):
        return JSONResponse({"error": error.message, "remedy": error.remedy or ""}, HTTPStatus.CONFLICT)
    return _page(desk, request, "trouble", status=HTTPStatus.CONFLICT, error=error)


def _page(desk: Desk, request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    html = desk.pages.get_template(f"desk/{name}.html").render(
        language=desk.words.code,
        desk=desk,
        word=desk.guard.csrf(request),
        styles=STYLES,
        here=request.url.path,
        **values,
    )
    return Response(html, status, media_type="text/html; charset=utf-8")


def _person(desk: Desk, request: Request, reading: Reading) -> Person | None:
    """Return who looks: whom the proxy names, or whom git's e-mail address here names."""
    policy = reading.snapshot.policy_in_force
    if desk.for_team:
        return by_address(policy, desk.guard.user(request))
    if desk.person is not None:
        return policy.person(desk.person)
    return by_address(policy, signing_settings(desk.clone.directory).email)


def _waiting(desk: Desk, reading: Reading, authorship: Authorship) -> tuple[PendingSignature, ...]:
    return pending(reading.snapshot, desk.clone.clock.local_day(), authorship.wrote)


async def _inbox(desk: Desk, request: Request) -> Response:
    def view() -> InboxView:
        reading = desk.clone.read(fetch="fetch" in request.query_params)
        snapshot, person = reading.snapshot, _person(desk, request, reading)
        with desk.clone.opened() as repository:
            waiting = _waiting(desk, reading, Authorship(repository.store, snapshot))
        rows = waiting_rows(waiting, person, snapshot)
        return InboxView(
            manual=snapshot.policy_in_force.organisation or snapshot.manual,
            person=person,
            mine=tuple(row for row in rows if row.mine),
            others=tuple(row for row in rows if not row.mine),
            own=own_signatures(snapshot, person, reading.origin),
            ledger=snapshot.ledger_seq,
            seen=desk.words.instant(reading.origin.seen) if reading.origin else "",
            trouble=reading.trouble,
        )

    return _page(desk, request, "inbox", view=await run_in_threadpool(view))


async def _document(desk: Desk, request: Request) -> Response:
    def values() -> dict[str, Any]:
        reading = desk.clone.read()
        snapshot, person = reading.snapshot, _person(desk, request, reading)
        record = find_record(snapshot, request.path_params["name"])
        text = decision_text(record, snapshot, desk.words)
        _keep(desk.files, text.files, _KEPT)
        with desk.clone.opened() as repository:
            authorship = Authorship(repository.store, snapshot)
            writers = tuple(each.name for each in authorship.writers(record))
            waiting = _waiting(desk, reading, authorship)
        asked = AskedDocument(person, waiting, check(snapshot), writers)
        view = document_view(record, snapshot, text, asked, desk.words)
        message = _message(desk, snapshot, record, person) if view.mine else ""
        roles = tuple(dict.fromkeys(row.item.role for row in view.mine))
        return {"view": view, "person": person, "message": message, "meanings": roles}

    return _page(desk, request, "document", **await run_in_threadpool(values))


def _message(desk: Desk, snapshot: Snapshot, record: Record, person: Person | None) -> str:
    """Return the exact words of an approval; empty where a role must be chosen first, or it would not count."""
    if person is None:
        return ""
    try:
        return plan_approval(snapshot, record, Signer(person, desk.clone.clock.local_day())).message
    except QmsdocError:
        return ""


def _keep(kept: dict[str, bytes], new: Mapping[str, bytes], most: int) -> None:
    kept.update(new)
    while len(kept) > most:
        del kept[next(iter(kept))]


async def _file(desk: Desk, request: Request) -> Response:
    data = desk.files.get(f"files/{request.path_params['name']}")
    return served_file(request.path_params["name"], data)


async def _asset(desk: Desk, request: Request) -> Response:
    name = request.path_params["name"]
    allowed = name in STYLES or name == "desk.js"
    return served_file(name, desk.template.get(f"assets/{name}") if allowed else None)


async def _closure_file(desk: Desk, request: Request) -> Response:
    """Serve one file of what is to be signed, byte for byte, by its digest."""

    def data() -> bytes | None:
        record = find_record(desk.clone.read().snapshot, request.path_params["name"])
        digest = request.path_params["digest"]
        documents = [each for each in (record.draft, record.effective and record.effective.document) if each]
        files = (file for document in documents for file in document.closure.files)
        return next((file.data for file in files if file.sha256 == digest), None)

    found = await run_in_threadpool(data)
    return Response(found or b"", 200 if found is not None else 404, media_type="application/octet-stream")


def _wanted(desk: Desk, request: Request, values: Mapping[str, str]) -> WantedAct:
    return wanted_act(request, _person(desk, request, desk.clone.read()), values)


async def _sign(desk: Desk, request: Request) -> Response:
    values, answer = await read_form(desk.guard, request)
    if answer is not None:
        return answer
    if desk.for_team:
        raise UsageError("Here only a passkey signs.", remedy="Use the button that asks for your passkey.")
    done = await run_in_threadpool(lambda: desk.acts.sign_with_git(_wanted(desk, request, values)))
    _remember(desk, done)
    return RedirectResponse(f"/done/{quote(done.request.name.tag)}", 303)


def _remember(desk: Desk, done: Done) -> None:
    _keep(desk.receipts, {done.request.name.tag: receipt(done)}, _RECEIPTS)


async def _begin(desk: Desk, request: Request) -> Response:
    values, answer = await read_form(desk.guard, request)
    if answer is not None:
        return answer
    word, begun = await run_in_threadpool(lambda: desk.acts.begin(_wanted(desk, request, values)))
    return JSONResponse(asked_of_browser(word, begun))


async def _finish(desk: Desk, request: Request) -> Response:
    values, answer = await read_form(desk.guard, request)
    if answer is not None:
        return answer
    try:
        parts = [base64.b64decode(values[name], validate=True) for name in ("authenticator", "client", "signature")]
    except (KeyError, ValueError) as error:
        raise UsageError("The passkey's answer is incomplete.", remedy="Try again.") from error
    done = await run_in_threadpool(lambda: desk.acts.finish(values.get("begun", ""), PasskeyAnswer(*parts)))
    _remember(desk, done)
    return JSONResponse({"done": f"/done/{quote(done.request.name.tag)}"})


async def _register(desk: Desk, request: Request) -> Response:
    values, answer = await read_form(desk.guard, request)
    if answer is not None:
        return answer
    person = _person(desk, request, await run_in_threadpool(desk.clone.read))
    try:
        key = base64.b64decode(values.get("key", ""), validate=True)
    except ValueError:
        key = b""
    if person is None or not person.principals or desk.rp is None or len(key) < 65 or key[-65] != 4:
        raise UsageError("This passkey cannot be used here.", remedy="Try again with another one.")
    return JSONResponse({"line": passkey_line(person.principals[0], desk.rp, key[-65:])})


async def _decline(desk: Desk, request: Request) -> Response:
    values, answer = await read_form(desk.guard, request)
    if answer is not None:
        return answer
    reading = await run_in_threadpool(desk.clone.read)
    record = find_record(reading.snapshot, request.path_params["name"])
    person = _person(desk, request, reading)
    reason = " ".join(values.get("reason", "").split())
    if not reason:
        raise UsageError("Say why you do not sign.", remedy="A sentence is enough: the editor answers it.")
    return _page(desk, request, "declined", record=record, person=person, reason=reason)


async def _done(desk: Desk, request: Request) -> Response:
    tag = request.path_params["tag"]
    kept = desk.receipts.get(tag)
    if kept is None:
        return RedirectResponse("/", 303)
    read = json.loads(kept)
    return _page(desk, request, "done", tag=tag, receipt=read, manual=read["manual"])


async def _receipt(desk: Desk, request: Request) -> Response:
    kept = desk.receipts.get(request.path_params["tag"])
    if kept is None:
        return Response("This receipt is no longer kept here.", 404, media_type="text/plain")
    name = request.path_params["tag"].replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{quote(name)}.receipt.json"'}
    return Response(kept, media_type="application/json", headers=headers)
