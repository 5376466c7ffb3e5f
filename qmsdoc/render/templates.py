"""Jinja templates with the words of one language: everything they print is escaped, unless it is `Markup`."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import CodeType
from urllib.parse import urlsplit

from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined, TemplateError, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from qmsdoc.errors import PublishError
from qmsdoc.model.language import FIELD, OTHER, Language, Text
from qmsdoc.model.policy_time import Interval
from qmsdoc.pages import display_names
from qmsdoc.pages.clauses import clause_title
from qmsdoc.pages.entries import Section
from qmsdoc.pages.preview import PreviewSection
from qmsdoc.render import urls
from qmsdoc.render.lang_attributes import lang_attributes
from qmsdoc.render.qr_sheet import printed_code
from qmsdoc.render.translation_notice import Languages, language_name, translation_lines
from qmsdoc.text.direction import direction

SUFFIXES = (".html", ".xml")
_MOST_FILLED = 4096
Address = Callable[[Context, str], str]


class _Compiled(BytecodeCache):
    """What templates were compiled to in this process: most of the time of a small site or a page of the desk."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the very text, whatever the language: no filter of one runs before a page does."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def environment(
    template: Mapping[str, bytes], language: Language, languages: Languages, *, url: Address | None = None
) -> Environment:
    """Return the templates of a site (path to bytes) in a language; `url` leads from a page to an address.

    `languages` are all that the site could speak, by code. A template reads `say(key, …)` and `count(key, n, …)` for
    words, `url` for addresses from the site's root, `day` and its relatives for dates, `named` for types and roles.
    """
    texts = {path: data.decode() for path, data in template.items() if path.endswith(SUFFIXES)}
    made = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    address = pass_context(url or _url)

    @pass_context
    def link(context: Context, to: str, words: object) -> Markup:
        return Markup('<a href="{}">{}</a>').format(address(context, to), words)

    made.filters.update({name: _late(words) for name, words in _spoken(language, languages).items()})
    made.filters.update(url=address, by=_remembered(), code=lambda text: Markup("<code>{}</code>").format(text))
    made.globals.update(
        say=lru_cache(_MOST_FILLED, typed=True)(_Words(language).say),  # HTML and words are told apart
        count=_Words(language).count,
        rule=lambda name, part: language.texts.get(f"rule.{name}:{part}", ""),
        listed=language.listed,
        link=link,
        foreign=language.foreign,
        lang=lambda code: lang_attributes(language.foreign(code), language.code),
        english=lambda: lang_attributes("en" if language.code != "en" else "", language.code),
        own=lambda around="en": lang_attributes(language.code, around),
        direction=direction,
        printed_code=printed_code,
    )
    return made


def filled(templates: Environment, name: str, **values: object) -> Markup:
    """Fill a template of the site in; raises `PublishError` where it fails."""
    try:
        return Markup(templates.get_template(name).render(values))  # noqa: S704 - it escapes what it is given
    except (TemplateError, ValueError) as error:
        raise PublishError(f"The page {name} could not be rendered.", remedy=str(error)) from error


def _spoken(language: Language, languages: Languages) -> dict[str, Callable[..., object]]:
    """Return the filters that turn a fact into words."""
    return {
        "day": language.day,
        "table_day": language.table_day,
        "month": language.month,
        "instant": language.instant,
        "named": language.named,
        "status": lambda status: language.say(f"status.{status}"),
        "change": lambda said, revision: display_names.change(said, revision, language),
        "clause": lambda row, standard: clause_title(standard, row, language),
        "interval": lambda interval: _interval(interval, language),
        "heading": lambda section: section_heading(section, language),
        "lines": lambda translation: translation_lines(translation, language, languages),
        "language": lambda code: language_name(code, languages),
    }


def _remembered() -> Callable[..., str]:
    """Return a filter that fills a macro in: once for the same values, on which alone what it says must depend."""
    known: dict[tuple[object, ...], str] = {}

    def by(value: object, macro: Macro, *more: object) -> str:
        key = macro.name, type(value), value, *more
        if key not in known:
            if len(known) >= _MOST_FILLED:
                known.clear()
            known[key] = macro(value, *more)
        return known[key]

    return by


def _late(words: Callable[..., object]) -> Callable[..., object]:
    """Let a filter run when a page is made; Jinja computes others of constants when it compiles a template."""
    return pass_context(lambda _, *facts: words(*facts))


def section_heading(section: Section | PreviewSection, language: Language) -> str:
    """Return the heading over a section: the policy's, else the type's name in the plural over several; over the
    policy itself what it is for.
    """
    if section.own:
        return language.say("nav.policy")
    count = 2 if section.key == "external" else len(section.entries)  # one register holds all external ones
    name = language.named(display_names.type_title(section.key), count) if section.key else language.say("nav.other")
    return section.title or name


class _Words:
    """A language's texts as templates say them: escaped, and what they are filled with too."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def say(self, key: str, **values: object) -> Markup:
        text = self._language.texts[key]
        return _filled(text if isinstance(text, str) else text[OTHER], values)

    def count(self, key: str, n: int, **values: object) -> Markup:
        text = self._language.texts[key]
        return _filled(_form(text, self._language.category(n)), {"n": n, **values})


def _form(text: Text, category: str) -> str:
    return text if isinstance(text, str) else text.get(category, text[OTHER])


@cache
def _parts(text: str) -> tuple[str, ...]:
    """Take a text apart: what stands there, escaped, and at every second place the name of a field."""
    return tuple(FIELD.split(str(escape(text))))


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    parts = _parts(text)
    filled = (escape(values[part]) if place % 2 else part for place, part in enumerate(parts))
    return Markup("".join(filled))  # noqa: S704 - every part was escaped


def _interval(interval: Interval, language: Language) -> str:
    parts = (("policy.months", interval.months), ("policy.days", interval.days))
    return language.listed([language.count(key, n) for key, n in parts if n])


def file_of(address: str) -> str:
    """Return the file that a browser opens for an address: that of a folder is its `index.html`."""
    folder, mark, place = address.partition("#")
    return f"{folder}index.html{mark}{place}" if not folder or folder.endswith("/") else address


def _url(context: Context, address: str) -> str:
    """Lead to an address from the site's root as seen from the page; in a page without a place, from the site's URL."""
    here: str | None = context["page"].address
    path = address if address == "." else file_of(address)
    if here is None:
        return posixpath.join(urlsplit(context["site"].url or "/").path, path)
    return urls.relative(path, f"{here}index.html")
