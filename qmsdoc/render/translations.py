"""Facts of translations: the notice at the head of one, and what leads to those of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qmsdoc.model.language import Language
from qmsdoc.pages.translation import Rendering, Standing, Translation
from qmsdoc.parse.languages import nearest
from qmsdoc.render.facts import foreign, link
from qmsdoc.render.front import Value

Tongues = Mapping[str, Language]


def translation_facts(made: Translation | None, language: Language, tongues: Tongues) -> Value:
    """Facts of the notice: one line in the language of the site, a second in the text's own where there is one."""
    if made is None:
        return None
    own = nearest(made.lang, tongues)
    spoken = [language, *([tongues[own]] if own is not None and foreign(own, language) else [])]
    return {
        "standing": made.standing.value,
        "warn": not made.trusted,
        "address": link(made.address) if made.address else "",
        "lines": [
            {
                "lang": foreign(each.code, language),
                "said": _said(made, each),
                "standing": _standing(made, each),
                "link": each.say("translation.link"),
            }
            for each in spoken
        ],
    }


def rendering_facts(found: Sequence[Rendering], tongues: Tongues) -> list[Value]:
    """Facts of the translations of a document: what each language calls itself, and whether the original moved on."""
    return [
        {
            "lang": each.lang,
            "language": language_name(each.lang, tongues),
            "address": link(each.address),
            "revision": each.revision,
            "warn": not each.trusted,
        }
        for each in found
    ]


def language_name(code: str, tongues: Tongues) -> str:
    """What a language calls itself where the site speaks it, else its code."""
    known = nearest(code, tongues)
    return tongues[known].say("language.name") if known is not None else code


def _said(made: Translation, language: Language) -> str:
    if made.revision is None:
        return language.say("translation.of", original=made.original)
    return language.say("translation.of-revision", original=made.original, revision=made.revision)


def _standing(made: Translation, language: Language) -> str:
    day = language.day(made.since) if made.since else ""
    if made.standing is Standing.ENDED and made.since is not None:
        return language.say("translation.ended-since", day=day)
    if made.standing in {Standing.STALE, Standing.AHEAD, Standing.UNSAID}:
        return language.say(f"translation.{made.standing}", now=made.now, day=day)
    return language.say(f"translation.{made.standing}")
