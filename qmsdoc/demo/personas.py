"""Lets the user of a demonstration act as its people: one small git configuration for each, outside the manual."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from qmsdoc.demo.keys import ThrowAwayKey
from qmsdoc.git.write import configure

_ABOUT = """These are the throw-away keys of the people of a qmsdoc demonstration. They protect nothing.
Delete this folder together with the demonstration.

To act as somebody in the demonstration, run there:

    git config include.path '{folder}/<person>.gitconfig'
"""


def write_personas(manual: Path, folder: Path, keys: Iterable[ThrowAwayKey], first: str, today: date) -> None:
    """Write `<person>.gitconfig` for everybody whose key signs today, and make the manual use that of `first`."""
    for key in keys:
        if key.signs(key.person.id, today):
            settings = _configuration(key)
            (folder / f"{key.person.id}.gitconfig").write_text(settings)
    (folder / "README.txt").write_text(_ABOUT.format(folder=folder))
    configure(manual, (("include.path", str(folder / f"{first}.gitconfig")),))


def _configuration(key: ThrowAwayKey) -> str:
    email = key.person.principals[0]
    path = str(key.path).replace("\\", "\\\\").replace('"', '\\"')
    user = f'[user]\n\tname = {key.person.name}\n\temail = {email}\n\tsigningkey = "{path}"\n'
    return f"{user}[gpg]\n\tformat = ssh\n"
