"""The languages of the site's interface: small YAML files in the template's folder `languages/`, one a language.

    language.name: Deutsch
    language.plural: {one: "n = 1"}
    stamp.owner: "Verantwortlich: {owner}"
    home.documents: {one: "{n} Dokument in Kraft.", other: "{n} Dokumente in Kraft."}

Beside them, `languages/clauses/de.yml` holds the titles of the clauses of standards, by standard, and
`languages/rules/de.yml` of each rule what a finding says (`what`) and what to do (`mend`).

English is complete and says which fields each text may have; what another language leaves out is said in English.
Plural rules are those of Unicode CLDR for whole numbers (UTS 35, part 3, 5.1), in the file's own plain form:
`n = 1`, `n % 10 = 2..4 and n % 100 != 12..14`, joined by `and`, alternatives by `or`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Files
from functools import cache

from qmsdoc import resources
from qmsdoc.errors import UsageError
from qmsdoc.model.language import FIELD, OTHER, Condition, Language, Text
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse.text import POLICY_LIMIT, decode
from qmsdoc.parse.yaml import Mapping, Node, Scalar, read

FOLDER = "languages/"
ENGLISH = "en"
# Names of types and roles and their endings: each language has its own.
OWN = ("name.", "ending.")
CLAUSE = "clause."
_BESIDE = {"clauses": CLAUSE, "rules": "rule."}
_RULES = "language.plural"
_FILE = re.compile(rf"{FOLDER}([a-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}})?)\.yml")
_NAMED = ("n", "name", "stem")
_CATEGORIES = frozenset(str.split("zero one two few many other"))
_CONDITION = re.compile(r"n(?: % ([1-9]\d{0,6}))? (!?=) (\d+(?:\.\.\d+)?(?:, ?\d+(?:\.\.\d+)?)*)")
_KEY = re.compile(r"[a-z]+(?:[.-][a-z0-9]+)+|name\.[^\s{}]+")
_Rules = tuple[tuple[str, tuple[tuple[Condition, ...], ...]], ...]


def codes(paths: Iterable[str]) -> tuple[str, ...]:
    """Give the languages of a template by the paths of its files, sorted: `de`, `en`."""
    return tuple(sorted(found[1] for path in paths if (found := _FILE.fullmatch(path))))


@cache
def shipped_codes() -> tuple[str, ...]:
    """Give the languages that this installation has."""
    folder = resources.folder("site_template") / FOLDER
    return codes(f"{FOLDER}{path.name}" for path in folder.glob("*.yml"))


def nearest(code: str, known: Iterable[str]) -> str | None:
    """Choose the language for `code`: itself, else that without region (`pt` for `pt-BR`); None where there is none."""
    names = {name.lower(): name for name in known}
    return names.get(code.lower()) or names.get(code.lower().partition("-")[0])


def interface(code: str, template: Files[str, bytes]) -> Language:
    """Give the language of an interface in `code`, of the template's files; English where it has none for it.

    Raises `UsageError`, which names file and line, where a file cannot be used.
    """
    chosen = nearest(code, codes(template)) or ENGLISH
    beside = tuple(template.get(f"{FOLDER}{folder}/{chosen}.yml", b"") for folder in _BESIDE)
    return _language(chosen, template[f"{FOLDER}{chosen}.yml"], template[f"{FOLDER}{ENGLISH}.yml"], beside)


def spoken_languages(template: Files[str, bytes]) -> dict[str, Language]:
    """Give every language of the template by its code; raises `UsageError` as `interface` does."""
    return {code: interface(code, template) for code in codes(template)}


@cache
def _language(code: str, data: bytes, english: bytes, beside: tuple[bytes, ...]) -> Language:
    base = _texts(f"{FOLDER}{ENGLISH}.yml", english, {})
    own = base if code == ENGLISH else _texts(f"{FOLDER}{code}.yml", data, base)
    shared = {key: text for key, text in base.items() if not key.startswith(OWN)}
    texts = {"ending.any": "{name}", **shared, **own}
    for (folder, prefix), titles in zip(_BESIDE.items(), beside, strict=True):
        texts |= _titles(f"{FOLDER}{folder}/{code}.yml", titles, prefix)
    return Language(code, texts, _rules(f"{FOLDER}{code}.yml", own.get(_RULES, {})))


def _texts(path: str, data: bytes, base: Files[str, Text]) -> dict[str, Text]:
    return {key.text: _text(path, key, value, base) for key, value in _root(path, data).entries}


def _titles(path: str, data: bytes, prefix: str) -> dict[str, str]:
    """Read titles of clauses, as `clause.iso9001-2015:7.5`, or words of rules, as `rule.link-broken:what`."""
    found: dict[str, str] = {}
    for standard, clauses in _root(path, data).entries if data else ():
        if not isinstance(clauses, Mapping):
            raise _bad(path, standard.line, f"'{standard.text}' holds no texts.", "Write 'name: text' lines below it.")
        for number, title in clauses.entries:
            if not isinstance(title, Scalar) or not title.text:
                raise _bad(path, number.line, f"'{number.text}' has no text.", "Write one.")
            found[f"{prefix}{standard.text}:{number.text}"] = title.text
    return found


def _root(path: str, data: bytes) -> Mapping:
    text, fault = decode(data, rule=POLICY_INVALID, limit=POLICY_LIMIT)
    root, fault = (None, fault) if fault else read(text, rule=POLICY_INVALID)
    if fault:
        raise _bad(path, fault.line or 1, fault.message, fault.remedy)
    if not isinstance(root, Mapping):
        raise _bad(path, 1, "It holds no texts.", "Write 'key: text' lines.")
    return root


def _text(path: str, key: Scalar, value: Node, base: Files[str, Text]) -> Text:
    if not _KEY.fullmatch(key.text) or (base and key.text not in base and not key.text.startswith(OWN)):
        raise _bad(path, key.line, f"There is no text '{key.text}'.", "Compare the key with languages/en.yml.")
    forms = dict(_forms(path, key, value))
    allowed = _fields(base[key.text]) if key.text in base else frozenset(_NAMED) if base else None
    for form in forms.values():
        _check(path, key, form, allowed)
    if isinstance(value, Scalar):
        return value.text
    if key.text != _RULES and OTHER not in forms:
        raise _bad(path, key.line, f"The text '{key.text}' has no form 'other'.", "Every number needs one.")
    return forms


def _forms(path: str, key: Scalar, value: Node) -> Iterable[tuple[str, str]]:
    entries = value.entries if isinstance(value, Mapping) else ((Scalar(OTHER, value.line, value.column), value),)
    for name, form in entries:
        if name.text not in _CATEGORIES or not isinstance(form, Scalar) or not form.text.strip():
            raise _bad(
                path,
                key.line,
                f"The text '{key.text}' is neither a text nor one for each of one, other ….",
                "Write \"key: text\", or 'key: {one: …, other: …}'.",
            )
        yield name.text, form.text


def _check(path: str, key: Scalar, form: str, allowed: frozenset[str] | None) -> None:
    fields = set(FIELD.findall(form))
    strange = fields - allowed if allowed is not None else set()
    if strange or re.search("[{}]", FIELD.sub("", form)):
        named = f"the field {{{min(strange)}}}, which nothing fills in" if strange else "a brace that begins no field"
        raise _bad(
            path,
            key.line,
            f"The text '{key.text}' has {named}.",
            f"It may have {', '.join(f'{{{name}}}' for name in sorted(allowed or ())) or 'none'}.",
        )


def _fields(text: Text) -> frozenset[str]:
    forms = [text] if isinstance(text, str) else [*text.values(), "{n}"]
    return frozenset(name for form in forms for name in FIELD.findall(form))


def _rules(path: str, given: Text) -> _Rules:
    rules = given if not isinstance(given, str) else {}
    return tuple((category, tuple(_way(path, way) for way in rule.split(" or "))) for category, rule in rules.items())


def _way(path: str, way: str) -> tuple[Condition, ...]:
    return tuple(_condition(path, part.strip()) for part in way.split(" and "))


def _condition(path: str, part: str) -> Condition:
    found = _CONDITION.fullmatch(part)
    if found is None:
        raise _bad(path, 1, f"'{part[:60]}' of '{_RULES}' is no rule of plurals.", "Write it as in 'n % 10 = 2..4'.")
    ends = (each.strip().partition("..") for each in found[3].split(","))
    ranges = tuple((int(low), int(high or low)) for low, _, high in ends)
    return Condition(int(found[1] or 0), found[2] == "=", ranges)


def _bad(path: str, line: int, message: str, remedy: str) -> UsageError:
    return UsageError(
        f"The words of the site cannot be used: site_template/{path}, line {line}: {message}", remedy=remedy
    )
