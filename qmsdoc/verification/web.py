"""Fetches what is published over http(s): bounded in time and size, never led to another host."""

from __future__ import annotations

import hashlib
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http import HTTPStatus
from typing import IO, Any

from qmsdoc.errors import UsageError

_TIME_LIMIT = 30  # seconds, for one answer to begin, and for a whole manifest
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
        with _opener().open(place, timeout=_TIME_LIMIT) as answer:
            return b"".join(pieces(answer, _LARGEST, time.monotonic() + _TIME_LIMIT))
    except (OSError, urllib.error.URLError, ValueError) as error:
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
        with _opener().open(place, timeout=_TIME_LIMIT) as answer:
            for piece in pieces(answer, _LARGEST_FILE, deadline):
                found.update(piece)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _NOT_THERE:
            return None
        raise _unreadable(place, error) from error
    except (OSError, urllib.error.URLError, ValueError) as error:
        raise _unreadable(place, error) from error
    return found.hexdigest()


def _folder(address: str, name: str) -> str:
    """Return the address of the folder of a site, with its slash, of whatever leads there: folder, page or `name`."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"'{address}' is not an address of the web.", remedy="Give one that begins with https://")
    path = f"/{parts.path.lstrip('/')}".removesuffix(f"/{name}").removesuffix(f"/{_INDEX}").rstrip("/")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, f"{path}/", "", ""))


def _unreadable(place: str, error: Exception) -> UsageError:
    return UsageError(
        f"The published manual at {place} cannot be read: {getattr(error, 'reason', error)}.",
        remedy="Check the address and the network. For a first `build`, leave --published out.",
    )


def pieces(answer: IO[bytes], most: int, deadline: float) -> Iterator[bytes]:
    """Yield an answer piece by piece; raises `ValueError` for one of more than `most` bytes, or past the `deadline`.

    The deadline is in seconds of the monotonic clock.
    """
    size = 0
    while piece := answer.read(_PIECE):
        size += len(piece)
        if size > most:
            raise ValueError(f"it is longer than {most} bytes")
        if time.monotonic() > deadline:
            raise ValueError("it took too long")
        yield piece


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
