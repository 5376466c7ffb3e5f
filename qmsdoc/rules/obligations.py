"""What of a text people act on, and which of it a new revision changes: obligations, limits, roles, documents named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.policy import Policy
from qmsdoc.parse.words import Words, phrases, words

_DESTINATION = re.compile(r"\]\([^()\s]*\)|<https?://[^<>\s]*>")
_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
_BLANK = re.compile(r"\n[ \t]*\n")
_ID = re.compile(r"\b[A-Z][A-Za-z]{0,9}-\d{1,6}\b")
_SPACE = re.compile(r"\s+")
_ENGLISH = "en"


class Obligations(NamedTuple):
    """Words that one text says more often than the other, each with how often more."""

    gone: Counter[str]
    come: Counter[str]


def language_words(document: Document) -> Words:
    """Return the words of a document's language; of English where qmsdoc does not know it."""
    found = words(document.front.lang or _ENGLISH) or words(_ENGLISH)
    if found is None:
        raise LookupError(_ENGLISH)
    return found


def changed_obligations(before: Document, after: Document, policy: Policy, known: Callable[[str], bool]) -> Obligations:
    """Compare two versions of a document by what people act on; `known` tells whether an id is a document's.

    Documents in languages that qmsdoc does not know are compared by numbers with plain units, roles and documents.
    """
    roles = phrases(tuple(role.replace("-", " ").replace("_", " ") for role in sorted(policy.roles())))
    was, now = (_weighty(text, after, roles, known) for text in _different(before, after))
    was.update(_leads_to(before))
    now.update(_leads_to(after))
    return Obligations(was - now, now - was)


def _different(before: Document, after: Document) -> tuple[str, str]:
    """Return the paragraphs of each text that the other does not have, however they are wrapped."""
    blocks = [Counter(_blocks(document.markdown)) for document in (before, after)]
    gone, come = ("\n\n".join((one - other).elements()) for one, other in (blocks, reversed(blocks)))
    return gone, come


def _blocks(markdown: str) -> Iterator[str]:
    for block in _BLANK.split(_HIDDEN.sub("", markdown)):
        yield " ".join(block.split())


def _weighty(markdown: str, document: Document, roles: re.Pattern[str], known: Callable[[str], bool]) -> Counter[str]:
    text = _DESTINATION.sub("] ", markdown)
    found = Counter(match[0].lower() for match in roles.finditer(text.replace("-", " ")))
    own = words(document.front.lang or _ENGLISH)
    measures = language_words(document).measures
    for pattern in [own.obligations, own.limits, own.measures] if own else [measures]:
        found.update(_SPACE.sub(" ", match[0]).lower() for match in pattern.finditer(text))
    found.update(name for name in _ID.findall(text) if known(name))
    return found


def _leads_to(document: Document) -> Iterator[str]:
    return (found.document for found in document.targets if found.kind is TargetKind.DOCUMENT and found.document)
