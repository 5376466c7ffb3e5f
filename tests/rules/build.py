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
    exclusions, retention, lead_time: of the policy;  in_force_since: its day;  templates: {path: text}
    codeowners: its text;  mkdocs: what `mkdocs.yml` says
    branches: [{branch, base, id, …}]: a document as a branch has it, and the text that it had before
    problems: [{rule, message, path, line, remedy}];  policy_state, trust_root

Everything is written, committed and signed in a manual in memory, and captured as any manual is. Only what an example
states outright (a verdict, a problem, the state of the policy, what other branches claim) is put in its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import yaml

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.model.approval import Act, Approval, JudgedTag, TagName
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.snapshot import Claim, PolicyState, Snapshot
from qmsdoc.rules import check
from qmsdoc.trust.parsed_tag import reject
from tests.approved import record
from tests.memory import MemoryManual, MemoryTree
from tests.trust.keys import make_key

AS_OF = date(2026, 3, 1)
APPROVED_ON = date(2026, 1, 15)
ONE = {"quality-manager": 1}
TYPES: dict[str, Any] = {
    "manual": {"prefix": "QM", "approvals": ONE},
    "procedure": {"prefix": "QP", "approvals": ONE},
    "instruction": {"prefix": "WI", "approvals": ONE},
}
PEOPLE: dict[str, Any] = {"jane.doe": {"quality-manager": {}}}
DIRECTOR = {"helen.ward": {"managing-director": {"from": date(2015, 1, 1)}}}
_OWN = ("path", "text", "approved_on", "before")
_POLICY_KEYS = ("documents", "standards", "exclusions", "retention", "waivers", "severities", "lead_time")
_STATED = ("made with", "message", "target", "signature", "key", "role", "signed", "author of the change", "commit")
_KEYS = frozenset(
    (
        *_POLICY_KEYS,
        *_STATED,
        *("as_of", "types", "people", "delegations", "approved", "draft", "drafts", "files", "strays", "reviewed"),
        *("withdrawn", "successor", "tag", "verdict", "reason", "recorded", "ledger", "problems", "policy_state"),
        *("in_force_since", "trust_root", "root", "templates", "codeowners", "branches", "own_standards", "mkdocs"),
    )
)


def scene(text: str) -> Snapshot:
    """Build the snapshot of an example."""
    plan: dict[str, Any] = {} if text.startswith("---") else yaml.safe_load(text)
    assert plan.keys() <= _KEYS, plan.keys() - _KEYS
    manual = manual_of(plan)
    if text.startswith("---"):
        manual.write("documents/qp-001.md", text)
    return _stated(manual.snapshot(plan.get("as_of", AS_OF)), plan)


def of_rule(snapshot: Snapshot, rule: str) -> tuple[Finding, ...]:
    """Give what one rule finds."""
    return tuple(finding for finding in check(snapshot) if finding.rule == rule)


def found(text: str, rule: str) -> tuple[Finding, ...]:
    """Give what one rule finds in an example."""
    return of_rule(scene(text), rule)


def path_of(fields: Mapping[str, Any]) -> str:
    return str(fields.get("path", f"documents/{str(fields['id']).lower()}.md"))


def name_of(fields: Mapping[str, Any]) -> str:
    return f"{fields['id']}.{fields['lang']}" if "lang" in fields else str(fields["id"])


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


def _written(value: object) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def manual_of(plan: Mapping[str, Any]) -> MemoryManual:
    """Write, commit and sign what an example says; the drafts lie in the working tree."""
    people = DIRECTOR | plan.get("people", PEOPLE)
    manual = MemoryManual(policy=_policy(plan), people=_people(people, plan.get("delegations", [])))
    manual.keys = {person: make_key(person) for person in people}
    manual.write("allowed_signers", manual.signers())
    for path in plan.get("files", ()):
        manual.write(path, '<svg xmlns="http://www.w3.org/2000/svg"/>' if path.endswith(".svg") else "x")
    for path, text in plan.get("templates", {}).items():
        manual.write(path, text)
    for name, clauses in plan.get("own_standards", {}).items():
        manual.write(f"standards/{name}.yml", _written({"standard": name, "title": name.upper(), "clauses": clauses}))
    if "codeowners" in plan:
        manual.write("CODEOWNERS", plan["codeowners"])
    if "mkdocs" in plan:
        manual.write("mkdocs.yml", _written(plan["mkdocs"]))
    manual.commit("2019-12-01")
    if plan.get("policy_state") == "unapproved" or plan.get("types") == {}:
        return manual
    manual.sign("POLICY", "helen.ward", on="2019-12-02", role="managing-director")
    recorded = "recorded" in plan or plan.get("ledger", "none") != "none"
    if recorded:
        record(manual, "2019-12-03")
    _approve(manual, plan)
    if plan.get("policy_state") == "amended":
        manual.write("qmsdoc.yml", _policy(plan).replace("revision: 1\n", "revision: 2\nchange: Better.\n"))
    return manual


