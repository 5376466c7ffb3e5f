"""`qmsdoc verify-site`: proves a published site, file by file, from the manual or from a pinned manifest."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from qmsdoc.capture import capture
from qmsdoc.capture.ledger import FETCHED, LOCAL, commit_with, find_ledger
from qmsdoc.capture.objects import Objects
from qmsdoc.cli.options import Request, json_option, manual_options
from qmsdoc.cli.printing import put, say
from qmsdoc.cli.published import against, tell_expired
from qmsdoc.cli.reading import opened, require_trust
from qmsdoc.errors import STOPPING, TrustError, UsageError
from qmsdoc.git import GitObject, Ref, Repository, Store
from qmsdoc.model.addresses import MANUAL_PDF
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.manual import Editions
from qmsdoc.render.manifest import NAME
from qmsdoc.render.pdf.make import tool_of
from qmsdoc.render.pdf.tool import Tool
from qmsdoc.render.published import Difference, Manifest, differences, manifest_of, read_manifest
from qmsdoc.rules import check
from qmsdoc.site import publish
from qmsdoc.trust.fault import Fault

_ACTS = ("refs/tags/approved/", "refs/tags/reviewed/", "refs/tags/withdrawn/")
_EARLIER = re.compile(r"[^/]+/rev/[0-9]+/index\.html")
_NAMED = 12


class Digest(click.ParamType[str]):
    """A SHA-256 in hexadecimal digits, with or without `sha256:` before it."""

    name = "digest"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the digest, or fail."""
        if not re.fullmatch(r"(sha256:)?[0-9a-f]{64}", value):
            self.fail(f"'{value}' is not a SHA-256: 64 hexadecimal digits.", param, ctx)
        return value.removeprefix("sha256:")


@click.command("verify-site")
@click.argument("site", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--manifest-sha256", "pin", type=Digest(), help="The digest of its manifest.json, from where you trust it."
)
@manual_options(ref=False, as_of=False)
@json_option
@click.pass_context
def command(ctx: click.Context, request: Request, *, site: Path, pin: str | None, as_json: bool) -> None:
    r"""Prove a published site: every file is what was approved, none is missing, none was added.

    Inside the manual, the site is made anew from the snapshot that it names, and compared file by
    file. Elsewhere, give the digest of its manifest.json with --manifest-sha256.

    \b
    Exit code: 0 proved; 1 proved, but past its day of expiry; 2 nothing to prove it by; 3 a file is
    not what was published, or the site knows a longer ledger than the manual.
    """
    data = _manifest_data(site)
    if pin is not None and hashlib.sha256(data).hexdigest() != pin:
        found: tuple[Difference, ...] = (Difference(NAME, "changed"),)
        manifest = None
    else:
        manifest = read_manifest(data)
        found = differences(site, manifest.files)
        if not found and pin is None:
            found = _remade(request, manifest, _pdf_tool(site, manifest))
    expired = manifest is not None and tell_expired(manifest, request)
    if as_json:
        put(_object(manifest, found, expired=expired))
    if found:
        raise _tampered(found)
    assert manifest is not None
    if not as_json:
        by = "its manifest, as pinned" if pin else f"the manual at commit {manifest.commit[:12]}"
        say(f"Proved: {len(manifest.files)} files, as of {manifest.as_of}, by {by}.", fg="green")
    ctx.exit(1 if expired else 0)


def _manifest_data(site: Path) -> bytes:
    path = site / NAME
    if not path.is_file():
        raise UsageError(f"There is no published site in {site}: no {NAME}.", remedy="Give the folder of the site.")
    return path.read_bytes()


