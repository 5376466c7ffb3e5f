"""`qmsdoc demo`: makes a demonstration manual, checks it, publishes it, shows it and says where to look."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from qmsdoc import resources
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, read_manual
from qmsdoc.cli import clock
from qmsdoc.cli.console import fields, say
from qmsdoc.demo.make import DemoManual, make
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import (
    APPROVAL_MISSING,
    APPROVAL_UNRECORDED,
    CLAUSE_CHANGED,
    LINK_SUSPECT,
    REVIEW_DUE_SOON,
    REVIEW_OVERDUE,
)
from qmsdoc.model.snapshot import Snapshot, Status
from qmsdoc.rules import check
from qmsdoc.site import publish
from qmsdoc.text.ordering import as_counted
from qmsdoc.text.sentences import counted

_WHY = {
    REVIEW_OVERDUE: "not reviewed in time; a signed review or a new revision mends it",
    REVIEW_DUE_SOON: "to be reviewed soon",
    APPROVAL_MISSING: "waiting for signatures; qmsdoc inbox says whose",
    CLAUSE_CHANGED: "the later edition of the standard asks for something new there; a signed review settles it",
    LINK_SUSPECT: "they rely on documents that have changed since",
    APPROVAL_UNRECORDED: "without a ledger, dates are the signers' own word",
}


@click.command("demo")
@click.argument("directory", default="qmsdoc-demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--no-serve", is_flag=True, help="Make, check and publish, and stop there.")
@click.option("--no-open", is_flag=True, help="Serve without opening a browser.")
def command(directory: Path, no_serve: bool, no_open: bool) -> None:
    """Make a demonstration manual in DIRECTORY (qmsdoc-demo), which must be new or empty.

    A small manufacturer's quality manual with three years of history, signed with throw-away keys,
    is made, checked, published and shown. Your own keys, git settings and home are never touched.
    """
    today = clock.today()
    folder = directory.absolute()
    keys = folder.with_name(f"{folder.name}-throw-away-keys")
    say("Making the manual: its history, its people's keys, their signatures …")
    made = make(resources.folder("sample_manual"), folder, keys, today)
    snapshot = read_manual(CaptureRequest(made.folder, today, today, made.root), SnapshotSource.TRUNK)
    findings = check(snapshot)
    say("Publishing it …")
    publish(snapshot, findings, folder / "site")
    _tell(made, directory, snapshot, findings)
    if no_serve:
        _addresses((folder / "site").as_uri() + "/", snapshot, "index.html")
        return
    from qmsdoc.desk import server  # noqa: PLC0415 - the web server is loaded only to serve

    listeners = server.listening(None)
    url = server.url_of(listeners)
    _addresses(url, snapshot)
    say(f"The manual is shown at {url} until you press Ctrl+C.", bold=True)
    if not no_open:
        server.open_browser(url)
    server.serve(server.folder_application(folder / "site", server.open_guard(listeners)), listeners)


def _tell(made: DemoManual, directory: Path, snapshot: Snapshot, findings: Sequence[Finding]) -> None:
    documents = [record for record in snapshot.records if record.name != "POLICY"]
    say()
    say(f"{snapshot.policy.organisation}: a quality manual that does not exist", bold=True)
    fields(
        (
            (
                f"  {directory}",
                f"{len(documents)} documents, {len(snapshot.editions)} editions, {made.commits} commits,",
            ),
            (" ", f"{made.approvals} signatures by {made.signers} people"),
            (f"  {directory}/site", "the published manual"),
            (f"  {directory}-throw-away-keys", "its people's keys: they protect nothing; delete them with it"),
        )
    )
    _tell_findings(findings)
    _tell_commands(made, directory, snapshot)


def _tell_findings(findings: Sequence[Finding]) -> None:
    counts = Counter(finding.severity for finding in findings)
    words = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
    numbers = ", ".join(counted(counts[kind], word) for kind, word in words)
    say()
    say(f"What qmsdoc check finds in it, on purpose: {numbers}", bold=True)
    rows = []
    for rule in dict.fromkeys(finding.rule for finding in findings):
        names = sorted(
            {finding.document for finding in findings if finding.rule == rule and finding.document}, key=as_counted
        )
        which = ", ".join(names) if len(names) <= 4 else f"{len(names)} documents"
        rows.append((f"  {rule}", f"{which or 'the manual'}: {_WHY.get(rule, 'see qmsdoc rule ' + rule)}"))
    fields(rows)


def _tell_commands(made: DemoManual, directory: Path, snapshot: Snapshot) -> None:
    waiting = next((record.name for record in snapshot.records if record.status is Status.IN_REVIEW), "")
    say()
    say(f"Try, acting as {made.persona}", bold=True)
    say(f"  cd {shlex.quote(str(directory))}")
    say(f"  export QMSDOC_TRUST_ROOT={made.root}")
    if shutil.which("qmsdoc") is None:
        say(f'  export PATH="{Path(sys.argv[0]).absolute().parent}:$PATH"')
    fields(
        (
            ("  qmsdoc inbox", "what waits for a signature, and whose"),
            (f"  qmsdoc approve {waiting}", "sign as the last one"),
            ("  qmsdoc check", "the findings, each with what to do"),
            ("  qmsdoc register", "every document and its status"),
            ("  qmsdoc diff QP-001 4 5", "what changed between two revisions"),
            ("  qmsdoc verify", "prove every approval"),
            ("  qmsdoc build", "publish again, into site/"),
            ("  qmsdoc build --theme qmsdoc", "the same in the light frame, not in Material's"),
        )
    )
    other = snapshot.policy.people[0]
    say(f"To act as somebody else, for example as {other.name}:")
    say(f"  git config include.path {shlex.quote(str(made.keys / f'{other.id}.gitconfig'))}")


def _addresses(base: str, snapshot: Snapshot, index: str = "") -> None:
    say()
    say("Where to look", bold=True)
    for path, what in _pages(snapshot):
        say(f"  {what:<40}{base}{path}{index}")
    say()


def _pages(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    yield "", "the manual"
    yield "register/", "the master list"
    many = max(snapshot.records, key=lambda record: len(record.editions) * (record.name != "POLICY"))
    yield f"{many.name.lower()}/", "an edition in force, with its stamp"
    yield f"{many.name.lower()}/history/", "its editions and what changed"
    yield f"{many.name.lower()}/rev/1/", "its first edition"
    for status, what in (
        (Status.SUPERSEDED, "a document that was replaced"),
        (Status.WITHDRAWN, "one that was withdrawn"),
    ):
        found = next((record for record in snapshot.records if record.status is status and record.editions), None)
        if found is not None:
            yield f"{found.name.lower()}/", what
