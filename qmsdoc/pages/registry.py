"""The pages of a site that are no document's, in the order of the menu. A new one is a line here."""

from __future__ import annotations

from qmsdoc.pages.changes import CHANGES
from qmsdoc.pages.clauses import CLAUSES
from qmsdoc.pages.help_page import HELP
from qmsdoc.pages.home import HOME
from qmsdoc.pages.master_list import REGISTER
from qmsdoc.pages.page_kind import PageKind
from qmsdoc.pages.people_and_roles import PEOPLE
from qmsdoc.pages.reviews import REVIEWS
from qmsdoc.pages.verify_page import VERIFY
from qmsdoc.pages.waivers import WAIVERS

PAGES: tuple[PageKind, ...] = (HOME, REGISTER, CHANGES, REVIEWS, CLAUSES, PEOPLE, WAIVERS, VERIFY, HELP)
