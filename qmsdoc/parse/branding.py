"""`mkdocs.yml` as plain data: name, colours, pictures and language of the site, by the table of `mkdocs_keys`.

Tags such as `!!python/name:…`, which MkDocs files often hold, are passed over: nothing is ever constructed, imported or
run. Hooks are `content-unsafe`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace

from qmsdoc.model.appearance import LIGHT_THEME, THEMES, Looks
from qmsdoc.model.document import ClosureFile
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CONTENT_UNSAFE, LOOKS_INVALID
from qmsdoc.parse.custom_properties import custom_properties
from qmsdoc.parse.hidden_signs import hidden_signs
from qmsdoc.parse.languages import nearest, shipped_codes
from qmsdoc.parse.material_theme import features, icons, matched, palettes, permalinks, social
from qmsdoc.parse.paths import resolve_path
from qmsdoc.parse.policy_file import text
from qmsdoc.parse.text import POLICY_LIMIT, decode
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence, read
from qmsdoc.text.suggestions import lexicon

RULE = LOOKS_INVALID
PATH = "mkdocs.yml"
_PLUGIN = "qmsdoc"

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
# In either case of its letters; the ranges ignore it too slowly to be compiled so.
_URL = re.compile(
    r"(?i:https?)://[A-Za-z0-9.\-\u00b5\u00c0-\u1fff\u2126\u212a\u212b\u2c00-\ud7ff]+(?::[0-9]{1,5})?(?:/[^\s<>\"'\\?#\[\]]*)?"
)
_PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|ico)", re.IGNORECASE | re.DOTALL)
_SHEET = re.compile(r".*\.css", re.IGNORECASE | re.DOTALL)

ReadFile = Callable[[str], bytes | None]


def looks(data: bytes, read_file: ReadFile) -> tuple[Looks, tuple[Finding, ...]]:
    """Read the file's bytes; pictures and style sheets are fetched by their path with `read_file`, which gives None
    where there is none.

    What is wrong becomes a `looks-invalid` finding with its path, and keeps the default look. Where the file names the
    plugin beside others, it is that of somebody's own site, which MkDocs builds: what MkDocs heeds is no fault there.
    Never raises.
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
    hidden = [replace(each, path=PATH) for each in hidden_signs(root, RULE)]
    reader = _Reader(_without(root, {(each.line, each.column) for each in hidden}), read_file, hidden)
    found = reader.looks()
    return found, tuple(sorted(reader.problems, key=lambda problem: (problem.line or 0, problem.column or 0)))


