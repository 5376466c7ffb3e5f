"""Verifies OpenPGP signatures with `gpg` (doc/DETAILS of GnuPG). The one module of `trust/` that runs a process.

Invariants
1. gpg sees only the keys it is given: its home is a fresh folder that is deleted afterwards; it reads no
   options file, starts no agent, asks no key server, and inherits nothing of the environment but PATH.
2. Its answer counts only when its status lines tell of exactly one signature, good, over binary data, with
   SHA-2; the exit code alone decides nothing.
3. Validity is judged on the instant given, never on the machine's clock; a revoked key never counts.
4. The fingerprint given is the primary key's.
5. No signature raises. Where gpg is missing or does not answer in time, the fault is `signature-unverifiable`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from qmsdoc.model.policy import SigningKey
from qmsdoc.trust.fault import Fault, unverifiable

TIME_LIMIT = 20.0  # seconds for one run of gpg

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
    rb"(?:[A-Za-z0-9+/]{1,76}\n)*[A-Za-z0-9+/]{1,76}={0,2}\n(?:=[A-Za-z0-9+/]{4}\n)?-----END PGP SIGNATURE-----\n"
)
_REFUSALS = (
    ("NO_PUBKEY", "signer-unknown", "The OpenPGP key that made it is not among the keys of the manual."),
    ("REVKEYSIG", "key-revoked", "The OpenPGP key that made it has been revoked."),
    ("EXPKEYSIG", "key-expired", "The OpenPGP key that made it had expired."),
    ("EXPSIG", "signature-invalid", "The OpenPGP signature carries an end date, which has passed."),
    ("BADSIG", "signature-invalid", "It does not match what was signed: the tag was altered."),
    ("ERRSIG", "signature-invalid", "The OpenPGP signature cannot be good as it stands."),
)
_SHA2 = frozenset(("8", "9", "10", "11"))
_BINARY = "00"
_FINGERPRINT = re.compile(r"[0-9A-F]{40}")


class Keyring:
    """A temporary keyring that holds only `keys`; enter it, verify any number of signatures, leave it."""

    def __init__(self, keys: tuple[SigningKey, ...]) -> None:
        self._keys = keys
        self._gpg = shutil.which("gpg")
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Keyring:
        """Make the keyring's folder and import the keys; keys that gpg cannot read are simply not there."""
        self._folder = tempfile.TemporaryDirectory(prefix="qmsdoc-", ignore_cleanup_errors=True)
        for blob in sorted({key.blob for key in self._keys}):
            self._run(("--import",), blob)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete the keyring."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def verify(self, payload: bytes, signature: bytes, at: datetime) -> str | Fault:
        """Verify the armored `signature` over `payload` as on the instant `at`, which has a time zone."""
        if not _ARMOR.fullmatch(signature):
            return Fault("signature-noncanonical", "The OpenPGP signature is not written as gpg writes it.")
        if self._gpg is None:
            return unverifiable("It is an OpenPGP signature and gpg is not installed here; install GnuPG.")
        file = Path(self._home) / "signature.asc"
        file.write_bytes(signature)
        moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        status = self._run((f"--faked-system-time={moment}!", "--verify", str(file), "-"), payload)
        if status is None:
            return unverifiable("It is an OpenPGP signature and gpg did not answer in time; try again.")
        return _judge(status)

    @property
    def _home(self) -> str:
        if self._folder is None:
            raise ValueError("The keyring is used outside its 'with' block.")
        return self._folder.name

    def _run(self, arguments: tuple[str, ...], data: bytes) -> list[list[str]] | None:
        """Run gpg and give its status lines as words, or None when it took too long."""
        if self._gpg is None:
            return None
        command = [self._gpg, f"--homedir={self._home}", *_OPTIONS, *arguments]
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "GNUPGHOME": self._home}
        try:
            done = subprocess.run(
                command, input=data, capture_output=True, env=environment, timeout=TIME_LIMIT, check=False
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        lines = done.stdout.decode("utf-8", "replace").split("\n")
        return [line.split(" ")[1:] for line in lines if line.startswith("[GNUPG:] ")]


def _judge(status: list[list[str]]) -> str | Fault:
    words = [line[0] for line in status]
    if words.count("NEWSIG") != 1:
        return Fault("signature-invalid", "The OpenPGP block does not hold exactly one signature.")
    for word, rule, reason in _REFUSALS:
        if word in words:
            return Fault(rule, reason)
    if words.count("GOODSIG") != 1 or words.count("VALIDSIG") != 1:
        return Fault("signature-invalid", "gpg does not call the OpenPGP signature good.")
    valid = next(line for line in status if line[0] == "VALIDSIG")
    if len(valid) != 11 or not _FINGERPRINT.fullmatch(valid[10]):
        return unverifiable("gpg's answer about the OpenPGP signature cannot be read; install a current GnuPG.")
    if valid[8] not in _SHA2 or valid[9] != _BINARY:
        return Fault("signature-invalid", "The OpenPGP signature relies on an outdated hash or covers text, not bytes.")
    return valid[10]
