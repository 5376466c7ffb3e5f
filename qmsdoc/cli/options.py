"""The options that commands share, and the request they add up to."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from qmsdoc.capture.request import CaptureRequest
from qmsdoc.cli import clock
from qmsdoc.cli.console import reading
from qmsdoc.model.snapshot import Snapshot

F = TypeVar("F", bound=Callable[..., Any])

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Day(click.ParamType[date]):
    """A real calendar day, written as ISO 8601 has it: 2026-02-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or fail with what is wrong with it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if _DAY.fullmatch(value) else self._refuse(value, param, ctx)
        except ValueError:
            return self._refuse(value, param, ctx)

    def _refuse(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        self.fail(f"'{value}' is not a real date. Write it as year-month-day, such as 2026-02-01.", param, ctx)


class Revision(click.IntRange):
    """The number of a revision, from 1."""

    name = "revision number"

    def __init__(self) -> None:
        super().__init__(min=1)


class Digest(click.ParamType[str]):
    """The digest of a closure as approvals write it."""

    name = "digest"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the digest, or fail with what is wrong with it."""
        if not _DIGEST.fullmatch(value):
            self.fail(f"'{value}' is not a trust root. It is written as sha256: and 64 hexadecimal digits.", param, ctx)
        return str(value)


def manual_options(*, ref: bool = True, as_of: bool = True) -> Callable[[F], F]:
    """Give a command `--as-of`, `--ref`, `--trust-root` and `-C`; it receives them as one `CaptureRequest`, first."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            today, asked = clock.today(), kwargs.pop("as_of", None)
            request = CaptureRequest(
                directory=Path(kwargs.pop("directory") or click.get_current_context().find_root().obj or "."),
                as_of=asked or today,
                today=today,
                trust_root=kwargs.pop("trust_root"),
                ref=kwargs.pop("ref", None),
                now=clock.now(),
                day_given=asked is not None,
                reading=reading,
            )
            return function(request, *args, **kwargs)

        options = [_directory, _trust_root]
        options += [_ref] if ref else []
        options += [_as_of] if as_of else []
        for option in options:
            wrapper = option(wrapper)
        return wrapper  # type: ignore[return-value]

    return decorate


published_option = click.option(
    "--published",
    metavar="URL-or-DIR",
    help="The manual as it was published last; one that knows a longer ledger stops everything.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")

_directory = click.option(
    "-C",
    "--directory",
    type=click.Path(file_okay=False),
    help="Work on the manual in this folder instead of the current one.",
)
_trust_root = click.option(
    "--trust-root",
    type=Digest(),
    envvar="QMSDOC_TRUST_ROOT",
    show_envvar=True,
    help="The digest of the first policy (sha256:…), kept outside the manual.",
)
_ref = click.option("--ref", metavar="REF", help="Read this branch, tag or commit.")
_as_of = click.option("--as-of", type=Day(), metavar="DATE", help="As of this day (year-month-day); today if left out.")


def read_from(snapshot: Snapshot) -> dict[str, object]:
    """Return what JSON says first: the manual, the day, and the commit that was read."""
    return {"manual": snapshot.manual, "as_of": snapshot.as_of, "commit": snapshot.commit or None}
