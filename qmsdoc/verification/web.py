"""Fetches what is published over http(s): bounded in time and size, never led to another host."""

from __future__ import annotations

import hashlib
import io
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import IO, Any

from qmsdoc.errors import UsageError

_TIME_LIMIT = 30  # seconds, for one answer to go on, and for a whole manifest
_TIME_LIMIT_SITE = 3600  # seconds, for all files of a site together
_LARGEST = 32_000_000  # bytes of a manifest
_LARGEST_FILE = 200_000_000  # bytes
_PIECE = 65_536
_AT_ONCE = 8
_INDEX = "index.html"
_NOT_THERE = frozenset((HTTPStatus.NOT_FOUND, HTTPStatus.GONE))


def fetched(address: str, name: str) -> bytes:
    """Fetch the file `name` from the site at an http(s) address; raises `UsageError` where that cannot be done."""
    place = _folder(address, name) + name
    try:
        with _opener(time.monotonic() + _TIME_LIMIT).open(place, timeout=_TIME_LIMIT) as answer:
            return b"".join(pieces(answer, _LARGEST))
    except (OSError, HTTPException, ValueError) as error:
        raise _unreadable(place, error) from error


def addressed(files: Mapping[str, str]) -> dict[str, str]:
    """Return files of a site with what its addresses serve besides: a folder's own page (`qp-001/`), alike."""
    pages = {path: digest for path, digest in files.items() if path == _INDEX or path.endswith(f"/{_INDEX}")}
    return {**files, **{path.removesuffix(_INDEX) or "./": digest for path, digest in pages.items()}}


def served_digests(address: str, paths: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of what the site at an http(s) address serves under each path; what is not there is left out.

    Raises `UsageError` where something else keeps it from being told.
    """
    folder, deadline = _folder(address, "manifest.json"), time.monotonic() + _TIME_LIMIT_SITE

    def digest(path: str) -> str | None:
        return _digest(folder + urllib.parse.quote(path.removeprefix("./")), deadline)

    paths = tuple(paths)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = zip(paths, pool.map(digest, paths), strict=True)
        return {path: digest for path, digest in found if digest is not None}


def _digest(place: str, deadline: float) -> str | None:
    found = hashlib.sha256()
    try:
        with _opener(deadline).open(place, timeout=_TIME_LIMIT) as answer:
            for piece in pieces(answer, _LARGEST_FILE):
                found.update(piece)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _NOT_THERE:
            return None
        raise _unreadable(place, error) from error
    except (OSError, HTTPException, ValueError) as error:
        raise _unreadable(place, error) from error
    return found.hexdigest()


def _folder(address: str, name: str) -> str:
    """Return the address of the folder of a site, with its slash, of whatever leads there: folder, page or `name`."""
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:  # such as http://[::1
        parts = urllib.parse.urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"'{address}' is not an address of the web.", remedy="Give one that begins with https://")
    path = f"/{parts.path.lstrip('/')}".removesuffix(f"/{name}").removesuffix(f"/{_INDEX}").rstrip("/")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, f"{path}/", "", ""))


def _unreadable(place: str, error: Exception) -> UsageError:
    return UsageError(
        f"The published manual at {place} cannot be read: {getattr(error, 'reason', error)}.",
        remedy="Check the address and the network. For a first `build`, leave --published out.",
    )


def pieces(answer: IO[bytes], most: int) -> Iterator[bytes]:
    """Yield an answer piece by piece; raises `ValueError` for one of more than `most` bytes."""
    size = 0
    while piece := answer.read(_PIECE):
        size += len(piece)
        if size > most:
            raise ValueError(f"it is longer than {most} bytes")
        yield piece


class _Timed(io.RawIOBase):
    """What a server sends, headers and text; raises `ValueError` past the `deadline` (seconds of the monotonic clock).

    One that sends a byte now and then would otherwise keep for ever whoever waits for the next piece.
    """

    def __init__(self, source: io.RawIOBase, deadline: float) -> None:
        self._source, self._deadline = source, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        if time.monotonic() > self._deadline:
            raise ValueError("it took too long")
        return self._source.readinto(into)

    def close(self) -> None:
        self._source.close()
        super().close()


class _Http(urllib.request.HTTPSHandler):
    """Asks over http and https, for answers that are over by the deadline."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(partial(self._connection, HTTPConnection), req)

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(partial(self._connection, HTTPSConnection), req)

    http_request = urllib.request.HTTPSHandler.https_request

    def _connection(self, kind: type[HTTPConnection], *args: Any, **options: Any) -> HTTPConnection:
        made = kind(*args, **options)
        made.response_class = self._answer  # type: ignore[assignment]
        return made

    def _answer(self, *args: Any, **options: Any) -> HTTPResponse:
        found = HTTPResponse(*args, **options)
        found.fp = io.BufferedReader(_Timed(found.fp.detach(), self._deadline))
        return found


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections on the same host alone, to the same port or from http to https."""

    def redirect_request(  # noqa: PLR0917 - as urllib has it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse a redirection that leaves the host."""
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        same = (new.scheme, new.netloc.lower()) == (old.scheme, old.netloc.lower())
        safer = (old.scheme, new.scheme, new.port) == ("http", "https", None) and new.hostname == old.hostname
        if not same and not safer:
            raise ValueError(f"it leads on to {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _opener(deadline: float) -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    handlers: tuple[Any, ...] = (
        urllib.request.ProxyHandler(),
        _Http(deadline),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    )
    for handler in handlers:
        opener.add_handler(handler)
    return opener
