"""The published manual, put together: pages, rendering, checks, manifest, swap."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from qmsdoc.errors import PublishError, TrustError
from qmsdoc.model.appearance import EMBEDDED_THEME, Looks
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.language import Language
from qmsdoc.model.policy import Policy
from qmsdoc.model.rule_ids import POLICY_UNAPPROVED, stopping_error
from qmsdoc.model.snapshot import Edition, PolicyState, Snapshot
from qmsdoc.pages import display_names
from qmsdoc.pages.help import RuleHelp
from qmsdoc.pages.manual import Editions, ManualPages, manual
from qmsdoc.pages.preview import preview_pages
from qmsdoc.parse.languages import interface
from qmsdoc.render.checks import check, check_page
from qmsdoc.render.derived_files import derived_files
from qmsdoc.render.embedded_frame import STYLES, EmbeddedFrame, embedded_styles
from qmsdoc.render.files import write
from qmsdoc.render.frame import FramedPage
from qmsdoc.render.leaks import check_leaks
from qmsdoc.render.manifest import NAME, PublishOptions, manifest, manifest_of
from qmsdoc.render.page_renderer import PageRenderer
from qmsdoc.render.pdf.make import pdfs
from qmsdoc.render.pdf.weasyprint import Pdf, require_pdf
from qmsdoc.render.publish import swap, workshop
from qmsdoc.render.published import lost
from qmsdoc.render.site_plan import VALID_FOR, SitePlan, plan_preview, plan_site
from qmsdoc.render.site_renderer import not_found, render_site
from qmsdoc.reports.register import register_json
from qmsdoc.resources import folder
from qmsdoc.rules.definition import Rule
from qmsdoc.rules.registry import RULES


def own_words(snapshot: Snapshot, theme: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what a site says that no document says: the template, the help, signed meanings and reasons, names."""
    yield from (data.decode("utf-8", "replace") for path, data in theme.items() if path.endswith((".html", ".yml")))
    for page in _HELP:
        yield from astuple(page)
    approvals = (act for edition in snapshot.editions for act in edition.approvals)
    for statement in (act.statement for act in (*snapshot.acts, *approvals) if act.valid):
        if statement is not None:
            yield from filter(None, (statement.meaning, statement.reason))
    for text in interface(snapshot.looks.language, theme).texts.values():
        yield from (text,) if isinstance(text, str) else text.values()
    yield from _names(snapshot.policy_in_force, snapshot.looks)


def _names(policy: Policy, looks: Looks) -> Iterator[str]:
    """Yield what the policy in force calls people, roles and types, and the site itself."""
    yield from filter(None, (policy.manual, policy.organisation, policy.site_url, looks.site_name, looks.site_url))
    roles = {tenure.role for person in policy.people for tenure in person.tenures}
    yield from (display_names.title(role) for role in sorted(roles))
    yield from (display_names.type_title(kind.name) for kind in policy.types)
    yield from (person.name for person in policy.people)
    yield from (person.contact for person in policy.people if person.contact)


def _help(rule: Rule) -> RuleHelp:
    page = rule.page
    clauses = ", ".join(f"{standard} {clause}" for standard, clause in rule.data.clauses)
    words = (page.summary, page.checks, page.why, page.mend, page.fails, page.passes)
    return RuleHelp(rule.data.id, rule.data.code, str(rule.data.severity), str(rule.data.group), clauses, *words)


