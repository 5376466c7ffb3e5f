"""`mkdocs.yml` as plain data: the site's name, colours and pictures, and nothing else of it.

Tags such as `!!python/name:…`, which MkDocs files often hold, are passed over: nothing is ever
constructed, imported or run. Plugins, extensions and templates of the file are ignored, and so are
hooks, which are `content-unsafe` besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.looks import Looks
from qmsdoc.model.rule_ids import CONTENT_UNSAFE, FIELD_INVALID
from qmsdoc.parse.languages import nearest, shipped_codes
from qmsdoc.parse.paths import resolve_path
from qmsdoc.parse.policy_file import text
from qmsdoc.parse.text import POLICY_LIMIT, decode
from qmsdoc.parse.yaml import Mapping, Node, Sequence, read

RULE = FIELD_INVALID
PATH = "mkdocs.yml"

_NAME = re.compile(r"[a-z]+(?:[ -][a-z]+)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_URL = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE)
_PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|ico)", re.IGNORECASE | re.DOTALL)


def looks(data: bytes, read_file: Callable[[str], bytes | None]) -> tuple[Looks, tuple[Finding, ...]]:
    """Read the file's bytes; pictures are fetched by their path with `read_file`, which gives None where there is none.

    What is wrong becomes a `field-invalid` problem with its path, and keeps the default look. Never raises.
    """
    if not data.strip():
        return Looks(), ()
    source, oddity = decode(data, rule=RULE, limit=POLICY_LIMIT)
    root, fault = (None, oddity) if oddity else read(source, rule=RULE, inert_tags=True)
    if fault is None and root is not None and not isinstance(root, Mapping):
        fault = Finding(RULE, "The file holds no fields.", "Write 'name: value' lines.", root.line, root.column)
    if fault:
        return Looks(), (Finding(fault.rule, fault.message, fault.remedy, fault.line, fault.column, PATH),)
    if root is None:
        return Looks(), ()
    problems = _hooks(root)
    theme, palette = _child(root, "theme"), _palette(_child(root, "theme"))
    folder = text(_child(root, "docs_dir")) or "docs"
    found = Looks(
        site_name=text(_child(root, "site_name")).strip(),
        site_url=_worded(_child(root, "site_url"), _URL, "", "an address such as https://example.com/", problems),
        language=_language(_child(theme, "language"), problems),
        primary=_worded(_child(palette, "primary"), _NAME, "indigo", "a colour's name such as indigo", problems),
        accent=_worded(_child(palette, "accent"), _NAME, "indigo", "a colour's name such as indigo", problems),
        logo=_picture(_child(theme, "logo"), folder, read_file, problems),
        favicon=_picture(_child(theme, "favicon"), folder, read_file, problems),
    )
    return found, tuple(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0)))


def _hooks(root: Node) -> list[Finding]:
    """Tell of `hooks:`: qmsdoc passes them over, but MkDocs itself would run them."""
    node = _child(root, "hooks")
    if node is None:
        return []
    message = "The file names hooks: programs of the manual that MkDocs would run."
    remedy = "Delete 'hooks:'. qmsdoc build never runs them; mkdocs build does, before qmsdoc is asked."
    return [Finding(CONTENT_UNSAFE, message, remedy, node.line, node.column, PATH)]


def _child(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _palette(theme: Node | None) -> Node | None:
    """The palette, or the first of several."""
    palette = _child(theme, "palette")
    if isinstance(palette, Sequence):
        return palette.items[0] if palette.items else None
    return palette


def _worded(node: Node | None, form: re.Pattern[str], default: str, wanted: str, problems: list[Finding]) -> str:
    value = text(node).strip()
    if node is None or not value:
        return default
    if form.fullmatch(value):
        return value
    problems.append(Finding(RULE, f"'{value[:60]}' is not {wanted}.", "Correct it.", node.line, node.column, PATH))
    return default


def _language(node: Node | None, problems: list[Finding]) -> str:
    """Read the language of the documents, and tell where the site itself cannot speak it."""
    code = _worded(node, _LANGUAGE, "en", "a language code such as en", problems)
    if node is not None and nearest(code, shipped_codes()) is None:
        message = f"The site has no words in the language '{code}': headings, stamps and menus are in English."
        remedy = f"Languages there are: {', '.join(shipped_codes())}. Another is one file of the site's template."
        problems.append(Finding(RULE, message, remedy, node.line, node.column, PATH, severity=Severity.WARNING))
    return code


def _picture(
    node: Node | None, folder: str, read_file: Callable[[str], bytes | None], problems: list[Finding]
) -> ClosureFile | None:
    """Find a picture in the documents folder, else from the manual's root."""
    value = text(node).strip()
    if node is None or not value:
        return None
    for base in (f"{folder.strip('/')}/x", "x"):
        path = resolve_path(base, value)
        data = read_file(path) if path and _PICTURE.fullmatch(path) else None
        if path and data is not None:
            return ClosureFile.of(path, data)
    message, remedy = f"There is no picture '{value[:100]}'.", "Correct the path, or add the picture to the manual."
    problems.append(Finding(RULE, message, remedy, node.line, node.column, PATH))
    return None
