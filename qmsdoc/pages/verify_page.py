"""The page that tells how a manual is checked, and answers for printed sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qmsdoc.model import addresses
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.page_kind import PageKind, same_words


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """How to check the manual: the same words for every manual.

    `not_signed` counts the tags of another system that pages list; they are older than the day `before`.
    """

    address: str
    not_signed: int
    before: date | None


def _views(contents: SiteContents) -> Iterator[VerifyPage]:
    tags = {each.tag for each in contents.snapshot.unsigned}
    yield VerifyPage(addresses.VERIFY, len(tags), contents.policy.accept_unsigned_before)


VERIFY = PageKind("verify", _views, same_words("verify.title"), same_words("nav.verify"))
