"""A file of answers for a new manual: a YAML mapping of the same names as the options of `qmsdoc init`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse import yaml
from qmsdoc.text.suggestions import did_you_mean

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
