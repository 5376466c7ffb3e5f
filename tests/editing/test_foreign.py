"""Repositories in the manner of real ones: what is known of each document, and nothing that nobody said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from qmsdoc.editing.adopt_proposal import plan_adoption
from qmsdoc.editing.adopt_repository import FoundFile, FoundRepository, is_candidate
from qmsdoc.editing.adopt_survey import Survey, survey
from qmsdoc.git import Commit
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.parse.code_owners import code_owners
from qmsdoc.parse.mapped_document import mapped_document
from qmsdoc.parse.policy_files import policy
from tests.editing.foreign_repositories import REPOSITORIES

_DAY = date(2026, 8, 19)
_AT = datetime(2026, 8, 1, tzinfo=UTC)
_KNOWN: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {
    "hugo": {
        "content/sops/calibration.md": ("SOP-12", "Calibration", "metrology", "2", None),
        "content/sops/cleaning.md": ("SOP-11", "Cleaning of rooms", "facility", "4", None),
        "content/sops/labels.md": ("SOP-13", "Labels", "facility", "1", None),
    },
    "jekyll": {
        "_policies/acceptable-use.md": ("acceptable-use*", "Acceptable use", "jane.doe", "1*", "2026-01-15"),
        "_policies/access-control.md": (
            "access-control*", "Access control: accounts", "john-smith", "2", "2025-11-02",
        ),
    },
    "handbook": {
        "content/handbook/security/access-policy.md": (
            "access-policy*", "Access Management Policy", "security-team*", "1*", None,
        ),
        "content/handbook/security/logging-policy.md": (
            "logging-policy*", "Audit Logging Policy", "logging*", "1*", None,
        ),
    },
    "docusaurus": {
        "docs/intro.mdx": ("intro", "Introduction", None, "1*", None),
        "docs/training.md": ("training", "Training", None, "1*", None),
    },
    "german": {
        "Arbeitsanweisungen/AA-001 Händehygiene.md": ("AA-001", "Händehygiene*", "leitung-hygiene", "3", "2027-03-12"),
        "Arbeitsanweisungen/AA-002 Lagerung.md": ("AA-002", "Lagerung*", "lager", "12", "2026-02-28"),
        "Procédures/PR-001 Gestion des risques.md": ("PR-001", "Gestion des risques", "qualite", "2", "2025-12-31"),
        "Procédures/PR-002 Achats.md": ("PR-002", "Achats*", "achats", "1", "2028-08-01*"),
    },
    "confluence": {
        "QMS/Document-Control_98765.md": ("QP-01", "QMS : Document Control*", "jane.doe", "7", None),
        "QMS/Training_98766.md": ("QP-02", "QMS : Training*", None, "2", None),
    },
    "mkdocs": {
        "docs/sops/pipetting.md": ("LAB-7", "Pipetting", None, "2*", None),
        "docs/sops/weighing.md": ("LAB-8", "Weighing", None, "1*", None),
    },
    "wiki": {
        "Complaints.md": ("Complaints*", "Complaints*", None, "1*", None),
        "Product-Recall.md": ("Product-Recall*", "Product recall*", None, "1*", None),
        "Recall.md": ("Recall*", "Recall*", None, "1*", None),
    },
    "gmp": {
        "SOPs/SOP-001_v03.md": ("SOP-001", "SOP-001 Document control*", None, "3", "2026-03-12"),
        "SOPs/SOP-002_v11.md": ("SOP-002", "SOP-002 Deviations*", None, "11", "2026-11-28"),
    },
    "word-exports": {
        "QM/01 Quality Manual (Rev 5) FINAL.md": ("01-Quality-Manual*", "01 Quality Manual*", None, "5*", None),
        "QM/02 Management Review - Rev 2.md": ("02-Management-Review*", "Management Review*", None, "2*", None),
        "QM/Copy of 02 Management Review - Rev 2.md": (
            "Copy-of-02-Management-Review*", "Management Review*", None, "2*", None,
        ),
    },
}  # fmt: skip


def found_repository(name: str) -> FoundRepository:
    """A made-up repository as it is found, all of it changed by one person on one day."""
    texts = REPOSITORIES[name]
    files = tuple(FoundFile(path, text.encode(), _AT) for path, text in sorted(texts.items()) if is_candidate(path))
    log = (Commit("0" * 40, "", (), "Jane Doe", "jane@example.com", _AT),)
    owners = next((path for path in texts if path.endswith("CODEOWNERS")), None)
    return FoundRepository(
        name,
        "main",
        files,
        frozenset(texts),
        log,
        mkdocs=texts["mkdocs.yml"].encode() if "mkdocs.yml" in texts else None,
        codeowners=code_owners(owners, texts[owners].encode()) if owners else None,
    )


def _survey(name: str) -> Survey:
    return survey(found_repository(name), _DAY, lambda commit, path: None)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_each_document_is_known_as_its_people_know_it(name: str) -> None:
    told = {}
    for document in _survey(name).documents:
        row = [document.of(need) for need in ("id", "title", "owner", "revision", "review")]
        told[document.path] = tuple(each.value and each.value + "*" * (each.certainty == "derived") for each in row)
    assert told == _KNOWN[name]


@pytest.mark.parametrize("name", REPOSITORIES)
def test_the_policy_that_is_proposed_gives_the_very_same(name: str) -> None:
    found, surveyed = found_repository(name), _survey(name)
    proposed, problems = policy({edit.path: edit.after or b"" for edit in plan_adoption(found, surveyed).edits})
    assert problems == ()
    assert proposed is not None
    assert proposed.mapping is not None
    assert proposed.mapping == surveyed.proposal.mapping
    controlled = {file.path: file.data for file in found.files if is_document_path(file.path, proposed)}
    fronts = {path: mapped_document(data, path, proposed.mapping) for path, data in controlled.items()}
    assert {path for path, parsed in fronts.items() if not parsed.foreign} == _KNOWN[name].keys()
    for path, (id_, title, owner, revision, _) in _KNOWN[name].items():
        front = fronts[path].front
        if "Händehygiene" in path:  # a byte order mark hides its header until it is taken out
            assert fronts[path].problems
            continue
        wanted = [text and text.rstrip("*") for text in (id_, title, owner)]
        assert ([front.id, front.title, front.owner], front.revision) == (wanted, int(str(revision).rstrip("*")))


def test_earlier_copies_and_uncontrolled_pages_are_no_documents() -> None:
    copies = _survey("gmp").earlier
    assert [(each.path, each.name, each.of) for each in copies] == [
        ("Superseded/SOP-001_v02.md", "SOP-001", "SOPs/SOP-001_v03.md")
    ]
    assert _survey("handbook").uncontrolled == (
        "content/handbook/people/coffee-chats.md", "content/handbook/people/onboarding.md",
    )  # fmt: skip
