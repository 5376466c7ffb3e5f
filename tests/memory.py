"""A git repository in memory behind the `Store` interface, and a manual in it: attacks and rules in a few lines.

Objects, ids, trees and signatures are real; only the disk and the processes are missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from qmsdoc.capture import capture
from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.capture.policy_document import policy_document, policy_files
from qmsdoc.git import GitObject, MissingObjectError, OversizedObject, Ref
from qmsdoc.model.approval import MEANINGS, Act, Statement, TagName
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.trust.message import write_message
from tests.trust.keys import TestKey, make_key, tag_payload

DAY = date(2026, 2, 2)

POLICY = """\
manual: meridian-quality-manual
revision: 1
organisation: Meridian Instruments Ltd
trunk: main
documents: documents
uncontrolled: [documents/index.md]
types:
  policy: {prefix: POLICY, approvals: {managing-director: 1}}
  procedure:
    prefix: QP
    folder: procedures
    approvals: {process-owner: 1, quality-manager: 1}
    independent: [quality-manager]
    review_every: 24 months
  form: {prefix: QF, folder: forms, approvals: {quality-manager: 1}}
"""

PEOPLE = """\
people:
  jane.doe:
    name: Jane Doe
    principals: [jane.doe@meridian.example]
    roles:
      quality-manager: {from: 2023-01-01}
  helen.ward:
    name: Helen Ward
    principals: [helen.ward@meridian.example]
    roles:
      managing-director: {from: 2023-01-01}
  amir.khan:
    name: Amir Khan
    principals: [amir.khan@meridian.example]
    roles:
      process-owner: {from: 2023-01-01}
      quality-manager: {from: 2023-01-01, until: 2023-12-31}
"""

ROLES = {"jane.doe": "quality-manager", "helen.ward": "managing-director", "amir.khan": "process-owner"}


def moment(text: str) -> datetime:
    """Read an instant, UTC unless it says otherwise; a bare date means noon."""
    found = datetime.fromisoformat(text if "T" in text else f"{text}T12:00")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def document(name: str = "QP-001", *, revision: int = 1, body: str = "Do this.\n", **fields: str) -> str:
    """Write a document's text; extra fields go into the front matter as they are, None leaves one out."""
    front: dict[str, Any] = {"id": name, "title": f"Title of {name}", "type": "procedure", "owner": "quality-manager"}
    front |= {"revision": revision} | ({"change": "Something better."} if revision > 1 else {}) | fields
    rows = "".join(f"{key}: {value}\n" for key, value in front.items() if value is not None)
    return f"---\n{rows}---\n\n# {front['title']}\n\n{body}"


