"""The rules of document control: one pure function each, from what is known of a manual to what is wrong."""

from qmsdoc.rules.check import check
from qmsdoc.rules.explain import explain
from qmsdoc.rules.registry import RULES, rule_named

__all__ = ["RULES", "check", "explain", "rule_named"]
