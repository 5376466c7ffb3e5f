"""Plans a manual from nothing: policy, people, first key, templates, looks, a README for the team, jobs of the host."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.new_document import file_stem
from qmsdoc.editing.people_changes import person_id
from qmsdoc.editing.sample_start import MANAGING_DIRECTOR, MICRO, QUALITY_MANAGER, SAMPLE, SampleStart, sample_start
from qmsdoc.editing.signer_lines import public_key, signer_line
from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.errors import UsageError
from qmsdoc.model.policy import PEOPLE_PATH, POLICY_PATH, SIGNERS_PATH
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.resources import requirement

_SKELETON = Path(__file__).parent / "skeleton"
_HOSTS: Mapping[str, Mapping[str, str]] = {
    "github": {
        "github/CODEOWNERS": ".github/CODEOWNERS",
        "github/workflows/check.yml": ".github/workflows/check.yml",
        "github/workflows/comment.yml": ".github/workflows/comment.yml",
        "github/workflows/publish.yml": ".github/workflows/publish.yml",
        "github/workflows/approved.yml": ".github/workflows/approved.yml",
    },
    "gitlab": {"gitlab/gitlab-ci.yml": ".gitlab-ci.yml"},
    "other": {},
}
HOSTS = tuple(_HOSTS)
STARTS = (SAMPLE, MICRO)
_TEMPLATES = tuple(f"templates/{name}.md" for name in ("manual", "procedure", "work-instruction", "form"))
_RENAMED = {"gitattributes": ".gitattributes", "gitignore": ".gitignore"}
_MARK = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody of the beginning: full name, and the address that git and the key carry."""

    name: str
    address: str

    @property
    def id(self) -> str:
        """The person's id in `people.yml`."""
        return person_id(self.name, self.address)


@dataclass(frozen=True, slots=True)
class InitAnswers:
    """What is asked of somebody who begins a manual; `deputy` None where one person does everything.

    `standard` is one that qmsdoc knows, such as `iso9001-2015`, or None; `host` one of `HOSTS`; `key` the founder's
    public SSH key as a `.pub` file holds it; `like` one of `STARTS`, whose texts and policy the manual begins with.
    """

    organisation: str
    founder: Founder
    deputy: Founder | None = None
    manual: str | None = None
    standard: str | None = None
    host: str = "other"
    language: str = "en"
    key: str | None = None
    like: str | None = None


def manual_name(organisation: str) -> str:
    """Return the name that a manual of this organisation usually has."""
    return "-".join(filter(None, (file_stem(organisation), "manual")))


def plan_manual(answers: InitAnswers, *, existing: Collection[str], today: date) -> EditPlan:
    """Return the plan of all files of a new manual; files there already are left as they are.

    Raises `UsageError` where there is a policy already, or the answers make none that can be read.
    """
    if POLICY_PATH in existing:
        raise UsageError(
            "There is a manual here already: qmsdoc.yml is there. Nothing was changed.",
            remedy="Begin in an empty folder, or change this manual with qmsdoc new, revise, people and key.",
        )
    files = _files(answers, today)
    policy, problems = read_policy(files)
    if policy is None:
        raise UsageError(
            f"{problems[0].path}:{problems[0].line or 1}: {problems[0].message}", remedy=problems[0].remedy
        )
    edits = tuple(FileEdit(path, None, data) for path, data in sorted(files.items()) if path not in existing)
    return EditPlan(edits)


def _files(answers: InitAnswers, today: date) -> dict[str, bytes]:
    if answers.like is not None and answers.standard is not None:
        raise UsageError("The sample manual brings its own standards.", remedy="Leave --standard out.")
    name = answers.manual or manual_name(answers.organisation)
    two = answers.deputy is not None
    begun = sample_start(answers.like, answers.organisation, name, two=two) if answers.like else None
    begun = begun or SampleStart({}, (QUALITY_MANAGER,), (MANAGING_DIRECTOR,))
    texts = dict(_skeleton(answers))
    texts[PEOPLE_PATH] = (_SKELETON / "people.yml").read_text("utf-8") + "".join(_people(answers, begun, today))
    texts[SIGNERS_PATH] = _signers(answers, today)
    return {path: text.encode() for path, text in texts.items()} | dict(begun.files)


def _skeleton(answers: InitAnswers) -> Iterator[tuple[str, str]]:
    values = _values(answers)
    shared: tuple[str, ...] = ("mkdocs.yml", "README.md", "gitattributes", "gitignore")
    if answers.like is None:
        shared += (POLICY_PATH, "documents/index.md", *_TEMPLATES)
    places = {name: _RENAMED.get(name, name) for name in shared} | dict(_HOSTS[answers.host])
    for source, place in places.items():
        plain = not place.endswith((".yml", "CODEOWNERS")) or place.startswith(".git")
        yield place, _filled((_SKELETON / source).read_text("utf-8"), values, plain=plain)


def _values(answers: InitAnswers) -> dict[str, str]:
    two = answers.deputy is not None
    standards = f"standards: [{answers.standard}]" if answers.standard else "standards: []"
    return {
        "organisation": answers.organisation,
        "manual": answers.manual or manual_name(answers.organisation),
        "standards": standards
        + "                          # such as [iso9001-2015]: each clause then wants its document",
        "policy_approvals": "{managing-director: 1}" if two else "{quality-manager: 1}",
        "manual_approvals": "{quality-manager: 1, managing-director: 1}" if two else "{quality-manager: 1}",
        "approvals": "{quality-manager: 1}",
        "language": answers.language,
        "address": answers.founder.address,
        "requirement": requirement(),
    }


def _filled(text: str, values: Mapping[str, str], *, plain: bool) -> str:
    """Put the answers in; those that people wrote are quoted where the file is YAML."""

    def value(found: re.Match[str]) -> str:
        said = values[found[1]]
        return said if plain or found[1] not in {"organisation", "manual"} else scalar(said)

    return _MARK.sub(value, text)


def _people(answers: InitAnswers, begun: SampleStart, today: date) -> Iterator[str]:
    yield _person(answers.founder, begun.founder, today)
    if answers.deputy is None:
        return
    yield _person(answers.deputy, begun.deputy, today)
    if QUALITY_MANAGER in begun.founder:
        by, to = answers.founder.id, answers.deputy.id
        until = today.replace(year=today.year + 1, day=min(today.day, 28))
        yield "# Who acts for whom, for a time.\ndelegations:\n"
        yield f"  - {{role: quality-manager, by: {by}, to: {to}, from: {today}, until: {until}, reason: Deputy.}}\n"


def _person(founder: Founder, roles: Collection[str], today: date) -> str:
    rows = [f"  {founder.id}:", f"    name: {scalar(founder.name)}", f"    principals: [{founder.address}]"]
    rows += ["    roles:", *(f"      {role}: {{from: {today}}}" for role in roles)]
    return "\n".join(rows) + "\n"


def _signers(answers: InitAnswers, today: date) -> str:
    head = "# The public keys of people.yml, as OpenSSH reads them: address, options, key. See: qmsdoc key add\n"
    if answers.key is None:
        return head
    kind, key = public_key(answers.key)
    return head + signer_line((answers.founder.address,), kind, key, today) + "\n"
