"""`qmsdoc build`: publishes the approved manual."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.checking.baseline import with_baseline
from qmsdoc.checking.exit_codes import exit_code
from qmsdoc.cli.console import coloured, echo_text, progress, say
from qmsdoc.cli.notices import say_missing_signs
from qmsdoc.cli.options import manual_options, published_option
from qmsdoc.errors import PublishError
from qmsdoc.model.appearance import THEMES
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import CLONE_BEHIND
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import Editions
from qmsdoc.render.manifest import manifest_of
from qmsdoc.reports.text import text_report
from qmsdoc.rules import check
from qmsdoc.site import publish
from qmsdoc.text.sentences import counted
from qmsdoc.verification.published_manifest import against, published_at, require_no_less

_STOPPED = {2: "its policy cannot be read", 3: "it cannot be trusted", 4: "its repository cannot be judged"}


@click.command("build")
@click.option(
    "-d",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to publish, replaced as a whole in one step; the folder 'site' of the manual if left out.",
)
@click.option(
    "--editions",
    type=click.Choice(("all", "effective")),
    default="all",
    show_default=True,
    help="'effective' leaves out earlier editions.",
)
@click.option(
    "--theme", type=click.Choice(THEMES), help="The frame of the pages, instead of the one that mkdocs.yml names."
)
@click.option("--pdf", is_flag=True, help="Add a PDF of each document in force, and one of the whole manual.")
@published_option
@manual_options()
@click.pass_context
def command(
    ctx: click.Context,
    request: CaptureRequest,
    *,
    output: Path | None,
    editions: Editions,
    theme: str | None,
    pdf: bool,
    published: str | None,
) -> None:
    r"""Publish the approved manual: every document's edition in force, with its stamp.

    Publishes what was signed on the trunk, never a draft. Whatever goes wrong, the site published
    before stays as it was.

    \b
    Exit code: 0 published; 2 the policy cannot be read; 3 the manual cannot be trusted;
    4 the repository cannot be judged; 5 could not publish, or nothing is approved yet.
    """
    with open_manual(request) as repository:
        target = output if output is not None else repository.root / "site"
        former = (manifest_of(target), published_at(published) if published else None)
        snapshot = against(requested_snapshot(repository, request, SnapshotSource.TRUNK), *former)
        findings, _ = with_baseline(repository, snapshot, check(snapshot))
        _report(snapshot, findings)
        code = exit_code(snapshot, findings)
        if code >= 3 or snapshot.authority is None:
            say(f"Nothing was published: {_STOPPED.get(code, 'nobody has approved the policy yet')}.", err=True)
            ctx.exit(code if code > 1 else PublishError.exit_code)
        if request.ref is None:
            _refuse_older(snapshot)
        if request.ref is None and request.as_of == request.today:
            require_no_less(repository, snapshot, *former)
    progress("Publishing, with PDF: this may take minutes …" if pdf else "Publishing …")
    made = publish(snapshot, findings, target, editions=editions, theme=theme, pdf=pdf)
    counts = counted(made.pages, "document"), counted(made.editions, "edition")
    say(f"Published {' and '.join(counts)} in {target}", fg="green")
    for path, signs in made.missing:
        say_missing_signs(path, signs)


def _refuse_older(snapshot: Snapshot) -> None:
    """Raise `PublishError` for a trunk older than the one fetched from `origin`."""
    behind = next((problem for problem in snapshot.problems if problem.rule == CLONE_BEHIND), None)
    if behind is not None:
        raise PublishError(
            behind.message,
            remedy=f"{behind.remedy} To publish the older state: qmsdoc build --ref {snapshot.policy_in_force.trunk}",
            rule=CLONE_BEHIND,
        )


def _report(snapshot: Snapshot, findings: Sequence[Finding]) -> None:
    """Print errors and warnings; what merely informs, or is in the baseline, is for `check`."""
    shown = tuple(finding for finding in findings if finding.severity is not Severity.INFO and not finding.baselined)
    if shown:
        echo_text(text_report(snapshot, shown, colour=coloured()), err=True)
