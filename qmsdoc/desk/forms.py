"""What comes in and goes out of a desk in small: forms of bounded size, the acts that they ask for, and files."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response

from qmsdoc.desk.acts import Begun, WantedAct
from qmsdoc.desk.guard import BODY_LIMIT, CSRF_FIELD, Guard
from qmsdoc.errors import UsageError
from qmsdoc.model.approval import Act
from qmsdoc.model.policy import Person
from qmsdoc.signing.passkey import PasskeyAnswer

_ACTS = {"approve": Act.APPROVED, "review": Act.REVIEWED, "withdraw": Act.WITHDRAWN}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


async def read_form(guard: Guard, request: Request) -> tuple[dict[str, str], Response | None]:
    """Read a form or a JSON object; the second is the answer to one that is too large or not of this session."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return {}, Response("That is too much.", 413, media_type="text/plain")
    if request.headers.get("content-type", "").startswith("application/json"):
        values = _json_object(bytes(body))
    else:
        values = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=50))
    return values, guard.refuse_post(request, values.get(CSRF_FIELD, ""))


def _json_object(body: bytes) -> dict[str, str]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(value) for key, value in read.items()} if isinstance(read, dict) else {}


def passkey_answer(values: Mapping[str, str]) -> PasskeyAnswer:
    """Return what a browser's passkey answered; raises `UsageError` where a part is missing."""
    try:
        parts = [base64.b64decode(values[name], validate=True) for name in ("authenticator", "client", "signature")]
    except (KeyError, ValueError) as error:
        raise UsageError("The passkey's answer is incomplete.", remedy="Try again.") from error
    return PasskeyAnswer(*parts)


def somebody(person: Person | None) -> Person:
    """Return whoever asks; raises `UsageError` for a stranger."""
    if person is None:
        raise UsageError("You are nobody of this manual's people.", remedy="Ask whoever keeps the policy to enter you.")
    return person


def wanted_act(request: Request, person: Person | None, values: Mapping[str, str]) -> WantedAct:
    """Return the act that a form asks for; raises `UsageError` for a stranger or what cannot be read."""
    act = _ACTS.get(request.path_params["act"])
    if act is None:
        raise UsageError("Here is nothing to be done.", remedy="Look at the document anew.")
    return WantedAct(
        act=act,
        document=request.path_params["name"],
        person=somebody(person).id,
        content=values.get("content", ""),
        role=values.get("role") or None,
        reason=values.get("reason", "").strip() or None,
        successor=values.get("successor", "").strip() or None,
        review_by=_day(values.get("review_by", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise UsageError(f"'{text}' is not a date.", remedy="Write it as in 2026-02-01.") from error


def asked_of_browser(word: str, begun: Begun) -> dict[str, Any]:
    """Return what the browser computes the challenge from, by itself: the tag's bytes and the closure's files."""
    request = begun.request
    return {
        "begun": word,
        "sites": begun.sites,
        "payload": base64.b64encode(begun.payload).decode(),
        "content": request.statement.content_digest,
        "files": [
            {"path": file.path, "address": f"/closure/{quote(request.name.document)}/{file.sha256}"}
            for file in request.document.closure.files
        ],
    }


def served_file(name: str, data: bytes | None) -> Response:
    """Return a file as its kind, or as a download where browsers might run it; 404 for None."""
    if data is None:
        return Response("There is no such file here.", 404, media_type="text/plain")
    kind = _TYPES.get("." + name.rpartition(".")[2].lower())
    if kind is None:
        headers = {"Content-Disposition": "attachment"}
        return Response(data, media_type="application/octet-stream", headers=headers)
    return Response(data, media_type=kind, headers={"Content-Security-Policy": "default-src 'none'; sandbox"})
