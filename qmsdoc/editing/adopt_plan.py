"""What to do with an adopted repository, in order: this week, this quarter, and what can wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.editing.adopt_survey import Survey
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import OWNER_UNKNOWN, RULE_DATA
from qmsdoc.text.sentences import counted


@dataclass(frozen=True, slots=True)
class AdoptionStep:
    """One thing to do, and by when: `this week`, `this quarter`."""

    when: str
    what: str


def adoption_steps(survey: Survey, found: Sequence[Finding], *, has_site: bool) -> Iterator[AdoptionStep]:
    """Yield the steps in the order in which they help; `has_site` where the repository has a MkDocs site of its own."""
    week, quarter = "this week", "this quarter"
    yield AdoptionStep(week, "Read the proposal, correct it, and write it: qmsdoc adopt --write")
    yield AdoptionStep(week, "Say in people.yml who approves, and add a key for each: qmsdoc key add NAME")
    yield AdoptionStep(
        week, "Accept the faults of today, so that only new ones stop anyone: qmsdoc check --write-baseline"
    )
    yield AdoptionStep(week, "Sign the policy: qmsdoc approve POLICY")
    ownerless = sum(each.of("owner").value is None for each in survey.documents)
    if ownerless:
        yield AdoptionStep(quarter, f"Name who answers for {counted(ownerless, 'document')}: nothing here says it.")
    named = sum(each.rule == OWNER_UNKNOWN for each in found)
    if named:
        yield AdoptionStep(quarter, f"Give the roles that own {counted(named, 'document')} to people, in people.yml.")
    if survey.overdue:
        yield AdoptionStep(quarter, f"Review {counted(len(survey.overdue), 'document')} whose review is overdue.")
    unreviewed = sum(each.review_by is None for each in survey.documents)
    if unreviewed:
        yield AdoptionStep(quarter, f"Say when {counted(unreviewed, 'document')} will be reviewed.")
    by_rule = Counter(each.rule for each in found if each.rule != OWNER_UNKNOWN)
    for rule, count in sorted(by_rule.items(), key=lambda pair: (-pair[1], pair[0])):
        yield AdoptionStep(quarter, f"Mend {counted(count, 'place')}: {RULE_DATA[rule].id} (qmsdoc rule {rule}).")
    yield AdoptionStep(quarter, f"Approve {counted(len(survey.documents), 'document')}: qmsdoc approve --all")
    if has_site:
        what = "Put the manual into your own site, as soon as the first document is in force: see mkdocs.yml above."
        yield AdoptionStep(quarter, what)
