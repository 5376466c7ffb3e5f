"""A desk: its clone, its door, the words and templates of its pages, and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment

from qmsdoc.desk.acts import Acts
from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.guard import Door, Guard
from qmsdoc.desk.previews import Previews
from qmsdoc.desk.sign_in import SignIns
from qmsdoc.model.language import Language
from qmsdoc.pages import display_names
from qmsdoc.parse.languages import interface, spoken_languages
from qmsdoc.render.templates import environment

STYLES = ("tokens.css", "alone.css", "redline.css", "diagram.css", "desk.css")
_KEPT = 2_000  # pictures and attachments of pages that were shown


@dataclass(slots=True)
class Desk:
    """A desk: its clone, its door, the words and templates of its pages, and the passkeys' site, None without one.

    `sign_in_keys` is the file of the passkeys by which a team signs in, where no proxy says who they are.
    """

    clone: DeskClone
    guard: Guard
    template: Mapping[str, bytes]
    language: str = "en"
    person: str | None = None
    rp: str | None = None
    sign_in_keys: Path | None = None
    acts: Acts = field(init=False)
    previews: Previews = field(init=False)
    sign_ins: SignIns = field(init=False)
    words: Language = field(init=False)
    pages: Environment = field(init=False)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make what the parts share."""
        self.acts = Acts(self.clone)
        self.previews = Previews(self.clone)
        self.sign_ins = SignIns(self.sign_in_keys, self.rp or "", self.guard.origin)
        self.words = interface(self.language, self.template)
        languages = spoken_languages(self.template)
        self.pages = environment(self.template, self.words, languages, url=lambda _, address: address)
        self.pages.globals["role"] = self._role

    @property
    def for_team(self) -> bool:
        """Tell whether others than the person at this machine use it: then only passkeys sign."""
        return self.guard.door in {Door.PROXY, Door.PASSKEY}

    def _role(self, name: str) -> str:
        policy = self.clone.policy
        return self.words.named(display_names.owner(policy, name) if policy else display_names.title(name))

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Remember the files that a page shows, and forget the oldest."""
        self.files.update(files)
        while len(self.files) > _KEPT:
            del self.files[next(iter(self.files))]
