"""`capture`: one read of git gives the snapshot that everything else is a function of.

A pipeline: refs → ledger → policy chain → tags → verification → editions → records. Each step is a function of what
the steps before it gave; `Manual` only reads, checks and remembers objects of the repository. Where only some documents
are asked about, the tags of the others are not read: their names and ids alone are held against the ledger.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from functools import cache, partial
from types import MappingProxyType

from qmsdoc.capture.branches import claims
from qmsdoc.capture.change_authors import change_authors, has_unknown_authors, records_asked
from qmsdoc.capture.clone_state import Lacking, behind_finding, lacking_commits, require_trunk
from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.drafts import Drafts, by_name, files_at_hand, read_drafts, state
from qmsdoc.capture.ledger_branch import MEND, find_ledger
from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import incomplete
from qmsdoc.capture.proof import prove, refuse_incomplete
from qmsdoc.capture.tags import ActTags, TagReading
from qmsdoc.capture.unsigned_tags import unsigned_revisions
from qmsdoc.git import FileTree, MissingObjectError, Store, WorkingTree
from qmsdoc.model.approval import JudgedTag
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH, Policy
from qmsdoc.model.refs import branch_tip
from qmsdoc.model.snapshot import ChangeAuthors, Claim, Record, Snapshot
from qmsdoc.trust.context import Timeline, VerificationContext, timeline
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.ledger import PATH as LEDGER_PATH
from qmsdoc.trust.ledger import Ledger, ahead_of, compare
from qmsdoc.trust.policy_chain import Branches, PolicyAct, PolicyChain, context_of, policy_chain, policy_editions
from qmsdoc.trust.records import DocumentHistory, records

_NO_POLICY = Policy("", 0, "", "main", (), (), ())


@dataclass(frozen=True, slots=True)
class _Asked:
    """The day, the latest day known to have begun, the clock's instant, the pinned trust root; about what, for what."""

    as_of: date
    today: date
    now: datetime | None
    trust_root: str | None
    concerning: frozenset[str] | None
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The ledger, None where there is none, what is wrong with it, and each recorded object's SHA-256, by its ref."""

    ledger: Ledger | None
    findings: tuple[Finding, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


def capture(
    store: Store | Manual,
    *,
    as_of: date,
    ref: str | None = None,
    working_tree: FileTree | None = None,
    trust_root: str | None = None,
    today: date | None = None,
    now: datetime | None = None,
    concerning: frozenset[str] | None = None,
    purpose: Purpose = Purpose.JUDGING,
) -> Snapshot:
    """Read a manual as of a date; of a `Manual` what former captures have read is not read again.

    `ref` is the commit id whose files are the drafts; `working_tree` are files to judge instead;
    with neither, the trunk is read, as it stood on `as_of` where that day lies before its tip.
    `trust_root` is the pinned digest of POLICY 1 (`sha256:…`). `today` is the latest day known to
    have begun (by default `as_of`): approvals dated after `as_of` but not after it do not count
    yet, those dated after both are wrong; `now` is the clock's instant, None where nobody looks at a clock.
    `concerning` are the ids or paths of the documents that are asked about, None for all: of these, of POLICY and of
    the repository all is known that is known of the whole and serves the `purpose`, and of other documents no more
    than that takes. Who wrote a change is not told to those who only read.
    Raises `UsageError` where there is no manual and `RepositoryError` where the repository cannot be judged.
    """
    with _uncollected():
        try:
            manual = store if isinstance(store, Manual) else Manual(store, few=concerning is not None)
            asked = _Asked(as_of, today or as_of, now, trust_root, concerning, purpose)
            snapshot = _snapshot(manual, asked, ref, working_tree)
            if purpose.judges and has_unknown_authors(snapshot):
                snapshot = _snapshot(manual, replace(asked, concerning=None), ref, working_tree)
            return snapshot
        except MissingObjectError as error:
            raise incomplete(error.args[0]) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    # What is read holds no cycles, and all of it is kept: Python's collector would look at it again
    # and again, a tenth of the time at 20,000 signatures. Frozen, it is left alone afterwards too.
    collecting = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.enable()


def _snapshot(manual: Manual, asked: _Asked, ref: str | None, working_tree: FileTree | None) -> Snapshot:
    recorded = _recorded(manual, asked)
    everything = TagReading(manual, recorded.digests) if asked.concerning is None else None
    chain = _policies(manual, TagReading(manual, recorded.digests, frozenset()).tags, recorded, asked)
    authority = chain.newest
    context = context_of(chain, timeline(asked.as_of, asked.today, (authority or _NO_POLICY).zone, recorded.ledger))
    found = _drafts(manual, asked, working_tree if ref is None else ref, context, everything)
    proving = partial(prove, manual, asked.concerning, everything, found, recorded=recorded.digests)
    proved = proving(chain=chain, context=context, purpose=asked.purpose)
    if proved is None:
        return _snapshot(manual, replace(asked, concerning=None), ref, working_tree)
    tags, context, of, drafts = proved.tags, proved.context, proved.histories, proved.drafts
    policy = drafts.policy or authority or _NO_POLICY
    of[POLICY_ID] = DocumentHistory(policy_editions(chain), chain.acts)
    named = by_name(drafts, of)
    judged = records(of, named, authority or policy, asked.as_of, context)
    of_ledger = (*recorded.findings, *compare(recorded.ledger or Ledger(), manual.oids, tags.digests, tags.read))
    ledger, lacking = recorded.ledger, _lacking(manual, authority, of)
    about = records_asked(judged, proved.about, asked.purpose)
    return Snapshot(
        manual=(authority or policy).manual,
        commit=drafts.commit,
        as_of=asked.as_of,
        policy=policy,
        authority=authority,
        policies=chain.editions,
        policy_state=state(chain, named.get(POLICY_ID)),
        records=judged,
        documents=drafts.documents,
        acts=_all_acts(tags, of),
        problems=(*behind_finding((authority or policy).trunk, lacking), *drafts.problems, *_broken(chain), *of_ledger),
        strays=drafts.strays,
        trust_root=asked.trust_root,
        root=chain.editions[0].content_digest if chain.editions else None,
        recorded=ledger is not None,
        ledger_seq=len(ledger.entries) if ledger else None,
        ledger_sha256=ledger.sha256 if ledger else None,
        ledger_digests=ledger.digests if ledger else (),
        looks=drafts.looks,
        working_tree=working_tree is not None,
        claims=_claims(manual, drafts.commit, policy, authority, context),
        templates=drafts.aside.templates,
        standards=drafts.aside.standards,
        codeowners=drafts.aside.codeowners,
        lacking_commits=lacking.commits,
        unsigned=unsigned_revisions(manual, authority or policy, {name.lower() for name in named}),
        concerning=proved.about,
        proved=proved.near,
        change_authors=_change_authors(manual, drafts.commit, about, authority or policy, context),
    )


def _recorded(manual: Manual, asked: _Asked) -> _Recorded:
    """Find the ledger; one that does not hold records nothing."""
    found = find_ledger(manual.objects, manual.oids)
    if found is None:
        return _Recorded(None)
    ledger = found if isinstance(found, VerificationFailure) else ahead_of(found.ledger, asked.now) or found.ledger
    if isinstance(ledger, VerificationFailure):
        return _Recorded(Ledger(), (Finding(ledger.rule, ledger.reason, MEND, path=LEDGER_PATH),))
    return _Recorded(ledger, digests={entry.ref: entry.tag_sha256 for entry in ledger.entries})


def _policies(manual: Manual, tags: ActTags, recorded: _Recorded, asked: _Asked) -> PolicyChain:
    def at(zone: tzinfo) -> Timeline:
        return timeline(asked.as_of, asked.today, zone, recorded.ledger)

    def built(holds: Callable[[str, str], bool], renamed: Mapping[str, str] = MappingProxyType({})) -> PolicyChain:
        branches = Branches(holds, lambda branch: manual.history(renamed.get(branch, branch)).authors, at)
        return policy_chain(acts, asked.trust_root, branches)

    def is_here(branch: str) -> bool:
        return branch_tip(manual.oids, branch) is not None

    found = ((tag, *manual.tagged_policy(tag)) for tag in tags.of_policy)
    acts = [PolicyAct(tag, commit, policy) for tag, policy, commit in found]
    chain = built(lambda commit, branch: not is_here(branch) or commit in manual.history(branch))
    if chain.newest is not None:
        now = chain.newest.trunk
        require_trunk(manual.oids, now)
        renamed = {each.policy.trunk: now for each in chain.editions if not is_here(each.policy.trunk)}
        if renamed:  # what was on such a trunk is on the one that the newest policy names
            chain = built(lambda commit, branch: commit in manual.history(renamed.get(branch, branch)), renamed)
            require_trunk(manual.oids, chain.newest.trunk if chain.newest else now)
    for act in chain.acts:
        refuse_incomplete(act)
    return chain


def _all_acts(tags: ActTags, of: dict[str, DocumentHistory]) -> tuple[JudgedTag, ...]:
    acts = [act for history in of.values() for act in history.acts]
    known = {act.ref for act in acts}
    acts += [act for act in tags.rejected if act.ref not in known]
    return tuple(sorted(acts, key=lambda act: act.ref))


def _broken(chain: PolicyChain) -> Iterable[Finding]:
    if chain.broken is not None:
        remedy = "Sign the policy: `qmsdoc approve POLICY`."
        yield Finding(chain.broken.rule, chain.broken.reason, remedy, path=POLICY_PATH)


def _claims(
    manual: Manual, here: str, policy: Policy, authority: Policy | None, context: VerificationContext
) -> tuple[Claim, ...]:
    if authority is None:
        return ()
    trunk, until = manual.history(authority.trunk), context.timeline.until
    return claims(manual.objects, manual.oids, trunk, policy, here=here, until=until)


def _change_authors(
    manual: Manual, here: str, judged: tuple[Record, ...], policy: Policy, context: VerificationContext
) -> Mapping[str, ChangeAuthors]:
    if not context.policies:  # nobody can sign anything else
        independent = policy.own_type is not None and policy.own_type.independent
        judged = tuple(record for record in judged if record.name == POLICY_ID and independent)
    if not judged:
        return {}
    trunk = manual.history(policy.trunk)
    drafts = cache(lambda: trunk if here == trunk.tip else manual.history_at(here, trunk))
    return change_authors(judged, policy, context.identities, trunk, drafts)


def _lacking(manual: Manual, authority: Policy | None, of: Mapping[str, DocumentHistory]) -> Lacking:
    if authority is None:
        return Lacking()
    acts = (act for history in of.values() for act in history.acts if act.statement is not None)
    signed = {act.commit for act in acts if act.commit is not None}
    return lacking_commits(manual.objects, manual.oids, authority.trunk, manual.history(authority.trunk), signed)


def _drafts(
    manual: Manual,
    asked: _Asked,
    source: str | FileTree | None,
    context: VerificationContext,
    everything: TagReading | None,
) -> Drafts:
    """Read the drafts of a commit (its id), of files, or of the trunk where neither is given.

    What signatures say of a file matters where its own front matter does not say what it is: they are read meanwhile.
    """
    commit, tree = files_at_hand(manual, source, context)
    authority = context.policies[-1].policy if context.policies else None
    outlines, of_trunk = asked.concerning is not None, source is None

    def read(signed: Mapping[str, str]) -> Drafts:
        return read_drafts(manual.documents, authority, signed, commit, tree, outlines=outlines, of_trunk=of_trunk)

    found = read({})
    named = {document.path for document in found.documents if document.front.name is not None}
    signed = everything.tags.signed_paths if everything is not None else {}
    found = found if signed.keys() <= named else read(signed)
    if isinstance(source, WorkingTree) and not outlines:
        source.forget()
    return found
