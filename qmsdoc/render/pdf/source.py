"""What PDF is made of: one HTML page with everything inside."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from html import unescape

UNPRINTABLE = "<!-- unprintable -->"  # where a page has room for them
_LINK = re.compile(r'<a\b[^>]*\shref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Source:
    """A page to make PDF of, and the day that the PDF carries as its date.

    `languages` names the documents (by their anchor in the page) whose text is in another language than the page,
    with that language (BCP 47); their texts are the page's elements `main`. `unprintable` are the words, as HTML, for
    readers of a PDF in which signs are missing.
    """

    html: str
    on: date
    languages: tuple[tuple[str, str], ...] = ()
    unprintable: str = ""

    def marked(self) -> Source:
        """Return the page with the words that signs are missing in it."""
        return replace(self, html=self.html.replace(UNPRINTABLE, self.unprintable, 1))

    def links(self) -> dict[str, str]:
        """Give the words of the page's links by where they lead; of several to one place, those of the first."""
        found: dict[str, str] = {}
        for target, inside in _LINK.findall(self.html):
            found.setdefault(unescape(target).removeprefix("#"), " ".join(unescape(_TAG.sub("", inside)).split()))
        return found
