"""`qmsdoc check`: every rule over the working tree, or over a commit."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import click

from qmsdoc import __version__
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.checking.baseline import idle_waivers, with_baseline, write_new_baseline
from qmsdoc.checking.exit_codes import exit_code
from qmsdoc.checking.scope import asked_documents, judged_since, manual_paths, new_since, within_scope
from qmsdoc.checking.selection import select_findings
from qmsdoc.cli.console import coloured, echo_data, echo_json, echo_text, say, width
from qmsdoc.cli.notices import say_expired
from qmsdoc.cli.options import manual_options, published_option
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git import Repository
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports import REPORTS, Notes, text_report
from qmsdoc.reports.baseline import PATH as BASELINE
from qmsdoc.reports.statistics import statistics
from qmsdoc.reports.text import WIDTH
from qmsdoc.rules import check, explain, rule_named
from qmsdoc.text.sentences import counted
from qmsdoc.text.terminal import json_safe, runner_safe, terminal_safe


class Task(NamedTuple):
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
@click.argument("paths", nargs=-1, metavar="[PATH or ID]...", type=click.Path())
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
def command(ctx: click.Context, /, request: CaptureRequest, published: str | None, **options: object) -> None:
    r"""Judge the manual by every rule.

    Looks at the files as they lie here, saved or committed, or at a commit with --ref.

    With PATHs, IDs or --since, judges that part of the manual: what it prints, and the exit code, are of
    those files, folders and documents, or of what has changed since. What is wrong with the policy, the ledger
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
        with open_manual(request) as repository:
            snapshot, findings, notes = _judged(repository, request, task, published)
    except QmsdocError as error:
        if task.form == "json":
            echo_json(_refusal(request, error))
        raise
    shown, notes = select_findings(findings, task.select, task.ignore, notes)
    if not task.diff:
        _show(snapshot, shown, notes, task.form, counts=task.statistics)
    ctx.exit(exit_code(snapshot, findings))


def _judged(
    repository: Repository, request: CaptureRequest, task: Task, published: str | None
) -> tuple[Snapshot, tuple[Finding, ...], Notes]:
    """Give the snapshot, its findings within the scope asked for, and what to say of the manual as a whole."""
    of_all = task.fix or task.write_baseline or published is not None
    before: Snapshot | None = None
    if task.revision is None:
        asked = None if of_all else asked_documents(repository, request.directory, task.paths)
        snapshot = requested_snapshot(repository, request, SnapshotSource.FILES, asked)
    else:
        before, snapshot = judged_since(repository, request, task.revision, whole=of_all or bool(task.paths))
    within = manual_paths(repository, request.directory, task.paths, snapshot)
    if task.fix:
        snapshot = _fix(repository, request, snapshot, within, look_only=task.diff)
    if published is not None:
        from qmsdoc.verification.published_manifest import against, published_at  # noqa: PLC0415 - few ask for it

        manifest = published_at(published)
        say_expired(manifest.as_of, manifest.expires, request.today)
        snapshot = against(snapshot, manifest)
    everything = check(snapshot)
    if task.write_baseline:
        count = counted(write_new_baseline(repository, everything), "finding")
        say(f"Wrote {count} to {BASELINE}. Commit it, and only what is new counts.", err=True)
    findings, removable = with_baseline(repository, snapshot, everything)
    known = snapshot.concerning is None and not task.paths  # only then is it known what is no longer found anywhere
    notes = Notes(removable=removable, idle=idle_waivers(snapshot, everything)) if known else Notes()
    findings = within_scope(findings, snapshot, within)
    if task.revision is not None:
        findings = new_since(before, snapshot, findings)
    return snapshot, findings, notes


def _fix(
    repository: Repository, request: CaptureRequest, snapshot: Snapshot, within: Sequence[str], *, look_only: bool
) -> Snapshot:
    """Mend what is safe to mend and say so; with `look_only` print what would be mended, and change nothing."""
    from qmsdoc.checking.apply_fixes import apply_fixes, fixes_as_diff  # noqa: PLC0415 - most checks mend nothing

    if look_only:
        text = fixes_as_diff(repository, snapshot, within)
        echo_data(terminal_safe(text) if sys.stdout.isatty() else runner_safe(text))
        return snapshot
    snapshot, written = apply_fixes(
        repository,
        request,
        snapshot,
        within,
        lambda change: say(f"Mended {change.path}: {'; '.join(change.told)}.", err=True),
    )
    if not written:
        say("There is nothing to mend by itself.", err=True)
    return snapshot


def _refuse_mixed(task: Task, request: CaptureRequest) -> None:
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


def _show(snapshot: Snapshot, findings: tuple[Finding, ...], notes: Notes, form: str, *, counts: bool) -> None:
    """Print the findings in a form, or how often each rule was broken."""
    if counts:
        echo_text(statistics(findings, notes))
    elif form == "text":
        report = text_report(
            snapshot, findings, notes, colour=coloured(), width=width() if sys.stdout.isatty() else WIDTH
        )
        echo_text(report)
    else:
        pages: dict[str, tuple[str, str]] = {
            name: (" ".join(rule_named(name).page.summary.split()), explain(name))
            for name in {finding.rule for finding in findings}
        }
        report = REPORTS[form](snapshot, findings, replace(notes, pages=pages))
        echo_data(json_safe(report) if form in {"json", "sarif", "gitlab"} else report)
        for sentence in notes.sentences:
            say(sentence, err=True)


def _refusal(request: CaptureRequest, error: QmsdocError) -> dict[str, object]:
    """Give the report of a manual that could not be judged at all: the reason is its one finding."""
    finding = {"rule": error.rule, "code": None, "severity": "error", "document": None, "path": None, "line": None}
    finding |= {"ref": None, "message": error.message, "help": error.remedy, "clause": None}
    told = {"version": __version__, "commit": None, "as_of": request.as_of.isoformat()}
    return {**told, "trust_root": request.trust_root, "findings": [finding]}
