"""`qmsdoc adopt`: reads a repository that nobody made for qmsdoc, and proposes how to control its documents."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import click

from qmsdoc.cli.clock import local_day
from qmsdoc.cli.console import echo_json, progress, say, table
from qmsdoc.cli.edit import carry_out_edit
from qmsdoc.cli.options import Day, json_option
from qmsdoc.editing.adopt_survey import NEEDS, Certainty, SurveyedDocument
from qmsdoc.editing.adoption import Adoption, adoption, conversion
from qmsdoc.editing.edit_plan import apply_plan
from qmsdoc.errors import UsageError
from qmsdoc.git import Repository, open_repository
from qmsdoc.git.new_branch import begin_branch
from qmsdoc.model.finding import Finding
from qmsdoc.text.sentences import counted

_BRANCH = "adopt-qmsdoc"
_CONVERSION = "convert-documents"
_SHOWN = 5  # places of one rule that the text names; the JSON has all
_NEXT = """\
Read both files and correct them: who approves, who owns what, how often each type is reviewed. Nothing is signed or
committed, and no document was touched. Then: git add . && git commit -m "Adopt qmsdoc"; qmsdoc check"""


@click.command("adopt")
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(file_okay=False))
@click.option("--write", is_flag=True, help="Make exactly this proposal, on a new branch.")
@click.option(
    "--convert", is_flag=True, help="Show the documents with front matter of our own; with --write, write them so."
)
@click.option("--branch", metavar="NAME", default=_BRANCH, show_default=True, help="The branch for it.")
@click.option("--as-of", type=Day(), metavar="DATE", help="As of this day (year-month-day); today if left out.")
@json_option
def command(
    *, directory: str | None, write: bool, convert: bool, branch: str, as_of: date | None, as_json: bool
) -> None:
    """Read the repository in DIR as it is and propose how to control its documents.

    It tells what is known of each document (id, title, owner, revision, approver, review), what follows from
    something and from what, and what nobody can know; what will break; and what to do in which order.
    Without --write nothing is touched; with it, only qmsdoc.yml and people.yml are made.

    --convert is a step of its own, for later: each document gets front matter of our own that says what the
    mapping says, links that only one program understood become paths, and nothing else changes.
    """
    repository = _repository(Path(directory or click.get_current_context().find_root().obj or "."))
    day = as_of or local_day()
    progress("Reading the files and their history …")
    try:
        if convert:
            _convert(repository, day, write=write, branch=branch if branch != _BRANCH else _CONVERSION)
            return
        told = adoption(repository, day)
    finally:
        repository.store.close()
    if as_json:
        echo_json(_data(told, day))
    else:
        _print(told, day)
    if not write:
        return
    if told.plan is None:
        say("There is a policy here already: nothing was changed.", err=as_json)
        return
    begin_branch(repository.root, branch)
    apply_plan(repository.root, told.plan)
    say(f"Written on the new branch {branch}: {', '.join(told.plan.paths)}", fg="green", err=as_json)
    say(_NEXT, err=as_json)


def _repository(folder: Path) -> Repository:
    try:
        found = open_repository(folder)
        if not found.bare:
            return found
        raise UsageError("This repository is bare: it has no files at hand.", remedy="Clone it, and adopt the clone.")
    except UsageError as error:
        if not folder.is_dir() or "no git repository" not in str(error):
            raise
        raise UsageError(
            f"The folder {folder} is in no git repository.",
            remedy="Make one of it: git init; git add .; git commit -m Begin. Then adopt it.",
        ) from error


def _convert(repository: Repository, day: date, *, write: bool, branch: str) -> None:
    plan = conversion(repository, day)
    if write and plan.edits:
        begin_branch(repository.root, branch)
    carry_out_edit(repository, plan, yes=True, dry_run=not (write and plan.edits))


def _print(told: Adoption, day: date) -> None:
    documents = told.survey.documents
    log = told.found.log
    since = f" since {log[-1].committed_at.date()}" if log else ""
    say(f"{counted(len(documents), 'document')}, {counted(len(log), 'commit')}{since}, as of {day}", bold=True)
    say()
    rows = []
    for need in NEEDS:
        counts = Counter(each.of(need).certainty for each in documents)
        sources = Counter(each.of(need).source for each in documents).most_common(3)
        whence = "; ".join(f"{source} ({count})" for source, count in sources)
        rows.append((need, *(str(counts[certainty]) for certainty in Certainty), whence))
    table(("needed", "written", "derived", "unknown", "from"), rows, stretch=(4,))
    say()
    say(f"Review overdue: {len(told.survey.overdue)} of {len(documents)}", bold=True)
    say()
    table(("document", "id", "owner", "revision", "review"), [_row(each) for each in documents], stretch=(0, 1, 2, 4))
    say()
    say("* derived, not written; ? nobody can know it from what is here")
    _print_left_out(told)
    _print_obstacles(told)
    if told.plan is not None:
        for edit in told.plan.edits:
            say()
            say(f"Proposed: {edit.path}", bold=True)
            for line in (edit.after or b"").decode().splitlines():
                say(f"  {line}")
    if told.plugin:
        say()
        say("For your own site, later: mkdocs.yml", bold=True)
        for line in told.plugin:
            say(f"  {line}")
    say()
    for when in dict.fromkeys(step.when for step in told.steps):
        say(f"{when.capitalize()}", bold=True)
        for step in told.steps:
            if step.when == when:
                say(f"  - {step.what}")


def _row(document: SurveyedDocument) -> tuple[str, str, str, str, str]:
    def shown(need: str) -> str:
        known = document.of(need)
        mark = "*" if known.certainty is Certainty.DERIVED else ""
        return f"{known.value}{mark}" if known.value is not None else "?"

    return document.path, shown("id"), shown("owner"), shown("revision"), shown("review")


def _print_left_out(told: Adoption) -> None:
    """Tell which Markdown files are not among the documents, and why; and which tags are history."""
    survey = told.survey
    rows = [f"{each.path}: an earlier revision of {each.name}, which is {each.of}" for each in survey.earlier]
    rows += [f"{path}: does not say that it is a controlled document" for path in survey.uncontrolled]
    rows += [f"{path}: about the repository, or a program's" for path in told.found.passed_over]
    rows += [f"{path}: no Markdown; {program} makes it of such files" for path, program in told.found.other_forms()]
    if rows:
        say()
        say(f"Left out: {counted(len(rows), 'file')}", bold=True)
        for row in rows[:_SHOWN]:
            say(f"  {row}")
        if len(rows) > _SHOWN:
            say(f"  … {len(rows) - _SHOWN} more; all are in --json")
    if told.found.tags:
        say()
        say(f"{counted(len(told.found.tags), 'tag')} of another system: history, and no approval of this manual")


def _print_obstacles(told: Adoption) -> None:
    say()
    say(f"What will break: {counted(len(told.obstacles), 'place')}", bold=True)
    by_rule: dict[str, list[Finding]] = {}
    for each in told.obstacles:
        by_rule.setdefault(each.rule, []).append(each)
    for rule, found in sorted(by_rule.items()):
        say(f"  {rule}: {len(found)}")
        for each in found[:_SHOWN]:
            say(f"    {each.path}:{each.line}: {each.message}")
        if len(found) > _SHOWN:
            say(f"    … {len(found) - _SHOWN} more; all are in --json")
    say()
    faults = told.version_faults
    say(f"In the history: {counted(told.versions, 'version')} read, {counted(len(faults), 'fault')}", bold=True)
    for fault in faults[: 2 * _SHOWN]:
        say(f"  {fault.commit[:9]} {fault.finding.path}:{fault.finding.line}: {fault.finding.message}")
    if len(faults) > 2 * _SHOWN:
        say(f"  … {len(faults) - 2 * _SHOWN} more; all are in --json")


def _data(told: Adoption, day: date) -> dict[str, Any]:
    return {
        "name": told.found.name,
        "branch": told.found.branch,
        "commits": len(told.found.log),
        "as_of": day,
        "overdue": len(told.survey.overdue),
        "documents": [_document(each, told) for each in told.survey.documents],
        "left_out": {
            "earlier": [{"path": each.path, "id": each.name, "of": each.of} for each in told.survey.earlier],
            "uncontrolled": list(told.survey.uncontrolled),
            "passed_over": list(told.found.passed_over),
            "other_forms": [path for path, _ in told.found.other_forms()],
        },
        "tags": [{"name": each.name, "day": each.day, "by": each.by} for each in told.found.tags],
        "obstacles": [_finding(each) for each in told.obstacles],
        "history": {
            "versions": told.versions,
            "faults": [{"commit": each.commit, **_finding(each.finding)} for each in told.version_faults],
        },
        "proposal": {edit.path: (edit.after or b"").decode() for edit in told.plan.edits} if told.plan else None,
        "plugin": list(told.plugin),
        "steps": [{"when": step.when, "what": step.what} for step in told.steps],
    }


def _document(document: SurveyedDocument, told: Adoption) -> dict[str, Any]:
    return {
        "path": document.path,
        "header": document.form,
        "overdue": document.path in told.survey.overdue,
        "needs": {
            each.need: {"value": each.value, "source": each.source, "certainty": each.certainty}
            for each in document.known
        },
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {"rule": found.rule, "path": found.path, "line": found.line, "message": found.message, "help": found.remedy}
