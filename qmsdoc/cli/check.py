"""`qmsdoc check`: every rule over the working tree, or over a commit."""

from __future__ import annotations

from dataclasses import dataclass

import click

from qmsdoc import __version__
from qmsdoc.cli.adopting import adopt_findings
from qmsdoc.cli.judging import concerning, idle_waivers, judged_files, places, since, with_baseline
from qmsdoc.cli.mending import mend
from qmsdoc.cli.options import Request, manual_options
from qmsdoc.cli.outcome import exit_code
from qmsdoc.cli.printing import put
from qmsdoc.cli.published import against, published_at, published_option, tell_expired
from qmsdoc.cli.reading import opened
from qmsdoc.cli.showing import chosen, show
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git import Repository
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports import REPORTS, Notes
from qmsdoc.rules import check


@dataclass(frozen=True, slots=True)
class Task:
    """What was asked of `check`, beside the manual itself."""

    paths: tuple[str, ...]
    form: str
    revision: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    statistics: bool
    fix: bool
    diff: bool
    write_baseline: bool


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--format", "form", type=click.Choice(tuple(REPORTS)), default="text", help="How to print the findings.")
@click.option(
    "--since", "revision", metavar="REV", help="Only what has come in since this work left the branch or commit REV."
)
@click.option("--select", multiple=True, metavar="RULES", help="Show only these rules or groups; all count as ever.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not show these rules or groups; all count as ever.")
@click.option("--statistics", is_flag=True, help="Print only how often each rule was broken.")
@click.option("--fix", is_flag=True, help="Mend first what is safe to mend.")
@click.option("--diff", is_flag=True, help="With --fix: print what would be mended, and change nothing.")
@click.option(
    "--write-baseline", is_flag=True, help="Accept what is found today: from then on only what is new counts."
)
@published_option
@manual_options()
@click.pass_context
def command(ctx: click.Context, /, request: Request, published: str | None, **options: object) -> None:
    r"""Judge the manual by every rule.

    Looks at the files as they lie here, saved or committed, or at a commit with --ref.

    With PATHs or --since, judges that part of the manual: what it prints, and the exit code, are of
    those files and folders, or of what has changed since. What is wrong with the policy, the ledger
    or the repository counts in any case. --select and --ignore only choose what is shown: they take
    names of rules, their codes, or groups, separated by commas, and never change the exit code.

    \b
    Exit code:
      0 no errors
      1 errors found
      2 the policy cannot be read, or this is not how to ask
      3 the manual cannot be trusted
      4 the repository cannot be judged
    """
    task = Task(**options)  # type: ignore[arg-type]
    _refuse_mixed(task, request)
    try:
        with opened(request) as repository:
            snapshot, findings, notes = _judged(repository, request, task, published)
    except QmsdocError as error:
        if task.form == "json":
            put(_refusal(request, error))
        raise
    shown, notes = chosen(findings, task.select, task.ignore, notes)
    if not task.diff:
        show(snapshot, shown, notes, task.form, counts=task.statistics)
    ctx.exit(exit_code(snapshot, findings))


def _judged(
    repository: Repository, request: Request, task: Task, published: str | None
) -> tuple[Snapshot, tuple[Finding, ...], Notes]:
    """Give the snapshot, its findings within the scope asked for, and what to say of the manual as a whole."""
    within = places(repository, request.directory, task.paths)
    snapshot = judged_files(repository, request)
    if task.fix:
        snapshot = mend(repository, request, snapshot, within, look_only=task.diff)
    if published is not None:
        manifest = published_at(published)
        tell_expired(manifest, request)
        snapshot = against(snapshot, manifest)
    everything = check(snapshot)
    if task.write_baseline:
        adopt_findings(repository, everything)
    findings, removable = with_baseline(repository, snapshot, everything)
    notes = Notes(removable=removable, idle=idle_waivers(snapshot, everything))
    findings = concerning(findings, snapshot, within)
    if task.revision is not None:
        findings = since(repository, request, snapshot, findings, task.revision)
    return snapshot, findings, notes


def _refuse_mixed(task: Task, request: Request) -> None:
    """Raise `UsageError` for options that do not go together."""
    files = request.ref is None and request.as_of >= request.today
    if task.diff and not task.fix:
        raise UsageError("--diff shows what --fix would do.", remedy="Give both: qmsdoc check --fix --diff")
    if task.fix and not files:
        raise UsageError("--fix mends the files as they lie here, today.", remedy="Leave out --ref and --as-of.")
    if task.statistics and task.form != "text":
        raise UsageError("--statistics prints a text.", remedy="Leave out --format.")
    parts = task.paths or task.revision or task.select or task.ignore
    if task.write_baseline and (parts or not files):
        raise UsageError(
            "A baseline is written of the whole manual as it lies here, today.",
            remedy="Leave out PATH, --since, --select, --ignore, --ref and --as-of.",
        )


def _refusal(request: Request, error: QmsdocError) -> dict[str, object]:
    """Give the report of a manual that could not be judged at all: the reason is its one finding."""
    finding = {
        "rule": error.rule,
        "code": None,
        "severity": "error",
        "document": None,
        "path": None,
        "line": None,
        "ref": None,
        "message": error.message,
        "help": error.remedy,
        "clause": None,
    }
    return {
        "version": __version__,
        "commit": None,
        "as_of": request.as_of.isoformat(),
        "trust_root": request.trust_root,
        "findings": [finding],
    }
