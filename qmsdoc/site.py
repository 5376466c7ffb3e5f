"""The published manual, put together: pages, staged tree, renderer, checks, manifest, swap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from pathlib import Path

from qmsdoc.errors import PublishError, TrustError
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import POLICY_UNAPPROVED, stopping_error
from qmsdoc.model.snapshot import PolicyState, Snapshot
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Editions, manual
from qmsdoc.pages.preview import preview_pages
from qmsdoc.parse.languages import interface
from qmsdoc.render.checks import check
from qmsdoc.render.extras import extras
from qmsdoc.render.files import write
from qmsdoc.render.leaks import check_leaks
from qmsdoc.render.manifest import NAME, manifest
from qmsdoc.render.pdf.make import pdfs
from qmsdoc.render.pdf.weasyprint import require_pdf
from qmsdoc.render.publish import swap, workshop
from qmsdoc.render.published import manifest_of, rollback
from qmsdoc.render.renderers.own import Own
from qmsdoc.render.renderers.renderer import Renderer
from qmsdoc.render.stage import VALID_FOR, stage, stage_preview
from qmsdoc.render.tree import Staged
from qmsdoc.reports.register import register_json
from qmsdoc.resources import folder
from qmsdoc.rules.registry import RULES
from qmsdoc.rules.rule import Rule

PREVIEW = "PREVIEW"


def _own_words(snapshot: Snapshot, theme: Mapping[str, bytes]) -> Iterator[str]:
    """Give the texts of a site that are no document's: the template's, the help's, and signed reasons."""
    yield from (data.decode("utf-8", "replace") for path, data in theme.items() if path.endswith((".html", ".yml")))
    for page in _HELP:
        yield from astuple(page)
    yield from (act.statement.reason for act in snapshot.acts if act.valid and act.statement and act.statement.reason)


def _help(rule: Rule) -> RuleHelp:
    page = rule.page
    clauses = ", ".join(f"{standard} {clause}" for standard, clause in rule.data.clauses)
    words = (page.summary, page.checks, page.why, page.mend, page.fails, page.passes)
    return RuleHelp(rule.data.id, rule.data.code, str(rule.data.severity), str(rule.data.group), clauses, *words)


_HELP = tuple(_help(rule) for rule in RULES)


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: how many documents in force and how many editions, and where."""

    pages: int
    editions: int
    output: Path


def publish(
    snapshot: Snapshot,
    findings: Sequence[Finding],
    output: Path,
    *,
    editions: Editions = "all",
    pdf: bool = False,
    renderer: Renderer | None = None,
) -> Published:
    """Publish the approved manual at `output`, at once or not at all; with `pdf` also as PDF.

    Raises `TrustError` or `RepositoryError` when `findings` say that the manual as a whole cannot be
    trusted, and `PublishError` when nothing is approved, when a page cannot be made or fails its
    checks, or when `output` must not be replaced, `UsageError` when PDF cannot be made here; what was
    published before is then as it was.
    """
    _refuse(snapshot, findings)
    _refuse_rollback(snapshot, output)
    if pdf:
        require_pdf()
    theme = template()
    called = interface(snapshot.looks.language, theme).named
    pages = replace(manual(snapshot, editions=editions, called=called), pdf=pdf)
    if not pages.editions:
        raise PublishError(
            "Nothing is approved yet, so there is nothing to publish.",
            remedy="Approve the policy first, then the documents: `qmsdoc inbox` lists what waits for a signature.",
        )
    staged = stage(snapshot, pages, theme, _HELP)

    def finish(built: Path) -> None:
        (built / "register.json").write_text(register_json(snapshot, published=True), "utf-8")
        write(extras(snapshot, pages, _HELP, built, staged.language), built)
        if pdf:
            write(dict(pdfs(snapshot, pages, theme)), built)
        check_leaks(snapshot, [page.edition for page in pages.editions], built, _own_words(snapshot, theme))
        (built / NAME).write_bytes(manifest(snapshot, built, VALID_FOR))

    _build(staged, output, NAME, renderer=renderer or Own(), as_of=snapshot.as_of, finish=finish)
    return Published(pages.home.count, sum(not page.standing for page in pages.editions), output)


def preview(
    snapshot: Snapshot, findings: Sequence[Finding], output: Path, *, renderer: Renderer | None = None
) -> Published:
    """Show the drafts of `snapshot` (captured from a working tree) at `output`, each marked as what it is.

    A preview never takes the place of a published manual, and is swapped in at once like one. Raises `PublishError`.
    """
    pages = preview_pages(snapshot, findings)
    staged = stage_preview(snapshot, pages, template(), _HELP)

    def finish(built: Path) -> None:
        (built / PREVIEW).write_text("A preview of drafts: not for use.\n")

    _build(staged, output, PREVIEW, renderer=renderer or Own(), as_of=snapshot.as_of, finish=finish)
    return Published(len(pages.drafts), sum(page.standing for page in pages.editions), output)


def _build(
    staged: Staged, output: Path, marker: str, *, renderer: Renderer, as_of: date, finish: Callable[[Path], None]
) -> None:
    """Render and check a staged tree, let `finish` add the rest (the file `marker` too), swap it in."""
    with workshop(output, marker) as place:
        built = place / "site"
        files = renderer.render(staged, place / "staged", built, as_of=as_of)
        check(staged, files, built)
        finish(built)
        swap(built, output, marker)


def _refuse(snapshot: Snapshot, findings: Sequence[Finding]) -> None:
    """Raise the error that stops every build: a manual that cannot be trusted publishes nothing."""
    for finding in findings:
        error = stopping_error(finding.rule)
        if error is not None and finding.severity is Severity.ERROR and finding.counts:
            raise error(finding.message, remedy=finding.remedy, rule=finding.rule)
    if snapshot.policy_state is PolicyState.BROKEN:
        raise TrustError(
            "The policy that starts this manual is not approved as it says.",
            remedy="Compare the trust root with the one your organisation keeps, and run `qmsdoc verify POLICY`.",
            rule=POLICY_UNAPPROVED,
        )


def _refuse_rollback(snapshot: Snapshot, output: Path) -> None:
    """Raise the error that keeps an older ledger from taking the place of a site that knows a longer one."""
    published = manifest_of(output)
    problem = rollback(snapshot, published) if published else None
    if problem is not None:
        raise TrustError(
            problem.message,
            remedy="Fetch the branch qmsdoc-ledger, and find out who cut it. See: qmsdoc rule ledger-rollback",
            rule=problem.rule,
        )


def template() -> Mapping[str, bytes]:
    """Read the site's template, path to bytes."""
    root = folder("site_template")
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
