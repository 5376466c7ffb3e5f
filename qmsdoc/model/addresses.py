"""Where each page of the published manual stands: addresses from the site's root, as folders."""

from __future__ import annotations

import re

HOME = ""
REGISTER = "register/"
VERIFY = "verify/"
CHANGES = "changes/"
REVIEWS = "reviews/"
PEOPLE = "people/"
WAIVERS = "waivers/"
HELP = "help/"
MANUAL_PDF = "manual.pdf"
# The folders at the root of a site that are no document's, and two names that servers may take for pages.
FOLDERS = frozenset(str.split("assets changes clauses files help people register reviews roles search verify waivers"))
RESERVED = FOLDERS | {"index", "manifest"}
_PLAIN = re.compile(r"[^a-z0-9-]+")


def document(name: str) -> str:
    """Where the document `name` is published today: `QP-001.de` at `qp-001.de/`."""
    return f"{name.lower()}/"


def revision(name: str, number: int) -> str:
    """Where one edition stands for good: `qp-001/rev/2/`."""
    return f"{document(name)}rev/{number}/"


def pdf(name: str, number: int) -> str:
    """Where the edition in force stands as PDF: `qp-001/QP-001-rev-3.pdf`."""
    return f"{document(name)}{name}-rev-{number}.pdf"


def history(name: str) -> str:
    """Where a document's editions are listed: `qp-001/history/`."""
    return f"{document(name)}history/"


def comparison(name: str, old: int, new: int) -> str:
    """Where two editions stand side by side, whichever is named first: `qp-001/history/1-3/`."""
    return f"{history(name)}{min(old, new)}-{max(old, new)}/"


def clauses(standard: str) -> str:
    """Where a standard's matrix stands: `clauses/iso9001-2015/`."""
    return f"clauses/{_slug(standard)}/"


def role(name: str) -> str:
    """Where a role's page stands: `roles/quality-manager/`."""
    return f"roles/{_slug(name)}/"


def calendar(owner: str) -> str:
    """Where the calendar of an owner's reviews stands: `reviews/quality-manager.ics`."""
    return f"{REVIEWS}{_slug(owner)}.ics"


def _slug(name: str) -> str:
    return _PLAIN.sub("-", name.lower()).strip("-") or "other"
