"""Values of front matter and of the policy that hold signs nobody sees: people read names and titles, and sign them."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule import RuleId
from qmsdoc.parse.yaml import Mapping, Node, Scalar
from qmsdoc.text.hidden import first_hidden, named_sign

_OF_TEXTS = "\n\t"
_ONE_LINE = frozenset(("title", "name", "site_name"))


def hidden_signs(node: Node, rule: RuleId, allowed: str = _OF_TEXTS) -> Iterator[Finding]:
    """Yield a finding of `rule` for every key and value below `node` with such a sign; line ends pass but in titles."""
    if isinstance(node, Scalar):
        at = first_hidden(node.text, allowed)
        if at is not None:
            message = f"This value holds {named_sign(node.text[at])}, which nobody sees."
            yield Finding(rule, message, "Delete it, or type the value afresh.", node.line, node.column)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield from hidden_signs(key, rule, "")
            yield from hidden_signs(value, rule, "" if key.text in _ONE_LINE else allowed)
    else:
        for item in node.items:
            yield from hidden_signs(item, rule, allowed)
