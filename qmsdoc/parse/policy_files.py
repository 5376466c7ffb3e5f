"""The policy: `qmsdoc.yml`, `people.yml`, `allowed_signers` and `keys/*.asc` become one `Policy`.

Any fault at all means no policy: who may do what is never guessed from half a file.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from zoneinfo import ZoneInfoNotFoundError

from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.policy import POLICY_PATH, SIGNERS_PATH, DocumentType, Policy, SigningKey
from qmsdoc.model.policy_time import Interval, zone_named
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.standard import Exclusion
from qmsdoc.parse.openpgp_keys import openpgp_keys
from qmsdoc.parse.passkeys import passkeys
from qmsdoc.parse.people_file import PeopleFile, people
from qmsdoc.parse.policy_file import PolicyFile, entries, items, load, number, text, texts
from qmsdoc.parse.policy_mapping import read_mapping
from qmsdoc.parse.schema import nearest
from qmsdoc.parse.signers import allowed_signers, shared_keys
from qmsdoc.parse.yaml import Mapping, Node
from qmsdoc.text.suggestions import Lexicon, lexicon

_NOTICE = Interval(days=30)
_MOST_FAULTS = 200


def policy(files: Table[str, bytes]) -> tuple[Policy | None, tuple[Finding, ...]]:
    """Read the policy's files (path → bytes); None with `policy-invalid` problems where anything is wrong.

    A missing `allowed_signers` is a policy without SSH keys; a missing `people.yml` is a fault.
    Never raises.
    """
    source = load(POLICY_PATH, files.get(POLICY_PATH, b""), "policy.schema.json")
    listed = people(files.get("people.yml"))
    signers, signer_problems = allowed_signers(files.get(SIGNERS_PATH, b""), listed.people)
    armored, armor_problems = openpgp_keys(files, listed.people)
    keys = signers + armored
    found = _policy(source, listed, keys)
    if listed.problems:
        signer_problems = armor_problems = ()
    problems = (*source.problems, *listed.problems, *signer_problems, *armor_problems, *shared_keys(keys))
    if problems:
        return None, tuple(sorted(problems, key=lambda p: (p.path, p.line or 0, p.column or 0, p.message)))
    return found, ()


def _policy(source: PolicyFile, listed: PeopleFile, keys: tuple[SigningKey, ...]) -> Policy:
    """Type `qmsdoc.yml`, noting what is wrong with it in `source`: whatever that is, the policy is then none."""
    root, types = source.root, _types(source)
    return Policy(
        manual=text(root.get("manual")),
        revision=number(root.get("revision")),
        organisation=text(root.get("organisation")),
        trunk=text(root.get("trunk")) or "main",
        documents=texts(root.get("documents")) or ("documents",),
        types=types,
        people=listed.people,
        keys=keys,
        change=text(root.get("change")),
        uncontrolled=texts(root.get("uncontrolled")),
        standards=texts(root.get("standards")),
        delegations=listed.delegations,
        revoked=listed.revoked,
        meanings=_meanings(root),
        review_notice=source.interval(root.get("review_notice")) or _NOTICE,
        waivers=_waivers(source),
        emergency_withdrawal=text(root.get("emergency_withdrawal")) or None,
        lead_time=source.lead_time(root.get("lead_time")),
        same_person=text(root.get("same_person")) or None,
        passkeys=passkeys(source),
        exclusions=_exclusions(root),
        retention=_retention(source, types),
        severities=tuple(
            (rule.text, Severity(text(said)), rule.line) for rule, said in entries(root.get("severities"))
        ),
        timezone=_timezone(source),
        mapping=read_mapping(source),
        accept_unsigned_before=source.date(root.get("accept_unsigned_before")),
        report_url=text(root.get("report_url")),
        site_url=text(root.get("site_url")),
    )


def _timezone(source: PolicyFile) -> str:
    node = source.root.get("timezone")
    name = text(node) or "UTC"
    try:
        zone_named(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        if node is not None:
            source.fail(node, f"There is no time zone '{name[:60]}'.", "Write a name such as Europe/Berlin, or UTC.")
    return name


def _types(source: PolicyFile) -> tuple[DocumentType, ...]:
    found = []
    prefixes: dict[str, str] = {}
    known = {kind.text for kind, _ in entries(source.root.get("types"))}
    words = lexicon(known)
    for key, node in entries(source.root.get("types")):
        fields = {name.text: value for name, value in entries(node)}
        found.append(_type(source, key.text, fields))
        prefix = fields["prefix"]
        other = prefixes.setdefault(text(prefix).upper(), key.text)
        if other != key.text:
            message = f"The prefix '{text(prefix)}' belongs to both '{other}' and '{key.text}'."
            source.fail(prefix, message, "Give every type a prefix of its own.")
        _known_types(source, fields.get("relies_on"), known, words)
    return tuple(found)


def _known_types(source: PolicyFile, node: Node | None, known: set[str], words: Lexicon) -> None:
    for name in dict.fromkeys(texts(node)):
        if node is not None and name not in known and len(source.problems) < _MOST_FAULTS:
            message = f"'{name}' is none of the document types.{nearest(name, words)}"
            source.fail(node, message, "Name document types of this file.")


def _type(source: PolicyFile, name: str, fields: dict[str, Node]) -> DocumentType:
    needs = tuple(Requirement(role.text, number(count)) for role, count in entries(fields.get("approvals")))
    return DocumentType(
        name=name,
        prefix=text(fields["prefix"]),
        folder=text(fields.get("folder")).strip("/") or None,
        approvals=needs or None,
        independent=_independent(source, fields, needs),
        review_every=source.interval(fields.get("review_every")),
        title=text(fields.get("title")),
        schema=text(fields.get("schema")) or None,
        template=text(fields.get("template")) or None,
        relies_on=texts(fields["relies_on"]) if "relies_on" in fields else None,
        valid_for=source.interval(fields.get("valid_for")),
    )


def _independent(source: PolicyFile, fields: dict[str, Node], needs: tuple[Requirement, ...]) -> tuple[str, ...]:
    roles = texts(fields.get("independent"))
    missing = [role for role in roles if role not in {need.role for need in needs}]
    if missing:
        message = f"The independent role '{missing[0]}' is not among the roles that approve."
        source.fail(fields["independent"], message, "Add it under 'approvals', or delete it here.")
    return roles


def _meanings(root: Mapping) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (act.text, role.text, text(words))
        for act, node in entries(root.get("meanings"))
        for role, words in entries(node)
    )


def _exclusions(root: Mapping) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(standard.text, clause.text, text(reason), clause.line, clause.column)
        for standard, node in entries(root.get("exclusions"))
        for clause, reason in entries(node)
    )


def _retention(source: PolicyFile, types: tuple[DocumentType, ...]) -> tuple[tuple[str, Interval], ...]:
    found = []
    known = {kind.name for kind in types}
    words = lexicon(known)
    for kind, node in entries(source.root.get("retention")):
        _known_types(source, kind, known, words)
        span = source.interval(node)
        if span is not None:
            found.append((kind.text, span))
    return tuple(found)


def _waivers(source: PolicyFile) -> tuple[Waiver, ...]:
    found = []
    for node in items(source.root.get("waivers")):
        rule, document, reason, owner = (text(node.get(key)) for key in ("rule", "document", "reason", "owner"))
        expires = source.date(node.get("expires"))
        if expires is not None:
            found.append(Waiver(rule, document, reason, owner, expires, node.line))
    return tuple(found)
