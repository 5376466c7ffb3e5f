"""Where each page of the published manual stands: addresses from the site's root, as folders."""

from __future__ import annotations

HOME = ""
REGISTER = "register/"
VERIFY = "verify/"
RESERVED = frozenset({"assets", "files", "register", "search", "verify", "changes", "reviews", "clauses", "roles"})


def document(name: str) -> str:
    """Where the document `name` is published today: `QP-001.de` at `qp-001.de/`."""
    return f"{name.lower()}/"


def revision(name: str, number: int) -> str:
    """Where one edition stands for good: `qp-001/rev/2/`."""
    return f"{document(name)}rev/{number}/"


def history(name: str) -> str:
    """Where a document's editions are listed: `qp-001/history/`."""
    return f"{document(name)}history/"


def comparison(name: str, old: int, new: int) -> str:
    """Where two editions stand side by side: `qp-001/history/1-3/`."""
    return f"{history(name)}{old}-{new}/"
