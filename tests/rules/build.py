"""Small manuals for tests of rules, written as the examples of the rules' own pages are written.

An example is either a Markdown file (it begins with `---`) or a scene in YAML:

    as_of: 2026-03-01
    types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, review_every: 24 months}}
    people: {jane.doe: {quality-manager: {from: 2023-01-01, until: 2026-01-01}}}
    delegations: [{role: …, by: …, to: …, from: …, until: …}]
    approved: the editions, in the order in which they were approved: front matter, `text`, `path`, `approved_on`
    draft: files that lie over the last editions;  drafts: files in place of them
    files: paths of other files;  strays: Markdown that nobody controls
    reviewed: [{id, revision, day, until}];  withdrawn: ids;  successor: the id that withdrawals name
    tag, verdict, recorded, ledger: one approval tag more, the rule it fails, its day in the ledger
    exclusions, retention, lead_time: of the policy;  templates: {path: text};  codeowners: its text
    branches: [{branch, base, id, …}]: a document as a branch has it, and the text that it had before
    problems: [{rule, message, path, line, remedy}];  policy_state, trust_root

Documents, links and states come from the real parser and the real record keeping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import yaml

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.markdown.template import template
from qmsdoc.model.approval import MEANINGS, Act, SignedAct, Statement, TagName, Verdict
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.policy import Delegation, DocumentType, Exclusion, Interval, Person, Policy, Requirement, Tenure
from qmsdoc.model.snapshot import Claim, Edition, PolicyState, Snapshot, Status
from qmsdoc.model.standard import Standard
from qmsdoc.parse.code_owners import code_owners
from qmsdoc.parse.dates import read_interval, read_lead_time
from qmsdoc.rules import check
from qmsdoc.trust.editions import DocumentHistory
from qmsdoc.trust.records import records
from tests.memory import MemoryTree

AS_OF = date(2026, 3, 1)
APPROVED_ON = date(2026, 1, 15)
ONE = {"quality-manager": 1}
TYPES: dict[str, Any] = {
    "manual": {"prefix": "QM", "approvals": ONE},
    "procedure": {"prefix": "QP", "approvals": ONE},
    "instruction": {"prefix": "WI", "approvals": ONE},
}
PEOPLE: dict[str, Any] = {"jane.doe": {"quality-manager": {}}}
_OWN = ("path", "text", "approved_on", "before")


def scene(text: str) -> Snapshot:
    """Build the snapshot of an example."""
    if text.startswith("---"):
        return _snapshot({}, {"documents/qp-001.md": text.encode()}, {}, {})
    plan: dict[str, Any] = yaml.safe_load(text)
    assert set(plan) <= {*_KEYS}, set(plan) - {*_KEYS}
    others = dict.fromkeys(plan.get("files", ()), b"<svg/>")
    approved = _listed(plan.get("approved"))
    tree = {path_of(fields): file_of(fields) for fields in approved}
    if "drafts" in plan:
        tree = {}
    for fields in _listed(plan.get("drafts", plan.get("draft"))):
        tree[path_of(fields)] = file_of(fields)
    lives = _lives(approved, plan, others)
    return _snapshot(plan, tree, others, lives)


_KEYS = (
    *("as_of", "types", "people", "delegations", "standards", "documents", "approved", "draft", "drafts", "files"),
    *("strays", "reviewed", "withdrawn", "successor", "tag", "verdict", "recorded", "ledger", "problems"),
    *("waivers", "severities"),
    *("policy_state", "trust_root", "root", "made with", "message", "target", "signature", "key", "role", "signed"),
    *("author of the change", "commit", "reason"),
    *("lead_time", "exclusions", "retention", "templates", "codeowners", "branches", "own_standards"),
)


def of_rule(snapshot: Snapshot, rule: str) -> tuple[Finding, ...]:
    """Give what one rule finds."""
    return tuple(finding for finding in check(snapshot) if finding.rule == rule)


def found(text: str, rule: str) -> tuple[Finding, ...]:
    """Give what one rule finds in an example."""
    return of_rule(scene(text), rule)


def path_of(fields: Mapping[str, Any]) -> str:
    return str(fields.get("path", f"documents/{str(fields['id']).lower()}.md"))


def file_of(fields: Mapping[str, Any]) -> bytes:
    """Write a document: its front matter, completed, and its text."""
    prefixes = {"QM": "manual", "WI": "instruction"}
    front = {
        "id": "QP-001",
        "title": f"Title of {fields['id']}",
        "type": prefixes.get(str(fields["id"])[:2], "procedure"),
        "owner": "quality-manager",
        "revision": 1,
    }
    front |= {key: value for key, value in fields.items() if key not in _OWN}
    lines = [f"{key}: {_flow(value)}\n" for key, value in front.items() if value is not None]
    return f"---\n{''.join(lines)}---\n{fields.get('text', '')}\n".encode()


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(item)}' for key, item in value.items())}}}"
    return f"[{', '.join(_flow(item) for item in value)}]" if isinstance(value, list) else str(value)


def _listed(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []


def _snapshot(
    plan: Mapping[str, Any],
    tree: Mapping[str, bytes],
    others: Mapping[str, bytes],
    lives: Mapping[str, DocumentHistory],
) -> Snapshot:
    policy = policy_of(plan)
    as_of = plan.get("as_of", AS_OF)
    documents = tuple(_document({**others, **tree}, path) for path in sorted(tree))
    by_name = {document.name: document for document in reversed(documents) if document.front.name}
    extra = _tag(plan)
    acts = sorted([*(act for life in lives.values() for act in life.acts), *extra], key=lambda act: act.ref)
    return Snapshot(
        manual=policy.manual,
        commit="c0ffee" * 6 + "c0ff",
        as_of=as_of,
        policy=policy,
        authority=replace(policy, revision=1),
        policies=(),
        policy_state=PolicyState(plan.get("policy_state", "in-force")),
        records=records(lives, by_name, policy, as_of),
        documents=documents,
        acts=tuple(acts),
        problems=tuple(Finding(**{"remedy": "Mend it.", **fields}) for fields in plan.get("problems", ())),
        strays=tuple(plan.get("strays", ())),
        trust_root=plan.get("trust_root"),
        root=plan.get("root"),
        recorded="recorded" in plan or plan.get("ledger", "none") != "none",
        claims=tuple(_claim(fields) for fields in plan.get("branches", ())),
        templates=tuple(template(path, text.encode()) for path, text in plan.get("templates", {}).items()),
        codeowners=code_owners("CODEOWNERS", plan["codeowners"].encode()) if "codeowners" in plan else None,
        standards=tuple(
            Standard(name, name.upper(), tuple(clauses.items()))
            for name, clauses in plan.get("own_standards", {}).items()
        ),
    )


def _claim(fields: Mapping[str, Any]) -> Claim:
    own = {key: value for key, value in fields.items() if key not in ("branch", "base")}
    path, revision = path_of(own), own.get("revision", 1)
    now = _document({path: file_of(own)}, path)
    base = None
    if "base" in fields:
        before = {"id": own["id"], "text": fields["base"]} | fields.get("before", {})
        base = _document({path: file_of(before)}, path).closure.content_digest
    return Claim(fields["branch"], now.name, revision, path, now.closure.content_digest, base)


def _document(files: Mapping[str, bytes], path: str) -> Document:
    tree = MemoryTree({name: ("100644", data) for name, data in files.items()})
    document = DocumentReader().document(tree, path)
    assert document is not None
    return document


def policy_of(plan: Mapping[str, Any]) -> Policy:
    """Build the policy of a scene."""
    return Policy(
        manual="meridian-quality-manual",
        revision=2,
        organisation="Meridian Instruments Ltd",
        trunk="main",
        documents=tuple(plan.get("documents", ["documents"])),
        types=tuple(_type(name, entry) for name, entry in plan.get("types", TYPES).items()),
        people=tuple(_person(name, roles) for name, roles in plan.get("people", PEOPLE).items()),
        standards=tuple(plan.get("standards", ["iso9001-2015"])),
        exclusions=tuple(
            Exclusion(standard, clause, reason)
            for standard, left in plan.get("exclusions", {}).items()
            for clause, reason in left.items()
        ),
        retention=tuple((kind, _span(least)) for kind, least in plan.get("retention", {}).items()),
        waivers=tuple(Waiver(**fields) for fields in plan.get("waivers", ())),
        severities=tuple((rule, Severity(stated), 1) for rule, stated in plan.get("severities", {}).items()),
        lead_time=read_lead_time(plan.get("lead_time", "")),
        delegations=tuple(
            Delegation(lent["role"], lent["by"], lent["to"], lent["from"], lent["until"])
            for lent in plan.get("delegations", ())
        ),
    )


def _type(name: str, entry: Mapping[str, Any]) -> DocumentType:
    approvals = entry.get("approvals")
    every = re.fullmatch(r"(\d+) months", entry.get("review_every", ""))
    return DocumentType(
        name,
        entry["prefix"],
        entry.get("folder"),
        None if approvals is None else tuple(Requirement(role, count) for role, count in approvals.items()),
        review_every=Interval(int(every[1])) if every else None,
        template=entry.get("template"),
        relies_on=tuple(entry["relies_on"]) if "relies_on" in entry else None,
        valid_for=_span(entry["valid_for"]) if "valid_for" in entry else None,
    )


def _span(text: str) -> Interval:
    span = read_interval(text)
    assert span is not None
    return span


def _person(name: str, roles: Mapping[str, Any]) -> Person:
    tenures = tuple(Tenure(role, times.get("from"), times.get("until")) for role, times in roles.items())
    return Person(name, name.replace(".", " ").title(), (f"{name}@meridian.example",), tenures)


def _lives(
    approved: list[dict[str, Any]], plan: Mapping[str, Any], others: Mapping[str, bytes]
) -> dict[str, DocumentHistory]:
    policy = policy_of(plan)
    tree: dict[str, bytes] = dict(others)
    tree |= {path_of(fields): file_of(fields) for fields in _listed(plan.get("drafts", plan.get("draft")))}
    tree |= {path_of(fields): file_of(fields) for fields in approved}
    lives: dict[str, DocumentHistory] = {}
    for fields in approved:
        tree[path_of(fields)] = file_of(fields)
        edition = _edition(_document(tree, path_of(fields)), fields.get("approved_on", APPROVED_ON), policy)
        before = lives.get(edition.name, DocumentHistory((), ()))
        lives[edition.name] = DocumentHistory((*before.editions, edition), (*before.acts, *edition.approvals))
    for review in plan.get("reviewed", ()):
        act = _act(review["id"], review.get("revision", 1), Act.REVIEWED, review["day"], review_by=review["until"])
        lives[review["id"]] = replace(lives[review["id"]], acts=(*lives[review["id"]].acts, act))
    for name in plan.get("withdrawn", ()):
        life = lives[name]
        act = _act(name, life.editions[-1].revision, Act.WITHDRAWN, APPROVED_ON, successor=plan.get("successor"))
        lives[name] = replace(life, acts=(*life.acts, act))
    return lives


def _edition(document: Document, on: date, policy: Policy) -> Edition:
    name, revision = document.front.name, document.front.revision
    assert name is not None
    assert revision is not None
    act = _act(name, revision, Act.APPROVED, on, content_digest=document.closure.content_digest)
    assert act.signed_at is not None
    effective = max(on, document.front.effective or on)
    return Edition(
        name=name,
        revision=revision,
        document=document,
        content_digest=document.closure.content_digest,
        commit="c0ffee" * 6 + "c0ff",
        approvals=(act,),
        approved_at=act.signed_at,
        approved_on=on,
        effective_on=effective,
        status=Status.EFFECTIVE,
        policy=policy,
    )


def _act(document: str, revision: int, act: Act, on: date, person: str = "jane.doe", **fields: Any) -> SignedAct:
    """Make one valid signature, given at noon."""
    name = TagName(act, document, revision, person, on if act is Act.REVIEWED else None)
    said: dict[str, Any] = {
        "manual": "meridian-quality-manual",
        "document": document,
        "revision": revision,
        "path": f"documents/{document.lower()}.md",
        "content_digest": "sha256:" + "0" * 64,
        "policy": 1,
        "role": "quality-manager",
        "meaning": MEANINGS[act],
    }
    at = datetime.combine(on, time(12), UTC)
    return SignedAct(
        name.ref,
        "7a9" * 13 + "f",
        Verdict.VALID,
        name=name,
        statement=Statement(**(said | fields)),
        signed_at=at,
        counts_from=at,
        person_name=person.replace(".", " ").title(),
        key="SHA256:" + "k" * 43,
    )


def _tag(plan: Mapping[str, Any]) -> list[SignedAct]:
    if "tag" not in plan:
        return []
    act, document, revision, person = plan["tag"].split("/")
    approval = _act(document, int(revision), Act(act), APPROVED_ON, person)
    recorded = plan.get("recorded")
    if recorded:
        approval = replace(approval, recorded_at=datetime.combine(recorded, time(13), UTC))
    if "verdict" in plan:
        reason = plan.get("reason", "It does not hold.")
        approval = replace(approval, verdict=Verdict.INVALID, rule=plan["verdict"], reason=reason)
    return [approval]
