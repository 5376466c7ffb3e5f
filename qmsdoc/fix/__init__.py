"""Mends in a document's front matter what can be mended without a doubt, and leaves every other byte as it is."""

from qmsdoc.fix.fields import front_matter_span
from qmsdoc.fix.mend import Mended, last_used_revision, mended

__all__ = ["Mended", "front_matter_span", "last_used_revision", "mended"]
