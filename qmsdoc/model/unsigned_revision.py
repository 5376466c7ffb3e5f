"""What tags of another system say of a document's past."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class UnsignedRevision(NamedTuple):
    """A revision of which only a tag of another system speaks: nobody signed it, whatever the tag says.

    `name` is the document's id as the tag writes it or, of a baseline, the document's file; `by` who made the tag or,
    where it is a bare name, the commit; `oid` the object that the tag's name leads to.
    """

    name: str
    revision: int
    tag: str
    day: date
    by: str
    oid: str
