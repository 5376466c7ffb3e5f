"""Verifies OpenPGP signatures with `gpg` (doc/DETAILS of GnuPG). The one module of `trust/` that runs a process.

Invariants
1. gpg sees only the keys it is given: its home is a fresh folder that is deleted afterwards; it reads no
   options file, starts no agent, asks no key server, and inherits nothing of the environment but PATH.
2. Its answer counts only when its status lines tell of exactly one signature, good, over binary data, with
   SHA-2; the exit code alone decides nothing.
3. Validity is judged on the instant given, never on the machine's clock; a revoked key never counts.
4. The fingerprint given is that of the key that signed, primary or subkey, as gpg and git show it to people.
5. A user id is that of a key where the key itself certifies it, and has not revoked it.
6. No signature raises. Where gpg is missing or does not answer in time, the fault is `signature-unverifiable`.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from qmsdoc.model.policy import SigningKey
from qmsdoc.model.rule_ids import (
    APPROVAL_DATE_INVALID,
    KEY_EXPIRED,
    KEY_REVOKED,
    SIGNATURE_INVALID,
    SIGNATURE_NONCANONICAL,
    SIGNER_UNKNOWN,
)
from qmsdoc.trust.failure import VerificationFailure, invalid, unverifiable

TIME_LIMIT = 20.0  # seconds
# Keys are read as of a fixed day, so that the machine's clock has no say in which of them can be.
_IMPORT = ("--faked-system-time=20991231T000000!", "--import")

_OPTIONS = (
    "--no-options",
    "--batch",
    "--no-tty",
    "--no-autostart",
    "--disable-dirmngr",
    "--no-auto-key-retrieve",
    "--no-auto-check-trustdb",
    "--trust-model=always",
    "--status-fd=1",
)
_ARMOR = re.compile(
    rb"-----BEGIN PGP SIGNATURE-----\n(?:(?:Version|Comment): [\x20-\x7e]*\n)*\n"
    rb"(?P<text>(?:[A-Za-z0-9+/]{1,76}\n)*[A-Za-z0-9+/]{1,76}={0,2}\n)"
    rb"(?:=[A-Za-z0-9+/]{4}\n)?-----END PGP SIGNATURE-----\n"
)
_REFUSALS = (
    ("NO_PUBKEY", SIGNER_UNKNOWN, "The OpenPGP key that made it is not among the keys of the manual."),
    ("REVKEYSIG", KEY_REVOKED, "The OpenPGP key that made it has been revoked."),
    ("EXPKEYSIG", KEY_EXPIRED, "The OpenPGP key that made it had expired."),
    ("EXPSIG", SIGNATURE_INVALID, "The OpenPGP signature carries an end date, which has passed."),
    ("BADSIG", SIGNATURE_INVALID, "It does not match what was signed: the tag was altered."),
    ("ERRSIG", SIGNATURE_INVALID, "The OpenPGP signature cannot be good as it stands."),
)
_UNKNOWN_ALGORITHM = "4"
_APART = timedelta(days=1)  # between the tagger's word and the signature's own time: a tag's text is written in between

# First octets of a signature packet (old format with a length of one or two octets, new format), and
# the first length octets of the new format from which on a length has two octets, or is partial.
_OLD_ONE, _OLD_TWO, _NEW = 0x88, 0x89, 0xC2
_TWO_OCTETS, _PARTIAL = 192, 224
_VERSION = 4

_SHA2 = frozenset(("8", "9", "10", "11"))
_BINARY = "00"
_NOT_CERTIFIED = frozenset("ir")  # invalid, revoked: the second field of a line about a user id
_SECONDS = re.compile(r"[0-9]{1,12}")
_FINGERPRINT = re.compile(r"[0-9A-F]{40}")


class Keyring(NamedTuple):
    """A keyring in the folder `home`; one run of gpg may take `limit` seconds.

    `ready` tells whether gpg answered when the keys were imported.
    """

    home: Path
    limit: float
    ready: bool

    def verify(
        self, payload: bytes, signature: bytes, at: datetime, made: datetime | None = None
    ) -> str | VerificationFailure:
        """Verify the armored `signature` over `payload` as on the instant `at`, which has a time zone.

        `made` is when it was made by the tagger's word. Returns the fingerprint of the key that signed, in 40
        upper-case hex digits, or the failure.
        """
        fault = _form(signature)
        if fault is not None:
            return fault
        file = self.home / "signature.asc"
        file.write_bytes(signature)
        moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        arguments = (f"--faked-system-time={moment}!", "--verify", str(file), "-")
        status = _run(self.home, arguments, payload, self.limit) if self.ready else None
        if status is None:
            return unverifiable(
                "It is an OpenPGP signature, and gpg is not installed here or does not answer; install GnuPG."
            )
        return _judge(status, made)


@contextmanager
def keyring(keys: Iterable[SigningKey], *, limit: float = TIME_LIMIT) -> Iterator[Keyring]:
    """Make a temporary keyring that holds only `keys`; those that gpg cannot read are simply not in it.

    gpg takes some 20 ms to start: open one keyring for many signatures where that can be.
    """
    with tempfile.TemporaryDirectory(prefix="qmsdoc-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        blobs = tuple(dict.fromkeys(key.blob for key in keys))
        files = [home / f"key-{place}.asc" for place in range(len(blobs))]
        for file, blob in zip(files, blobs, strict=True):
            file.write_bytes(blob)
        answer = _run(home, (*_IMPORT, *map(str, files)), b"", limit)
        yield Keyring(home, limit, answer is not None)


@lru_cache(maxsize=256)
def certified_user_ids(blob: bytes) -> tuple[str, ...] | None:
    """Return the user ids of an armored key that the key itself certifies and has not revoked; None without gpg.

    gpg drops at import what no signature of the key's own certifies; what is revoked it says so of.
    """
    key = SigningKey("", "", "openpgp", blob, "")
    with keyring((key,)) as ring:
        rows = _said(ring.home, ("--with-colons", "--fixed-list-mode", "--list-keys"), b"", ring.limit)
    if rows is None:
        return None
    fields = [line.split(":") for line in rows.split("\n") if line.startswith("uid:")]
    return tuple(row[9].replace("\\x3a", ":") for row in fields if len(row) > 9 and row[1] not in _NOT_CERTIFIED)


def _run(home: Path, arguments: tuple[str, ...], data: bytes, limit: float) -> list[list[str]] | None:
    """Run gpg and give its status lines as words, or None when it cannot be had or takes too long."""
    said = _said(home, arguments, data, limit)
    if said is None:
        return None
    return [line.split(" ")[1:] for line in said.split("\n") if line.startswith("[GNUPG:] ")]


def _said(home: Path, arguments: tuple[str, ...], data: bytes, limit: float) -> str | None:
    """Run gpg and give what it writes, or None when it cannot be had or takes too long."""
    gpg = shutil.which("gpg")
    if gpg is None:
        return None
    command = [gpg, f"--homedir={home}", *_OPTIONS, *arguments]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "GNUPGHOME": str(home)}
    try:
        done = subprocess.run(command, input=data, capture_output=True, env=environment, timeout=limit, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout.decode("utf-8", "replace")


def _form(signature: bytes) -> VerificationFailure | None:
    """Tell what is unusual about the armor and its one packet (RFC 9580, 4.2, 5.2 and 6), before gpg sees them."""
    found = _ARMOR.fullmatch(signature)
    text = found["text"].replace(b"\n", b"") if found else b""
    try:
        packet = base64.b64decode(text, validate=True)
    except binascii.Error:
        packet = b""
    if not packet or base64.b64encode(packet) != text:
        return invalid(SIGNATURE_NONCANONICAL, "The OpenPGP signature is not written as gpg writes it.")
    start = _body(packet)
    if start is None:
        return invalid(SIGNATURE_NONCANONICAL, "The OpenPGP block does not hold exactly one signature.")
    if packet[start] != _VERSION:
        return unverifiable(f"It is an OpenPGP signature of version {packet[start]}; only version 4 is understood.")
    return None


def _body(packet: bytes) -> int | None:
    """Give where the body of the one signature packet begins, or None unless it fills the rest exactly."""
    tag, first, second = packet[0], packet[1:2], packet[1:3]
    size, length = 1, int.from_bytes(first)
    if tag == _OLD_TWO:
        size, length = 2, int.from_bytes(second)
    elif tag == _NEW and length >= _PARTIAL:
        return None
    elif tag == _NEW and length >= _TWO_OCTETS:
        size, length = 2, int.from_bytes(second) - (_TWO_OCTETS << 8) + _TWO_OCTETS
    known = tag in (_OLD_ONE, _OLD_TWO, _NEW)
    return 1 + size if known and length and len(packet) == 1 + size + length else None


def _judge(status: list[list[str]], made: datetime | None = None) -> str | VerificationFailure:
    words = [line[0] for line in status]
    if any(line[0] == "ERRSIG" and line[6:7] == [_UNKNOWN_ALGORITHM] for line in status):
        return unverifiable("This machine's gpg does not know the algorithm of the OpenPGP signature.")
    for word, rule, reason in _REFUSALS:
        if word in words:
            return invalid(rule, reason)
    if any(words.count(word) != 1 for word in ("NEWSIG", "GOODSIG", "VALIDSIG")):
        return invalid(SIGNATURE_INVALID, "gpg does not call the OpenPGP signature good.")
    valid = next(line for line in status if line[0] == "VALIDSIG")
    if (
        len(valid) != 11
        or not all(map(_FINGERPRINT.fullmatch, (valid[1], valid[10])))
        or not _SECONDS.fullmatch(valid[3])
    ):
        return unverifiable("gpg's answer about the OpenPGP signature cannot be read; install a current GnuPG.")
    if valid[8] not in _SHA2 or valid[9] != _BINARY:
        return invalid(SIGNATURE_INVALID, "The OpenPGP signature relies on an outdated hash or covers text, not bytes.")
    return _of_another_time(int(valid[3]), made) or valid[1]


def _of_another_time(seconds: int, made: datetime | None) -> VerificationFailure | None:
    if made is None or abs(seconds - made.timestamp()) <= _APART.total_seconds():
        return None
    told = datetime.fromtimestamp(min(seconds, 2**32), UTC)
    return invalid(APPROVAL_DATE_INVALID, f"The tag is dated {made.date()}, its OpenPGP signature {told.date()}.")
