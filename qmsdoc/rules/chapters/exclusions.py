"""The rule of clauses that a manual leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CLAUSE_EXCLUSION_UNJUSTIFIED
from qmsdoc.model.standard import above
from qmsdoc.rules.chapters.clauses import covered_clauses, on_exclusion
from qmsdoc.rules.chapters.front_matter import unfilled
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index


@judges(CLAUSE_EXCLUSION_UNJUSTIFIED)
def clause_exclusion_unjustified(index: Index) -> Iterator[Finding]:
    """Whatever is said not to apply has a reason, and no document in force covers it after all.

    Exclusions stand in `qmsdoc.yml`, by standard and clause.

    Why: a requirement may be left out only where it does not apply, and the scope says why (4.3).

    Mend: write the reason in a sentence; or remove the exclusion.

    Fails:
        exclusions: {iso9001-2015: {"8.3": TBD}}

    Passes:
        exclusions: {iso9001-2015: {"8.3": We make to the drawings of our customers and design nothing.}}
    """
    covered = covered_clauses(index)
    for left in index.policy.exclusions:
        if unfilled(left.reason):
            yield on_exclusion(
                CLAUSE_EXCLUSION_UNJUSTIFIED,
                left,
                f"Clause {left.clause} of {left.standard} is left out without a reason.",
                "Write in a sentence why it does not apply, or remove the exclusion.",
            )
        named = covered.get(left.standard, {})
        by = next((name for clause, name in named.items() if left.clause in above(clause)), None)
        if by is not None:
            yield on_exclusion(
                CLAUSE_EXCLUSION_UNJUSTIFIED,
                left,
                f"Clause {left.clause} of {left.standard} is left out, but {by} says that it covers it.",
                "Remove the exclusion, or take the clause out of the document's next revision.",
            )
