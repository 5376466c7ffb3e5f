"""Faults that were found while reading (problems) or while judging signatures (verdicts), handed on by their rule."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.approval import SignedAct
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Problem
from qmsdoc.model.refs import short_tag
from qmsdoc.rules.index import Index
from qmsdoc.rules.rule import Breach
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.tag import read_name


def told(index: Index, rule: str, remedy: str) -> Iterator[Breach]:
    """Give every problem and every faulty approval that names `rule`.

    `remedy` stands where a problem brings none of its own. For an approval, `{tag}`, `{id}`,
    `{revision}` and `{person}` in it are filled in from the tag's name.
    """
    for problem, document in index.problems.get(rule, ()):
        yield _problem(problem, document, remedy)
    for act in index.faults.get(rule, ()):
        yield _verdict(index, act, remedy)


def _problem(problem: Problem, document: Document | None, remedy: str) -> Breach:
    return Breach(
        message=problem.message,
        help=problem.help or remedy,
        document=document.front.name if document else _document_of(problem.ref),
        path=problem.path or (document.path if document else None),
        line=problem.line,
        column=problem.column,
        ref=problem.ref or None,
        severity=problem.severity,
    )


def _document_of(ref: str) -> str | None:
    name = read_name(ref)
    return None if isinstance(name, VerificationFailure) else name.document


def _verdict(index: Index, act: SignedAct, remedy: str) -> Breach:
    name = act.name
    record = index.record(name.document) if name else None
    words = {
        "{tag}": short_tag(act.ref),
        "{id}": name.document if name else "ID",
        "{revision}": str(name.revision) if name else "REVISION",
        "{person}": name.person if name else "PERSON",
    }
    for word, value in words.items():
        remedy = remedy.replace(word, value)
    return Breach(
        message=act.reason or "The approval does not hold.",
        help=remedy,
        document=name.document if name else None,
        path=record.draft.path if record and record.draft else None,
        ref=act.ref,
    )
