"""`qmsdoc verify-site`: proves a published site, file by file, from the manual or from a pinned manifest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest
from qmsdoc.cli.console import echo_json, progress, say
from qmsdoc.cli.notices import say_expired
from qmsdoc.cli.options import json_option, manual_options
from qmsdoc.errors import TrustError, UsageError
from qmsdoc.model.rule_ids import PAGE_TAMPERED
from qmsdoc.render.embedded_frame import STYLES as EMBEDDED_STYLES
from qmsdoc.render.manifest import NAME, Manifest, read_manifest
from qmsdoc.render.published import Difference, differences, site_files
from qmsdoc.text.sentences import counted
from qmsdoc.verification.remade_site import remade_differences, require_begun

_NAMED = 12
_FIRST_ZONE = timedelta(hours=14)  # ahead of UTC: where a day begins first


class Sha256Digest(click.ParamType[str]):
    """A SHA-256 in hexadecimal digits, with or without `sha256:` before it."""

    name = "digest"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the digest, or fail."""
        if not re.fullmatch(r"(sha256:)?[0-9a-f]{64}", value):
            self.fail(f"'{value}' is not a SHA-256: 64 hexadecimal digits.", param, ctx)
        return value.removeprefix("sha256:")


@click.command("verify-site")
@click.argument("site", metavar="DIR-OR-URL")
@click.option(
    "--manifest-sha256", "pin", type=Sha256Digest(), help="The digest of its manifest.json, from where you trust it."
)
@manual_options(ref=False, as_of=False)
@json_option
@click.pass_context
def command(ctx: click.Context, request: CaptureRequest, *, site: str, pin: str | None, as_json: bool) -> None:
    r"""Prove a published site: every file is what was approved, none is missing, none was added.

    Inside the manual, the site is made anew from the snapshot that it names, and compared file by
    file. Elsewhere, give the digest of its manifest.json with --manifest-sha256. Of a site at an
    address, every file that its manifest names is fetched; what else is served there nobody sees.

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
        if pin is not None and request.now is not None:
            require_begun(manifest, (request.now + _FIRST_ZONE).date())
        found = _differences(site, manifest)
        if not found and pin is None:
            found = remade_differences(request, manifest)
    expired = manifest is not None and say_expired(manifest.as_of, manifest.expires, request.today)
    if as_json:
        echo_json(_object(manifest, found, expired=expired))
    if found:
        raise _tampered(found)
    assert manifest is not None
    if not as_json:
        by = "its manifest, as pinned" if pin else f"the manual at commit {manifest.commit[:12]}"
        say(f"Proved: {len(manifest.files)} files, as of {manifest.as_of}, by {by}.", fg="green")
    ctx.exit(1 if expired else 0)


def _manifest_data(site: str) -> bytes:
    if _is_address(site):
        from qmsdoc.verification.web import fetched  # noqa: PLC0415 - Python's HTTP takes a twentieth of a second to import

        return fetched(site, NAME)
    path = Path(site) / NAME
    if not path.is_file() and any(path.parent.glob(f"**/{EMBEDDED_STYLES}")):
        raise UsageError(
            f"The site in {site} was built by MkDocs with the plugin qmsdoc. It has no {NAME}: other programs wrote it,"
            " and it cannot be made again to compare.",
            remedy="Prove the approvals with qmsdoc verify; publish what readers have to prove with qmsdoc build.",
        )
    if not path.is_file():
        raise UsageError(
            f"There is no published site in {site}: no {NAME}.", remedy="Give the folder of the site, or its address."
        )
    return path.read_bytes()


def _differences(site: str, manifest: Manifest) -> tuple[Difference, ...]:
    if not _is_address(site):
        return differences(manifest.files, site_files(Path(site)))
    from qmsdoc.verification.web import addressed, served_digests  # noqa: PLC0415

    expected = addressed(manifest.files)
    progress(f"Fetching {counted(len(expected), 'address', 'addresses')} …")
    return differences(expected, served_digests(site, expected))


def _is_address(site: str) -> bool:
    return "://" in site


def _tampered(found: Sequence[Difference]) -> TrustError:
    named = ", ".join(f"{each.path} ({each.fault})" for each in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return TrustError(
        f"The site is not what was published: {named}{more}.",
        remedy="Publish it anew with qmsdoc build, and find out who changed it. If nobody did, compare with the "
        "version of qmsdoc that made it.",
        rule=PAGE_TAMPERED,
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
