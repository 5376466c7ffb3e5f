"""What only Material's frame takes from `mkdocs.yml`: palettes, features, icons and links, each checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import itemgetter

from qmsdoc.model.appearance import Palette, SocialLink
from qmsdoc.parse.mkdocs_keys import FEATURE_NAMES, FEATURES_IN_EFFECT
from qmsdoc.parse.policy_file import text
from qmsdoc.parse.yaml import Mapping, Node, Sequence
from qmsdoc.resources import material_templates
from qmsdoc.text.suggestions import lexicon

COLOUR = re.compile(r"[a-z]+(?:[ -][a-z]+)?")
_MEDIA = re.compile(r"\(prefers-color-scheme(?:: (?:light|dark))?\)")
_SCHEME = re.compile(r"default|slate")
_ICON = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)+")
_ICON_OF = re.compile(r"logo|menu|top|previous|next")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)

Fail = Callable[[Node, str, str], None]


def palettes(node: Node | None, fail: Fail) -> tuple[Palette, ...]:
    """Read `theme.palette`, one or several."""
    rows = node.items if isinstance(node, Sequence) else (node,)
    return tuple(_palette(row, fail) for row in rows if isinstance(row, Mapping))


def features(node: Node | None, fail: Fail) -> tuple[str, ...]:
    """Read `theme.features`: those that take effect, sorted; one that nobody knows is told."""
    found = set()
    for item in node.items if isinstance(node, Sequence) else ():
        name = text(item)
        if name not in FEATURE_NAMES:
            fail(
                item,
                f"Material has no feature '{name[:60]}' here.",
                f"{_FEATURES.did_you_mean(name)}Correct or delete it.",
            )
        found.add(name)
    return tuple(sorted(found & FEATURES_IN_EFFECT))


def icons(node: Node | None, fail: Fail) -> tuple[tuple[str, str], ...]:
    """Read `theme.icon`: the icons of the frame itself."""
    entries = node.entries if isinstance(node, Mapping) else ()
    wanted = [(key.text, value) for key, value in entries if _ICON_OF.fullmatch(key.text)]
    return tuple((key, name) for key, value in sorted(wanted, key=itemgetter(0)) if (name := _icon(value, fail)))


def social(node: Node | None, fail: Fail) -> tuple[SocialLink, ...]:
    """Read `extra.social`."""
    return tuple(_links(node, fail))


def permalinks(node: Node | None) -> bool:
    """Read from `markdown_extensions` whether `toc` is to give headings links to themselves."""
    rows = node.items if isinstance(node, Sequence) else (node,)
    options = [row.get("toc") for row in rows if isinstance(row, Mapping)]
    signs = [text(each.get("permalink")).strip().lower() for each in options if isinstance(each, Mapping)]
    return any(sign not in ("", "false", "no", "off") for sign in signs)


_FEATURES = lexicon(FEATURE_NAMES)


def _links(node: Node | None, fail: Fail) -> Iterator[SocialLink]:
    for item in node.items if isinstance(node, Sequence) else ():
        row = item if isinstance(item, Mapping) else Mapping((), item.line, item.column)
        link, icon = (
            matched(row.get("link"), _LINK, "an address such as https://example.com/", fail),
            _icon(row.get("icon"), fail),
        )
        if link and icon:
            yield SocialLink(icon, link, text(row.get("name")))


def _palette(row: Mapping, fail: Fail) -> Palette:
    toggle = row.get("toggle")
    parts = toggle if isinstance(toggle, Mapping) else Mapping((), row.line, row.column)
    icon = _icon(parts.get("icon"), fail)
    return Palette(
        matched(row.get("scheme"), _SCHEME, "a scheme: default or slate", fail) or "default",
        matched(row.get("primary"), COLOUR, "a colour's name such as indigo", fail) or "indigo",
        matched(row.get("accent"), COLOUR, "a colour's name such as indigo", fail) or "indigo",
        matched(row.get("media"), _MEDIA, 'a question such as "(prefers-color-scheme: dark)"', fail),
        icon,
        text(parts.get("name")).strip(),
    )


def _icon(node: Node | None, fail: Fail) -> str:
    name = matched(node, _ICON, "an icon's name such as material/library", fail)
    folder = material_templates()
    if node is not None and name and folder is not None and not (folder / ".icons" / f"{name}.svg").is_file():
        fail(node, f"Material has no icon '{name[:60]}'.", "Choose one by its name in Material's list of icons.")
        return ""
    return name


def matched(node: Node | None, form: re.Pattern[str], wanted: str, fail: Fail) -> str:
    """Return the text of a node that has the form wanted, else nothing; what has not is told."""
    value = text(node).strip()
    if node is None or not value or form.fullmatch(value):
        return value
    fail(node, f"'{value[:60]}' is not {wanted}.", "Correct it.")
    return ""
