"""Who may speak to a desk: only its own address, only its own pages, only somebody it knows.

Invariants
1. A request for another host, or a change from another origin, is refused before anything of it is looked at.
2. On one's own machine nobody without the word that the command printed gets in; it becomes a strict cookie at once.
3. For a team the proxy in front says who it is, or a passkey kept for that alone; else nobody is anybody.
4. Every change is a POST with a word of the session's own; bodies are bounded, and so is how often one may ask.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "qmsdoc-desk"
CSRF_FIELD = "word"
BODY_LIMIT = 262_144  # bytes
_HOURS = 8 * 3600  # seconds that a session lasts
_PUBLIC = ("/sign-in/", "/assets/")
_POSTS = 60  # in one minute, by one person
_MINUTE = 60.0
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Door(Enum):
    """How a guard knows who asks: it does not (a preview), by a printed word, a proxy's header, or a passkey."""

    OPEN = auto()
    TOKEN = auto()
    PROXY = auto()
    PASSKEY = auto()


@dataclass(slots=True)
class Guard:
    """The door of a desk at `origin` (scheme, host and port as browsers write them), also called by `aliases`.

    `user_header` is where a proxy says whose address it is. Sessions end with the process, and after some hours.
    """

    origin: str
    door: Door = Door.TOKEN
    user_header: str = "X-Forwarded-Email"
    aliases: tuple[str, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _posts: dict[str, deque[float]] = field(default_factory=dict)

    def refuse(self, request: Request) -> Response | None:
        """Return the answer to a request that goes no further, None for one that does."""
        hosts = [host.lower() for host in request.headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] not in {urlsplit(self.origin).netloc, *self.aliases}:
            return PlainTextResponse("This desk has another address.", 421)
        if request.method not in {"GET", "HEAD", "POST"}:
            return PlainTextResponse("Only reading and signing are possible here.", 405)
        if request.method == "POST" and request.headers.getlist("origin") != [self.origin]:
            return PlainTextResponse("This was asked from another page.", 403)
        return None if self._knows(request) else self._let_in(request)

    def _knows(self, request: Request) -> bool:
        if self.door is Door.TOKEN:
            return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self._token_cookie.encode())
        public = self.door is Door.PASSKEY and request.url.path.startswith(_PUBLIC)
        return self.door is Door.OPEN or public or self.user(request) is not None

    def _let_in(self, request: Request) -> Response:
        given = request.query_params.get("token", "")
        if (
            self.door is Door.TOKEN
            and request.method == "GET"
            and hmac.compare_digest(given.encode(), self.token.encode())
        ):
            answer = RedirectResponse("/" + request.url.path.lstrip("/\\"), 303)
            answer.set_cookie(COOKIE, self._token_cookie, httponly=True, samesite="strict", path="/")
            return answer
        if self.door is Door.PASSKEY and request.method == "GET":
            return RedirectResponse("/sign-in/", 303)
        how = "Open the address that qmsdoc desk printed." if self.door is Door.TOKEN else "Nobody says who you are."
        return PlainTextResponse(how, 401)

    def user(self, request: Request) -> str | None:
        """Return the address of whoever asks: of the proxy's header, or of the session; None where there is neither."""
        if self.door is Door.PROXY:
            given = request.headers.getlist(self.user_header)
            return given[0].strip() or None if len(given) == 1 else None
        return self._session(request.cookies.get(COOKIE, "")) if self.door is Door.PASSKEY else None

    def begin_session(self, answer: Response, address: str) -> None:
        """Let whoever gets this answer be `address` for some hours."""
        said = f"{int(time.monotonic()) + _HOURS} {address}"
        cookie = f"{said.encode().hex()}.{self._mac('session', said)}"
        answer.set_cookie(COOKIE, cookie, httponly=True, secure=True, samesite="strict", path="/", max_age=_HOURS)

    def _session(self, cookie: str) -> str | None:
        text, _, mac = cookie.partition(".")
        try:
            said = bytes.fromhex(text).decode()
        except ValueError:
            return None
        if not hmac.compare_digest(mac.encode(), self._mac("session", said).encode()):
            return None
        until, _, address = said.partition(" ")
        return address if time.monotonic() < int(until) else None

    def csrf(self, request: Request) -> str:
        """Return the word that a form of this session must bring back."""
        return self._mac("form", self.user(request) or self.token)

    def refuse_post(self, request: Request, word: str) -> Response | None:
        """Return the answer to a form that is not of this session, or one of too many."""
        if not hmac.compare_digest(word.encode(), self.csrf(request).encode()):
            return PlainTextResponse("This page is out of date: go back, load it anew, and try again.", 403)
        now = time.monotonic()
        posts = self._posts.setdefault(self.user(request) or "", deque(maxlen=_POSTS))
        if len(posts) == _POSTS and now - posts[0] < _MINUTE:
            return PlainTextResponse("Too many at once: wait a minute.", 429)
        posts.append(now)
        return None

    @property
    def _token_cookie(self) -> str:
        return self._mac("token", self.token)

    def _mac(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), sha256).hexdigest()


def guarded(application: ASGIApp, guard: Guard, headers: Mapping[str, str] | None = None) -> ASGIApp:
    """Return an application that nobody reaches but by its guard, and all of whose answers carry these headers."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = MutableHeaders(scope=message)
                for name, value in (headers or {}).items():
                    known.setdefault(name, value)
            await send(message)

        if scope["type"] == "http":
            await (guard.refuse(Request(scope)) or application)(scope, receive, send_with_headers)

    return answer
