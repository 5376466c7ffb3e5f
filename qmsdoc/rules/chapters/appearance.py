"""The rule of `mkdocs.yml`, by which a manual looks as it does."""

from __future__ import annotations

from qmsdoc.model.rule_ids import LOOKS_INVALID
from qmsdoc.rules.definition import described

looks_invalid = described(
    LOOKS_INVALID,
    """What `mkdocs.yml` says of the manual's looks can be read and followed.

    The theme is `material` or `qmsdoc`; features and icons are Material's; pictures and style sheets are there. Of a
    style sheet only custom properties (`--md-…`, `--qms-…`) take effect, since the file is not signed and a rule
    such as `display: none` would hide a step or a stamp.

    Why: documents are to be in a suitable format (7.5.2 b), and nothing unsigned may decide what of them is seen.

    Mend: correct the line named; the guide on looks has a table of every key. Until then the default look is kept.

    Fails:
        mkdocs: {theme: {name: readthedocs}}

    Passes:
        mkdocs: {theme: {name: material}}
    """,
)
