"""Rules of the repository and of the built site. Breaking one stops the command that finds it.

They are raised where they are found (`qmsdoc.errors`), because nothing can be judged or published
after them; what a snapshot still tells of them becomes a finding like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

from qmsdoc.model.finding import Severity
from qmsdoc.rules.index import Index
from qmsdoc.rules.rule import Breach, rule
from qmsdoc.rules.told import told


@rule("repository-incomplete", "QMS-G01", Severity.ERROR, "7.5.3.1")
def repository_incomplete(index: Index) -> Iterable[Breach]:
    """The clone holds the whole history and every object that the manual needs.

    A shallow or partial clone, and one in which objects are missing, is refused (exit code 4).

    Why: what is not there cannot be judged, and an approval that nobody looked for would be called
    missing (7.5.3.1).

    Mend: `git fetch --unshallow --tags` for a shallow clone, `git fetch --refetch --tags` for a
    partial one. In a pipeline, ask for the full history and the tags.

    Fails:
        problems: [{rule: repository-incomplete, message: This clone is shallow.}]

    Passes:
        problems: []
    """
    return told(index, "repository-incomplete", "Fetch the whole history and the tags, or clone anew.")


@rule("repository-tampered", "QMS-G02", Severity.ERROR, "7.5.3.1 b")
def repository_tampered(index: Index) -> Iterable[Breach]:
    """The objects of the repository are what their names say, and nothing stands in for another.

    An object whose content does not give its id, replace refs, grafts and refs that git cannot read
    are refused (exit code 4).

    Why: each of them shows a history that is not the one that was signed (7.5.3.1 b).

    Mend: find out how it came about. Then clone anew from a repository you trust.

    Fails:
        problems: [{rule: repository-tampered, message: This repository has replace refs.}]

    Passes:
        problems: []
    """
    return told(index, "repository-tampered", "Find out how it came about, then clone anew from a trusted repository.")
