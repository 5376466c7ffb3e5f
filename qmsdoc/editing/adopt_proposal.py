"""Proposes a policy for a repository as it is: `qmsdoc.yml` with its mapping, `people.yml`, and nothing signed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from qmsdoc.capture.unsigned_tags import is_baseline, named_revision
from qmsdoc.editing.adopt_repository import FoundRepository, proposed_people
from qmsdoc.editing.adopt_survey import Survey, SurveyedDocument
from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.found_keys import keys_meaning, text_at
from qmsdoc.editing.init import manual_name
from qmsdoc.editing.mapping_text import mapping_lines
from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.errors import UsageError
from qmsdoc.model.controlled_paths import MARKDOWN_ENDINGS
from qmsdoc.model.policy import PEOPLE_PATH, POLICY_PATH, Policy
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.parse.written_dates import read_written_interval
from qmsdoc.text.sentences import counted

_TRUNK = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*")
_ROLE = "quality-manager"
_ROLE_NAME = re.compile(r"[^\w .@-]")


def plan_adoption(found: FoundRepository, survey: Survey) -> EditPlan:
    """Return the plan of the proposal's files; documents are not among them.

    Raises `UsageError` where there is nothing to adopt, a file of that name is in the way, or no policy comes out.
    """
    if not survey.documents:
        raise UsageError(
            "There is no document here that could be adopted.",
            remedy="Adopt a folder with Markdown files, or begin a manual with: qmsdoc init",
        )
    taken = [path for path in (POLICY_PATH, PEOPLE_PATH) if path in found.paths]
    if taken:
        raise UsageError(f"There is a file {taken[0]} here already.", remedy="Move it, or correct it by hand.")
    files = {
        POLICY_PATH: "\n".join(_policy(found, survey)) + "\n",
        PEOPLE_PATH: "\n".join(_people(found, survey)) + "\n",
    }
    data = {path: text.encode() for path, text in files.items()}
    readable(data)
    return EditPlan(tuple(FileEdit(path, None, each) for path, each in data.items()))


def readable(files: Mapping[str, bytes]) -> Policy:
    """Read a policy; raises `UsageError` with what is wrong with it first."""
    policy, problems = read_policy(files)
    if policy is None:
        first = problems[0]
        raise UsageError(f"{first.path}:{first.line or 1}: {first.message}", remedy=first.remedy)
    return policy


def _policy(found: FoundRepository, survey: Survey) -> Iterator[str]:
    name = manual_name(found.name) or "manual"
    trunk = found.branch if _TRUNK.fullmatch(found.branch) else "main"
    yield "# Proposed by `qmsdoc adopt` from what the documents say. Correct it, commit it, and have it signed."
    yield f"manual: {name}"
    yield "revision: 1"
    yield f"organisation: {scalar(found.name)}                # correct this"
    yield f"trunk: {trunk}"
    yield f"documents: [{', '.join(_globs(survey))}]"
    outside = sorted(path for path in found.paths if _beside(path, survey))
    for copy in survey.earlier:
        yield f"# {copy.path} is an earlier revision of {copy.name}, as {copy.of} says: git keeps it."
    if outside:
        yield f"uncontrolled: [{', '.join(scalar(path) for path in outside)}]"
    yield "types:"
    yield f"  policy: {{prefix: POLICY, approvals: {{{_ROLE}: 1}}}}"
    for kind in survey.proposal.types:
        inside = [each for each in survey.documents if each.mapped.text("type") == kind.name]
        yield f"  {kind.name}: {{prefix: {kind.prefix}, approvals: {{{_ROLE}: 1}}{_interval(inside)}}}"
    if any(named_revision(tag.name) or is_baseline(tag.name) for tag in found.tags):
        last = max((commit.committed_at.date() for commit in found.log), default=date.min) + timedelta(days=1)
        yield f"accept_unsigned_before: {last}     # tags such as SOP-1_r3 are listed as history, not signed"
    if any(not _begins_as_its_type(each, survey) for each in survey.documents):
        yield "severities: {id-pattern: info}     # ids stay as they are, whatever their type's prefix"
    yield "# Which of the documents' own keys mean what; a document that writes the field itself needs no mapping."
    ownerless = sum(each.of("owner").value is None for each in survey.documents)
    without = counted(ownerless, "document") if ownerless else ""
    yield from mapping_lines(survey.proposal.mapping, survey.proposal.derived, without)


def _begins_as_its_type(document: SurveyedDocument, survey: Survey) -> bool:
    name, kind = document.mapped.text("id") or "", document.mapped.text("type")
    return any(each.name == kind and name.startswith(f"{each.prefix}-") for each in survey.proposal.types)


def _interval(documents: list[SurveyedDocument]) -> str:
    """Return the longest review interval that documents of a type have, as part of their type."""
    spans = {
        str(span): span.after(date(2000, 1, 1))
        for each in documents
        for key in keys_meaning(each.header, "review_every")
        if (span := read_written_interval(text_at(each.header, key)))
    }
    return f", review_every: {max(spans, key=lambda text: (spans[text], text))}" if spans else ""


def _globs(survey: Survey) -> tuple[str, ...]:
    """Return patterns of the files that are documents: by folder and by ending."""
    base = survey.proposal.mapping.base
    found: dict[str, None] = {}
    for document in survey.documents:
        ending = next(each for each in MARKDOWN_ENDINGS if document.path.lower().endswith(each))
        inside = document.path.removeprefix(base)
        top, below, _ = inside.partition("/")
        if base:
            found[f"{base}**/*{ending}"] = None
        else:
            found[f"{top}/**/*{ending}" if below else f"*{ending}"] = None
    return tuple(scalar(glob) for glob in sorted(found))


def _beside(path: str, survey: Survey) -> bool:
    """Tell whether a file lies where documents lie and looks like one, but is none."""
    if not path.lower().endswith(MARKDOWN_ENDINGS) or any(each.path == path for each in survey.documents):
        return False
    base = survey.proposal.mapping.base
    tops = {each.path.partition("/")[0] if "/" in each.path else "" for each in survey.documents}
    return path.startswith(base) if base else (path.partition("/")[0] if "/" in path else "") in tops


def _people(found: FoundRepository, survey: Survey) -> Iterator[str]:
    people = proposed_people(found.log)
    yield "# Who wrote here in the last year, from git's history. Nobody has a role yet:"
    yield "# nothing here says who may approve."
    yield f"# Give one, for example:  roles: {{{_ROLE}: {{from: 2026-01-01}}}}"
    owned = Counter(each.of("owner").value for each in survey.documents)
    roles = sorted(str(role) for role in owned if role and role not in {person.id for person in people})
    for role in roles:
        plain = _ROLE_NAME.sub("?", role)[:64]
        yield f"# {counted(owned[role], 'document')} owned by {plain}: give somebody that role."
    yield "people:"
    for person in people:
        yield f"  {person.id}:"
        yield f"    name: {scalar(person.name)}"
        yield f"    principals: [{', '.join(person.addresses)}]"
    if not people:
        yield "  to.be.named:"
        yield "    name: To be named"
