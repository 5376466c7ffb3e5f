"""The attributes of an element whose text is in another language than what stands around it."""

from __future__ import annotations

from markupsafe import Markup

from qmsdoc.text.direction import direction


def lang_attributes(code: str, around: str) -> Markup:
    """Return the attributes of an element whose text is in language `code` within one in another; none without a code.

    The direction is said where it changes (HTML, 3.2.6.4).
    """
    if not code:
        return Markup()
    own = direction(code)
    turned = Markup(' dir="{}"').format(own) if own != direction(around) else Markup()
    return Markup(' lang="{}"{}').format(code, turned)
