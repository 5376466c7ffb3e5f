"""Waivers: what the policy in force accepts for a while, and where it may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.policy import POLICY_PATH, Policy
from qmsdoc.model.rule import GRAVEST_FIRST
from qmsdoc.model.rule_ids import RULE_DATA, WAIVER_EXPIRED, WAIVER_INVALID, RuleId, data_of
from qmsdoc.rules.definition import judges
from qmsdoc.rules.index import Index
from qmsdoc.text.suggestions import lexicon

_WAIVABLE = "Mend what was found. What approvals and the repository rest on is the same for everybody."


def lighter(one: Severity, other: Severity) -> bool:
    """Tell whether `one` weighs less than `other`."""
    return GRAVEST_FIRST.index(one) > GRAVEST_FIRST.index(other)


def waived(index: Index, findings: frozenset[Finding]) -> frozenset[Finding]:
    """Give the findings, those that a good waiver of the policy in force accepts today with that waiver.

    A waiver in the draft of a policy waives nothing: it needs the policy's approvals first.
    """
    authority = index.snapshot.authority
    in_force = [
        waiver
        for waiver in (authority.waivers if authority else ())
        if waiver.expires >= index.as_of and _fault(index, waiver) is None
    ]
    if not in_force:
        return findings
    by_place = {(data_of(waiver.rule), waiver.document.lower()): waiver for waiver in reversed(in_force)}

    def judged(finding: Finding) -> Finding:
        rule = data_of(finding.rule)
        places = ((rule, (place or "").lower()) for place in (finding.document, finding.path))
        return replace(finding, waiver=next((by_place[place] for place in places if place in by_place), None))

    return frozenset(map(judged, findings))


@judges(WAIVER_EXPIRED)
def waiver_expired(index: Index) -> Iterator[Finding]:
    """No waiver of the policy has outlived its last day.

    A waiver holds on its day `expires:` and no longer. From the day after, what it waived counts
    again.

    Why: what is accepted for a while is looked at again at its end (7.5.3.2). A waiver that nobody
    ends is a rule that nobody keeps.

    Mend: mend what was waived and delete the entry under `waivers:` in `qmsdoc.yml`; or give it a
    later day, with the approvals that a change of the policy needs.

    Fails:
        as_of: 2026-03-01
        draft: {id: QP-001, text: "[Old form](form.md)"}
        waivers:
          - {rule: link-broken, document: QP-001, reason: It moves., owner: quality-manager, expires: 2026-02-28}

    Passes:
        as_of: 2026-03-01
        draft: {id: QP-001, text: "[Old form](form.md)"}
        waivers:
          - {rule: link-broken, document: QP-001, reason: It moves., owner: quality-manager, expires: 2026-03-01}
    """
    for waiver in _listed(index):
        if waiver.expires < index.as_of:
            yield _on(
                WAIVER_EXPIRED,
                waiver,
                f"The waiver of {waiver.rule} for {waiver.document} ended on {waiver.expires.isoformat()}; "
                "what it waived counts again.",
                "Mend what was waived and delete the entry, or give it a later day and have the policy approved.",
            )


@judges(WAIVER_INVALID)
def waiver_invalid(index: Index) -> Iterator[Finding]:
    """Every waiver names a rule, a document and an owner that there are, and nothing that must not be waived.

    Rules of the groups *Approval* and *Repository and output* cannot be waived, nor can a policy
    make them lighter under `severities:`. A waiver that is not valid waives nothing.

    Why: a waiver is a decision about one fault of one document, and somebody answers for it
    (7.5.3.2). That approvals are genuine is not a matter of decision.

    Mend: correct the entry under `waivers:` or `severities:` in `qmsdoc.yml`, or delete it.

    Fails:
        draft: {id: QP-001}
        waivers:
          - {rule: link-brokn, document: QP-001, reason: It moves., owner: quality-manager, expires: 2026-12-31}

    Passes:
        draft: {id: QP-001}
        waivers:
          - {rule: link-broken, document: QP-001, reason: It moves., owner: quality-manager, expires: 2026-12-31}
    """
    for waiver in _listed(index):
        fault = _fault(index, waiver)
        if fault is not None:
            yield _on(WAIVER_INVALID, waiver, *fault)
    for name, stated, line in dict.fromkeys(chain.from_iterable(law.severities for law in _laws(index))):
        data = data_of(name)
        if data is None:
            yield _placed(
                WAIVER_INVALID, line, f"The policy sets the severity of '{name}', which is no rule.", _unknown(name)
            )
        elif not data.waivable and lighter(stated, data.severity):
            yield _placed(
                WAIVER_INVALID,
                line,
                f"The policy makes {name} a matter of {stated}, which no policy may.",
                "Delete the entry.",
            )


def _laws(index: Index) -> tuple[Policy, ...]:
    """Give the policy of the files at hand, and the one in force."""
    return tuple(law for law in (index.policy, index.snapshot.authority) if law is not None)


def _listed(index: Index) -> tuple[Waiver, ...]:
    """Give every waiver once, with the line on which it stands in the file at hand, if it does."""
    draft, in_force = index.policy.waivers, index.snapshot.authority.waivers if index.snapshot.authority else ()
    bare = {replace(waiver, line=None) for waiver in draft}
    return (*draft, *(found for each in in_force if (found := replace(each, line=None)) not in bare))


def _fault(index: Index, waiver: Waiver) -> tuple[str, str] | None:
    """Say why a waiver cannot be granted, and what to do; None where it can."""
    about = f"The waiver of '{waiver.rule}' for '{waiver.document}'"
    data = data_of(waiver.rule)
    if data is None:
        return f"{about} names no rule that there is.", _unknown(waiver.rule)
    if not data.waivable:
        return f"{about} is void: a rule of the group '{data.group}' cannot be waived.", _WAIVABLE
    files = {*index.by_path, *index.snapshot.strays}
    if index.record(waiver.document) is None and waiver.document not in files:
        names = lexicon([*(record.name for record in index.known), *files])
        return (
            f"{about} names no document of the manual.",
            f"{names.did_you_mean(waiver.document)}Correct or delete it.",
        )
    owners = lexicon(name for law in _laws(index) for name in (*law.roles(), *(person.id for person in law.people)))
    if waiver.owner.lower() not in owners.suggestions:
        hint = owners.did_you_mean(waiver.owner)
        return f"{about} has the owner '{waiver.owner}', who is neither a role nor a person of the policy.", (
            f"{hint}Name who answers for it."
        )
    return None


def _unknown(name: str) -> str:
    return f"{lexicon(RULE_DATA).did_you_mean(name)}`qmsdoc rule` lists them all."


def _on(rule: RuleId, waiver: Waiver, message: str, remedy: str) -> Finding:
    return _placed(rule, waiver.line, message, remedy)


def _placed(rule: RuleId, line: int | None, message: str, remedy: str) -> Finding:
    return Finding(rule, message, remedy, path=POLICY_PATH, line=line)
