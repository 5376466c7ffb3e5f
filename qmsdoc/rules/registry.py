"""Every rule with its page and judge, in the order in which `qmsdoc.model.rule_ids` registers them.

That registry is the one list: a module of `chapters/` needs no line of its own here.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from qmsdoc.errors import UsageError
from qmsdoc.model.rule_ids import RULE_DATA, data_of
from qmsdoc.rules import chapters
from qmsdoc.rules.definition import Rule
from qmsdoc.text.suggestions import lexicon


def _documented() -> Iterator[Rule]:
    for module in sorted(module.name for module in iter_modules(chapters.__path__)):
        members = vars(import_module(f"{chapters.__name__}.{module}")).values()
        yield from (member for member in members if isinstance(member, Rule))


_BY_ID = {rule.data.id: rule for rule in _documented()}
_BY_CODE = {data.code: data for data in RULE_DATA.values()}
RULES: tuple[Rule, ...] = tuple(_BY_ID[rule] for rule in RULE_DATA)


def rule_named(name: str) -> Rule:
    """Return the rule of that name, former name or code, whatever its case; raises `UsageError` for an unknown one."""
    data = data_of(name.lower()) or _BY_CODE.get(name.upper())
    if data is None:
        raise UsageError(
            f"There is no rule '{name}'.",
            remedy=f"{lexicon(RULE_DATA).did_you_mean(name)}`qmsdoc rule` lists them all.",
        )
    return _BY_ID[data.id]
