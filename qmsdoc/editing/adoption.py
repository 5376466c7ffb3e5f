"""Adoption of a repository as one value: what is there, what will break, what is proposed, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from qmsdoc.capture.manual import Manual
from qmsdoc.capture.policy_document import policy_files
from qmsdoc.editing.adopt_convert import plan_conversion
from qmsdoc.editing.adopt_hints import ReadAt
from qmsdoc.editing.adopt_obstacles import obstacles
from qmsdoc.editing.adopt_plan import AdoptionStep, adoption_steps
from qmsdoc.editing.adopt_proposal import plan_adoption, readable
from qmsdoc.editing.adopt_repository import FoundRepository, read_repository, versions
from qmsdoc.editing.adopt_site import plugin_lines
from qmsdoc.editing.adopt_survey import Survey, VersionFault, history_faults, survey
from qmsdoc.editing.edit_plan import EditPlan
from qmsdoc.errors import UsageError
from qmsdoc.git import MissingObjectError, Repository
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_PATH


@dataclass(frozen=True, slots=True)
class Adoption:
    """What `qmsdoc adopt` tells. `plan` is None where the repository has a policy already.

    `versions` counts the versions of documents that were read in the history, `version_faults` what is wrong there.
    `plugin` are the lines of a site's own `mkdocs.yml` that put the manual into it; nothing writes them.
    """

    found: FoundRepository
    survey: Survey
    obstacles: tuple[Finding, ...]
    versions: int
    version_faults: tuple[VersionFault, ...]
    plan: EditPlan | None
    plugin: tuple[str, ...]
    steps: tuple[AdoptionStep, ...]


def adoption(repository: Repository, as_of: date) -> Adoption:
    """Read a repository and propose how to adopt it, as of a day; nothing is written.

    Raises `UsageError` where there is nothing to adopt.
    """
    found = read_repository(repository, repository.root.resolve().name)
    surveyed = survey(found, as_of, _reader(repository))
    plan = None if POLICY_PATH in found.paths else plan_adoption(found, surveyed)
    hindering = tuple(obstacles(found, surveyed))
    every = list(versions(repository.store, found))
    faults = tuple(history_faults(every, surveyed.proposal))
    plugin = plugin_lines(found.mkdocs)
    steps = tuple(adoption_steps(surveyed, hindering, has_site=bool(plugin)))
    return Adoption(found, surveyed, hindering, len(every), faults, plan, plugin, steps)


def conversion(repository: Repository, as_of: date) -> EditPlan:
    """Plan the conversion of a repository's documents, by the mapping of its policy, else by the one proposed for it.

    Raises `UsageError` where its policy cannot be read or has no mapping.
    """
    found = read_repository(repository, repository.root.resolve().name)
    policy = readable(policy_files(repository.working_tree())) if POLICY_PATH in found.paths else None
    surveyed = survey(found, as_of, _reader(repository))
    if policy is None:
        return plan_conversion(found, surveyed, surveyed.proposal.mapping)
    if policy.mapping is None:
        raise UsageError("The policy has no mapping.", remedy="Then the documents have front matter of our own.")
    kept = tuple(each for each in surveyed.documents if is_document_path(each.path, policy))
    return plan_conversion(found, replace(surveyed, documents=kept), policy.mapping)


def _reader(repository: Repository) -> ReadAt:
    manual = Manual(repository.store)

    def read_at(commit: str, path: str) -> bytes | None:
        try:
            return manual.tree(commit).read(path)
        except (UsageError, MissingObjectError):
            return None

    return read_at
