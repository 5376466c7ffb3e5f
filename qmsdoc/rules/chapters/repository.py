"""Rules of the repository and of the built site. Breaking one stops the command that finds it.

They are raised where they are found (`qmsdoc.errors`), because nothing can be judged or published
after them; what a snapshot still tells of them becomes a finding like any other.
"""

from __future__ import annotations

from qmsdoc.model.rule_ids import (
    CLONE_BEHIND,
    DRAFT_LEAKED,
    LIMIT_EXCEEDED,
    PAGE_TAMPERED,
    REPOSITORY_INCOMPLETE,
    REPOSITORY_TAMPERED,
    STAMP_MISSING,
)
from qmsdoc.rules.definition import described

repository_incomplete = described(
    REPOSITORY_INCOMPLETE,
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
    """,
)


repository_tampered = described(
    REPOSITORY_TAMPERED,
    """The objects of the repository are what their names say, and nothing stands in for another.

    An object whose content does not give its id, replace refs, grafts and refs that git cannot read
    are refused (exit code 4).

    Why: each of them shows a history that is not the one that was signed (7.5.3.1 b).

    Mend: find out how it came about. Then clone anew from a repository you trust.

    Fails:
        problems: [{rule: repository-tampered, message: This repository has replace refs.}]

    Passes:
        problems: []
    """,
)


stamp_missing = described(
    STAMP_MISSING,
    """Every published page of an edition shows the stamp that says what it is and who approved it.

    The built site is looked through before it takes the place of the published one, whatever
    program built it. A page without its stamp stops the publication (exit code 5).

    Why: readers must be able to tell which edition they have before them (7.5.3.2).

    Mend: build with the theme that qmsdoc brings. If the page was built with it, report the fault.

    Fails:
        problems: [{rule: stamp-missing, message: The page qp-001/ has no stamp.}]

    Passes:
        problems: []
    """,
)


draft_leaked = described(
    DRAFT_LEAKED,
    """Nothing that nobody approved is part of the published manual: no page, no picture, no search entry.

    The built site is looked through before it takes the place of the published one. What does not
    come from an edition stops the publication (exit code 5).

    Why: unapproved text is kept from use (7.5.3.2).

    Mend: remove what adds files of its own to the site. If nothing does, report the fault.

    Fails:
        problems: [{rule: draft-leaked, message: The built site holds a file that nobody approved.}]

    Passes:
        problems: []
    """,
)


page_tampered = described(
    PAGE_TAMPERED,
    """Every file of a published manual is the one that was published.

    `qmsdoc verify-site` makes the site anew from the manual, or holds it against the digest of its
    manifest. A file that differs, is missing or was added is named (exit code 3).

    Why: readers work by what is published, not by what was approved (7.5.3.1 b).

    Mend: publish anew with `qmsdoc build`, and find out who changed the site.

    Fails:
        problems: [{rule: page-tampered, message: The page qp-001/index.html is not what was published.}]

    Passes:
        problems: []
    """,
)


limit_exceeded = described(
    LIMIT_EXCEEDED,
    """Nothing in the manual is so large or so entangled that it could keep others from reading it.

    There are bounds for what a check spends on patterns of CODEOWNERS and of the policy, on types of
    documents, on marks of emphasis in one paragraph, on cells of one table, on the size of files and of
    tags. What lies beyond is not looked at, and told here with its place.

    Why: one proposed change must not keep the whole manual from being checked or published (7.5.3.1 b).

    Mend: as the message says; usually a folder in place of many patterns is enough.

    Fails:
        problems: [{rule: limit-exceeded, message: The pattern has 40 stars and question marks; the most is 16.}]

    Passes:
        problems: []
    """,
)


clone_behind = described(
    CLONE_BEHIND,
    """The trunk of the clone holds everything that was fetched of it from `origin`.

    A trunk of one's own that was not brought up to date for some time is an older manual than the one
    that others work on: approvals given since lie on commits that it does not have. `build` publishes
    nothing then (exit code 5) unless `--ref` names the state that is meant.

    Why: what is published and signed must be what is in force today (7.5.3.1).

    Mend: `git fetch --tags origin`, then `git switch main` and `git merge --ff-only origin/main`.
    Signatures stay as they are: nobody has to sign again.

    Fails:
        problems: [{rule: clone-behind, message: The branch 'main' here lacks 3 commits that 'origin/main' has.}]

    Passes:
        problems: []
    """,
)
