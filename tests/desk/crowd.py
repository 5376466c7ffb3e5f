"""Many approvers at one desk of a team, each with a passkey of their own."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from qmsdoc.desk.desk import Desk
from tests.desk.world import SITES, Visitor, desk_of, hosted, passkey
from tests.disk import DiskManual
from tests.memory import PEOPLE, POLICY, MemoryManual, document
from tests.trust.keys import Passkey


@dataclass(frozen=True)
class Crowd:
    """A desk, its manual and host, and who is to sign QF-001, each with a passkey."""

    desk: Desk
    manual: DiskManual
    origin: Path
    keys: dict[str, Passkey]

    def arrived(self) -> int:
        """Count the signatures that the host has and stock git believes."""
        tags = self.manual.git("--git-dir", str(self.origin), "tag", "--list", "approved/QF-001/*").split()
        signers = self.manual.root / "allowed_signers"
        for tag in tags:
            self.manual.git(
                "--git-dir", str(self.origin), "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", tag
            )
        return len(tags)


def crowd(place: Path, people: int) -> Crowd:
    """Make a manual whose one form needs the signature of each of so many people."""
    names = [f"approver.{n}" for n in range(people)]
    roles = "\n    roles:\n      approver: {from: 2023-01-01}\n"
    entries = "".join(
        f"  {name}:\n    name: {name}\n    principals: [{name}@meridian.example]{roles}" for name in names
    )
    policy = POLICY.replace(
        "prefix: QF, folder: forms, approvals: {quality-manager: 1}",
        f"prefix: QF, folder: forms, approvals: {{approver: {people}}}",
    )
    manual = MemoryManual(policy=policy + SITES, people=PEOPLE + entries)
    keys = {name: passkey(name, team=True) for name in names}
    manual.keys |= {name: key.key() for name, key in keys.items()}
    manual.write("allowed_signers", manual.signers())
    manual.write("documents/forms/form.md", document("QF-001", type="form"))
    manual.commit("2026-01-05T09:00", author="amir.khan")
    manual.sign("POLICY", "helen.ward", on="2026-01-06T09:00")
    disk = DiskManual.of(manual, place)
    disk.git("reset", "--quiet")
    return Crowd(desk_of(disk, team=True), disk, hosted(disk), keys)


def sign_all(found: Crowd) -> list[float]:
    """Let all sign at once; gives the seconds that each waited for begin and finish together."""
    visitors = {name: Visitor.at(found.desk, f"{name}@meridian.example") for name in found.keys}

    def sign(name: str) -> float:
        values = visitors[name].values("QF-001")
        begun = time.perf_counter()
        answer = visitors[name].finish(visitors[name].begin("QF-001", seen=values), found.keys[name])
        assert answer.code == 200, answer.text
        return time.perf_counter() - begun

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(sign, visitors))
