"""Who signs and with what, asked of the user's own git configuration; and a signed tag made by git.

The private key is git's and its signing program's business; nothing here opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.git.command import run, user_settings, user_variable
from qmsdoc.model.refs import TAGS

_LIMIT = 120.0  # seconds for a passphrase or a touch, where others wait
_ASKED = r"^(user\.(name|email|signingkey)|gpg\.format)$"


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """What the user's git configuration says of who signs and with what; None where it says nothing.

    `format` is `openpgp`, `ssh` or `x509` (git-config(1), gpg.format). `key_text` is the public
    half of an SSH key, `ssh-ed25519 AAAA…`, where it can be found without asking an agent.
    """

    name: str | None
    email: str | None
    format: str
    key: str | None
    key_text: str | None = None


def signing_settings(root: Path, key: str | None = None) -> SigningSettings:
    """Read the user's settings; `key` stands in for `user.signingKey`, as with `git tag -u`."""
    asked = user_settings(root, "--null", "--get-regexp", _ASKED).stdout.decode("utf-8", "replace")
    found = dict(line.split("\n", 1) for line in asked.split("\0") if "\n" in line)  # the last of a name counts
    setting = {name: value.strip() for name, value in found.items() if value.strip()}
    chosen, kind = key or setting.get("user.signingkey"), setting.get("gpg.format", "openpgp")
    return SigningSettings(
        name=user_variable("GIT_COMMITTER_NAME") or setting.get("user.name"),
        email=user_variable("GIT_COMMITTER_EMAIL") or setting.get("user.email"),
        format=kind,
        key=chosen,
        key_text=_public(root, chosen) if chosen and kind == "ssh" else None,
    )


def sign_tag(root: Path, name: str, commit: str, message: str, key: str | None = None, *, terminal: bool = True) -> str:
    """Run `git tag -s` over `commit` with `message` to the byte; returns the new tag's object id.

    Without a `terminal` a passphrase is asked for in a window or by an agent, or not at all, and for two minutes at
    most. Raises `UsageError` with what git or its signing program said where they refuse.
    """
    arguments = ["tag", *(["-u", key] if key else ["-s"]), "--cleanup=verbatim", "-F", "-", name, commit]
    limit = None if terminal else _LIMIT
    try:
        done = run(root, *arguments, stdin=message.encode(), as_user=True, limit=limit, terminal=terminal)
    except TimeoutError:
        raise _unsigned(name, "The key was not unlocked, or not touched, in time.") from None
    said = f"Git says: {' '.join(done.stderr.split())}"
    if done.status != 0:
        raise _unsigned(name, said)
    oid = run(root, "rev-parse", "--verify", TAGS + name).text
    if b"\n-----BEGIN " not in run(root, "cat-file", "tag", oid).stdout:  # what git 2.39 makes with a locked key
        delete_tag(root, name, oid)
        raise _unsigned(name, said)
    return oid


def _unsigned(name: str, said: str) -> UsageError:
    return UsageError(
        f"Git did not sign the tag {name}; nothing was signed. {said}",
        remedy="If your key is locked, unlock it (ssh-add). To see what signing needs, run: qmsdoc doctor",
    )


def delete_tag(root: Path, name: str, oid: str) -> None:
    """Take away a tag that was just made, if it still is the object `oid`; raises `RepositoryError`."""
    done = run(root, "update-ref", "-d", TAGS + name, oid)
    if done.status != 0:
        raise RepositoryError(
            f"The tag {name} could not be removed: {done.stderr.strip()}", remedy=f"Remove it with: git tag -d {name}"
        )


def _public(root: Path, key: str) -> str | None:
    """Find the public half of a key given as git takes it: literally, or as the path of either half."""
    literal = key.removeprefix("key::")
    if literal.startswith(("ssh-", "ecdsa-", "sk-")):
        return literal
    path = root / Path(key).expanduser()
    public = path if path.suffix == ".pub" else path.with_name(path.name + ".pub")
    try:
        return public.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
