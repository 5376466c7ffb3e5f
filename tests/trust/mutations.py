"""Valid tags of every kind of SSH key, ways to change them, and the whole verdict on what comes out.

`Mill(seed)` makes the same changes every time. A changed tag may be accepted only where it is, byte for byte,
one of the valid ones again.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.model.approval import MEANINGS, Act, Statement
from qmsdoc.model.policy import DocumentType, Person, Policy, SigningKey, Tenure
from qmsdoc.model.policy_time import end_of
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.rule_ids import RuleId
from qmsdoc.model.snapshot import PolicyEdition
from qmsdoc.trust import sshsig
from qmsdoc.trust.context import TaggedCommit, Timeline, VerificationContext
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.message import write_message
from qmsdoc.trust.parsed_tag import parse_tag
from qmsdoc.trust.verify import verify_act
from qmsdoc.trust.wire import Reader, string
from tests.memory import MemoryTree, document
from tests.trust.keys import KINDS, make_key, tag_oid, tag_payload

PATH = "documents/procedures/control.md"
REF = "refs/tags/approved/QP-001/1/jane.doe"
DAY = date(2026, 2, 2)
SIGNED = datetime(2026, 1, 12, 12, tzinfo=UTC)
COMMITS = {"sha1": "1" * 40, "sha256": "1" * 64}
BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
OTHERS = (b"-----BEGIN PGP SIGNATURE-----\n", b"-----BEGIN SIGNED MESSAGE-----\n", b"-----END SSH SIGNATURE-----\n")


@dataclass(frozen=True)
class Valid:
    """A valid tag in a repository of `object_format`."""

    kind: str
    object_format: str
    data: bytes


def _signed() -> TaggedCommit:
    files = {PATH: ("100644", document().encode())}
    found = DocumentReader().document(MemoryTree(files), PATH)
    return TaggedCommit(SIGNED, on_trunk=True, document=found)


TARGET = _signed()
NOWHERE = VerificationFailure(RuleId("repository-incomplete"), "There is no such commit.")


def _policy() -> Policy:
    made = [make_key("jane", kind) for kind in KINDS]
    principal = "jane.doe@meridian.example"
    return Policy(
        *("manual", 1, "Meridian Instruments Ltd", "main", ("documents",)),
        types=(DocumentType("procedure", "QP", approvals=(Requirement("quality-manager", 1),)),),
        people=(Person("jane.doe", "Jane Doe", (principal,), (Tenure("quality-manager"),)),),
        keys=tuple(SigningKey("jane.doe", principal, key.kind, key.blob, key.fingerprint) for key in made),
    )


def _context() -> VerificationContext:
    assert TARGET.document is not None
    policy = PolicyEdition(_policy(), "", datetime(2025, 1, 1, tzinfo=UTC), "", (), TARGET.document)
    return VerificationContext(Timeline(end_of(DAY, UTC), end_of(DAY, UTC)), (policy,))


CONTEXT = _context()


def _valid(kind: str, object_format: str) -> Valid:
    assert TARGET.document is not None
    content, meaning = TARGET.document.closure.content_digest, MEANINGS[Act.APPROVED]
    statement = Statement("manual", "QP-001", 1, PATH, content, 1, "quality-manager", meaning)
    message = write_message(Act.APPROVED, "Control", statement)
    name, seconds = REF.removeprefix("refs/tags/"), int(SIGNED.timestamp())
    payload = tag_payload(name, message, target=COMMITS[object_format], seconds=seconds)
    return Valid(kind, object_format, payload + make_key("jane", kind).sign(payload).encode())


VALID = tuple(_valid(kind, object_format) for kind in KINDS for object_format in COMMITS)
ORIGINALS = frozenset(valid.data for valid in VALID)


def verdict(data: bytes, object_format: str, oid: str | None = None) -> str:
    """Give the rule that the tag fails, or `valid`; its id is the honest one unless `oid` is given."""
    parsed = parse_tag(REF, oid or tag_oid(data, object_format), "tag", data)
    if isinstance(parsed, VerificationFailure):
        return parsed.rule
    found = verify_act(parsed, TARGET if parsed.tag.target in COMMITS.values() else NOWHERE, CONTEXT)
    return found.rule or str(found.verdict)


class Mill:
    """Changes valid tags; `turn` gives one changed tag, its id and the name of what was done to it."""

    def __init__(self, seed: str) -> None:
        self._source = random.Random(seed)  # noqa: S311 - the same changes every time
        self._changes: tuple[Callable[[Valid], bytes], ...] = (
            self.bits,
            self.run,
            self.truncation,
            self.duplication,
            self.lines,
            self.header,
            self.field,
            self.blanks,
            self.armor,
            self.signature_bytes,
            self.signature_field,
            self.base64_text,
            self.splice,
        )

    def turn(self) -> tuple[str, Valid, bytes, str | None]:
        """Change one tag; one in forty keeps its former id, as a swapped object in a repository would."""
        valid = self._source.choice(VALID)
        change = self._source.choice(self._changes)
        data = change(valid)
        if self._source.random() < 0.2:
            data = self._source.choice(self._changes)(Valid(valid.kind, valid.object_format, data))
        kept = tag_oid(valid.data, valid.object_format) if self._source.random() < 0.025 else None
        return change.__name__, valid, data, kept

    def bits(self, valid: Valid) -> bytes:
        changed = bytearray(valid.data)
        for _ in range(self._source.choice((1, 1, 1, 2, 8))):
            if changed:
                changed[self._source.randrange(len(changed))] ^= 1 << self._source.randrange(8)
        return bytes(changed)

    def run(self, valid: Valid) -> bytes:
        at = self._at(valid.data)
        size = self._source.choice((1, 1, 2, 4, 16))
        new = self._source.randbytes(self._source.choice((0, 1, size)))
        return valid.data[:at] + new + valid.data[at + size :]

    def truncation(self, valid: Valid) -> bytes:
        at, end = sorted((self._at(valid.data), self._at(valid.data)))
        return self._source.choice((valid.data[:at], valid.data[at:], valid.data[:at] + valid.data[end:]))

    def duplication(self, valid: Valid) -> bytes:
        at, end = sorted((self._at(valid.data), self._at(valid.data)))
        payload, signature = self._parts(valid.data)
        twice = valid.data[:end] + valid.data[at:]
        return self._source.choice((twice, valid.data * 2, payload + signature * 2, payload * 2 + signature))

    def lines(self, valid: Valid) -> bytes:
        rows = valid.data.splitlines(keepends=True) or [b""]
        one, two = self._source.randrange(len(rows)), self._source.randrange(len(rows))
        done = self._source.randrange(3)
        if done == 0:
            rows[one], rows[two] = rows[two], rows[one]
        elif done == 1:
            rows.insert(one, rows[two])
        else:
            del rows[one]
        return b"".join(rows)

    def header(self, valid: Valid) -> bytes:
        head, gap, rest = valid.data.partition(b"\n\n")
        rows = head.split(b"\n")
        place = self._source.randrange(len(rows))
        key = rows[place].partition(b" ")[0]
        new = self._source.choice(
            (
                b"object " + b"%040x" % self._source.getrandbits(160),
                b"object " + b"2" * 64,
                b"type tag",
                b"type blob",
                b"tag approved/QP-001/2/jane.doe",
                b"tag approved/QP-001/1/amir.khan",
                b"tagger Jane Doe <jane.doe@meridian.example> %d +0000" % self._source.getrandbits(31),
                b"tagger Jane Doe <jane.doe@meridian.example> 1768219200 -0000",
                b"gpgsig x",
                b"encoding latin-1",
                key,
                key + b"  x",
                key + b"\tx",
            )
        )
        rows[place : place + self._source.randrange(2)] = [new]
        return b"\n".join(rows) + gap + rest

    def field(self, valid: Valid) -> bytes:
        head, gap, rest = valid.data.partition(b"\n\nManual")
        body, begin, signature = (gap[2:] + rest).partition(BEGIN)
        rows = body.split(b"\n")
        place = self._source.randrange(len(rows))
        key = rows[place].partition(b": ")[0]
        new = self._source.choice(
            (
                b"2",
                b"QP-002",
                b"sha256:" + b"0" * 64,
                b"managing-director",
                b"documents/x.md",
                b" 1",
                b"01",
                b"I agree.",
            )
        )
        more = (key + b": " + new, b"Effective: 2026-02-01", b"Successor: QP-002", b"Note: x", b"")
        rows[place : place + self._source.randrange(2)] = [self._source.choice(more)]
        return head + b"\n\n" + b"\n".join(rows) + begin + signature

    def blanks(self, valid: Valid) -> bytes:
        at = self._at(valid.data)
        new = self._source.choice(
            (b" ", b"\n", b"\r", b"\t", b"\0", b"\r\n", b"\n\n", "\u202e".encode(), b"\xa0", b"\xff")
        )
        return self._source.choice(
            (valid.data[:at] + new + valid.data[at:], valid.data.replace(b"\n", new), valid.data + new)
        )

    def armor(self, valid: Valid) -> bytes:
        payload, signature = self._parts(valid.data)
        text = signature.replace(BEGIN, b"").replace(OTHERS[2], b"").replace(b"\n", b"")
        width = self._source.choice((1, 64, 69, 71, 76, 4096))
        rows = b"".join(text[at : at + width] + b"\n" for at in range(0, len(text), width))
        begin, end = (self._source.choice((plain, plain.lower(), *OTHERS, b"")) for plain in (BEGIN, OTHERS[2]))
        return payload + begin + rows + end

    def signature_bytes(self, valid: Valid) -> bytes:
        """Change the binary signature and write it in good armor, so that the armor cannot catch it."""
        payload, blob = self._blob(valid.data)
        inner = Valid(valid.kind, valid.object_format, blob)
        return payload + sshsig.armor(self._source.choice((self.bits, self.run, self.truncation))(inner))

    def signature_field(self, valid: Valid) -> bytes:
        """Change one field of the binary signature, with its length and armor put right again."""
        payload, blob = self._blob(valid.data)
        reader = Reader(blob, "It")
        start = reader.take(10) if len(blob) > 10 else b""
        fields = []
        while start and reader.at < len(blob):
            fields.append(self._string(reader))
        if not fields:
            return payload + sshsig.armor(blob + b"\0")
        place = self._source.randrange(len(fields))
        donor = self._source.choice(VALID)
        swapped = Reader(self._blob(donor.data)[1][10:], "It")
        theirs = [self._string(swapped) for _ in range(5)]
        grown = fields[place] + self._source.randbytes(self._source.choice((1, 2)))
        flipped = bytearray(fields[place] or b"\0")
        flipped[self._source.randrange(len(flipped))] ^= 1 << self._source.randrange(8)
        other = self._source.choice((b"", b"file", b"sha1", b"sha256", b"sha512", b"git\0"))
        new = (theirs[place % 5], grown, bytes(flipped), fields[place][:-1], other)
        fields[place] = self._source.choice(new)
        return payload + sshsig.armor(start + b"".join(string(field) for field in fields))

    def base64_text(self, valid: Valid) -> bytes:
        """Change the base64 text itself, and write it in lines of 70 again."""
        payload, blob = self._blob(valid.data)
        text = bytearray(base64.b64encode(blob) or b"A")
        at = self._source.randrange(len(text))
        text[at : at + self._source.randrange(2)] = self._source.choice(
            (b"A", b"B", b"=", b"-", b"_", b"AA", b"AAAA", b"/")
        )
        rows = b"".join(bytes(text[at : at + 70]) + b"\n" for at in range(0, len(text), 70))
        return payload + BEGIN + rows + OTHERS[2]

    def splice(self, valid: Valid) -> bytes:
        """Put the signature of one valid tag under the text of another that says something else, or nothing else."""
        other = self._source.choice(VALID)
        payload, _ = self._parts(valid.data)
        _, signature = self._parts(other.data)
        said = self._source.choice(((b"Revision: 1\n", b"Revision: 2\n"), (b"QP-001", b"QP-002"), (b"manual", b"m")))
        return (payload if self._source.random() < 0.5 else payload.replace(*said)) + signature

    def _at(self, data: bytes) -> int:
        return self._source.randrange(len(data) + 1)

    def _parts(self, data: bytes) -> tuple[bytes, bytes]:
        payload, begin, signature = data.partition(BEGIN)
        return payload, begin + signature

    def _blob(self, data: bytes) -> tuple[bytes, bytes]:
        payload, signature = self._parts(data)
        try:
            return payload, base64.b64decode(signature[len(BEGIN) :].partition(b"-")[0])
        except ValueError:
            return payload, b""

    def _string(self, reader: Reader) -> bytes:
        left = len(reader.data) - reader.at
        return reader.take(min(left - 4, reader.uint32())) if left > 4 else reader.take(left)
