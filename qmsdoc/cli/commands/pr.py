"""`qmsdoc pr`: one summary of what a branch changes, in Markdown, for whoever decides over it."""

from __future__ import annotations

import click

from qmsdoc.capture.manual import Manual
from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot
from qmsdoc.checking.baseline import with_baseline
from qmsdoc.checking.pull_request import BranchFacts, pull_request
from qmsdoc.checking.pull_request_markdown import markdown
from qmsdoc.checking.scope import manual_at_base, new_since
from qmsdoc.cli.console import echo_text
from qmsdoc.cli.options import manual_options
from qmsdoc.copies.register_file import copies_of
from qmsdoc.model.document import Document
from qmsdoc.redline.terminal import render
from qmsdoc.rules import check
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.pending import pending

_WIDTH = 110


@click.command("pr")
@click.option("--base", metavar="REF", required=True, help="The branch that this one is to be merged into.")
@manual_options(as_of=False)
def command(request: CaptureRequest, *, base: str) -> None:
    """Write what the branch changes: documents with their comparison, obligations, who must sign, what it touches.

    Prints Markdown, for a job's summary or a comment of the git host. It reads only, and leaves with
    0 whatever it finds: `qmsdoc check` is the judge.
    """
    with open_manual(request) as repository:
        manual = Manual(repository.store)
        after = requested_snapshot(repository, request, SnapshotSource.FILES, manual=manual)
        before = manual_at_base(repository, request, after, base, manual=manual)
        findings, _ = with_baseline(repository, after, check(after))
        facts = BranchFacts(
            before=before,
            after=after,
            findings=new_since(before, after, findings),
            signatures=pending(after, Authorship(repository.store, after).wrote),
            copies=copies_of(repository),
            redline=_redline,
        )
        echo_text(markdown(pull_request(facts, base)))


def _redline(before: Document, after: Document) -> str:
    from qmsdoc.render.redline import DocumentComparer, no_site  # noqa: PLC0415 - reads Markdown

    changes = DocumentComparer(no_site()).changes(before, after)
    return render(changes, colour=False, width=_WIDTH) if any(change.changed for change in changes) else ""
