"""Who may speak to a desk: only its own address, only its own pages, only somebody it knows.

Invariants
1. A request for another host, or a change from another origin, is refused before anything is read.
2. On one's own machine nobody without the word that the command printed gets in; it becomes a strict cookie at once.
3. For a team the proxy in front says who it is; without that header nobody is anybody.
4. Every change is a POST with a word of the session's own; bodies are bounded, and so is how often one may ask.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

COOKIE = "qmsdoc-desk"
CSRF_FIELD = "word"
BODY_LIMIT = 262_144  # bytes
_POSTS = 60  # in one minute, by one person
_MINUTE = 60.0
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(slots=True)
class Guard:
    """The door of a desk at `origin` (scheme, host and port as browsers write them).

    `user_header` is the header in which a proxy says whose address it is; None on one's own machine, where `token`
    opens the door.
    """

    origin: str
    user_header: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _posts: dict[str, deque[float]] = field(default_factory=dict)

    def refuse(self, request: Request) -> Response | None:
        """Return the answer to a request that goes no further, None for one that does."""
        if request.headers.get("host", "").lower() != urlsplit(self.origin).netloc:
            return PlainTextResponse("This desk has another address.", 421)
        if request.method not in {"GET", "HEAD", "POST"}:
            return PlainTextResponse("Only reading and signing are possible here.", 405)
        if request.method == "POST" and request.headers.get("origin") != self.origin:
            return PlainTextResponse("This was asked from another page.", 403)
        if self.user_header is None:
            return self._refuse_stranger(request)
        return None if self.user(request) else PlainTextResponse("The proxy does not say who you are.", 401)

    def _refuse_stranger(self, request: Request) -> Response | None:
        if hmac.compare_digest(request.cookies.get(COOKIE, ""), self._session()):
            return None
        if request.method == "GET" and hmac.compare_digest(request.query_params.get("token", ""), self.token):
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(COOKIE, self._session(), httponly=True, samesite="strict", path="/")
            return answer
        return PlainTextResponse("Open the address that qmsdoc desk printed.", 401)

    def user(self, request: Request) -> str | None:
        """Return the address that the proxy gives of whoever asks; None on one's own machine or where it gives none."""
        return (request.headers.get(self.user_header) or "").strip() or None if self.user_header else None

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

    def _session(self) -> str:
        return self._mac("session", self.token)

    def _mac(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), sha256).hexdigest()
