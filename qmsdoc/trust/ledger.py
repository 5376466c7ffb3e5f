"""The ledger: the append-only, hash-chained record of every approval seen, with the instant it was recorded.

Invariants: line n has `seq` n and, in `prev`, the SHA-256 of line n-1 with its newline (64 zeros
first); keys stand in the one order, in compact JSON, nothing else on the line; `recorded` never
decreases; a ref is recorded once. One line that breaks any of it breaks the ledger.

What the first run of the recorder took over bears one instant, that of line 1, and no later line
does: of these the ledger knows no more than the signers say, that they were there by then.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from qmsdoc.model.finding import Finding
from qmsdoc.model.refs import short_tag
from qmsdoc.model.rule_ids import LEDGER_BROKEN, LEDGER_ROLLBACK, TAG_DELETED, TAG_MOVED
from qmsdoc.text.sentences import counted
from qmsdoc.trust.failure import VerificationFailure, invalid

PATH = "ledger.jsonl"
_SKEW = timedelta(minutes=5)
FIRST = "0" * 64
_KEYS = ("seq", "prev", "ref", "tag", "tag_sha256", "recorded")
_HEX = re.compile(r"[0-9a-f]+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Entry(NamedTuple):
    """One line: `tag` is the tag object's id, `tag_sha256` the SHA-256 of its content, `recorded` in UTC."""

    seq: int
    prev: str
    ref: str
    tag: str
    tag_sha256: str
    recorded: datetime

    @property
    def line(self) -> bytes:
        """The line as it stands in `ledger.jsonl`, with its newline (RFC 8259, compact)."""
        stamp = self.recorded.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        values = (self.seq, self.prev, self.ref, self.tag, self.tag_sha256, stamp)
        row = json.dumps(dict(zip(_KEYS, values, strict=True)), ensure_ascii=False, separators=(",", ":"))
        return row.encode("utf-8", "surrogateescape") + b"\n"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger whose chain holds. `sha256` is that of its last line, 64 zeros where it has none."""

    entries: tuple[Entry, ...] = ()

    @property
    def sha256(self) -> str:
        """The hex SHA-256 of the last line with its newline."""
        return hashlib.sha256(self.entries[-1].line).hexdigest() if self.entries else FIRST

    @property
    def data(self) -> bytes:
        """The whole of `ledger.jsonl`."""
        return b"".join(entry.line for entry in self.entries)

    @property
    def digests(self) -> tuple[str, ...]:
        """The hex SHA-256 of each line with its newline, in order."""
        return (*(entry.prev for entry in self.entries[1:]), self.sha256) if self.entries else ()

    @property
    def opened(self) -> datetime | None:
        """When the first run took over what was there; None where nothing is recorded."""
        return self.entries[0].recorded if self.entries else None

    @property
    def closed(self) -> datetime | None:
        """When the last line was recorded; None where nothing is."""
        return self.entries[-1].recorded if self.entries else None

    def recorded(self) -> dict[str, datetime]:
        """When each tag object was recorded, by its id."""
        return {entry.tag: entry.recorded for entry in self.entries}

    def extends(self, former: Ledger) -> bool:
        """Tell whether it holds every line of `former`, unchanged, at its place."""
        return self.entries[: len(former.entries)] == former.entries


def read_ledger(data: bytes) -> Ledger | VerificationFailure:
    """Read and prove a ledger; the fault (`ledger-broken`) names the first wrong line. Never raises."""
    entries: list[Entry] = []
    prev, refs = FIRST, set[str]()
    for number, line in enumerate(re.findall(rb"[^\n]*\n|[^\n]+\Z", data), 1):
        entry = _entry(line)
        if entry is None or entry.line != line:
            return invalid(LEDGER_BROKEN, f"Line {number} of the ledger is not a well-formed entry.")
        if entry.seq != number or entry.prev != prev:
            return invalid(LEDGER_BROKEN, f"Line {number} of the ledger does not continue the line before it.")
        if entry.ref in refs or (entries and entry.recorded < entries[-1].recorded):
            return invalid(LEDGER_BROKEN, f"Line {number} of the ledger repeats a tag or goes back in time.")
        entries.append(entry)
        refs.add(entry.ref)
        prev = hashlib.sha256(entry.line).hexdigest()
    return Ledger(tuple(entries))


def latest(found: Sequence[Ledger | VerificationFailure]) -> Ledger | VerificationFailure:
    """Give the longest of several copies of one ledger; the first fault, or one of their differing, instead."""
    ledgers: list[Ledger] = []
    for each in found:
        if isinstance(each, VerificationFailure):
            return each
        ledgers.append(each)
    longest = max(ledgers, key=lambda ledger: len(ledger.entries))
    if all(longest.extends(ledger) for ledger in ledgers):
        return longest
    return invalid(
        LEDGER_BROKEN, "The copies of the ledger here have gone different ways: neither continues the other."
    )


_FETCH = "Fetch the branch qmsdoc-ledger, or restore it; and find out who cut it."


def rolled_back(digests: Sequence[str], seq: int, sha256: str) -> Finding | None:
    """Hold the ledger, line by line (`Ledger.digests`), against one that was published with `seq` lines, the
    last with the digest `sha256`: `ledger-rollback` where it lacks that line or has another.
    """
    if seq == 0 or (len(digests) >= seq and digests[seq - 1] == sha256):
        return None
    said = f"The published manual knows a ledger of {counted(seq, 'line')}"
    if len(digests) < seq:
        message = f"{said}; the one here has {len(digests) or 'none'}."
    else:
        message = f"{said}, the last of which reads otherwise here."
    return Finding(LEDGER_ROLLBACK, message, _FETCH, path=PATH)


def _entry(line: bytes) -> Entry | None:
    try:
        row = json.loads(line)
        values = [row[key] for key in _KEYS]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    seq, *texts = values
    if type(seq) is not int or not all(isinstance(text, str) for text in texts):
        return None
    prev, ref, tag, tag_sha256, recorded = texts
    if not (_HEX.fullmatch(prev + tag + tag_sha256) and _INSTANT.fullmatch(recorded)):
        return None
    try:
        instant = datetime.fromisoformat(recorded)
    except ValueError:
        return None
    return Entry(seq, prev, ref, tag, tag_sha256, instant)


def ahead_of(ledger: Ledger, now: datetime | None) -> VerificationFailure | None:
    """Return the failure of a ledger with a line that is more than five minutes later than the clock says."""
    if now is None or ledger.closed is None or ledger.closed <= now + _SKEW:
        return None
    reason = f"The last line of the ledger bears an instant that lies ahead: {ledger.closed:%Y-%m-%dT%H:%M:%SZ}."
    return invalid(LEDGER_BROKEN, reason)


def compare(
    ledger: Ledger, refs: Mapping[str, str], digests: Mapping[str, str], read: Set[str] | None = None
) -> Iterator[Finding]:
    """Hold the repository's tags against the ledger: `tag-moved` and `tag-deleted`.

    `refs` gives each ref's object id, `digests` the SHA-256 of the content of the object to which it leads. Where only
    some were `read`, by ref, the ids alone of the others are compared.
    """
    for entry in ledger.entries:
        name, found = short_tag(entry.ref), refs.get(entry.ref)
        said = f"recorded on {entry.recorded.date()} as line {entry.seq} of the ledger"
        restore = f"Restore it: git tag -f {name} {entry.tag}, and find out who changed it."
        if found is None:
            message = f"The tag {name}, {said}, has been deleted."
            yield Finding(TAG_DELETED, message, f"Fetch the tags (git fetch --tags). {restore}", ref=entry.ref)
        elif found != entry.tag or ((read is None or entry.ref in read) and digests.get(entry.ref) != entry.tag_sha256):
            yield Finding(TAG_MOVED, f"The tag {name}, {said}, now points elsewhere.", restore, ref=entry.ref)


def extend(ledger: Ledger, tags: Iterable[tuple[str, str, bytes]], at: datetime) -> Ledger:
    """Append tags (ref, object id, content) that the ledger lacks, in order of ref, recorded `at` or later."""
    entries = list(ledger.entries)
    known = {entry.ref for entry in entries}
    instant = at.astimezone(UTC).replace(microsecond=0)
    if entries:
        instant = max(instant, entries[-1].recorded, entries[0].recorded + timedelta(seconds=1))
    for ref, oid, data in sorted(tags):
        if ref not in known:
            prev = hashlib.sha256(entries[-1].line).hexdigest() if entries else FIRST
            digest = hashlib.sha256(data).hexdigest()
            entries.append(Entry(len(entries) + 1, prev, ref, oid, digest, instant))
    return Ledger(tuple(entries))
