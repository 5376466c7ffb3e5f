"""Verifies the signed acts of a manual, or those that bear on the documents that are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from qmsdoc.capture.concerned import (
    Purpose,
    asked_names,
    leading_there,
    named_by,
    paths_of,
    speaking_of,
    to_prove,
    with_successors,
)
from qmsdoc.capture.drafts import Drafts
from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import FETCH_AGAIN
from qmsdoc.capture.tags import ActTags, TagReading
from qmsdoc.errors import RepositoryError
from qmsdoc.model.approval import JudgedTag, SignedAct
from qmsdoc.model.policy import POLICY_ID, Policy
from qmsdoc.model.refs import WITHDRAWALS
from qmsdoc.model.rule_ids import REPOSITORY_INCOMPLETE
from qmsdoc.trust.context import TaggedCommit, VerificationContext
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.policy_chain import PolicyChain, context_of
from qmsdoc.trust.records import DocumentHistory, histories
from qmsdoc.trust.verify import verify_act


@dataclass(frozen=True, slots=True)
class Proved:
    """The tags that were read, what they were judged by, and the history of each document that they speak of.

    Of the tags over documents, those that could be parsed are in the histories alone.
    `drafts` are the files at hand with what those lead to that bear on it, and `about` the names, in lower case, of the
    documents that were asked about, `near` of all that were proved for them; None where all are.
    """

    tags: ActTags
    context: VerificationContext
    histories: dict[str, DocumentHistory]
    drafts: Drafts
    about: frozenset[str] | None = None
    near: frozenset[str] | None = None


def prove(
    manual: Manual,
    concerning: frozenset[str] | None,
    everything: TagReading | None,
    drafts: Drafts,
    *,
    recorded: Mapping[str, str],
    chain: PolicyChain,
    context: VerificationContext,
    purpose: Purpose = Purpose.JUDGING,
) -> Proved | None:
    """Verify the acts over the documents that are asked about, and over those that these turn out to depend on.

    `everything` is the reading of all tags, where all documents are asked about, `recorded` what the ledger has of
    their objects, by ref: their SHA-256. `drafts` are the files at hand.
    None where the others too have to be proved to tell.
    """
    if everything is not None:
        manual.widen()
        return _verified(manual, everything, drafts, chain, context)
    names = asked_names(concerning or (), drafts.documents)
    speaking = tuple(speaking_of(names, drafts.bare, drafts.documents))
    drafts = drafts.with_whole(leading_there(names, speaking, drafts.documents, purpose))
    wanted = to_prove(names, drafts.documents, manual.acts_by_name, purpose)
    if wanted is None:
        return None
    if purpose is Purpose.COMPARING:  # whose place is taken by what is asked about, a withdrawal may say alone
        ended = (
            name for name, acts in manual.acts_by_name.items() if any(ref.startswith(WITHDRAWALS) for ref, _ in acts)
        )
        wanted |= {name for name in ended if name is not None}
    near = {document.name.lower() for document in speaking} - wanted
    wanted |= _taking_the_place(names, manual, TagReading(manual, recorded, near), context) if near else frozenset()
    known: frozenset[str] | None = None
    while wanted != known:
        known = wanted
        proved = _verified(manual, TagReading(manual, recorded, known), drafts, chain, context)
        wanted = with_successors(known | named_by(proved.histories, names if purpose.judges else ()), drafts.documents)
    proved_paths = paths_of(known, drafts.documents)
    drafts = drafts.with_whole(proved_paths)
    # Whether a file without a name is a document, the signatures of all documents say.
    nameless = {*drafts.bare, *(document.path for document in drafts.documents if document.front.name is None)}
    led_to = {
        target.path for document in drafts.documents if document.path in proved_paths for target in document.targets
    }
    return replace(proved, drafts=drafts, about=names, near=known) if nameless.isdisjoint(led_to) else None


def _taking_the_place(
    asked: frozenset[str], manual: Manual, reading: TagReading, context: VerificationContext
) -> frozenset[str]:
    """Return the names of the documents of which a tag that is read signed a text that supersedes one asked about.

    Whether these signatures count is not looked at.
    """
    signed = reading.tags.signed
    fronts = manual.fronts(
        (each.commit, each.path, _judging_policy(each.oid, each.tagged_at, context)) for each in signed
    )
    return frozenset(
        place.name.document.lower()
        for place, front in zip(signed, fronts, strict=True)
        if front is None or not asked.isdisjoint(name.lower() for name in front.supersedes)
    )


def _verified(
    manual: Manual, reading: TagReading, drafts: Drafts, chain: PolicyChain, context: VerificationContext
) -> Proved:
    tags = reading.tags
    trunk = manual.history(chain.newest.trunk) if chain.newest else None
    asks_authors = any(kind.independent for edition in context.policies for kind in edition.policy.types)
    signed: dict[str, dict[str, Policy | None]] = {}
    for each in tags.signed:
        signed.setdefault(each.commit, {})[each.path] = _judging_policy(each.oid, each.tagged_at, context)
    tags = reading.without_places()
    manual.read_ahead(signed, trunk if asks_authors else None)  # while signatures are checked
    acts: dict[str, list[JudgedTag]] = {}
    last: tuple[str, str, Policy | None] | None = None
    commit: TaggedCommit | VerificationFailure
    for some, signers in reading.of_documents():
        known = context_of(chain, context.timeline, some, signers)
        for tag in some:
            policy = _judging_policy(tag.tag.oid, tag.tag.tagged_at, context)
            place = (tag.tag.target, tag.statement.path, policy)
            if place != last:  # those who sign one edition follow each other
                last, commit = place, manual.tagged_commit(tag, trunk, policy)
            acts.setdefault(tag.name.document, []).append(refuse_incomplete(verify_act(tag, commit, known)))
    for rejected in tags.rejected:
        if rejected.name is not None and rejected.name.document != POLICY_ID:
            acts.setdefault(rejected.name.document, []).append(rejected)
    manual.forget_documents()
    documents = (act.document for several in acts.values() for act in several if isinstance(act, SignedAct))
    if trunk is not None:
        trunk.look_for({file.path for document in documents for file in document.closure.files})
    authors = trunk.authors if trunk is not None else lambda *_: frozenset[str]()
    return Proved(tags, context, histories(acts, context, authors), drafts)


def _judging_policy(oid: str, tagged_at: datetime, context: VerificationContext) -> Policy | None:
    """Return the policy in force at the instant from which a tag counts; its mapping says what the document is."""
    at = context.timeline.counts_from(oid, tagged_at)
    edition = context.policy_in_force(at) if at is not None else None
    return edition.policy if edition else None


def refuse_incomplete(act: JudgedTag) -> JudgedTag:
    """Return a verdict; raises `RepositoryError` where it is that the repository lacks what has to be judged."""
    if act.rule == REPOSITORY_INCOMPLETE:
        raise RepositoryError(act.reason or "", remedy=FETCH_AGAIN, rule=REPOSITORY_INCOMPLETE)
    return act