def _tampered(found: Sequence[Difference]) -> TrustError:
    named = ", ".join(f"{each.path} ({each.fault})" for each in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return TrustError(
        f"The site is not what was published: {named}{more}.",
        remedy="Publish it anew with qmsdoc build, and find out who changed it. If nobody did, compare with the "
        "version of qmsdoc that made it.",
        rule="page-tampered",
    )


def _object(manifest: Manifest | None, found: Iterable[Difference], *, expired: bool) -> dict[str, object]:
    return {
        "proved": not tuple(found),
        "expired": expired,
        "commit": manifest.commit if manifest else None,
        "as_of": manifest.as_of if manifest else None,
        "expires": manifest.expires if manifest else None,
        "ledger_seq": (manifest.ledger_seq or None) if manifest else None,
        "files": len(manifest.files) if manifest else None,
        "differences": [{"path": each.path, "fault": each.fault} for each in found],
    }


def _pdf_tool(site: Path, manifest: Manifest) -> Tool | None:
    """Tell what made the PDF of a site whose files are those of its manifest; None where it has none."""
    return tool_of((site / MANUAL_PDF).read_bytes()) if MANUAL_PDF in dict(manifest.files) else None


def _remade(request: Request, manifest: Manifest, pdf: Tool | None) -> tuple[Difference, ...]:
    """Make the site anew from the manual around the folder asked for, and compare what came out."""
    try:
        with opened(request) as repository:
            past = _Past.of(repository, request, manifest, pdf)
            return _closest(past, manifest)
    except UsageError as error:
        if error.rule is not None:
            raise
        raise UsageError(
            f"There is nothing to prove this site by: {error.message}",
            remedy=f"Run it inside the manual, or give the digest of {NAME} with --manifest-sha256.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Past:
    """The repository as it stood when a site was published, as far as the site's manifest tells, and what made PDF."""

    repository: Repository
    request: Request
    pdf: Tool | None
    ledger: str | None
    recorded: frozenset[str]

    @classmethod
    def of(cls, repository: Repository, request: Request, manifest: Manifest, pdf: Tool | None) -> _Past:
        """Find the ledger of then; raises `TrustError` for a site that is not of this manual."""
        snapshot = capture(repository.store, as_of=request.today, trust_root=request.trust_root, today=request.today)
        require_trust(snapshot)
        for problem in against(snapshot, manifest).problems:
            if problem.rule in STOPPING:
                raise TrustError(problem.message, remedy=f"See: qmsdoc rule {problem.rule}", rule=problem.rule)
        if snapshot.manual != manifest.manual:
            message = f"The site is one of the manual '{manifest.manual}', and this is '{snapshot.manual}'."
            raise UsageError(message)
        _require_on_trunk(repository.store, snapshot, manifest)
        objects = Objects(repository.store)
        found = find_ledger(objects, {ref.name: ref.oid for ref in repository.store.refs()})
        if found is None or isinstance(found, Fault) or manifest.ledger_sha256 is None:
            return cls(repository, request, pdf, None, frozenset())
        order = (oid for oid, _ in repository.store.changes(found.commit))
        commit = commit_with(objects, order, manifest.ledger_sha256)
        recorded = frozenset(entry.ref for entry in found.ledger.entries[: manifest.ledger_seq])
        return cls(repository, request, pdf, commit, recorded)

    def stores(self) -> Iterator[Store]:
        """Give the repository with the ledger of then; once with every tag, once with those recorded then alone."""
        refs = [ref for ref in self.repository.store.refs() if ref.name not in {LOCAL, FETCHED}]
        if self.ledger is not None:
            refs.append(Ref(LOCAL, self.ledger))
        yield _Seen(self.repository.store, tuple(refs))
        known = tuple(ref for ref in refs if not ref.name.startswith(_ACTS) or ref.name in self.recorded)
        if self.ledger is not None and len(known) < len(refs):
            yield _Seen(self.repository.store, known)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A store that shows other refs than it has."""

    store: Store
    shown: tuple[Ref, ...]

    @property
    def object_format(self) -> str:
        return self.store.object_format

    def refs(self) -> tuple[Ref, ...]:
        return self.shown

    def read(self, oid: str) -> GitObject:
        return self.store.read(oid)

    def read_all(self, oids: Iterable[str]) -> Iterator[tuple[str, GitObject | None]]:
        return self.store.read_all(oids)

    def changes(self, tip: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.store.changes(tip)


def _require_on_trunk(store: Store, snapshot: Snapshot, manifest: Manifest) -> None:
    refs = {ref.name: ref.oid for ref in store.refs()}
    trunk = (snapshot.authority or snapshot.policy).trunk
    tip = refs.get(f"refs/heads/{trunk}") or refs.get(f"refs/remotes/origin/{trunk}")
    if tip is None or manifest.commit not in {oid for oid, _ in store.changes(tip)}:
        raise TrustError(
            f"The site names the commit {manifest.commit[:12]}, which is not on the branch '{trunk}' here.",
            remedy="Fetch first: git fetch. If it is still not there, the site was not made from this manual.",
            rule="page-tampered",
        )


def _closest(past: _Past, manifest: Manifest) -> tuple[Difference, ...]:
    """Remake the site in every way in which it may have been made; give the differences of the one that comes closest.

    Whether the trust root was pinned then is written on one page; approvals that came later the same
    day, or were not yet recorded then, are the other thing that a manifest does not tell.
    """
    best: tuple[Difference, ...] | None = None
    for store in past.stores():
        found = _compared(past, manifest, store, past.request.trust_root)
        if any(each.path == "verify/index.html" for each in found):
            root = _root(store, manifest) if past.request.trust_root is None else None
            found = min(found, _compared(past, manifest, store, root), key=len)
        best = found if best is None else min(best, found, key=len)
        if not best:
            break
    return best or ()


def _root(store: Store, manifest: Manifest) -> str | None:
    return capture(store, as_of=manifest.as_of, ref=manifest.commit, today=manifest.as_of).root


def _compared(past: _Past, manifest: Manifest, store: Store, root: str | None) -> tuple[Difference, ...]:
    request = past.request
    snapshot = capture(store, as_of=manifest.as_of, ref=manifest.commit, trust_root=root, today=request.today)
    editions: Editions = "all" if any(_EARLIER.fullmatch(path) for path, _ in manifest.files) else "effective"
    with tempfile.TemporaryDirectory(prefix="qmsdoc-") as place:
        site = Path(place) / "site"
        publish(snapshot, check(snapshot), site, editions=editions, pdf=past.pdf)
        remade = manifest_of(site)
    assert remade is not None
    found = _between(dict(manifest.files), dict(remade.files))
    same = (remade.manual, remade.commit, remade.expires) == (manifest.manual, manifest.commit, manifest.expires)
    return found if same else (*found, Difference(NAME, "changed"))


def _between(published: dict[str, str], remade: dict[str, str]) -> tuple[Difference, ...]:
    rows = [Difference(path, "missing") for path in remade.keys() - published.keys()]
    rows += [Difference(path, "added") for path in published.keys() - remade.keys()]
    rows += [
        Difference(path, "changed") for path in published.keys() & remade.keys() if published[path] != remade[path]
    ]
    return tuple(sorted(rows, key=lambda each: each.path))