@dataclass
class MemoryStore:
    """Objects by id and refs by name."""

    object_format: str = "sha1"
    objects: dict[str, GitObject] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def put(self, kind: str, data: bytes) -> str:
        """Store an object under its id."""
        oid = hashlib.new(self.object_format, f"{kind} {len(data)}\0".encode() + data).hexdigest()
        self.objects[oid] = GitObject(kind, data)
        return oid

    def refs(self) -> tuple[Ref, ...]:
        return tuple(Ref(name, oid) for name, oid in sorted(self.heads.items()))

    def read(self, oid: str) -> GitObject:
        if oid not in self.objects:
            raise MissingObjectError(oid)
        return self.objects[oid]

    def read_all(self, oids: Iterable[str]) -> Iterator[tuple[str, GitObject | None]]:
        return ((oid, self.objects.get(oid)) for oid in oids)

    def read_bounded(self, oids: Iterable[str], most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        for oid, found in self.read_all(oids):
            size = len(found.data) if found else 0
            yield oid, OversizedObject(found.kind, size) if found and size > most else found

    def put_tree(self, files: Mapping[str, tuple[str, bytes]]) -> str:
        """Store a tree of files (path → mode, bytes) and give its id."""
        folders: dict[str, dict[str, tuple[str, bytes]]] = {}
        entries: dict[str, tuple[str, str]] = {}
        for path, (mode, data) in files.items():
            first, _, rest = path.partition("/")
            if rest:
                folders.setdefault(first, {})[rest] = (mode, data)
            else:
                entries[first] = (mode, data.decode() if mode == "160000" else self.put("blob", data))
        entries |= {name: ("40000", self.put_tree(inner)) for name, inner in folders.items()}
        ordered = sorted(entries.items(), key=lambda item: (item[0] + ("/" if item[1][0] == "40000" else "")).encode())
        return self.put("tree", b"".join(f"{m} {n}".encode() + b"\0" + bytes.fromhex(o) for n, (m, o) in ordered))

    def read_reachable(self, tip: str, most: int) -> Iterator[tuple[str, GitObject | OversizedObject | None]]:
        return self.read_bounded(self.reachable(tip), most)

    def reachable(self, tip: str) -> tuple[str, ...]:
        found, waiting = dict[str, None](), [tip]
        while waiting:
            oid = waiting.pop()
            if oid not in found and oid in self.objects:
                found[oid] = None
                waiting += self._parents(oid)
        return tuple(found)

    def _header(self, oid: str, key: str) -> list[str]:
        lines = self.objects[oid].data.decode().partition("\n\n")[0].split("\n")
        return [line.removeprefix(key + " ") for line in lines if line.startswith(key + " ")]

    def _parents(self, oid: str) -> list[str]:
        return self._header(oid, "parent")


class MemoryTree:
    """A working tree in memory."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]]) -> None:
        self._files = dict(files)

    def paths(self, folder: str = "") -> tuple[str, ...]:
        return tuple(path for path in sorted(self._files) if path.startswith(folder))

    def mode(self, path: str) -> str | None:
        return self._files[path][0] if path in self._files else None

    def blob(self, path: str) -> str | None:
        return None

    def read(self, path: str) -> bytes | None:
        mode, data = self._files.get(path, ("", b""))
        return data if mode.startswith("100") else None


class MemoryManual:
    """A manual with a policy, three people and their keys. Everything is signed and dated as asked."""

    def __init__(self, *, object_format: str = "sha1", policy: str = POLICY, people: str = PEOPLE) -> None:
        self.store = MemoryStore(object_format)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.keys = {person: make_key(person) for person in ROLES}
        self.write("qmsdoc.yml", policy)
        self.write("people.yml", people)
        self.write("allowed_signers", self.signers())

    def signers(self) -> str:
        """The text of `allowed_signers`."""
        return "".join(f"{person}@meridian.example {key.line}\n" for person, key in self.keys.items())

    def write(self, path: str, text: str | bytes, mode: str = "100644") -> None:
        """Put a file into the working tree."""
        self.files[path] = (mode, text.encode() if isinstance(text, str) else text)

    def commit(
        self,
        on: str = "2026-01-05",
        *,
        author: str = "ben.hughes",
        message: str = "Change",
        parents: list[str] | None = None,
        branch: str = "main",
    ) -> str:
        """Commit the files as they are and move the branch."""
        if parents is None:
            parents = [self.store.heads[f"refs/heads/{branch}"]] if f"refs/heads/{branch}" in self.store.heads else []
        who = f"{author} <{author}@meridian.example> {int(moment(on).timestamp())} +0000"
        head = [f"tree {self.store.put_tree(self.files)}", *(f"parent {parent}" for parent in parents)]
        text = "\n".join([*head, f"author {who}", f"committer {who}", "", message, ""])
        oid = self.store.put("commit", text.encode())
        self.store.heads[f"refs/heads/{branch}"] = oid
        if branch == "main":
            self.store.heads["HEAD"] = oid
        return oid

    def found(self) -> MemoryManual:
        """Commit what is there and let Helen Ward approve the policy."""
        self.commit()
        self.sign("POLICY", "helen.ward", on="2026-01-06")
        return self

    def statement(self, name: str, role: str, **changes: Any) -> Statement:
        """What an honest approval of the document, as the working tree has it, would say."""
        tree = MemoryTree(self.files)
        law = read_policy(policy_files(tree))[0]
        assert law is not None
        if name == "POLICY":
            found = policy_document(policy_files(tree), law)
        else:
            reader = DocumentReader().under(law)
            drafts = (reader.document(tree, path) for path in tree.paths() if path.startswith("documents/"))
            found = next(draft for draft in drafts if draft and draft.front.name == name)
        honest: dict[str, Any] = {
            "manual": law.manual,
            "document": name,
            "revision": found.front.revision,
            "path": found.path,
            "content_digest": found.closure.content_digest,
            "policy": max(law.revision - 1, 1) if name == "POLICY" else law.revision,
            "role": role,
            "meaning": MEANINGS[Act.APPROVED],
            "effective": found.front.effective,
        }
        return Statement(**honest | changes)

    def sign(
        self,
        name: str,
        person: str,
        *,
        on: str = "2026-01-12",
        act: Act = Act.APPROVED,
        role: str | None = None,
        commit: str | None = None,
        key: TestKey | None = None,
        day: date | None = None,
        tag: TagName | None = None,
        **changes: Any,
    ) -> str:
        """Sign an act as `person`; anything may be made false. Gives the ref."""
        if act is not Act.APPROVED:
            changes = {"effective": None, "meaning": MEANINGS[act], **changes}
        statement = self.statement(name, role or ROLES[person], **changes)
        tag = tag or TagName(act, name, statement.revision, person, day)
        payload = tag_payload(
            tag.tag,
            write_message(act, f"Title of {name}", statement),
            target=commit or self.store.heads["refs/heads/main"],
            tagger=f"{person} <{person}@meridian.example>",
            seconds=int(moment(on).timestamp()),
        )
        data = payload + (key or self.keys[person]).sign(payload).encode()
        self.store.heads[tag.ref] = self.store.put("tag", data)
        return tag.ref

    def approve(self, name: str = "QP-001", *, on: str = "2026-01-12") -> None:
        """Let both people a procedure needs sign it."""
        self.sign(name, "amir.khan", on=on)
        self.sign(name, "jane.doe", on=on)

    def snapshot(self, as_of: date = DAY, **asked: Any) -> Snapshot:
        """Capture the manual: the working tree's files are the drafts."""
        asked.setdefault("working_tree", MemoryTree(self.files))
        return capture(self.store, as_of=as_of, **asked)

    def verdict(self, ref: str, as_of: date = DAY, **asked: Any) -> str:
        """Give the rule that an approval fails, or `valid`."""
        found = next(act for act in self.snapshot(as_of, **asked).acts if act.ref == ref)
        return found.rule or str(found.verdict)