def _approve(manual: MemoryManual, plan: Mapping[str, Any]) -> None:
    """Let the editions be approved, reviewed and withdrawn one after the other; then lay the drafts over them."""
    approved = _listed(plan.get("approved"))
    drafts = _listed(plan.get("drafts", plan.get("draft")))
    others, current = dict(manual.files), {name_of(fields): fields for fields in [*drafts, *approved]}
    for fields in approved:
        current[name_of(fields)] = fields
        _lay(manual, others, list(current.values()))
        on = fields.get("approved_on", APPROVED_ON)
        manual.commit(f"{on}T00:00")
        for person, role in _signers(plan, name_of(fields)):
            manual.sign(name_of(fields), person, on=f"{on}T12:00", role=role)
    for review in plan.get("reviewed", ()):
        asked = {"act": Act.REVIEWED, "day": review["day"], "review_by": review["until"], "role": "quality-manager"}
        manual.sign(review["id"], "jane.doe", on=f"{review['day']}T12:00", **asked)
    for name in plan.get("withdrawn", ()):
        asked = {"act": Act.WITHDRAWN, "reason": "No longer needed.", "successor": plan.get("successor")}
        for person, role in _signers(plan, name):
            manual.sign(name, person, on=f"{APPROVED_ON}T13:00", role=role, **asked)
    _lay(manual, others, drafts if "drafts" in plan else [*approved, *drafts])


def _lay(manual: MemoryManual, others: Mapping[str, tuple[str, bytes]], documents: list[dict[str, Any]]) -> None:
    """Let the working tree hold these documents over the others, the last of each name and path."""
    manual.files = dict(others)
    for fields in documents:
        manual.write(path_of(fields), file_of(fields))


def _signers(plan: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Give who signs for which role: whoever the example names for it."""
    types = plan.get("types", TYPES)
    named: Mapping[str, Any] = next((entry for entry in types.values() if name.startswith(entry["prefix"])), {})
    people = DIRECTOR | plan.get("people", PEOPLE)
    for role in named.get("approvals", ONE):
        yield next(person for person, roles in people.items() if role in roles), role


def _policy(plan: Mapping[str, Any]) -> str:
    director = {"policy": {"prefix": "POLICY", "approvals": {"managing-director": 1}}}
    types = director | plan.get("types", TYPES) if plan.get("types") != {} else {}
    head = {"manual": "meridian-quality-manual", "revision": 1, "organisation": "Meridian Instruments Ltd"}
    own = {"documents": ["documents"], "standards": ["iso9001-2015"]}
    own |= {key: plan[key] for key in _POLICY_KEYS if key in plan}
    own["standards"] = [*own["standards"], *plan.get("own_standards", ())]
    return "".join(f"{key}: {_written(value)}\n" for key, value in (head | own | {"types": types}).items())


def _people(people: Mapping[str, Any], delegations: list[Any]) -> str:
    known = {
        person: {
            "name": person.replace(".", " ").title(),
            "principals": [f"{person}@meridian.example"],
            "roles": {role: {"from": date(2015, 1, 1)} | times for role, times in roles.items()},
        }
        for person, roles in people.items()
    }
    return _written({"people": known} | ({"delegations": delegations} if delegations else {}))


def _stated(snapshot: Snapshot, plan: Mapping[str, Any]) -> Snapshot:
    """Put what the example states outright in the place of what was captured."""
    stated: dict[str, Any] = {key: plan[key] for key in ("trust_root", "root") if key in plan}
    if "strays" in plan:
        stated["strays"] = tuple(plan["strays"])
    if "in_force_since" in plan:
        since = datetime.combine(plan["in_force_since"], time(9), UTC)
        stated["policies"] = tuple(replace(edition, since=since) for edition in snapshot.policies)
    if plan.get("policy_state") == "broken":
        stated["policy_state"] = PolicyState.BROKEN
    if "tag" in plan:
        tag = _tag(plan, snapshot.acts[0])
        stated["acts"] = tuple(sorted((*snapshot.acts, tag), key=lambda act: act.ref))
        stated["records"] = tuple(
            replace(each, acts=(*each.acts, tag)) if tag.name and each.name == tag.name.document else each
            for each in snapshot.records
        )
    problems = tuple(Finding(**{"remedy": "Mend it.", **fields}) for fields in plan.get("problems", ()))
    claims = tuple(_claim(fields) for fields in plan.get("branches", ()))
    return replace(snapshot, problems=(*snapshot.problems, *problems), claims=claims, **stated)


def _tag(plan: Mapping[str, Any], model: JudgedTag) -> JudgedTag:
    """Make one act more of a valid one, under the name that the example gives, with the verdict that it states."""
    act, name, revision, person = plan["tag"].split("/")
    assert isinstance(model, Approval)
    statement = model.statement._replace(
        document=name,
        revision=int(revision),
        path=path_of({"id": name}),
        content_digest="sha256:" + "0" * 64,
        role="quality-manager",
    )
    named = TagName(Act(act), name, int(revision), person)
    at = datetime.combine(APPROVED_ON, time(12), UTC)
    found = replace(model, ref=named.ref, name=named, statement=statement, signed_at=at, counts_from=at)
    found = replace(found, person_name=person.replace(".", " ").title())
    if plan.get("recorded"):
        found = replace(found, recorded_at=datetime.combine(plan["recorded"], time(13), UTC))
    if "verdict" in plan:
        reason = plan.get("reason", "It does not hold.")
        return reject(found, plan["verdict"], reason)
    return found


def _claim(fields: Mapping[str, Any]) -> Claim:
    own = {key: value for key, value in fields.items() if key not in ("branch", "base")}
    path, revision = path_of(own), own.get("revision", 1)
    now = _document(own)
    before = {"id": own["id"], "path": path, "text": fields.get("base")} | fields.get("before", {})
    base = _document(before).closure.content_digest if "base" in fields else None
    return Claim(fields["branch"], now.name, revision, path, now.closure.content_digest, base)


def _document(fields: Mapping[str, Any]) -> Document:
    path = path_of(fields)
    document = DocumentReader().document(MemoryTree({path: ("100644", file_of(fields))}), path)
    assert document is not None
    return document
