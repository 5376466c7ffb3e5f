"""Lets OpenSSH make a key pair for signing; what is private is written, protected and kept by ssh-keygen alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.git.command import run, user_settings

HARDWARE, FILE = "ed25519-sk", "ed25519"


def make_key_pair(path: Path, kind: str, comment: str, *, protected: bool = True) -> Path:
    """Run `ssh-keygen` (ssh-keygen(1)) on the user's terminal; it asks for touch, PIN or passphrase itself.

    `kind` is `HARDWARE` or `FILE`; without `protected` the key has no passphrase. Returns the path of the public half.
    Raises `UsageError` where there is a key already, or none was made.
    """
    program = shutil.which("ssh-keygen")
    if program is None:
        raise UsageError("OpenSSH is not installed: ssh-keygen is missing.", remedy="Install OpenSSH 8.2 or newer.")
    if path.exists():
        raise UsageError(f"There is a key at {path} already.", remedy="Use it, or name another file with --at.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [program, "-q", "-t", kind, "-C", comment, "-f", str(path), *([] if protected else ["-N", ""])]
    public = path.with_name(path.name + ".pub")
    if subprocess.run(command, check=False).returncode != 0 or not public.is_file():
        raise UsageError(
            "No key was made; ssh-keygen has said why.",
            remedy="Without a hardware key at hand, make one in a file: --make file",
        )
    return public


def sign_with(root: Path, public: Path, name: str, address: str) -> None:
    """Let git sign with this key in this clone: `gpg.format`, `user.signingKey`, and who signs where nobody said so."""
    settings = {"gpg.format": "ssh", "user.signingKey": str(public)}
    identity = {"user.name": name, "user.email": address}
    settings |= {k: v for k, v in identity.items() if user_settings(root, "--get", k).status != 0}
    for key, value in settings.items():
        done = run(root, "config", "--local", key, value)
        if done.status != 0:
            raise UsageError(f"Git's settings here cannot be written: {done.stderr.strip()}")
