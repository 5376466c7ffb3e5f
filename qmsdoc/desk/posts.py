"""What people do at a desk, each a POST with a word of their session: sign, decline, send, register, sign in."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from qmsdoc.capture.request import find_record
from qmsdoc.desk.acts import WantedAct
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.forms import asked_of_browser, passkey_answer, somebody, wanted_act
from qmsdoc.desk.pages import page, person_here
from qmsdoc.errors import UsageError
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.declining import declined_text
from qmsdoc.signing.passkey import passkey_line
from qmsdoc.signing.pending import pending
from qmsdoc.signing.request import SigningRequest

Values = Mapping[str, str]


def _wanted(desk: Desk, request: Request, values: Values) -> WantedAct:
    return wanted_act(request, person_here(desk, request, desk.clone.policy), values)


async def confirm(desk: Desk, request: Request, values: Values) -> Response:
    """Show exactly the words that a signature will say, of what the person entered."""
    wanted = _wanted(desk, request, values)
    asked = await run_in_threadpool(lambda: desk.acts.words(wanted))
    said = replace(wanted, role=asked.statement.role)
    return page(desk, request, "confirm", act=request.path_params["act"], wanted=said, asked=asked)


async def sign(desk: Desk, request: Request, values: Values) -> Response:
    """Sign with git's key, and show what came of it."""
    if desk.for_team:
        raise UsageError("Here only a passkey signs.", remedy="Use the button that asks for your passkey.")
    wanted = _wanted(desk, request, values)
    return RedirectResponse(_done(await run_in_threadpool(lambda: desk.acts.sign_with_git(wanted))), 303)


async def begin(desk: Desk, request: Request, values: Values) -> Response:
    """Tell the browser what a passkey is to sign."""
    wanted = _wanted(desk, request, values)
    word, begun = await run_in_threadpool(lambda: desk.acts.begin(wanted))
    return JSONResponse(asked_of_browser(word, begun))


async def finish(desk: Desk, _: Request, values: Values) -> Response:
    """Take a passkey's answer."""
    answer = passkey_answer(values)
    signed = await run_in_threadpool(lambda: desk.acts.finish(values.get("begun", ""), answer))
    return JSONResponse({"done": _done(signed)})


def _done(signed: SigningRequest) -> str:
    return f"/done/{quote(signed.name.tag)}"


async def register(desk: Desk, request: Request, values: Values) -> Response:
    """Return the line of a new passkey: of `allowed_signers`, or of the list by which a team signs in."""
    try:
        key = base64.b64decode(values.get("key", ""), validate=True)
    except ValueError:
        key = b""
    person = person_here(desk, request, desk.clone.policy)
    address = person.principals[0] if person and person.principals else values.get("address", "").strip()
    if (
        not address
        or any(sign in address for sign in ' \t\n,"*?!#')
        or desk.rp is None
        or len(key) < 65
        or key[-65] != 4
    ):
        raise UsageError("This passkey cannot be used here.", remedy="Give your address, and try another passkey.")
    return JSONResponse({"line": passkey_line(address, desk.rp, key[-65:])})


async def decline(desk: Desk, request: Request, values: Values) -> Response:
    """Show the text that tells the editor why somebody does not sign."""

    def text() -> str:
        snapshot = desk.clone.read().snapshot
        record = find_record(snapshot, request.path_params["name"])
        person = somebody(person_here(desk, request, snapshot.policy_in_force))
        with desk.clone.opened() as repository:
            waiting = pending(snapshot, Authorship(repository.store, snapshot).wrote)
        return declined_text(record, person, waiting, values.get("reason", ""))

    return page(desk, request, "declined", text=await run_in_threadpool(text))


async def send(desk: Desk, request: Request, _: Values) -> Response:
    """Send once more what is signed and has not arrived."""
    person = somebody(person_here(desk, request, desk.clone.policy))
    await run_in_threadpool(lambda: desk.acts.send_kept(person.id))
    return RedirectResponse("/", 303)


async def challenge(desk: Desk, _: Request, __: Values) -> Response:
    """Return what a passkey signs to sign somebody in."""
    return JSONResponse({"challenge": base64.b64encode(desk.sign_ins.challenge()).decode()})


async def enter(desk: Desk, _: Request, values: Values) -> Response:
    """Let in whoever answers with a passkey of the list."""
    answer = passkey_answer(values)
    policy = desk.clone.policy or (await run_in_threadpool(desk.clone.read)).snapshot.policy_in_force
    try:
        asked = base64.b64decode(values.get("challenge", ""), validate=True)
    except ValueError:
        asked = b""
    inside = JSONResponse({"done": "/"})
    desk.guard.begin_session(inside, desk.sign_ins.address(policy, asked, answer))
    return inside
