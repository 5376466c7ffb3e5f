"""Mends in a document's front matter what can be mended without a doubt, and leaves every other byte as it is."""

from qmsdoc.fix.mend import Mended, mended

__all__ = ["Mended", "mended"]