_HELP = tuple(_help(rule) for rule in RULES)


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: how many documents in force and how many editions, and where; `missing` are the PDFs, by
    path, in which signs are missing, with those.
    """

    pages: int
    editions: int
    output: Path
    missing: tuple[tuple[str, str], ...] = ()


def publish(
    snapshot: Snapshot,
    findings: Sequence[Finding],
    output: Path,
    *,
    editions: Editions = "all",
    theme: str | None = None,
    pdf: bool = False,
) -> Published:
    """Publish the approved manual at `output`, at once or not at all; with `pdf` also as PDF.

    `theme` is the frame to set it in, that of the manual's `mkdocs.yml` where it is None.

    Raises `TrustError` or `RepositoryError` when `findings` say that the manual as a whole cannot be
    trusted, and `PublishError` when nothing is approved, when a page cannot be made or fails its
    checks, or when `output` must not be replaced, `UsageError` when PDF cannot be made here; what was
    published before is then as it was.
    """
    _refuse(snapshot, findings)
    _refuse_rollback(snapshot, output)
    if pdf:
        require_pdf()
    if theme is not None:
        snapshot = replace(snapshot, looks=replace(snapshot.looks, theme=theme))
    sources = template()
    language = interface(snapshot.looks.language, sources)
    pages = manual(snapshot, editions=editions, rules=_HELP, named=language.named)
    if not pages.editions:
        raise PublishError(
            "Nothing is approved yet, so there is nothing to publish.",
            remedy="Approve the policy first, then the documents: `qmsdoc inbox` lists what waits for a signature.",
        )
    plan = plan_site(pages, sources, pdf=pdf)
    printed: dict[str, Pdf] = {}

    def finish(built: Path) -> None:
        (built / "register.json").write_text(register_json(snapshot, published=True), "utf-8")
        write(derived_files(pages, built, language), built)
        if pdf:
            printed.update(pdfs(snapshot, pages, sources))
            write({path: made.data for path, made in printed.items()}, built)
        check_leaks(snapshot, [page.edition for page in pages.editions], built, own_words(snapshot, sources))
        options = PublishOptions(editions, snapshot.looks.theme, pdf)
        (built / NAME).write_bytes(manifest(snapshot, built, VALID_FOR, options))

    _build(plan, output, finish)
    missing = tuple((path, made.missing) for path, made in printed.items() if made.missing)
    return Published(len(pages.current), sum(not page.is_current for page in pages.editions), output, missing)


class DraftSite:
    """The drafts of `snapshot` as pages, each marked as what it is; rendered and checked when it is asked for.

    `findings` stand beside the texts. Raises `PublishError` where the pages cannot be planned, or one be made.
    """

    def __init__(self, snapshot: Snapshot, findings: Sequence[Finding]) -> None:
        theme = template()
        named = interface(snapshot.looks.language, theme).named
        self._plan = plan_preview(preview_pages(snapshot, findings, rules=_HELP, named=named), theme)
        self._groups = {f"{address}index.html": group for group in self._plan.groups for address in group.addresses}
        self._files = dict(self._plan.files)

    def file(self, path: str) -> bytes | None:
        """Return a file of the site by its path; None where there is none, or no page was asked for that shows it."""
        if path in self._groups and path not in self._files:
            renderer = PageRenderer(self._plan.context)
            for page in self._groups[path].render(renderer):
                check_page(page.file, page.html.decode(), self._plan)
                self._files[page.file] = page.html
            self._files |= renderer.files
        return self._files.get(path)

    def write(self, output: Path) -> None:
        """Write all of it into a folder that is new or empty; raises `PublishError` for any other, and `file`'s."""
        if output.is_dir() and any(output.iterdir()):
            raise PublishError(f"The folder {output} is not empty.", remedy="Name a new folder with --output.")
        _build(self._plan, output, lambda _: None)

    @property
    def missing(self) -> bytes:
        """The page that stands where there is none."""
        return not_found(self._plan)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The pages of a manual for somebody's own site, addresses from the folder in which they stand together.

    `pages` are their contents by address, `framed` what is known of each, `files` what they show, offer or load.
    `places` are the addresses of documents by the path of their file today; `plan` knows which must carry a stamp.
    """

    plan: SitePlan
    pages: Mapping[str, str]
    framed: Mapping[str, FramedPage]
    files: Mapping[str, bytes]
    places: Mapping[str, str]
    editions: tuple[Edition, ...]


def embedded(snapshot: Snapshot, findings: Sequence[Finding], address: str, *, drafts: bool = False) -> Embedded:
    """Make the pages of a manual for somebody's own site; with `drafts` a preview of the working tree instead.

    `address` is where they will stand, empty where nobody knows; an address that the policy names goes before.

    Raises what `publish` raises.
    """
    _refuse(snapshot, findings)
    sources = template()
    language = interface(snapshot.looks.language, sources)
    name = language.say("frame.documents")
    snapshot = replace(snapshot, looks=replace(snapshot.looks, theme=EMBEDDED_THEME, site_name=name, site_url=address))
    published = manual(snapshot, rules=_HELP, named=language.named)
    if drafts:
        plan = plan_preview(preview_pages(snapshot, findings, rules=_HELP, named=language.named), sources)
    else:
        plan = plan_site(published, sources)
    renderer = PageRenderer(plan.context)
    made = {page.file: page.html for group in plan.groups for page in group.render(renderer)}
    files = {**plan.files, **renderer.files, STYLES: embedded_styles(sources)}
    if not drafts:
        files |= _lists_as_data(snapshot, published, made, language)
    paths = {document.path: document.name.lower() for document in snapshot.documents if document.front.name}
    paths |= {
        each.document.path: each.name.lower() for each in snapshot.editions if each.name.lower() not in paths.values()
    }
    places = {path: plan.context.published[name] for path, name in paths.items() if name in plan.context.published}
    frame = plan.context.frame
    framed = frame.pages if isinstance(frame, EmbeddedFrame) else {}
    pages = {file.removesuffix("index.html"): html.decode() for file, html in made.items()}
    return Embedded(plan, pages, framed, files, places, tuple(page.edition for page in published.editions))


def _lists_as_data(
    snapshot: Snapshot, pages: ManualPages, made: Mapping[str, bytes], language: Language
) -> dict[str, bytes]:
    """Return lists as data, feed and calendars of embedded pages; search is that of the site around them."""
    with tempfile.TemporaryDirectory(prefix="qmsdoc-") as place:
        write(made, Path(place))
        derived = derived_files(pages, Path(place), language)
    lists = {path: data for path, data in derived.items() if not path.startswith("search/")}
    return lists | {"register.json": register_json(snapshot, published=True).encode()}


def _build(plan: SitePlan, output: Path, finish: Callable[[Path], None]) -> None:
    """Render and check a planned site, let `finish` add the rest, the manifest too, and swap it in."""
    with workshop(output) as place:
        built = place / "site"
        files = render_site(plan, built)
        check(plan, files, built)
        finish(built)
        swap(built, output)


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
    """Raise the error that keeps what knows less from taking the place of a site that knows more."""
    published = manifest_of(output)
    for problem in lost(snapshot, published) if published else ():
        raise TrustError(problem.message, remedy=problem.remedy, rule=problem.rule)


def template() -> Mapping[str, bytes]:
    """Read the site's template, path to bytes."""
    root = folder("site_template")
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
