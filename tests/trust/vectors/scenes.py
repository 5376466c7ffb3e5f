"""A whole manual, one thing in it made false, and what is said of it: the ground of every table of vectors here.

The scene: policy 1 is approved, QP-001 revision 1 is on the trunk, and Amir Khan has signed it as its
process owner. What a vector adds is, by default, the second signature that it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qmsdoc.errors import RepositoryError
from qmsdoc.model.approval import Act, JudgedTag, Verdict
from qmsdoc.model.snapshot import Snapshot, Status
from tests.memory import DAY, PEOPLE, POLICY, MemoryManual, document
from tests.trust.keys import TestKey

PATH = "documents/procedures/control.md"
AMIR = "refs/tags/approved/QP-001/1/amir.khan"
JANE = "refs/tags/approved/QP-001/1/jane.doe"
BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"


def bare(*, policy: str = POLICY, people: str = PEOPLE, keys: dict[str, TestKey] | None = None) -> MemoryManual:
    """A manual whose policy is approved, without documents."""
    made = MemoryManual(policy=policy, people=people)
    made.keys |= keys or {}
    made.write("allowed_signers", made.signers())
    return made.found()


def scene(
    *,
    policy: str = POLICY,
    people: str = PEOPLE,
    keys: dict[str, TestKey] | None = None,
    files: dict[str, str] | None = None,
    author: str = "ben.hughes",
    **front: str,
) -> MemoryManual:
    """The scene; `front` changes the document's front matter or body, `files` puts more beside it."""
    made = bare(policy=policy, people=people, keys=keys)
    made.write(PATH, document(**front))  # type: ignore[arg-type]
    for path, text in (files or {}).items():
        made.write(path, text)
    made.commit("2026-01-10", author=author)
    made.sign("QP-001", "amir.khan")
    return made


@dataclass(frozen=True)
class Vector:
    """What `act` does to a manual made by `scene`, giving a ref, ends in `rule`: the one that ref fails, or

    - `valid`: it counts, and what it signs is published (approved, withdrawn, reviewed, in force);
    - `approval-missing`: nothing is wrong with it, and nothing is complete;
    - `later`: it does not count yet;
    - the rule by which the whole repository is refused.

    `asked` is what the snapshot is asked for beside the day.
    """

    name: str
    rule: str
    act: Callable[[MemoryManual], str]
    scene: Callable[[], MemoryManual] = scene
    as_of: date = DAY
    asked: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def check(vector: Vector) -> None:
    """Prove a vector: its exact rule, and that only what is valid has any effect."""
    manual = vector.scene()
    ref = vector.act(manual)
    try:
        snapshot = manual.snapshot(vector.as_of, **vector.asked)
    except RepositoryError as error:
        assert error.rule == vector.rule  # noqa: PT017 - the table names either
        return
    act = next(act for act in snapshot.acts if act.ref == ref)
    counts = _counts(snapshot, act)
    told = act.rule or ("later" if act.verdict is Verdict.NOT_YET_VALID else "valid" if counts else "approval-missing")
    assert told == vector.rule, act.reason
    assert counts == (vector.rule == "valid")


def _counts(snapshot: Snapshot, act: JudgedTag) -> bool:
    """Tell whether an act has its effect."""
    if act.name is not None and act.name.act is Act.REVIEWED:
        record = snapshot.record(act.name.document)
        return act.valid and record is not None and record.review_by == (act.statement and act.statement.review_by)
    if act.name is not None and act.name.act is Act.WITHDRAWN:
        record = snapshot.record(act.name.document)
        return act.valid and record is not None and record.status is Status.WITHDRAWN
    published = [edition.approvals for edition in snapshot.editions]
    published += [edition.approvals for edition in snapshot.policies]
    return any(act.ref == approval.ref for approvals in published for approval in approvals)


def jane(manual: MemoryManual, /, **changes: Any) -> str:
    """Jane signs QP-001; anything may be made false."""
    return manual.sign("QP-001", "jane.doe", **changes)


def signs(**changes: Any) -> Callable[[MemoryManual], str]:
    """Let Jane sign with something made false."""
    return lambda manual: jane(manual, **changes)


def data(manual: MemoryManual, ref: str) -> bytes:
    """The bytes of a ref's object."""
    return manual.store.objects[manual.store.heads[ref]].data


def put(manual: MemoryManual, ref: str, changed: bytes) -> str:
    """Let a ref name a tag object of these bytes, under the id that they have."""
    manual.store.heads[ref] = manual.store.put("tag", changed)
    return ref


def altered(edit: Callable[[bytes], bytes], **changes: Any) -> Callable[[MemoryManual], str]:
    """Change an honest tag's bytes after they were signed."""

    def act(manual: MemoryManual) -> str:
        ref = jane(manual, **changes)
        return put(manual, ref, edit(data(manual, ref)))

    return act


def resigned(edit: Callable[[bytes], bytes], **changes: Any) -> Callable[[MemoryManual], str]:
    """Change what Jane signs; the signature over it is good."""

    def act(manual: MemoryManual) -> str:
        ref = jane(manual, **changes)
        payload = edit(data(manual, ref).partition(BEGIN)[0])
        return put(manual, ref, payload + manual.keys["jane.doe"].sign(payload).encode())

    return act


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    """Replace a text that must be there, once."""

    def edit(payload: bytes) -> bytes:
        assert old.encode() in payload
        return payload.replace(old.encode(), new.encode("utf-8", "surrogateescape"), 1)

    return edit


def revised(manual: MemoryManual, change: str = "Better.", *, on: str = "2026-01-15", **files: str) -> MemoryManual:
    """Commit the next policy revision; `people` and `policy` are the new texts."""
    former = int(manual.files["qmsdoc.yml"][1].decode().split("revision: ")[1].split("\n")[0])
    text = files.get("policy") or manual.files["qmsdoc.yml"][1].decode()
    lines = [line for line in text.split("\n") if not line.startswith(("revision:", "change:"))]
    manual.write("qmsdoc.yml", "\n".join([lines[0], f"revision: {former + 1}", f"change: {change}", *lines[1:]]))
    manual.write("people.yml", files.get("people") or manual.files["people.yml"][1])
    manual.write("allowed_signers", files.get("signers") or manual.signers())
    manual.commit(on)
    return manual


def next_revision(manual: MemoryManual, *, on: str = "2026-01-18", author: str = "ben.hughes", **front: Any) -> None:
    """Commit the next revision of QP-001."""
    former = manual.files[PATH][1].decode()
    number = int(former.split("revision: ")[1].split("\n")[0])
    manual.write(PATH, document(revision=number + 1, **front))
    manual.commit(on, author=author)
