"""Every exception that qmsdoc raises on purpose: each means "cannot go on", never "found a fault".

The command line catches `QmsdocError` once, prints its message and remedy, and leaves with its
exit code. Faults in documents are not exceptions but findings (`qmsdoc.model.finding`).
"""

from __future__ import annotations


class QmsdocError(Exception):
    """A reason to stop: `message` says what and where, `remedy` what to do, `rule` its public name."""

    exit_code = 2

    def __init__(self, message: str, *, remedy: str = "", rule: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.rule = rule

    @property
    def told(self) -> str:
        """What is wrong and what to do, in one line."""
        return f"{self.message} {self.remedy}".strip()


class UsageError(QmsdocError):
    """Asked for something that is not there: no manual here, an unknown id, person or rule."""

    exit_code = 2


class RefusedError(QmsdocError):
    """Asked to sign what would not count; nothing was signed."""

    exit_code = 1


class PolicyError(QmsdocError):
    """`qmsdoc.yml`, `people.yml` or `allowed_signers` cannot be used as they stand."""

    exit_code = 2


class TrustError(QmsdocError):
    """What makes the whole manual untrustworthy: a wrong trust root, a moved or deleted tag."""

    exit_code = 3


class RepositoryError(QmsdocError):
    """The git repository cannot be judged: shallow, partial, grafted, replaced, damaged, or no git."""

    exit_code = 4


class PublishError(QmsdocError):
    """The site could not be built, checked or swapped in; the published one is as it was."""

    exit_code = 5
