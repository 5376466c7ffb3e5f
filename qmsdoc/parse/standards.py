"""Standards as data: the clause numbers of one edition with short titles, in a small YAML file.

    standard: iso9001-2015
    title: ISO 9001:2015
    clauses:
      4: Context of the organisation
      4.1: The organisation and its context

A later edition may say which it `succeeds`, which clauses stood elsewhere there (`from`), and which ask for something
new (`changed`). Those that ship with qmsdoc lie in `schemas/standards/`; a manual adds its own in `standards/`.
"""

from __future__ import annotations

import re
from functools import cache

from qmsdoc import resources
from qmsdoc.model.finding import Finding
from qmsdoc.model.standard import Standard
from qmsdoc.parse.policy_file import PolicyFile, entries, load, text, texts
from qmsdoc.parse.yaml import Node

FOLDER = "standards/"
SCHEMA = "standard.schema.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


@cache
def shipped(name: str) -> Standard | None:
    """Give a standard that ships with qmsdoc (`iso9001-2015`); None where there is none of that name."""
    path = resources.schema(f"standards/{name}.yml") if _NAME.fullmatch(name) else None
    if path is None or not path.is_file():
        return None
    return _standard(load(str(path.name), path.read_bytes(), SCHEMA))


@cache
def shipped_names() -> tuple[str, ...]:
    """Give the names of all standards that ship with qmsdoc, sorted."""
    return tuple(sorted(path.stem for path in resources.schema("standards").glob("*.yml")))


def is_standard_path(path: str) -> bool:
    """Tell whether the file at `path` of a manual is a standard of its own."""
    return path.startswith(FOLDER) and path.endswith(".yml")


def standard(path: str, data: bytes) -> tuple[Standard | None, tuple[Finding, ...]]:
    """Read a manual's own standard; None with `policy-invalid` problems where it cannot be used. Never raises."""
    source = load(path, data, SCHEMA)
    known = {number.text for number, _ in entries(source.root.get("clauses"))}
    for number, _ in (*entries(source.root.get("from")), *entries(source.root.get("changed"))):
        if number.text not in known:
            source.fail(number, f"'{number.text}' is none of its clauses.", "Name clauses that stand under `clauses`.")
    if source.problems:
        return None, tuple(source.problems)
    return _standard(source), ()


def _standard(source: PolicyFile) -> Standard:
    root = source.root
    return Standard(
        name=text(root.get("standard")),
        title=text(root.get("title")),
        clauses=_texts(root.get("clauses")),
        succeeds=text(root.get("succeeds")) or None,
        moved=tuple((number.text, texts(sources)) for number, sources in entries(root.get("from"))),
        changed=_texts(root.get("changed")),
    )


def _texts(node: Node | None) -> tuple[tuple[str, str], ...]:
    return tuple((number.text, text(words)) for number, words in entries(node))
