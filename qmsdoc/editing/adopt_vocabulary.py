"""What other systems call the fields that control of documents needs, the surest name first, and what is theirs alone.

Names are in English, German and French, as `plain_name` writes them; they stand in `schemas/other-systems.json`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping

from qmsdoc import resources

_ROWS = json.loads(resources.schema("other-systems.json").read_bytes())
_NAMES: dict[str, tuple[str, ...]] = {kind: tuple(" ".join(rows).split()) for kind, rows in _ROWS.items()}
AUTHOR, CONTROLLED = _NAMES.pop("author"), _NAMES.pop("controlled")
NESTS = _NAMES.pop("nests")
"""Names of groups of fields within which a field means what it means outside of one."""
PROGRAM_FOLDERS, REPOSITORY_FILES = frozenset(_NAMES.pop("program_folders")), frozenset(_NAMES.pop("repository_files"))
BY_PANDOC = _NAMES.pop("by_pandoc")
WORDS: Mapping[str, tuple[str, ...]] = _NAMES


def plain_name(key: str) -> str:
    """Return a key as the vocabulary has it: small letters without accents, and digits."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", key.lower()))
