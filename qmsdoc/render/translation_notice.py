"""What a page says of a translation: in the language of the site, and in the text's own where the site knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qmsdoc.model.language import Language
from qmsdoc.pages.translation import Translation, TranslationStatus
from qmsdoc.parse.languages import nearest

Languages = Mapping[str, Language]


@dataclass(frozen=True, slots=True)
class TranslationLine:
    """The notice in one language: what is translated, whether that is still in force, the words that lead there."""

    lang: str
    what: str
    status: str
    link: str


def translation_lines(
    translation: Translation, language: Language, languages: Languages
) -> tuple[TranslationLine, ...]:
    """Return the notice: a line in the language of the site, a second in the text's own where there is one."""
    own = nearest(translation.lang, languages)
    spoken = [language, *([languages[own]] if own is not None and language.foreign(own) else [])]
    return tuple(
        TranslationLine(each.code, _what(translation, each), _status(translation, each), each.say("translation.link"))
        for each in spoken
    )


def language_name(code: str, languages: Languages) -> str:
    """What a language calls itself where the site speaks it, else its code."""
    known = nearest(code, languages)
    return languages[known].say("language.name") if known is not None else code


def _what(made: Translation, language: Language) -> str:
    if made.revision is None:
        return language.say("translation.of", original=made.original)
    return language.say("translation.of-revision", original=made.original, revision=made.revision)


def _status(made: Translation, language: Language) -> str:
    day = language.day(made.since) if made.since else ""
    if made.status is TranslationStatus.ENDED and made.since is not None:
        return language.say("translation.ended-since", day=day)
    if made.status in {TranslationStatus.STALE, TranslationStatus.AHEAD, TranslationStatus.UNSAID}:
        return language.say(f"translation.{made.status}", now=made.now, day=day)
    return language.say(f"translation.{made.status}")
