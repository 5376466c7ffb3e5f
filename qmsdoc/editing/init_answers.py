"""Answers for a new manual: what each may be, and a file of them.

The file is a YAML mapping of the same names as the options of `qmsdoc init`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse import yaml
from qmsdoc.parse.languages import nearest, shipped_codes
from qmsdoc.parse.standards import shipped_names
from qmsdoc.text.suggestions import did_you_mean
from qmsdoc.text.terminal import one_line

ANSWERS = (
    "organisation",
    "manual",
    "name",
    "email",
    "deputy",
    "standard",
    "host",
    "language",
    "key",
    "like",
    "profile",
)
_ADDRESS = re.compile(r"[^\s@,\"*?!<>\x00-\x1f]+@[^\s@,\"*?!<>\x00-\x1f]+")
_MANUAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def check_address(address: str) -> str:
    """Return an e-mail address as `allowed_signers` may hold it; raises `UsageError` for anything else."""
    if not _ADDRESS.fullmatch(address.strip()):
        raise UsageError(f"'{address}' is not an e-mail address.", remedy="Write it as in jane.doe@example.com.")
    return address.strip()


def check_name(name: str, what: str) -> str:
    """Return a name without needless space; raises `UsageError` where nothing readable is left."""
    plain = " ".join(name.split())
    if not plain or one_line(plain) != plain:
        raise UsageError(f"{what} needs a name of plain letters and signs.", remedy="Write it as it is to be read.")
    return plain


def check_manual(name: str) -> str:
    """Return a manual's short name; raises `UsageError` where signatures could not carry it."""
    if not _MANUAL.fullmatch(name.strip()):
        raise UsageError(
            f"'{name}' cannot be a manual's short name.",
            remedy="Write letters, digits, points and hyphens, as in finch-quality-manual.",
        )
    return name.strip()


def check_standard(name: str) -> str | None:
    """Return the name of a standard that ships with qmsdoc, None for none; raises `UsageError` for any other."""
    if name.strip().lower() in {"", "none", "no"}:
        return None
    if name.strip() not in shipped_names():
        hint = did_you_mean(name, shipped_names())
        raise UsageError(
            f"'{name}' is no standard that qmsdoc knows.", remedy=f"{hint}There are {', '.join(shipped_names())}."
        )
    return name.strip()


def check_language(code: str) -> str:
    """Return the code of a language that pages can be in; raises `UsageError` for any other."""
    if nearest(code.strip(), shipped_codes()) is None:
        raise UsageError(
            f"There are no pages in the language '{code}'.", remedy=f"Choose one of {', '.join(shipped_codes())}."
        )
    return code.strip()


def read_answers(path: Path) -> Mapping[str, str]:
    """Return what a file answers, each value as the text it is; raises `UsageError` naming the line at fault."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", remedy="Give a text file in UTF-8.") from error
    node, problem = yaml.read(text, rule=POLICY_INVALID)
    if problem is not None:
        raise UsageError(f"{path}:{problem.line}: {problem.message}", remedy=problem.remedy)
    if not isinstance(node, yaml.Mapping):
        raise UsageError(f"{path} holds no answers.", remedy="Write one answer a line, as in 'name: Jane Doe'.")
    for key, value in node.entries:
        if key.text not in ANSWERS:
            hint = did_you_mean(key.text, ANSWERS).strip() or f"These may be answered: {', '.join(ANSWERS)}."
            raise UsageError(f"{path}:{key.line}: init does not ask for '{key.text}'.", remedy=hint)
        if not isinstance(value, yaml.Scalar):
            raise UsageError(f"{path}:{key.line}: '{key.text}' is not a single answer.", remedy="Write it in one line.")
    return {key.text: value.text for key, value in node.entries if isinstance(value, yaml.Scalar)}
