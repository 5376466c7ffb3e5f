"""`allowed_signers`: OpenSSH's own file of public keys (ssh-keygen(1), ALLOWED SIGNERS).

A line is `principals [options] keytype base64-key [comment]`. A time in `valid-after` or
`valid-before` without `Z` is local time to OpenSSH; a manual must mean the same everywhere, so it
is read as UTC here. Wildcards and certificate authorities are refused: a key belongs to exactly
one person.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from qmsdoc.model.finding import Finding
from qmsdoc.model.fingerprint import key_fingerprint
from qmsdoc.model.policy import SIGNERS_PATH, Person, SigningKey
from qmsdoc.parse.key_secrets import ssh_secret
from qmsdoc.parse.policy_file import RULE
from qmsdoc.parse.schema import nearest
from qmsdoc.parse.text import POLICY_LIMIT, decode
from qmsdoc.text.mailbox import mailbox
from qmsdoc.text.suggestions import Lexicon, lexicon

ALGORITHMS = frozenset(
    (
        "ssh-ed25519",
        "ssh-rsa",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    )
)

_WORDS = re.compile(r'(?:[^\s"]|"[^"]*")+')
_OPTION = re.compile(r'([A-Za-z-]+)(?:=(?:"([^"]*)"|([^",]*)))?(?:,(?=.)|\Z)')
_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?Z?")
_STARS = re.compile(r"\*+")  # of several in a row, each would be tried at each place
_KEY_REMEDY = "Copy the line from the person's .pub file again, without breaking it."


class _FaultError(Exception):
    """A line cannot be used; caught in `allowed_signers`."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class _Options(NamedTuple):
    namespaces: tuple[str, ...] = ()
    valid_after: datetime | None = None
    valid_before: datetime | None = None


def allowed_signers(data: bytes, people: tuple[Person, ...]) -> tuple[tuple[SigningKey, ...], tuple[Finding, ...]]:
    """Read the file; each line's keys, one for each of its principals, and `policy-invalid` problems. Never raises."""
    text, oddity = decode(data, rule=RULE, limit=POLICY_LIMIT)
    if oddity:
        return (), (Finding(RULE, oddity.message, oddity.remedy, oddity.line, oddity.column, SIGNERS_PATH),)
    owners = {mailbox(principal): person.id for person in people for principal in person.principals}
    known = lexicon(owners)
    keys: list[SigningKey] = []
    problems: list[Finding] = []
    for number, row in enumerate(text.split("\n"), 1):
        line = row.strip(" \t\r")
        if not line or line.startswith("#"):
            continue
        try:
            keys += _line(line, number, owners, known)
        except _FaultError as fault:
            problems.append(Finding(RULE, fault.message, fault.remedy, number, 1, SIGNERS_PATH))
    return tuple(keys), tuple(problems)


def shared_keys(keys: Iterable[SigningKey]) -> tuple[Finding, ...]:
    """Problems of keys that stand under more than one person, each at its later place."""
    owners: dict[str, str] = {}
    found = []
    for key in keys:
        known = [owners.setdefault(name, key.person) for name in (key.fingerprint, *key.secrets)]
        owner = next((person for person in known if person != key.person), None)
        if owner is not None:
            message = f"The key {key.fingerprint} belongs to both {owner} and {key.person}."
            found.append(Finding(RULE, message, "Give every person a key of their own.", key.line, 1, key.path))
    return tuple(found)


def _line(line: str, number: int, owners: dict[str, str], known: Lexicon) -> list[SigningKey]:
    words = _WORDS.findall(line)
    at = next((i for i, word in enumerate(words[1:3], 1) if word in ALGORITHMS), None)
    if at is None or len(words) < at + 2 or "".join(words[: at + 2]) not in re.sub(r"\s", "", line):
        message = "This line is not 'address key-type key', or the type of key is not supported."
        raise _FaultError(message, "Write 'name@example.com ssh-ed25519 AAAA…'.")
    options = _options(words[1]) if at == 2 else _Options()
    blob = _blob(words[at], words[at + 1])
    secrets = tuple(filter(None, [ssh_secret(_strings(blob))]))
    return [
        SigningKey(
            person=_owner(principal, owners, known),
            principal=principal,
            algorithm=words[at],
            blob=blob,
            fingerprint=key_fingerprint(blob),
            secrets=secrets,
            namespaces=options.namespaces,
            valid_after=options.valid_after,
            valid_before=options.valid_before,
            line=number,
        )
        for principal in words[0].strip('"').split(",")
    ]


