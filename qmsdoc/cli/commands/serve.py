"""`qmsdoc serve`: previews the working tree in a browser, every page marked as what it is."""

from __future__ import annotations

from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest
from qmsdoc.cli.clock import now
from qmsdoc.cli.console import say
from qmsdoc.cli.options import manual_options


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to use; a free one from 8000 if left out.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--output", type=click.Path(file_okay=False), metavar="DIR", help="Write it into this folder instead.")
@manual_options(ref=False, as_of=False)
def command(request: CaptureRequest, *, port: int | None, no_open: bool, output: str | None) -> None:
    """Show the files you are working on in a browser, drafts marked as drafts.

    A page that is loaded again shows what the files say by then. Only this machine can see it, and
    nothing is published. With --output the pages are written once, for the job of a pull request.
    """
    from qmsdoc.desk import server  # noqa: PLC0415 - the web server is loaded only to serve
    from qmsdoc.desk.clone import DeskClone  # noqa: PLC0415
    from qmsdoc.desk.previews import FILES, Previews  # noqa: PLC0415

    previews = Previews(DeskClone(request.directory, now, request.trust_root))
    if output is not None:
        previews.write(Path(output))
        say(f"The preview is written into {output}: drafts, for nobody to work by.")
        return
    previews.file(FILES, "")
    listeners = server.listening(port)
    url = server.url_of(listeners)
    say(f"The preview is shown at {url} until you press Ctrl+C.", bold=True)
    if not no_open:
        server.open_browser(url)
    server.serve(server.preview_application(previews, server.open_guard(listeners)), listeners)
