"""Names of types, roles and people as readers know them."""

from __future__ import annotations

from qmsdoc.model.language import Language
from qmsdoc.model.policy import Policy


def change(reason: str, revision: int, language: Language) -> str:
    """The reason for an edition as its document gives it; a first edition needs none."""
    return reason or (language.say("edition.first") if revision == 1 else "")


def title(name: str) -> str:
    """The name of a role or type as people write it: `quality-manager` as `Quality manager`."""
    return name.replace("-", " ").replace("_", " ")[:1].upper() + name.replace("-", " ").replace("_", " ")[1:]


def type_title(name: str) -> str:
    """What one document of the type is called: `Work instruction`."""
    if name == "external":
        return "External document"
    return title(name)


def person(policy: Policy, person_id: str) -> str:
    """A person's printed name, or the id where the policy does not know it."""
    found = policy.person(person_id)
    return found.name if found else person_id


def owner(policy: Policy, owner_id: str) -> str:
    """An owner as people read it: a person's name, or the title of a role."""
    found = policy.person(owner_id)
    return found.name if found else title(owner_id)
