"""What pages say themselves inside the text of documents, in the language of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qmsdoc.model.language import Language

_NOTES = "note."


@dataclass(frozen=True, slots=True)
class UiStrings:
    """The words; `footnote` holds `{}` for the footnote's number, `notes` are the titles of `!!! note` by its name."""

    unpublished: str = "(not published)"
    ticked: str = "Ticked"
    unticked: str = "Not ticked"
    footnote: str = "Back to where footnote {} is called"
    picture_links: str = "Links in this picture:"
    missing: str = "The text to be included here is missing."
    diagram: str = "Diagram"
    diagram_as_list: str = "The diagram as a list"
    diagram_as_text: str = "This diagram is shown as its text; only flowcharts are drawn."
    notes: Mapping[str, str] = field(default_factory=dict)


def ui_strings(language: Language) -> UiStrings:
    """Return them in a language."""
    return UiStrings(
        unpublished=language.say("text.unpublished"),
        ticked=language.say("text.ticked"),
        unticked=language.say("text.unticked"),
        footnote=language.say("text.footnote", number="{}"),
        picture_links=language.say("text.picture-links"),
        missing=language.say("text.missing"),
        diagram=language.say("text.diagram"),
        diagram_as_list=language.say("text.diagram-as-list"),
        diagram_as_text=language.say("text.diagram-as-text"),
        notes={key.removeprefix(_NOTES): language.say(key) for key in language.texts if key.startswith(_NOTES)},
    )
