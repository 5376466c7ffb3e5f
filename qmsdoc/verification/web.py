"""Fetches one file of a published manual over http(s): bounded in time and size, never led elsewhere."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from typing import IO, Any

from qmsdoc.errors import UsageError

_TIME_LIMIT = 30  # seconds, for the whole answer
_LARGEST = 32_000_000  # bytes
_PIECE = 65_536


def fetched(address: str, name: str) -> bytes:
    """Fetch the file `name` from the site at an http(s) address; raises `UsageError` where that cannot be done."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"'{address}' is not an address of the web.", remedy="Give one that begins with https://")
    if not parts.path.endswith(f"/{name}"):
        path = parts.path if parts.path.endswith("/") else parts.path.removesuffix("index.html") + "/"
        address = urllib.parse.urlunsplit((parts.scheme, parts.netloc, path + name, "", ""))
    try:
        with _opener().open(address, timeout=_TIME_LIMIT) as answer:
            return read(answer, time.monotonic() + _TIME_LIMIT)
    except (OSError, urllib.error.URLError, ValueError) as error:
        raise UsageError(
            f"The published manual at {address} cannot be read: {getattr(error, 'reason', error)}.",
            remedy="Check the address and the network; leave --published out the first time.",
        ) from error


def read(answer: IO[bytes], deadline: float) -> bytes:
    """Read an answer to its end; raises `ValueError` for one too long, or past the `deadline` (monotonic seconds)."""
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > _LARGEST:
            raise ValueError(f"it is longer than {_LARGEST} bytes")
        if time.monotonic() > deadline:
            raise ValueError(f"it took longer than {_TIME_LIMIT} seconds")
    return b"".join(pieces)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections within the web, and never from https to http."""

    def redirect_request(  # noqa: PLR0917 - as urllib has it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse a redirection that leaves the safe ways."""
        allowed = ("https://",) if req.full_url.startswith("https://") else ("https://", "http://")
        if not newurl.lower().startswith(allowed):
            raise ValueError(f"it leads on to {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    handlers: tuple[Any, ...] = (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    )
    for handler in handlers:
        opener.add_handler(handler)
    return opener
