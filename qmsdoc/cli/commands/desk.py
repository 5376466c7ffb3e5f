"""`qmsdoc desk`: read, decide and sign in the browser, on one's own machine or for a team."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import click

from qmsdoc.cli.clock import now
from qmsdoc.cli.console import say
from qmsdoc.cli.options import Digest
from qmsdoc.errors import UsageError

_PORT = 8425
_TEAM = re.compile(r"https://[a-z0-9.-]+(?::[1-9][0-9]{0,4})?")


@click.command("desk")
@click.argument("place", required=False, metavar="[URL or DIR]")
@click.option(
    "--for-team", metavar="ADDRESS", help="Serve a team behind its own HTTPS, such as https://desk.example.com"
)
@click.option("--user-header", default="X-Forwarded-Email", show_default=True, help="Where the proxy says who it is.")
@click.option(
    "--sign-in",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Let people of a team sign in with the passkeys of this file, where no proxy says who they are.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="The port; 0: a free one."
)
@click.option("--as", "person", metavar="PERSON", help="Who sits here; otherwise git's e-mail address tells.")
@click.option("--language", help="The language of the pages, en or de; the manual's own if left out.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option(
    "--trust-root", type=Digest(), envvar="QMSDOC_TRUST_ROOT", show_envvar=True, help="The first policy's digest."
)
def command(
    *,
    place: str | None,
    for_team: str | None,
    user_header: str,
    sign_in: Path | None,
    port: int,
    person: str | None,
    language: str | None,
    no_open: bool,
    trust_root: str | None,
) -> None:
    """Open the approver's desk over a manual: what waits, each document as readers will see it, and the signing.

    On one's own machine it listens to this machine alone, and git signs with your key, or your passkey does. With
    --for-team it stands behind the firm's own HTTPS and only passkeys sign; the proxy says who everybody is, or a
    second passkey does.
    """
    from qmsdoc.desk import server  # noqa: PLC0415 - the web server is loaded only to serve
    from qmsdoc.desk.app import application  # noqa: PLC0415
    from qmsdoc.desk.clone import DeskClone  # noqa: PLC0415
    from qmsdoc.desk.desk import Desk  # noqa: PLC0415
    from qmsdoc.desk.guard import Door, Guard  # noqa: PLC0415
    from qmsdoc.site import template  # noqa: PLC0415

    if for_team is not None and not _TEAM.fullmatch(for_team):
        raise UsageError(f"'{for_team}' is not an address of the desk.", remedy="Write it as https://desk.example.com")
    if sign_in is not None and for_team is None:
        raise UsageError("--sign-in is for a team.", remedy="Give the team's address with --for-team.")
    clone = DeskClone(_directory(place), now, trust_root)
    spoken = language or clone.read().snapshot.looks.language
    listeners = server.listening(port)
    origin = for_team or f"http://localhost:{server.port_of(listeners)}"
    door = Door.TOKEN if for_team is None else Door.PASSKEY if sign_in else Door.PROXY
    guard = Guard(origin, door, user_header)
    desk = Desk(clone, guard, template(), spoken, person, urlsplit(origin).hostname, sign_in)
    if desk.for_team:
        desk.acts.send_kept(None)
    url = f"{origin}/?token={guard.token}"
    if for_team:
        say(f"The desk of {origin} answers its proxy at {server.url_of(listeners)} until you press Ctrl+C.", bold=True)
    else:
        say(f"The desk is at {url} until you press Ctrl+C.", bold=True)
    if not no_open and not for_team:
        server.open_browser(url)
    server.serve(application(desk), listeners)


def _directory(place: str | None) -> Path:
    """Return the folder of the clone: the one given, the current one, or a new clone of an address."""
    from qmsdoc.git.clone import clone_manual, is_address  # noqa: PLC0415

    if place is None:
        return Path(click.get_current_context().find_root().obj or ".")
    if not is_address(place):
        return Path(place)
    folder = Path(place.rstrip("/").rpartition("/")[2].removesuffix(".git") or "manual")
    if not folder.exists():
        say(f"Fetching the manual into {folder} …")
        clone_manual(place, folder)
    return folder
