"""Throw-away Ed25519 keys in a folder outside the manual, in OpenSSH's own forms, so that git can sign with them.

The user's own keys, agent and configuration are never asked (PROTOCOL.key, PROTOCOL.sshsig of OpenSSH).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from qmsdoc.demo.story import PolicyText
from qmsdoc.git.write import NewTag
from qmsdoc.model.policy import Person
from qmsdoc.trust.sshsig import MAGIC, NAMESPACE, armor, signed_data
from qmsdoc.trust.wire import string

_HASH = b"sha512"


@dataclass(frozen=True, slots=True)
class ThrowAwayKey:
    """One person's key. `since` and `until` are the first day on which it signs and on which it no longer does.

    `path` is the private key's file; `public` is `ssh-ed25519 AAAA…`.
    """

    person: Person
    path: Path
    public: str
    since: date | None = None
    until: date | None = None

    def signs(self, person: str, day: date) -> bool:
        """Tell whether this is the key with which the person signs on `day`."""
        begun = self.since is None or self.since <= day
        return self.person.id == person and begun and (self.until is None or day < self.until)

    def line(self) -> str:
        """Its line in `allowed_signers`."""
        options = ['namespaces="git"']
        options += [f'valid-after="{self.since:%Y%m%d}"'] if self.since else []
        options += [f'valid-before="{self.until:%Y%m%d}"'] if self.until else []
        return f"{','.join(self.person.principals)} {','.join(options)} {self.public} {self.person.name}\n"


def make_keys(folder: Path, people: Iterable[Person], policies: Iterable[PolicyText]) -> tuple[ThrowAwayKey, ...]:
    """Make a key for each person, and the next one where a policy tells of it; `folder` must be new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    keys = {person.id: [_make_key(folder / person.id, person)] for person in people}
    for policy in policies:
        for name, day in policy.closed_keys:
            keys[name][-1] = replace(keys[name][-1], until=day)
        for name, day in policy.new_keys:
            old = keys[name][-1]
            retired = _retire(old, day)
            keys[name][-1:] = [retired, replace(_make_key(folder / name, old.person), since=day)]
    return tuple(key for held in keys.values() for key in held)


def allowed_signers(keys: Iterable[ThrowAwayKey], people: Iterable[str], known: set[date], head: bytes) -> bytes:
    """Write `allowed_signers` as a policy revision had it: the keys of its `people`, with the ends `known` then."""
    those = set(people)
    held = (key for key in keys if key.person.id in those and (key.since is None or key.since in known))
    lines = (replace(key, until=key.until if key.until in known else None).line() for key in held)
    return head + "".join(lines).encode()


def sign(tags: Sequence[tuple[NewTag, ThrowAwayKey]]) -> tuple[NewTag, ...]:
    """Sign each tag with its key (SSHSIG, namespace `git`), as `git tag -s` would."""
    private = {path: _read(path) for path in {key.path for _, key in tags}}
    return tuple(
        replace(tag, message=tag.message + _signature(tag.payload, key, private[key.path])) for tag, key in tags
    )


def _signature(payload: bytes, key: ThrowAwayKey, private: Ed25519PrivateKey) -> str:
    blob = base64.b64decode(key.public.split()[1])
    proof = string(b"ssh-ed25519") + string(private.sign(signed_data(payload, _HASH)))
    fields = (blob, NAMESPACE, b"", _HASH, proof)
    return armor(MAGIC + (1).to_bytes(4) + b"".join(string(field) for field in fields)).decode()


def _make_key(path: Path, person: Person) -> ThrowAwayKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    Path(f"{path}.pub").write_text(f"{public} {person.name} (throw-away)\n")
    return ThrowAwayKey(person, path, public)


def _read(path: Path) -> Ed25519PrivateKey:
    key = load_ssh_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds another key than was made here")
    return key


def _retire(key: ThrowAwayKey, until: date) -> ThrowAwayKey:
    place = key.path.with_name(f"{key.path.name}-until-{until.isoformat()}")
    key.path.rename(place)
    Path(f"{key.path}.pub").rename(f"{place}.pub")
    return replace(key, path=place, until=until)
