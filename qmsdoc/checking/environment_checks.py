"""What `qmsdoc doctor` looks at, one small question each."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from qmsdoc.git import WorkingTree
from qmsdoc.git.command import run
from qmsdoc.git.filters import LFS
from qmsdoc.git.sign import SigningSettings
from qmsdoc.model.policy import Policy
from qmsdoc.model.rule_ids import (
    APPROVAL_UNPUSHED,
    CLONE_BEHIND,
    LEDGER_BROKEN,
    LEDGER_ROLLBACK,
    TAG_DELETED,
    TAG_MOVED,
)
from qmsdoc.model.snapshot import PolicyState, Snapshot
from qmsdoc.render.manifest import Manifest, versions
from qmsdoc.signing.key_check import key_fault, names_ssh_key, signing_key_fingerprint
from qmsdoc.signing.roles import by_address
from qmsdoc.text.sentences import all_of, counted

_OLDEST_GIT = (2, 34)
# Announced by its makers: Material for MkDocs ends on this day; MkDocs 1.x gets no more releases.
_MATERIAL_ENDS = date(2027, 5, 5)
_NOTICE = timedelta(days=365)


class CheckState(StrEnum):
    """How one answer stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One answer: what was looked at, how it stands, what was found, and what to do."""

    name: str
    state: CheckState
    message: str
    remedy: str = ""


def of_machine(today: date) -> Iterator[Check]:
    """Look at the programs this machine has."""
    yield Check("Python", CheckState.OK, platform.python_version())
    yield _git()
    yield _program("ssh-keygen", "SSH keys can sign.", "Install OpenSSH's client, 8.2 or newer, to sign with SSH keys.")
    yield _program("gpg", "OpenPGP keys can sign and be checked.", "Install GnuPG where OpenPGP keys are in use.")
    yield _site_makers(today)


def _git() -> Check:
    if shutil.which("git") is None:
        return Check("git", CheckState.FAIL, "Git is not installed, or not on the PATH.", "Install git 2.34 or newer.")
    said = run(Path.cwd(), "version").stdout.decode("utf-8", "replace")
    found = re.search(r"(\d+)\.(\d+)[.\d]*", said)
    if found is None or (int(found[1]), int(found[2])) < _OLDEST_GIT:
        return Check(
            "git", CheckState.WARN, said.strip(), "Install git 2.34 or newer: older ones cannot sign with SSH keys."
        )
    return Check("git", CheckState.OK, found[0])


def _program(name: str, good: str, remedy: str) -> Check:
    if shutil.which(name) is None:
        return Check(name, CheckState.WARN, "Not found on the PATH.", remedy)
    return Check(name, CheckState.OK, good)


def _site_makers(today: date) -> Check:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("mkdocs", "mkdocs-material"))
    if today < _MATERIAL_ENDS - _NOTICE:
        return Check("site", CheckState.OK, versions)
    return Check(
        "site",
        CheckState.WARN,
        f"{versions}: MkDocs 1.x gets no more releases, and Material for MkDocs is looked after until "
        f"{_MATERIAL_ENDS}.",
        "Nothing to do yet: manuals stay as they are, and later versions of qmsdoc publish with a successor.",
    )


def of_manual(snapshot: Snapshot, settings: SigningSettings, tags: int, at: datetime) -> list[Check]:
    """Look at the manual, this clone of it, and whether its user can sign."""
    policy = snapshot.policy_in_force
    return [
        Check("history", CheckState.OK, "The whole history is here, unaltered."),
        _trunk(snapshot),
        _tags(snapshot, tags),
        _policy(snapshot),
        _trust_root(snapshot),
        _ledger(snapshot),
        *_unsent(snapshot),
        _identity(policy, settings),
        _key(policy, settings, at),
    ]


def of_files(tree: WorkingTree) -> Iterator[Check]:
    """Look at what of the files on the disk is not as git keeps it."""
    left_out, filters = tree.left_out(), sorted(tree.filters() - {LFS})
    if left_out:
        message = f"A sparse checkout leaves out {counted(len(left_out), 'file')}; they are read from git."
        yield Check("files", CheckState.OK, message)
    if LFS in tree.filters():
        yield Check(
            "files",
            CheckState.WARN,
            "Files are kept by Git LFS: the manual's own history holds only their pointers, which nobody can sign.",
            "Take the manual's files out of LFS: git lfs migrate export --include='documents/**'",
        )
    if filters:
        message = f"Files pass the {'filter' if len(filters) == 1 else 'filters'} {all_of(filters)}"
        yield Check("files", CheckState.OK, f"{message}; they are judged as git keeps them.")


def _trunk(snapshot: Snapshot) -> Check:
    behind = next((problem for problem in snapshot.problems if problem.rule == CLONE_BEHIND), None)
    if behind is not None:
        return Check("trunk", CheckState.WARN, behind.message, behind.remedy)
    return Check(
        "trunk", CheckState.OK, f"The branch '{snapshot.policy_in_force.trunk}' here has all that was fetched."
    )


def _tags(snapshot: Snapshot, tags: int) -> Check:
    if snapshot.acts:
        return Check("tags", CheckState.OK, f"{len(snapshot.acts)} approvals are here.")
    found = f"No approvals are here ({tags} other tags)." if tags else "No approvals are here."
    return Check("tags", CheckState.WARN, found, "If others have signed, fetch their tags: git fetch --tags")


def _policy(snapshot: Snapshot) -> Check:
    state, policy = snapshot.policy_state, snapshot.authority
    if state is PolicyState.BROKEN:
        return Check(
            "policy", CheckState.FAIL, "The policy that starts this manual does not hold.", "See: qmsdoc verify POLICY"
        )
    if policy is None:
        return Check("policy", CheckState.WARN, "Nobody has approved the policy yet.", "See: qmsdoc approve POLICY")
    if state is PolicyState.AMENDED:
        return Check(
            "policy",
            CheckState.WARN,
            f"Policy {policy.revision} is in force; the one here differs.",
            "See: qmsdoc diff POLICY, then qmsdoc approve POLICY",
        )
    return Check("policy", CheckState.OK, f"Policy {policy.revision} is in force.")


def _trust_root(snapshot: Snapshot) -> Check:
    if snapshot.trust_root is None:
        begins = f" This manual begins with {snapshot.root}" if snapshot.root else ""
        return Check(
            "trust root",
            CheckState.WARN,
            f"It is not pinned.{begins}",
            "Keep the digest of the first policy outside the manual, and give it in QMSDOC_TRUST_ROOT.",
        )
    return Check("trust root", CheckState.OK, "Pinned." if snapshot.root == snapshot.trust_root else "Given.")


def _ledger(snapshot: Snapshot) -> Check:
    faults = {LEDGER_BROKEN, LEDGER_ROLLBACK, TAG_DELETED, TAG_MOVED}
    broken = next((problem for problem in snapshot.problems if problem.rule in faults), None)
    if broken is not None:
        return Check("ledger", CheckState.FAIL, broken.message, broken.remedy)
    if snapshot.recorded:
        return Check("ledger", CheckState.OK, "The branch qmsdoc-ledger is here.")
    return Check("ledger", CheckState.OK, "There is none: the dates of approvals are the signers' own word.")


def _unsent(snapshot: Snapshot) -> Iterator[Check]:
    for problem in snapshot.problems:
        if problem.rule == APPROVAL_UNPUSHED:
            message = f"{problem.document}: {problem.message}" if problem.document else problem.message
            yield Check("sent", CheckState.WARN, message, problem.remedy or "")


def of_published(manifest: Manifest) -> Check:
    """Look at whether a published manual was made with the versions that are here."""
    here = versions(manifest.options)
    others = [
        f"{name} {made} (here {here.get(name) or 'none'})"
        for name, made in sorted(manifest.made_by.items(), key=lambda item: (item[0] != "qmsdoc", item[0]))
        if here.get(name) != made
    ]
    if not others:
        return Check("published with", CheckState.OK, f"The manual of {manifest.as_of} was made with these versions.")
    return Check(
        "published with",
        CheckState.WARN,
        f"The manual of {manifest.as_of} was made with {all_of(others)}: pages made here may differ from it.",
        "What changes on a page, the changelog says; to have the same bytes, install the versions named.",
    )


def _identity(policy: Policy, settings: SigningSettings) -> Check:
    person = by_address(policy, settings.email)
    if person is None:
        return Check(
            "who you are",
            CheckState.WARN,
            f"Git's e-mail address here, {settings.email or '(none)'}, belongs to nobody in people.yml.",
            "To sign, set it: git config user.email YOU@YOUR.ORGANISATION",
        )
    return Check("who you are", CheckState.OK, f"{person.name} ({person.id}), by {settings.email}.")


def _key(policy: Policy, settings: SigningSettings, at: datetime) -> Check:
    if settings.key is None:
        return Check(
            "signing key",
            CheckState.WARN,
            "Git has no key to sign with.",
            "Set one: git config gpg.format ssh; git config user.signingKey ~/.ssh/id_ed25519.pub",
        )
    if settings.format == "openpgp" and names_ssh_key(settings.key):
        return Check(
            "signing key",
            CheckState.WARN,
            f"The key {settings.key} is an SSH key, but git is set to sign with OpenPGP.",
            "Set the format: git config gpg.format ssh",
        )
    found, person = signing_key_fingerprint(settings), by_address(policy, settings.email)
    if found is None:
        return Check("signing key", CheckState.OK, f"Git signs with {settings.format} key {settings.key}.")
    fault = key_fault(policy, found, person.id if person else None, at)
    if fault is not None:
        return Check("signing key", CheckState.WARN, fault.message, fault.remedy)
    return Check("signing key", CheckState.OK, f"{found} is in allowed_signers.")
