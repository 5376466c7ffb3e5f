"""`qmsdoc doctor`: tells whether this machine and this clone are fit for the work."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.checking.environment_checks import Check, CheckState, of_files, of_machine, of_manual, of_published
from qmsdoc.cli.clock import now
from qmsdoc.cli.console import echo_json, say
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.errors import QmsdocError
from qmsdoc.git.sign import signing_settings
from qmsdoc.model.refs import TAGS
from qmsdoc.render.manifest import NAME as MANIFEST
from qmsdoc.verification.published_manifest import published_at

_COLOURS = {CheckState.OK: "green", CheckState.WARN: "yellow", CheckState.FAIL: "red"}


@click.command("doctor")
@manual_options(ref=False, as_of=False)
@click.option("--published", metavar="URL-or-DIR", help="The manual as it was published last; site/ here otherwise.")
@json_option
@click.pass_context
def command(ctx: click.Context, request: CaptureRequest, *, published: str | None, as_json: bool) -> None:
    r"""Tell whether this machine and this clone are fit: git, OpenSSH, history, tags, trust root, signing.

    And whether the manual was published with the versions that are here, and what was signed and never sent.

    Only looks; changes nothing, and asks for no key.

    \b
    Exit code: 0 fit, perhaps with warnings; 2 no manual here; 3 the manual cannot be trusted;
    4 the repository cannot be judged.
    """
    checks = list(of_machine(request.today))
    code = 0
    if all(check.state is not CheckState.FAIL for check in checks):
        found, code = _manual(request, published)
        checks += found
    else:
        code = 4
    if as_json:
        echo_json({"checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    ctx.exit(code)


def _manual(request: CaptureRequest, published: str | None) -> tuple[list[Check], int]:
    try:
        with open_manual(request) as repository:
            snapshot = requested_snapshot(repository, request, SnapshotSource.FILES_TODAY)
            settings = signing_settings(repository.root)
            tags = sum(ref.name.startswith(TAGS) for ref in repository.store.refs())
            checks = of_manual(snapshot, settings, tags, now())
            checks += () if repository.bare else of_files(repository.working_tree())
            place = published or str(repository.root / "site")
            if published is not None or (repository.root / "site" / MANIFEST).is_file():
                checks.append(of_published(published_at(place)))
            return checks, 3 if any(check.state is CheckState.FAIL for check in checks) else 0
    except QmsdocError as error:
        return [Check("manual", CheckState.FAIL, error.message, error.remedy)], error.exit_code


def _print(checks: list[Check]) -> None:
    for check in checks:
        say(f"{check.state.value:4}  {check.name}: {check.message}", fg=_COLOURS[check.state])
        if check.remedy and check.state is not CheckState.OK:
            say(f"      {check.remedy}")
    counts = Counter(check.state for check in checks)
    say(", ".join(f"{counts[state]} {state.value}" for state in CheckState) + ".")
