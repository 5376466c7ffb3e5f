"""The one caller of pandoc: texts become its tree and back, without reading or fetching anything that a text names.

The tree is pandoc's JSON (pandoc-types): an element is `{"t": name, "c": content}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from qmsdoc.errors import UsageError
from qmsdoc.resources import requirement

MARKDOWN = "gfm-raw_html-tex_math_dollars-tex_math_gfm-emoji"
Element: TypeAlias = dict[str, Any]


def tree_of_file(path: Path, *options: str) -> Element:
    """Read a Word file as a tree; raises `UsageError` where pandoc is not installed or cannot read it."""
    return _tree(lambda pandoc: pandoc.convert_file(str(path), "json", format="docx", extra_args=_safe(*options)))


def tree_of_markdown(text: str) -> Element:
    """Read Markdown as a tree."""
    return _tree(lambda pandoc: pandoc.convert_text(text, "json", format=MARKDOWN, extra_args=_safe()))


def markdown_of(tree: Element) -> str:
    """Write a tree as the Markdown that documents are written in."""
    options = _safe("--wrap=none", "--markdown-headings=atx")
    return str(_run(lambda pandoc: pandoc.convert_text(json.dumps(tree), MARKDOWN, format="json", extra_args=options)))


def write_word(tree: Element, reference: Path, resources: Path, to: Path) -> None:
    """Write a tree as a Word file in the style of another; pictures are read from the folder `resources` alone."""
    options = [f"--reference-doc={reference}", f"--resource-path={resources}", "--quiet"]
    source = json.dumps(tree)
    _run(lambda pandoc: pandoc.convert_text(source, "docx", format="json", outputfile=str(to), extra_args=options))


def write_empty_word(to: Path) -> None:
    """Write a Word file without text, in pandoc's own style."""
    _run(lambda pandoc: pandoc.convert_text("", "docx", format=MARKDOWN, outputfile=str(to), extra_args=_safe()))


def walk(node: Any) -> Iterator[Element]:
    """Yield every element of a tree, each before what it holds."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "t" in each:
                yield each
            waiting.extend(reversed(list(each.values())))
        elif isinstance(each, list):
            waiting.extend(reversed(each))


def plain_text(node: Any) -> str:
    """Return the words of a tree or part of one."""
    signs = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
    parts = [str(each["c"]) if each["t"] == "Str" else signs.get(each["t"], "") for each in walk(node)]
    return "".join(parts).strip()


def _safe(*options: str) -> list[str]:
    return ["--sandbox", "--quiet", *options]


def _tree(call: Callable[[Any], Any]) -> Element:
    found = json.loads(_run(call))
    return found if isinstance(found, dict) else {}


def _run(call: Callable[[Any], Any]) -> Any:
    try:
        pypandoc = import_module("pypandoc")  # of the extra `word`: large, and not everybody's
    except ImportError as error:
        raise UsageError(
            "Word files need pandoc.", remedy=f'Install it with: pip install "{requirement("word")}"'
        ) from error
    try:
        return call(pypandoc)
    except (RuntimeError, OSError, ValueError) as error:
        first = str(error).strip().splitlines()[-1][:200]
        raise UsageError(f"Pandoc cannot do this: {first}", remedy="Open the file in Word and save it anew.") from error
