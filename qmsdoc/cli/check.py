"""`qmsdoc check`: every rule over the working tree, or over a commit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qmsdoc import __version__
from qmsdoc.capture import capture
from qmsdoc.cli.options import Request, manual_options
from qmsdoc.cli.outcome import exit_code
from qmsdoc.cli.printing import coloured, put
from qmsdoc.cli.published import against, published_at, published_option, tell_expired
from qmsdoc.cli.reading import opened
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git import Repository
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports import REPORTS
from qmsdoc.reports.text import text_report
from qmsdoc.rules import check


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--format", "form", type=click.Choice(tuple(REPORTS)), default="text", help="How to print the findings.")
@published_option
@manual_options()
@click.pass_context
def command(ctx: click.Context, request: Request, paths: tuple[str, ...], form: str, published: str | None) -> None:
    r"""Judge the manual by every rule.

    Looks at the files as they lie here, saved or committed, or at a commit with --ref. With PATHs,
    prints only what concerns those files and folders.

    \b
    Exit code: 0 no errors; 1 errors found; 2 the policy cannot be read; 3 the manual cannot be
    trusted; 4 the repository cannot be judged.
    """
    try:
        with opened(request) as repository:
            snapshot = _snapshot(repository, request)
            if published is not None:
                manifest = published_at(published)
                tell_expired(manifest, request)
                snapshot = against(snapshot, manifest)
            findings = _concerning(check(snapshot), snapshot, _places(repository, request.directory, paths))
    except QmsdocError as error:
        if form == "json":
            put(_refusal(request, error))
        raise
    if form == "text":
        click.echo(text_report(snapshot, findings, colour=coloured()), nl=False, color=True)
    else:
        click.echo(REPORTS[form](snapshot, findings).encode("utf-8", "replace"), nl=False)
    ctx.exit(exit_code(snapshot, findings))


def _snapshot(repository: Repository, request: Request) -> Snapshot:
    """Judge the working tree on whatever day was asked for; a bare repository has only commits."""
    ref = repository.resolve(request.ref) if request.ref is not None else None
    tree = None if ref is not None or repository.bare else repository.working_tree()
    return capture(
        repository.store,
        as_of=request.as_of,
        ref=ref,
        working_tree=tree,
        trust_root=request.trust_root,
        today=request.today,
    )


def _places(repository: Repository, start: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Give the paths relative to the manual's top; raises `UsageError` for one outside it or with nothing there."""
    places = []
    root = repository.root.resolve()
    for path in paths:
        whole = (start / path).resolve()
        if not whole.is_relative_to(root):
            raise UsageError(f"{path} lies outside this manual.", remedy="Give files or folders of the manual.")
        if not whole.exists():
            raise UsageError(f"There is no file or folder {path}.", remedy="Check its spelling.")
        places.append(whole.relative_to(root).as_posix())
    return tuple(places)


def _concerning(findings: tuple[Finding, ...], snapshot: Snapshot, places: Sequence[str]) -> tuple[Finding, ...]:
    if not places or "." in places:
        return findings
    names = {document.name for document in snapshot.documents if _within(document.path, places)}
    return tuple(
        finding
        for finding in findings
        if finding.document in names or (finding.path is not None and _within(finding.path, places))
    )


def _within(path: str, places: Sequence[str]) -> bool:
    return any(path == place or path.startswith(place + "/") for place in places)


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
