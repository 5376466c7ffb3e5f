"""Makes a signed tag with the user's own git, configuration and key: the one command that is not scrubbed.

What could lead git to another repository than the one it is told is taken out of the environment;
what says who signs and how (`GIT_CONFIG_*`, `GIT_COMMITTER_*`) stays. The private key is git's and
its signing program's business; nothing here opens it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.git.command import run
from qmsdoc.model.refs import TAGS

_KEPT = ("GIT_CONFIG", "GIT_COMMITTER_", "GIT_SSH", "GIT_ASKPASS", "GIT_TRACE")


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
    asked = ("user.name", "user.email", "gpg.format", "user.signingKey")
    name, email, kind, configured = (_setting(root, setting) for setting in asked)
    chosen = key or configured
    public = _public(root, chosen) if chosen and kind == "ssh" else None
    return SigningSettings(name, _committer() or email, kind or "openpgp", chosen, public)


def sign_tag(root: Path, name: str, commit: str, message: str, key: str | None = None) -> str:
    """Run `git tag -s` over `commit` with `message` to the byte; gives the new tag's object id.

    Raises `UsageError` where git or its signing program refuses; what they said stands on standard error.
    """
    arguments = ["tag", *(["-u", key] if key else ["-s"]), "--cleanup=verbatim", "-F", "-", name, commit]
    done = subprocess.run(
        [_git(), "-C", str(root), *arguments], input=message.encode(), env=_environment(), check=False
    )
    if done.returncode != 0:
        raise UsageError(
            f"Git did not sign the tag {name}; nothing was signed.",
            remedy="Read what git says above. To see what signing needs, run: qmsdoc doctor",
        )
    return run(root, "rev-parse", "--verify", TAGS + name).stdout.decode("ascii").strip()


def delete_tag(root: Path, name: str, oid: str) -> None:
    """Take away a tag that was just made, if it still is the object `oid`; raises `RepositoryError`."""
    done = run(root, "update-ref", "-d", TAGS + name, oid)
    if done.status != 0:
        raise RepositoryError(
            f"The tag {name} could not be removed: {done.stderr.strip()}", remedy=f"Remove it with: git tag -d {name}"
        )


def _git() -> str:
    program = shutil.which("git")
    if program is None:
        raise RepositoryError("Git is not installed, or not on the PATH.", remedy="Install git 2.34 or newer.")
    return program


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}


def _committer() -> str | None:
    return os.environ.get("GIT_COMMITTER_EMAIL") or None


def _setting(root: Path, name: str) -> str | None:
    done = subprocess.run(
        [_git(), "-C", str(root), "config", "--get", name], capture_output=True, env=_environment(), check=False
    )
    return done.stdout.decode("utf-8", "replace").strip() or None


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
