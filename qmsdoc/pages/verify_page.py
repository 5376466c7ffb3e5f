"""The page that tells how a manual is checked, and answers for printed sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qmsdoc.model import addresses
from qmsdoc.pages.contents import SiteContents
from qmsdoc.pages.page_kind import PageKind, same_words


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """How to check the manual: the same words for every manual."""

    address: str


def _views(_: SiteContents) -> Iterator[VerifyPage]:
    yield VerifyPage(addresses.VERIFY)


VERIFY = PageKind("verify", _views, same_words("verify.title"), same_words("nav.verify"))
