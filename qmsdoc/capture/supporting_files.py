"""What lies beside the documents of a tree: templates, a manual's own standards and schemas, CODEOWNERS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qmsdoc.git import FileTree
from qmsdoc.markdown.template import template
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import CodeOwners, Template
from qmsdoc.model.standard import Standard
from qmsdoc.parse.code_owners import PLACES, code_owners
from qmsdoc.parse.own_schema import OwnSchema, own_schema
from qmsdoc.parse.standards import is_standard_path, standard

_MOST = 200


@dataclass(frozen=True, slots=True)
class SupportingFiles:
    """The files beside the documents. `schemas` are keyed by the name of the type."""

    templates: tuple[Template, ...] = ()
    standards: tuple[Standard, ...] = ()
    codeowners: CodeOwners | None = None
    schemas: Mapping[str, OwnSchema] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()


def read_supporting_files(tree: FileTree, policy: Policy) -> SupportingFiles:
    """Read what the policy names, and what lies in its usual place."""
    paths = tuple(path for path in tree.paths() if is_standard_path(path))[:_MOST]
    standards = [standard(path, tree.read(path) or b"") for path in paths]
    wanted = [(kind.name, kind.schema) for kind in policy.types if kind.schema is not None]
    schemas = [(name, own_schema(path, tree.read(path))) for name, path in wanted]
    found = [problem for _, problems in standards for problem in problems]
    found += [problem for _, (_, problems) in schemas for problem in problems]
    return SupportingFiles(
        templates=_templates(tree, policy),
        standards=tuple(known for known, _ in standards if known is not None),
        codeowners=_codeowners(tree),
        schemas={name: own for name, (own, _) in schemas if own is not None},
        problems=tuple(dict.fromkeys(found)),
    )


def _templates(tree: FileTree, policy: Policy) -> tuple[Template, ...]:
    found = []
    for path in sorted({kind.template for kind in policy.types if kind.template is not None}):
        data = tree.read(path)
        if data is not None:
            found.append(template(path, data))
    return tuple(found)


def _codeowners(tree: FileTree) -> CodeOwners | None:
    for path in PLACES:
        data = tree.read(path)
        if data is not None:
            return code_owners(path, data)
    return None
