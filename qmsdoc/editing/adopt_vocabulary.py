"""What other systems call the fields that control of documents needs, the surest name first."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *(
            "id",
            "docid",
            "documentid",
            "documentnumber",
            "documentno",
            "docnumber",
            "docno",
            "sopid",
            "qmid",
            "sopnumber",
        ),
        *("controlnumber", "identifier", "docref", "reference", "acronym", "number"),
    ),
    "title": ("title", "documenttitle", "name", "documentname"),
    "type": ("type", "documenttype", "doctype"),
    "owner": (
        *("owner", "documentowner", "docowner", "processowner", "ownerrole", "owners", "ownerslack", "responsible"),
        *("responsibleperson", "maintainer", "custodian", "steward"),
    ),
    "revision": (
        "revision",
        "rev",
        "revisionnumber",
        "revisionno",
        "version",
        "docversion",
        "documentversion",
        "issue",
    ),
    "approver": ("approver", "approvers", "approvedby", "approval", "approvals", "authorisedby", "authorizedby"),
    "review_by": (
        *("reviewby", "nextreview", "nextreviewdate", "reviewdue", "reviewdate", "nextreviewon"),
        *("nextreevaluationdate", "reviewduedate"),
    ),
    "reviewed": (
        "lastreviewedon",
        "lastreviewed",
        "lastreview",
        "lastreviewdate",
        "reviewedon",
        "reviewed",
        "datereviewed",
    ),
    "review_every": ("reviewin", "reviewcycle", "reviewevery", "reviewinterval", "reviewfrequency", "reviewperiod"),
    "supersedes": ("supersedes", "replaces"),
}
AUTHOR = ("author", "authors", "preparedby", "writtenby")


def plain_name(key: str) -> str:
    """Return a key as the vocabulary has it: small letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", key.lower())
