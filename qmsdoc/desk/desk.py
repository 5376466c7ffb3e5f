"""A desk: its clone, its door, the words and templates of its pages, and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Environment

from qmsdoc.desk.acts import Acts
from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.guard import Guard
from qmsdoc.model.language import Language
from qmsdoc.parse.languages import interface, spoken_languages
from qmsdoc.render.templates import environment

STYLES = ("tokens.css", "alone.css", "redline.css", "diagram.css", "desk.css")


@dataclass(slots=True)
class Desk:
    """A desk: its clone, its door, the words and templates of its pages, and the passkeys' site, None without one."""

    clone: DeskClone
    guard: Guard
    template: Mapping[str, bytes]
    language: str = "en"
    person: str | None = None
    rp: str | None = None
    acts: Acts = field(init=False)
    words: Language = field(init=False)
    pages: Environment = field(init=False)
    files: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make what the parts share."""
        self.acts = Acts(self.clone)
        self.words = interface(self.language, self.template)
        languages = spoken_languages(self.template)
        self.pages = environment(self.template, self.words, languages, url=lambda _, address: address)

    @property
    def for_team(self) -> bool:
        """Tell whether others than the person at this machine use it: then only passkeys sign."""
        return self.guard.user_header is not None
