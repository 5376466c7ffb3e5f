"""`check --write-baseline`: accepting what a manual has, so that only what is new counts."""

from __future__ import annotations

import click

from qmsdoc.cli.judging import FIRM_RULES
from qmsdoc.cli.printing import counted
from qmsdoc.cli.writing import replace_file
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository
from qmsdoc.model.finding import Finding
from qmsdoc.reports.baseline import PATH, write_baseline


def adopt_findings(repository: Repository, findings: tuple[Finding, ...]) -> None:
    """Write the baseline at the manual's top; raises `UsageError` where there are no files to write to."""
    if repository.bare:
        raise UsageError("This repository has no working tree to write to.", remedy="Clone it, and work in the clone.")
    text, count = write_baseline(findings, FIRM_RULES)
    replace_file(repository.root / PATH, text.encode("utf-8", "replace"))
    click.echo(f"Wrote {counted(count, 'finding')} to {PATH}. Commit it, and only what is new counts.", err=True)