def _owner(principal: str, owners: dict[str, str], known: Lexicon) -> str:
    if re.search(r"[*?!]", principal):
        message = f"The address '{principal}' holds a wildcard: a key must belong to exactly one person."
        raise _FaultError(message, "Write the person's address in full.")
    owner = owners.get(mailbox(principal))
    if owner is None:
        message = f"The address '{principal}' belongs to nobody in people.yml.{nearest(principal, known)}"
        raise _FaultError(message, "Add it to the person's 'principals' there, or delete this line.")
    return owner


def _options(text: str) -> _Options:
    values: dict[str, str | None] = {}
    at = 0
    while at < len(text):
        found = _OPTION.match(text, at)
        name = found[1].lower() if found else ""
        if found is None or name not in ("namespaces", "valid-after", "valid-before", "cert-authority"):
            raise _FaultError(f"The option '{text[at:][:40]}' is not known.", "Delete it, or correct its name.")
        if name in values:
            raise _FaultError(f"The option '{name}' stands here twice.", "Keep one of the two.")
        values[name] = found[2] if found[2] is not None else found[3]
        at = found.end()
    if "cert-authority" in values:
        message = "A certificate authority cannot sign here: a key must belong to exactly one person."
        raise _FaultError(message, "Write each person's own key on a line of its own.")
    options = _Options(_namespaces(values), _time(values, "valid-after"), _time(values, "valid-before"))
    if options.valid_after and options.valid_before and options.valid_before <= options.valid_after:
        raise _FaultError("The key's validity ends before it begins.", "Correct 'valid-after' or 'valid-before'.")
    return options


def _namespaces(values: dict[str, str | None]) -> tuple[str, ...]:
    if "namespaces" not in values:
        return ()
    names = tuple((values["namespaces"] or "").split(","))
    if not matches("git", names):
        raise _FaultError(
            "The option 'namespaces' leaves out 'git', so the key could sign nothing.", 'Write namespaces="git".'
        )
    return names


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a name fits a list of patterns as OpenSSH reads one (ssh_config(5), PATTERNS).

    `*` and `?` stand for any signs and any one sign; a name that fits a pattern after `!` fits the list in no case.
    """
    fits = [(pattern.startswith("!"), _STARS.sub("*", pattern.removeprefix("!"))) for pattern in patterns]
    signs = {"*": ".*", "?": "."}
    fitting = [
        negated
        for negated, pattern in fits
        if re.fullmatch("".join(signs.get(sign) or re.escape(sign) for sign in pattern), name, re.DOTALL)
    ]
    return bool(fitting) and not any(fitting)


def _time(values: dict[str, str | None], name: str) -> datetime | None:
    if name not in values:
        return None
    found = _TIME.fullmatch(values[name] or "")
    try:
        if found:
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        pass
    raise _FaultError(f"The time of '{name}' is not one.", f'Write year, month and day as in {name}="20260201Z".')


def _blob(algorithm: str, text: str) -> bytes:
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _FaultError("The key cannot be read: it is not base64.", _KEY_REMEDY) from None
    parts = _strings(blob)
    if not parts or parts[0] != algorithm.encode():
        raise _FaultError(f"The key is not of the type '{algorithm}' before it, or is incomplete.", _KEY_REMEDY)
    return blob


def _strings(blob: bytes) -> list[bytes]:
    """Take the strings of SSH wire format apart (RFC 4251, 5); nothing where they do not fill the blob."""
    found = []
    at = 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        at += 4 + size
        if at > len(blob):
            return []
        found.append(blob[at - size : at])
    return found