@dataclass(slots=True)
class _Reader:
    """The file while it is being read, with the faults met on the way."""

    root: Node
    read_file: ReadFile
    problems: list[Finding] = field(default_factory=list)

    def looks(self) -> Looks:
        root = self.root
        theme, extra = _child(root, "theme"), _child(root, "extra")
        self._hooks()
        found = palettes(_child(theme, "palette"), self._fail_in_manual)
        first = found[0] if found else None
        return Looks(
            site_name=text(_child(root, "site_name")).strip(),
            site_url=matched(_child(root, "site_url"), _URL, "an address such as https://example.com/", self._fail),
            language=self._language(_child(theme, "language")),
            primary=first.primary if first else "indigo",
            accent=first.accent if first else "indigo",
            logo=self._picture(_child(theme, "logo")),
            favicon=self._picture(_child(theme, "favicon")),
            theme=self._theme(theme if isinstance(theme, Scalar) else _child(theme, "name")),
            palettes=found,
            features=features(_child(theme, "features"), self._fail),
            permalinks=permalinks(_child(root, "markdown_extensions")),
            icons=icons(_child(theme, "icon"), self._fail_in_manual),
            social=social(_child(extra, "social"), self._fail),
            copyright=text(_child(root, "copyright")).strip(),
            css=self._css(_child(root, "extra_css")),
        )

    def _fail(self, node: Node, message: str, remedy: str) -> None:
        self.problems.append(Finding(RULE, message, remedy, node.line, node.column, PATH))

    def _fail_in_manual(self, node: Node, message: str, remedy: str) -> None:
        """Tell of what MkDocs would heed, unless the file is that of a site of its own."""
        if not self._own_site:
            self._fail(node, message, remedy)

    @property
    def _own_site(self) -> bool:
        return {_PLUGIN} < _names(_child(self.root, "plugins"))

    def _hooks(self) -> None:
        """Tell of `hooks:`: they are passed over here, but MkDocs itself would run them."""
        node = _child(self.root, "hooks")
        if node is not None and not self._own_site:
            message = "The file names hooks: programs of the manual that MkDocs would run."
            remedy = "Delete 'hooks:'. qmsdoc build never runs them; mkdocs build does, before qmsdoc is asked."
            self.problems.append(Finding(CONTENT_UNSAFE, message, remedy, node.line, node.column, PATH))

    def _theme(self, node: Node | None) -> str:
        name = text(node).strip()
        if node is None or not name or name in THEMES:
            return name or LIGHT_THEME
        message = f"There is no theme '{name[:60]}' for a manual; it is set in the light frame, '{LIGHT_THEME}'."
        meant = lexicon(THEMES).did_you_mean(name)
        self._fail_in_manual(node, message, f"{meant}Write 'name: material' or 'name: {LIGHT_THEME}' under 'theme:'.")
        return LIGHT_THEME

    def _language(self, node: Node | None) -> str:
        """Read the language of the documents, and tell where the site itself cannot speak it."""
        code = matched(node, _LANGUAGE, "a language code such as en", self._fail) or "en"
        if node is not None and nearest(code, shipped_codes()) is None:
            message = f"The site has no words in the language '{code}': headings, stamps and menus are in English."
            remedy = f"Languages there are: {', '.join(shipped_codes())}. Another is one file of the site's template."
            self._fail(node, message, remedy)
        return code

    def _picture(self, node: Node | None) -> ClosureFile | None:
        value = text(node).strip()
        if node is None or not value:
            return None
        found = self._file(value, _PICTURE)
        if found is None:
            self._fail(
                node, f"There is no picture '{value[:100]}'.", "Correct the path, or add the picture to the manual."
            )
        return found

    def _file(self, value: str, form: re.Pattern[str]) -> ClosureFile | None:
        """Find a file in the documents folder, else from the manual's root."""
        folder = text(_child(self.root, "docs_dir")) or "docs"
        for base in (f"{folder.strip('/')}/x", "x"):
            path = resolve_path(base, value)
            data = self.read_file(path) if path and form.fullmatch(path) else None
            if path and data is not None:
                return ClosureFile.of(path, data)
        return None

    def _css(self, node: Node | None) -> str:
        """Read the style sheets of `extra_css`, of which only custom properties take effect."""
        sheets = []
        for item in node.items if isinstance(node, Sequence) else ():
            value = text(item).strip()
            file = self._file(value, _SHEET)
            if file is None:
                remedy = "Correct the path, or delete the line."
                self._fail_in_manual(item, f"There is no style sheet '{value[:100]}'.", remedy)
                continue
            css, faults = custom_properties(file.data.decode("utf-8", "replace"))
            sheets.append(css)
            for fault in () if self._own_site else faults:
                message = f"This has no effect, since a style could hide a step or a stamp: {fault.words}"
                remedy = "Keep to custom properties of ':root', such as '--md-primary-fg-color: #00695c;'."
                self.problems.append(Finding(RULE, message, remedy, fault.line, None, file.path))
        return "".join(sheets)


def _without(node: Node, places: Set[tuple[int | None, int | None]]) -> Node:
    """Return a node with nothing in place of the values at some places: what nobody sees reaches no page."""
    if isinstance(node, Mapping):
        return node._replace(entries=tuple((key, _without(value, places)) for key, value in node.entries))
    if isinstance(node, Sequence):
        return node._replace(items=tuple(_without(item, places) for item in node.items))
    return node._replace(text="") if (node.line, node.column) in places else node


def _child(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _names(node: Node | None) -> set[str]:
    """Return the names in a list of names, each perhaps with its options, or of a mapping."""
    if isinstance(node, Mapping):
        return {key.text for key, _ in node.entries}
    items = node.items if isinstance(node, Sequence) else ()
    return {name for item in items for name in (_names(item) if isinstance(item, Mapping) else {text(item)})}
