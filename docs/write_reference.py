"""Writes docs/reference/ from the schemas and the examples beside it: `python docs/write_reference.py`."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/reference"
NAMED = "<name>"


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """One page: its file and title, the schema, the whole example, and what stands above."""

    name: str
    title: str
    schema: str
    example: str
    intro: str


PAGES = (
    ReferencePage(
        "qmsdoc-yml.md",
        "`qmsdoc.yml`: the policy",
        "policy.schema.json",
        "qmsdoc.yml",
        "Who approves what, and by which rules. It is document POLICY, together with `people.yml`, `allowed_signers` "
        "and `keys/`: a change needs the next `revision` and the approvals that the revision before asks for.",
    ),
    ReferencePage(
        "people-yml.md",
        "`people.yml`: who is who",
        "people.schema.json",
        "people.yml",
        "People with their addresses, roles and delegations. `qmsdoc people` and `qmsdoc key` write it; principals are "
        "never published.",
    ),
    ReferencePage(
        "front-matter.md",
        "Front matter: what a document says of itself",
        "document.schema.json",
        "document.md",
        "The block between two lines of three hyphens at the head of each document. A type may ask for more by a "
        "schema of its own (`schema` in `qmsdoc.yml`); fields of your own begin with `x-`.",
    ),
    ReferencePage(
        "standards.md",
        "`standards/`: editions of standards",
        "standard.schema.json",
        "standards/house-2026.yml",
        "Clause sets are data: a file `standards/<name>.yml` in the manual adds an edition that does not ship with "
        "qmsdoc, or your own rules. Documents cite it as `<name>:<clause>`.",
    ),
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a file: its place, the part of the schema that speaks of it, and whether it must be there."""

    path: tuple[str, ...]
    rules: dict[str, Any]
    required: bool

    @property
    def called(self) -> str:
        """Its place as people write it."""
        return ".".join(self.path)


def keys(schema: dict[str, Any]) -> Iterator[Key]:
    """Yield every key that a schema knows, each before those within it; `<name>` stands for a name that is free."""
    yield from {key.path: key for key in _keys(schema, schema, ())}.values()


def _keys(rules: dict[str, Any], schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[Key]:
    rules = _resolved(rules, schema)
    for other in rules.get("anyOf", ()):
        yield from _keys(other, schema, path)
    if isinstance(rules.get("items"), dict):
        yield from _keys(rules["items"], schema, path)
    if isinstance(rules.get("additionalProperties"), dict):
        yield from _keys(rules["additionalProperties"], schema, (*path, NAMED))
    for name, below in rules.get("properties", {}).items():
        inner = _resolved(below, schema)
        yield Key((*path, name), inner, name in rules.get("required", ()))
        yield from _keys(inner, schema, (*path, name))


def _resolved(rules: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = rules.get("$ref", "")
    return schema["$defs"][reference.rpartition("/")[2]] | rules if reference else rules


def example(page: ReferencePage) -> Any:
    """Return a page's whole example as data."""
    text = (FOLDER / "examples" / page.example).read_text("utf-8")
    return yaml.safe_load(text.split("---\n")[1] if page.example.endswith(".md") else text)


def at(data: Any, path: tuple[str, ...]) -> Any:
    """Return the first value that an example has at a key's place; None where it has none."""
    if not path:
        return data
    if isinstance(data, list):
        return next((found for item in data if (found := at(item, path)) is not None), None)
    if not isinstance(data, dict):
        return None
    below = data.values() if path[0] == NAMED else [data[path[0]]] if path[0] in data else []
    return next((found for value in below if (found := at(value, path[1:])) is not None), None)


def page_text(page: ReferencePage) -> str:
    """Return the Markdown of a page."""
    schema = json.loads((ROOT / "schemas" / page.schema).read_text("utf-8"))
    data = example(page)
    parts = [f"# {page.title}", page.intro]
    parts.append(
        f"A whole example with every key: [{Path(page.example).name}](examples/{page.example}). It is not a model."
    )
    known = list(keys(schema))
    for top in (key for key in known if len(key.path) == 1):
        parts += [f"## `{top.called}`", _said(top), _block({top.path[0]: at(data, top.path)})]
        inner = [key for key in known if len(key.path) > 1 and key.path[0] == top.path[0]]
        if inner:
            rows = [f"| `{key.called}` | {_said(key)} | `{_inline(key, data)}` |" for key in inner]
            parts.append(
                "\n".join(["| key | what | example |", "|---|---|---|", *(row.replace("\\|", "|") for row in rows)])
            )
    return "\n\n".join(parts) + "\n"


def _said(key: Key) -> str:
    words = str(key.rules["description"])
    need = " Required." if key.required else ""
    return f"{words[0].upper()}{words[1:]}.{need}".replace("|", "\\|").replace("..", ".").replace("<", "\\<")


def _block(data: Any) -> str:
    return f"```yaml\n{_yaml(data)}```"


def _inline(key: Key, data: Any) -> str:
    value = at(data, key.path)
    if isinstance(value, dict) and len(value) > 1:
        name, first = next(iter(value.items()))
        value = {name: first}
    return _yaml({key.path[-1]: value}, flow=True).strip().removeprefix("{").removesuffix("}").replace("|", "\\|")


def _yaml(data: Any, *, flow: bool | None = None) -> str:
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, default_flow_style=flow, allow_unicode=True, width=1_000
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Writes times as people do."""


_Dumper.add_representer(
    datetime.datetime,
    lambda dumper, moment: dumper.represent_scalar("tag:yaml.org,2002:timestamp", f"{moment:%Y-%m-%dT%H:%M:%SZ}"),
)


def index_text() -> str:
    """Return the Markdown of the list of pages."""
    rows = [f"- [{page.title}]({page.name})" for page in PAGES]
    return "\n".join(["# Reference", "", "Every key of every file, with an example.", "", *rows]) + "\n"


def texts() -> dict[str, str]:
    """Return every page by the name of its file."""
    return {"index.md": index_text()} | {page.name: page_text(page) for page in PAGES}


if __name__ == "__main__":
    for name, text in texts().items():
        (FOLDER / name).write_text(text, "utf-8")
