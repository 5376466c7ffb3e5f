"""Forged, replayed and mangled approval tags in a whole manual: each named by its rule, none of them counts.

The document is QP-002, which needs a process owner and a quality manager; the honest signatures of
both, beside the attacks, make it an edition, so that a verifier that refuses everything fails here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from qmsdoc.model.approval import Act, TagName
from qmsdoc.trust.message import write_message
from tests.approved import FLOW, fresh, outcome
from tests.memory import ROLES, MemoryManual, moment
from tests.trust.keys import TestKey, envelope, hardware, make_key, tag_payload

HONEST = "refs/tags/approved/QP-002/1/jane.doe"
BEGIN = b"-----BEGIN SSH SIGNATURE-----"
Change = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Parts:
    """What an honest tag is made of; a forgery changes some of it."""

    message: str
    target: str
    name: str = "approved/QP-002/1/jane.doe"
    kind: str = "commit"
    tagger: str = "Jane Doe <jane.doe@meridian.example>"
    offset: str = "+0000"

    @property
    def payload(self) -> bytes:
        seconds = int(moment("2026-01-20").timestamp())
        return tag_payload(
            self.name, self.message, target=self.target, kind=self.kind, tagger=self.tagger, seconds=seconds,
            offset=self.offset,
        )  # fmt: skip


def parts(manual: MemoryManual, changes: Mapping[str, Any] = MappingProxyType({})) -> Parts:
    statement = manual.statement("QP-002", "quality-manager")._replace(**changes)
    target = manual.store.heads["refs/heads/main"]
    return Parts(write_message(Act.APPROVED, "Title of QP-002", statement), target)


def put(manual: MemoryManual, data: bytes, ref: str = HONEST) -> None:
    manual.store.heads[ref] = manual.store.put("tag", data)


def signed(payload: bytes, key: TestKey | None = None, **how: Any) -> bytes:
    return payload + (key or make_key("jane.doe")).sign(payload, **how).encode()


def judged(manual: MemoryManual) -> tuple[int, set[str], int | None]:
    """Let Amir sign honestly, and give exit code, rules and the edition of QP-002 in force."""
    manual.sign("QP-002", "amir.khan", on="2026-01-20")
    found = outcome(manual)
    assert found.effective("QP-001") == 1
    return found.code, found.rules, found.effective("QP-002")


def test_honest_signatures_count() -> None:
    manual = fresh()
    put(manual, signed(parts(manual).payload))
    assert judged(manual) == (0, set(), 1)


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"])
def test_every_kind_of_key_counts(kind: str) -> None:
    manual = fresh()
    manual.keys["jane.doe"] = make_key("jane.doe-2", kind)
    manual.write("allowed_signers", manual.signers())
    manual.write("qmsdoc.yml", manual.files["qmsdoc.yml"][1].replace(b"revision: 1", b"revision: 2\nchange: Keys."))
    manual.commit("2026-01-14")
    manual.sign("POLICY", "helen.ward", on="2026-01-15")
    put(manual, signed(parts(manual).payload, manual.keys["jane.doe"]))
    assert judged(manual) == (0, set(), 1)


STATEMENTS: list[tuple[str, dict[str, Any]]] = [
    ("approval-foreign", {"manual": "meridian-quality-manual-2"}),
    ("approval-content-mismatch", {"content_digest": "sha256:" + "0" * 64}),
    ("approval-unauthorised", {"role": "process-owner"}),
    ("approval-unauthorised", {"role": "managing-director"}),
    ("approval-unauthorised", {"role": "Quality-Manager"}),
    ("approval-unauthorised", {"policy": 2}),
    ("tag-target-invalid", {"path": "documents/procedures/control.md"}),
    ("tag-target-invalid", {"path": "documents/procedures/../procedures/training.md"}),
    ("tag-target-invalid", {"path": "/etc/passwd"}),
    ("tag-target-invalid", {"path": "documents"}),
    ("tag-target-invalid", {"path": "documents/procedures/Training.md"}),
    ("tag-name-mismatch", {"document": "QP-003"}),
    ("tag-name-mismatch", {"revision": 2}),
    ("tag-malformed", {"meaning": "I approve this revision for use, with changes."}),
    ("tag-malformed", {"effective": date(2026, 3, 1)}),
]


@pytest.mark.parametrize(("rule", "changes"), STATEMENTS)
def test_a_statement_that_is_not_true_of_the_document(rule: str, changes: dict[str, Any]) -> None:
    manual = fresh()
    put(manual, signed(parts(manual, changes).payload))
    assert judged(manual) == (1, {rule}, None)


def swap(old: bytes, new: bytes, count: int = 1) -> Change:
    """Replace text of the payload before it is signed; what is to be replaced must be there."""

    def change(payload: bytes) -> bytes:
        assert old in payload
        return payload.replace(old, new, count)

    return change


HEADERS: list[tuple[str, Change]] = [
    ("tag-malformed", lambda data: data.replace(b"type commit", data.split(b"\n")[0] + b"\ntype commit")),
    ("tag-malformed", swap(b"type commit", b"type commit\ntype commit")),
    ("tag-malformed", swap(b"\ntag ", b"\ntag approved/QP-001/1/jane.doe\ntag ")),
    ("tag-malformed", swap(b"\ntagger ", b"\ntagger Amir Khan <amir.khan@meridian.example> 1 +0000\ntagger ")),
    ("tag-malformed", swap(b"\n\n", b"\ngpgsig nothing\n\n")),
    ("tag-malformed", swap(b"\n\n", b"\nencoding UTF-16\n\n")),
    ("tag-malformed", lambda data: b"\n".join([data.split(b"\n")[1], data.split(b"\n")[0], *data.split(b"\n")[2:]])),
    ("tag-malformed", swap(b"+0000", b"-0000")),
    ("tag-malformed", swap(b"+0000", b"+9900")),
    ("tag-malformed", swap(b" +0000", b"")),
    ("tag-malformed", swap(b"Jane Doe <", b"Jane Doe \x1b[2J<")),
    ("tag-malformed", swap(b"Jane Doe <", "Jane \u202eDoe <".encode())),
    ("tag-malformed", swap(b"type commit", b"type  commit")),
    ("tag-malformed", swap(b"type commit", b"type kommit")),
    ("tag-malformed", swap(b"object ", b"object 0")),
    ("tag-target-invalid", swap(b"type commit", b"type tree")),
    ("tag-target-invalid", swap(b"type commit", b"type blob")),
    ("tag-target-invalid", swap(b"type commit", b"type tag")),
    ("tag-name-mismatch", swap(b"tag approved/QP-002/1/", b"tag approved/QP-002/2/")),
    ("tag-name-mismatch", swap(b"tag approved/QP-002/1/jane.doe", b"tag jane.doe")),
    ("tag-name-mismatch", swap(b"tag approved/QP-002/1/jane.doe", b"tag approved/QP-002/1/Jane.Doe")),
]
MESSAGES: list[tuple[str, Change]] = [
    ("tag-malformed", swap(b"Role: quality-manager\n", b"Role: quality-manager\nRole: quality-manager\n")),
    ("tag-malformed", swap(b"Revision: 1\n", b"Revision: 01\n")),
    ("tag-malformed", swap(b"Revision: 1\n", b"Revision: \xd9\xa1\n")),
    ("tag-malformed", swap(b"Revision: 1\n", b"revision: 1\n")),
    ("tag-malformed", swap(b"Content: sha256:", b"Content: SHA256:")),
    ("tag-malformed", swap(b"Policy: 1\nRole: quality-manager\n", b"Role: quality-manager\nPolicy: 1\n")),
    ("tag-malformed", swap(b"Policy: 1\n", b"")),
    ("tag-malformed", swap(b"Policy: 1\n", b"Policy: 1 \n")),
    ("tag-malformed", swap(b"Policy: 1\n", b"Policy: 1\r\n")),
    ("tag-malformed", swap(b"Policy: 1\n", b"Policy: 1\n\n")),
    ("tag-malformed", swap(b"Policy: 1\n", b"Policy: 1\nNote: Only until Friday.\n")),
    ("tag-malformed", swap(b"Policy: 1\n", b"Policy: 1\nReason: None.\n")),
    ("tag-malformed", swap(b"Policy: 1\n", b"Policy: 1\x00\n")),
    ("tag-malformed", swap(b"Policy: 1\n", "Policy: 1\u2066\n".encode())),
    ("tag-malformed", swap(b"Approve QP-002", b"Approve \xff\xfe")),
    ("tag-malformed", swap(b"Title of QP-002", b"x" * 2_000_000)),
    ("tag-malformed", swap(b"Title of QP-002", b"T\n-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----")),
]


@pytest.mark.parametrize(("rule", "change"), [*HEADERS, *MESSAGES])
def test_an_unusual_object_though_its_signature_is_good(rule: str, change: Change) -> None:
    manual = fresh()
    put(manual, signed(change(parts(manual).payload)))
    assert judged(manual) == (1, {rule}, None)


def _signature(payload: bytes) -> bytes:
    return make_key("jane.doe").sign(payload).encode()


def _twisted(payload: bytes, **how: Any) -> bytes:
    key = make_key("jane.doe")
    return payload + envelope(key.blob, key.raw(payload), **how)


SIGNATURES: list[tuple[str, Change]] = [
    ("tag-unsigned", lambda data: data),
    ("signature-invalid", lambda data: data.replace(b"Policy: 1", b"Policy: 2") + _signature(data)),
    ("signature-invalid", lambda data: data + _signature(data + b" ")),
    ("signer-unknown", lambda data: signed(data, make_key("mallory"))),
    ("signer-mismatch", lambda data: signed(data, make_key("amir.khan"))),
    ("signer-unknown", lambda data: signed(data, hardware(make_key("jane.doe")))),
    ("signature-invalid", lambda data: signed(data, namespace=b"file")),
    ("signature-noncanonical", lambda data: _twisted(data, reserved=b"x")),
    ("signature-noncanonical", lambda data: _twisted(data, hash_name=b"sha1")),
    ("signature-noncanonical", lambda data: signed(data).replace(b"\n-----END", b"\n\n-----END")),
    ("signature-noncanonical", lambda data: signed(data).replace(b"-----\nU1", b"-----\nU\n1")),
    ("tag-malformed", lambda data: signed(data) + b"\n"),
    ("tag-malformed", lambda data: signed(data) + b"And one more thing.\n"),
    ("tag-malformed", lambda data: signed(data) + _signature(data)),
    ("tag-malformed", lambda data: signed(data).replace(b"\n-----END SSH", b"\n-----END PGP")),
    ("tag-malformed", lambda data: signed(data).replace(b"SSH SIGNATURE", b"SSH2 SIGNATURE")),
    ("tag-malformed", lambda data: signed(data).removesuffix(b"\n")),
    (
        "signature-unverifiable",
        lambda data: data + b"-----BEGIN SIGNED MESSAGE-----\nAA==\n-----END SIGNED MESSAGE-----\n",
    ),
    (
        "signature-noncanonical",
        lambda data: data + b"-----BEGIN PGP SIGNATURE-----\n\nAA==\n-----END PGP SIGNATURE-----\n",
    ),
]


@pytest.mark.parametrize(("rule", "change"), SIGNATURES)
def test_a_signature_that_is_wrong_missing_or_not_the_one_form(rule: str, change: Change) -> None:
    manual = fresh()
    put(manual, change(parts(manual).payload))
    assert judged(manual) == (1, {rule}, None)


REPLAYS = [
    ("refs/tags/approved/QP-001/1/jane.doe", HONEST),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/QP-001/2/jane.doe"),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/QP-001/1/helen.ward"),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/qp-001/1/jane.doe"),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/QP-001/01/jane.doe"),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/QP-001.de/1/jane.doe"),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/QP-001/1/jane.doe/again"),
    ("refs/tags/approved/QP-001/1/jane.doe", "refs/tags/approved/evil"),
    ("refs/tags/approved/POLICY/1/helen.ward", "refs/tags/approved/POLICY/2/helen.ward"),
    ("refs/tags/approved/POLICY/1/helen.ward", "refs/tags/approved/QP-002/1/helen.ward"),
]


@pytest.mark.parametrize(("source", "target"), REPLAYS)
def test_a_true_signature_under_another_name(source: str, target: str) -> None:
    manual = fresh()
    if target.startswith(source):
        manual.store.heads[target.replace("jane.doe", "jane.do")] = manual.store.heads[source]
    else:
        manual.store.heads[target] = manual.store.heads[source]
    assert judged(manual) == (1, {"tag-name-mismatch"}, None)


@pytest.mark.parametrize("act", ["withdrawn/QP-001/1/jane.doe", "reviewed/QP-001/1/2026-01-12/jane.doe"])
def test_an_approval_is_no_other_act(act: str) -> None:
    manual = fresh()
    manual.store.heads[f"refs/tags/{act}"] = manual.store.heads["refs/tags/approved/QP-001/1/jane.doe"]
    assert judged(manual) == (1, {"tag-malformed"}, None)


def _lightweight(manual: MemoryManual) -> None:
    manual.store.heads[HONEST] = manual.store.heads["refs/heads/main"]


def _blob(manual: MemoryManual) -> None:
    manual.store.heads[HONEST] = manual.store.put("blob", b"I approve.")


def _nested(manual: MemoryManual) -> None:
    inner = manual.store.put("tag", signed(parts(manual).payload))
    found = parts(manual)
    put(manual, signed(Parts(found.message, inner, kind="tag").payload))


def _liar(manual: MemoryManual) -> None:
    tree = manual.store.read(manual.store.heads["refs/heads/main"]).data[5:45].decode()
    put(manual, signed(Parts(parts(manual).message, tree).payload))


def _nowhere(manual: MemoryManual) -> None:
    put(manual, signed(Parts(parts(manual).message, "1" * 40).payload))


def _aside(manual: MemoryManual) -> None:
    trunk = manual.store.heads["refs/heads/main"]
    aside = manual.commit("2026-01-15", branch="proposal", parents=[trunk])
    put(manual, signed(Parts(parts(manual).message, aside).payload))


def _orphan(manual: MemoryManual) -> None:
    put(manual, signed(Parts(parts(manual).message, manual.commit("2026-01-15", branch="root", parents=[])).payload))


def _early(manual: MemoryManual) -> None:
    manual.sign("QP-002", "jane.doe", on="2026-01-09")


def _future(manual: MemoryManual) -> None:
    manual.sign("QP-002", "jane.doe", on="2026-02-03T00:00:01")


def _image(manual: MemoryManual) -> None:
    """What was signed had another picture beside it."""
    old = manual.statement("QP-001", "quality-manager").content_digest
    manual.write(FLOW, "<svg/>")
    commit = manual.commit("2026-01-14")
    tag = TagName(Act.APPROVED, "QP-001", 1, "helen.ward")
    manual.sign(
        "QP-001", "helen.ward", on="2026-01-15", commit=commit, content_digest=old, tag=tag, role="quality-manager"
    )


SHAPES: list[tuple[str, Callable[[MemoryManual], None]]] = [
    ("tag-lightweight", _lightweight),
    ("tag-lightweight", _blob),
    ("tag-target-invalid", _nested),
    ("tag-target-invalid", _liar),
    ("tag-unreachable", _aside),
    ("tag-unreachable", _orphan),
    ("approval-date-invalid", _early),
    ("approval-date-invalid", _future),
    ("approval-content-mismatch", _image),
]


@pytest.mark.parametrize(("rule", "attack"), SHAPES)
def test_a_tag_that_points_elsewhere_or_bears_a_wrong_date(rule: str, attack: Callable[[MemoryManual], None]) -> None:
    manual = fresh()
    attack(manual)
    code, rules, edition = judged(manual)
    assert (code, rule in rules, edition) == (1, True, None)


def test_a_tag_on_a_commit_that_is_not_here_stops_everything() -> None:
    manual = fresh()
    _nowhere(manual)
    found = outcome(manual)
    assert (found.code, found.rules) == (4, {"repository-incomplete"})


def test_one_person_with_two_names_is_one_person() -> None:
    manual = fresh()
    assert set(ROLES) == {"jane.doe", "helen.ward", "amir.khan"}
    manual.sign("QP-002", "amir.khan", on="2026-01-20")
    tag = TagName(Act.APPROVED, "QP-002", 1, "amir.khan2")
    manual.sign("QP-002", "amir.khan", on="2026-01-20", tag=tag, role="quality-manager")
    found = outcome(manual)
    assert (found.code, found.rules, found.effective("QP-002")) == (1, {"signer-mismatch"}, None)
