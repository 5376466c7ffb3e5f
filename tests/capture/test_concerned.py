"""Where only some documents are asked about, their findings are those of the whole reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qmsdoc.capture.capture import capture
from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.manual import Manual
from qmsdoc.checking.exit_codes import concerns_all
from qmsdoc.checking.scope import asked_documents, judged_alike, new_since, within_scope
from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.git import open_repository
from qmsdoc.model.approval import Act
from qmsdoc.model.finding import Finding
from qmsdoc.model.refs import HEADS, LEDGER_BRANCH
from qmsdoc.model.rule_ids import RULE_DATA, TAG_DELETED, TAG_MOVED
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.reports import register_rows
from qmsdoc.rules import check
from qmsdoc.signing.blocking_faults import refuse_faults
from qmsdoc.signing.request import SigningRequest, plan_approval, plan_review
from qmsdoc.signing.roles import Signer
from qmsdoc.signing.withdrawal import plan_withdrawal
from qmsdoc.trust.ledger import PATH as LEDGER_PATH
from qmsdoc.trust.ledger import Ledger, extend
from tests.disk import DiskManual
from tests.fuzz.inputs import fuzz
from tests.memory import MemoryManual, MemoryTree, document, moment

NAMES = ("QP-001", "QP-002", "QP-003", "QF-001", "QP-001.de", "qp-002")
PLACES = {name: f"documents/procedures/{at}.md" for at, name in enumerate(NAMES)}
BEGIN = date(2026, 1, 8)
AS_OF = date(2026, 6, 1)
NAME = st.sampled_from(NAMES[:3]) | st.sampled_from(NAMES)
PART = "documents/procedures/part.md"
SPELT = ("%30.md", "&#48;.md", "<0\\.md>", "part.md", "away.md#x")
LEADS = tuple(
    f"See [there]({to})."
    for to in (*(f"qms:{name}" for name in NAMES), *(f"{at}.md" for at in range(len(NAMES))), *SPELT)
)
LINKS = st.lists(
    st.sampled_from(LEADS) | st.sampled_from(('--8<-- "part.md"', "See [there][a].\n\n[a]: 1.md")), max_size=3
)
FIELDS = st.fixed_dictionaries(
    {"author": st.sampled_from(["amir.khan"] * 4 + ["jane.doe", "ben.hughes"])},
    optional={"supersedes": NAME, "parent": NAME},
)
STEP = st.one_of(
    st.tuples(st.just("approved"), NAME, LINKS, FIELDS),
    st.tuples(st.just("approved"), NAME, LINKS, FIELDS),
    st.tuples(st.just("write"), NAME, LINKS, FIELDS),
    st.tuples(st.sampled_from(["approve", "half", "review", "delete"]), NAME),
    st.tuples(st.just("withdraw"), NAME, st.none() | NAME),
    st.tuples(st.sampled_from(["move", "rename id"]), NAME, NAME),
    st.tuples(st.sampled_from(["lose front", "break front"]), NAME),
    st.tuples(st.just("part"), NAME),
)
STEPS = st.lists(STEP, min_size=3, max_size=12)
BROKEN: list[tuple[object, ...]] = [
    ("approved", "QP-001", [], {"supersedes": "QP-003"}),
    ("approved", "QP-003", [], {}),
    ("approved", "QP-001", [], {}),
    ("break front", "QP-001"),
]
ENDED: list[tuple[object, ...]] = [  # by what has its file now, and says so no more
    *[("approved", "QP-001", [], {})] * 2,
    ("approved", "QP-001", [], {"supersedes": "QP-001"}),
    ("rename id", "QP-001", "QP-002"),
    ("approved", "QP-002", ["See [there](qms:QP-001)."], {}),
]
REPLACED: list[tuple[object, ...]] = [
    ("approved", "QP-001", [], {"parent": "QP-001"}),
    ("approved", "QP-002", [], {"author": "ben.hughes"}),
    ("move", "QP-001", "QP-002"),
]
THERE = st.sampled_from(NAMES[:4])
EDIT = st.one_of(
    *[
        st.tuples(
            st.just("write"),
            THERE,
            st.lists(st.sampled_from((*LEADS[:4], *LEADS[6:10])), max_size=3),
            st.fixed_dictionaries({}, optional={"supersedes": THERE, "parent": THERE}),
        )
    ]
    * 6,
    st.tuples(st.sampled_from(["lose front", "break front", "part"]), THERE),
    st.tuples(st.just("rename id"), THERE, NAME),
)


class _World:
    """A manual to which something happens every day."""

    def __init__(self) -> None:
        self.manual = MemoryManual().found()
        self.day = BEGIN
        self.revisions: dict[str, int] = {}
        self.supersedes: dict[str, set[str]] = {}

    def do(self, step: tuple[object, ...]) -> None:
        """Let one thing happen; what cannot happen does not."""
        self.day += timedelta(days=1)
        kind, name, *more = step
        with suppress(StopIteration, ValueError):
            getattr(self, "_" + str(kind).replace(" ", "_"))(name, *more)

    def _write(self, name: str, links: list[str], fields: dict[str, str]) -> None:
        self.revisions[name] = self.revisions.get(name, 0) + 1
        identity, _, language = name.partition(".")
        front = {"lang": language, "translates": "1"} if language else {}
        if "supersedes" in fields:  # and what has superseded another says so for good
            self.supersedes.setdefault(name, set()).add(fields["supersedes"])
        front |= {"parent": fields["parent"]} if "parent" in fields else {}
        front |= self._superseding(name)
        front |= {"type": "form"} if name.startswith("QF") else {}
        body = "".join(f"{link}\n\n" for link in links) + f"Revision {self.revisions[name]}.\n"
        text = document(identity, revision=self.revisions[name], body=body, **front)
        self._put(PLACES[name], text, fields.get("author", "amir.khan"))

    def _superseding(self, name: str) -> dict[str, str]:
        return {"supersedes": f"[{', '.join(sorted(self.supersedes[name]))}]"} if name in self.supersedes else {}

    def edit(self, name: str) -> None:
        """Change a file without saving a commit."""
        text = document(name, revision=9, body="Unsaved.\n", **self._superseding(name))
        self.manual.write(PLACES[name], text)

    def _approved(self, name: str, links: list[str], fields: dict[str, str]) -> None:
        self._write(name, links, fields)
        self._approve(name)

    def _put(self, path: str, text: str | bytes, author: str = "amir.khan") -> None:
        self.manual.write(path, text)
        self.manual.commit(on=self.day.isoformat(), author=author)

    def _approve(self, name: str) -> None:
        self.manual.sign(name, "jane.doe", on=self.day.isoformat())
        if not name.startswith("QF"):
            self._half(name)

    def _half(self, name: str) -> None:
        self.manual.sign(name, "amir.khan", on=self.day.isoformat())

    def _review(self, name: str) -> None:
        review_by = self.day + timedelta(days=300)
        self.manual.sign(name, "jane.doe", on=self.day.isoformat(), act=Act.REVIEWED, day=self.day, review_by=review_by)

    def _withdraw(self, name: str, successor: str | None) -> None:
        for person in ("amir.khan", "jane.doe"):
            changes: dict[str, Any] = {"reason": "No longer needed.", "successor": successor}
            self.manual.sign(name, person, on=self.day.isoformat(), act=Act.WITHDRAWN, **changes)

    def _delete(self, name: str) -> None:
        if self.manual.files.pop(PLACES[name], None) is not None:
            self.manual.commit(on=self.day.isoformat())

    def _move(self, name: str, to: str) -> None:
        found = self.manual.files.pop(PLACES[name], None)
        if found is not None:
            self._put(PLACES[to], found[1])

    def _rename_id(self, name: str, to: str) -> None:
        found = self.manual.files.get(PLACES[name])
        if found is not None:
            self._put(PLACES[name], found[1].replace(f"id: {name}\n".encode(), f"id: {to}\n".encode()))

    def _lose_front(self, name: str) -> None:
        self._put(PLACES[name], f"# Notes on {name}\n")

    def _break_front(self, name: str) -> None:
        self._put(PLACES[name], f"---\nid: {name}\ntitle: [\n---\n\n# Notes\n")

    def _part(self, name: str) -> None:
        self._put(PART, f"Part of this, see [there](qms:{name}).\n")


def _of(snapshot: Snapshot, path: str) -> set[Finding]:
    return set(within_scope(check(snapshot), snapshot, (path,)))


def _keeps_from_signing(finding: Finding) -> bool:
    return RULE_DATA[finding.rule].keeps_from_signing


def _row(snapshot: Snapshot, name: str) -> object:
    """What `show` and the register say."""
    return next((row for row in register_rows(snapshot) if row["id"] == name), None)


def _plans(snapshot: Snapshot, record: Record) -> Iterator[object]:
    """What each act over a document would sign, or why it is refused."""
    person = next(person for person in snapshot.policy_in_force.people if person.id == "jane.doe")
    signer = Signer(person, AS_OF, wrote=snapshot.wrote_change(person.id, record.name))
    planners: tuple[Callable[[], SigningRequest | None], ...] = (
        lambda: refuse_faults(record, check(snapshot)),
        lambda: plan_approval(snapshot, record, signer),
        lambda: plan_review(snapshot, record, signer, None),
        lambda: plan_withdrawal(snapshot, record, signer, "No longer needed.", "QP-002"),
    )
    for plan in planners:
        try:
            yield plan()
        except (RefusedError, UsageError) as error:
            yield error.message, error.remedy, error.rule


def _known(record: Record | None) -> object:
    return record and (record.status, record.editions, record.acts, record.needs, record.replaced_by, record.review_by)


@given(STEPS, st.booleans())
@example(BROKEN, False)
@example(ENDED, True)
@example([*ENDED, ("approved", "QP-001.de", [], {"supersedes": "QP-001"})], True)
@example(REPLACED, False)
@fuzz
def test_findings_are_those_of_the_whole_reading(steps: list[tuple[object, ...]], unsaved: bool) -> None:
    world = _World()
    for step in steps:
        world.do(step)
    if unsaved:
        world.edit("QP-001")
    whole = world.manual.snapshot(AS_OF)
    for number, draft in enumerate(whole.documents):
        asked, record = (draft.path, draft.name)[number % 2], whole.record(draft.name)
        part = world.manual.snapshot(AS_OF, concerning=frozenset((asked,)))
        assert _of(part, draft.path) == _of(whole, draft.path)
        assert _known(part.record(draft.name)) == _known(record)
        assert _row(part, draft.name) == _row(whole, draft.name)
        read = world.manual.snapshot(AS_OF, concerning=frozenset((asked,)), purpose=Purpose.READING)
        assert _known(read.record(draft.name)) == _known(record)
        assert _row(read, draft.name) == _row(whole, draft.name)
        signed = world.manual.snapshot(AS_OF, concerning=frozenset((asked,)), purpose=Purpose.SIGNING)
        told = ({each for each in _of(of, draft.path) if _keeps_from_signing(each)} for of in (signed, whole))
        assert next(told) == next(told)
        if record is not None and draft.name in NAMES:
            concerning = frozenset((draft.name, "QP-002"))
            both = world.manual.snapshot(AS_OF, concerning=concerning, purpose=Purpose.SIGNING)
            mine = both.record(draft.name)
            assert mine is not None
            assert list(_plans(both, mine)) == list(_plans(whole, record))


@given(st.lists(STEP, max_size=3), st.lists(EDIT, min_size=1, max_size=2))
@example([("withdraw", "QP-001", "QP-002")], [("write", "QP-002", [], {"supersedes": "QP-002", "parent": "QP-002"})])
@fuzz
def test_what_has_come_in_is_what_the_whole_reading_tells(
    steps: list[tuple[object, ...]], edits: list[tuple[object, ...]]
) -> None:
    world = _World()
    for name in NAMES[:4]:
        world.do(("approved", name, [LEADS[2]], {"parent": "QP-003"}))
    for step in steps:
        world.do(step)
    base, then = world.manual.store.heads[f"{HEADS}main"], dict(world.manual.files)
    for edit in edits:
        world.do(edit)
    now = world.manual.files
    changed = frozenset(path for path in {*then, *now} if then.get(path) != now.get(path))

    def judged(asked: frozenset[str] | None, reader: Manual | None = None) -> tuple[Snapshot | None, Snapshot]:
        of = reader or world.manual.store
        before = capture(of, as_of=AS_OF, ref=base, concerning=asked, purpose=Purpose.COMPARING)
        files = MemoryTree(world.manual.files)
        return before, capture(of, as_of=AS_OF, working_tree=files, concerning=asked, purpose=Purpose.COMPARING)

    one = Manual(world.manual.store, few=True)  # both sides are read by one
    asked = changed if changed <= then.keys() & now.keys() else None
    whole, part = judged(None), judged_alike(lambda asked: judged(asked, one), asked)
    assert set(new_since(*part, check(part[1]))) == set(new_since(*whole, check(whole[1])))


@pytest.mark.parametrize("to", ["QP-001", "QP-003"])
def test_what_is_told_of_an_included_file_is_told_by_all_who_include_it(to: str) -> None:
    world = _World()
    world.manual.write("documents/procedures/part.txt", f"Part of this, see [there](qms:{to}).\n")
    world.do(("write", "QP-003", [], {"parent": "QP-001"}))
    world.do(("write", "QP-001", ['--8<-- "part.txt"'], {"parent": "QP-003"}))
    world.do(("approved", "QP-002", ['--8<-- "part.txt"'], {}))
    whole = _of(world.manual.snapshot(AS_OF), PLACES["QP-001"])
    part = world.manual.snapshot(AS_OF, concerning=frozenset(("QP-001",)))
    assert _of(part, PLACES["QP-001"]) == whole
    assert any("QP-002 leads to it" in finding.message for finding in whole)


@pytest.mark.parametrize("asked", ["QP-001", "QP-002"])
@pytest.mark.parametrize("between", ["0.md", "part.txt"])
def test_what_is_told_of_a_document_that_another_one_includes_is_told_of_both(asked: str, between: str) -> None:
    world = _World()
    world.do(("write", "QP-003", [], {"parent": "QP-001"}))
    world.do(("approved", "QP-001", ["See [there](qms:QP-003)."], {"parent": "QP-003"}))
    world.manual.write("documents/procedures/part.txt", '--8<-- "0.md"\n')
    world.do(("approved", "QP-002", [f'--8<-- "{between}"'], {"parent": "QP-003"}))
    whole = _of(world.manual.snapshot(AS_OF), PLACES[asked])
    part = world.manual.snapshot(AS_OF, concerning=frozenset((asked,)))
    assert _of(part, PLACES[asked]) == whole
    assert {finding.document for finding in whole} == {"QP-001", None}


def test_acts_of_others_are_not_read() -> None:
    part = _two().manual.snapshot(AS_OF, concerning=frozenset(("QP-001",)))
    assert {act.name.document for act in part.acts if act.name} == {"POLICY", "QP-001"}


def test_tags_of_other_documents_that_were_moved_or_deleted_are_told() -> None:
    manual = _two().manual
    refs = sorted(ref for ref in manual.store.heads if ref.startswith("refs/tags/"))
    tags = [(ref, manual.store.heads[ref], manual.store.read(manual.store.heads[ref]).data) for ref in refs]
    ledger = extend(Ledger(), tags, moment("2026-02-01"))
    tree = manual.store.put_tree({LEDGER_PATH: ("100644", ledger.data)})
    manual.store.heads[HEADS + LEDGER_BRANCH] = manual.store.put("commit", f"tree {tree}\n\nRecord\n".encode())
    lost, moved = (f"refs/tags/approved/QP-002/1/{person}" for person in ("jane.doe", "amir.khan"))
    del manual.store.heads[lost]
    manual.store.heads[moved] = manual.store.heads["refs/tags/approved/QP-001/1/amir.khan"]
    part = manual.snapshot(AS_OF, concerning=frozenset(("QP-001",)))
    found = {(finding.rule, finding.ref) for finding in _of(part, PLACES["QP-001"]) if concerns_all(finding)}
    assert {(TAG_DELETED, lost), (TAG_MOVED, moved)} <= found
    assert not any(act.ref == moved for act in part.acts)


def _two() -> _World:
    world = _World()
    for name in ("QP-001", "QP-002"):
        world.do(("approved", name, [], {"parent": "QP-003"}))
    return world


def test_a_folder_is_read_with_the_whole_manual(tmp_path: Path) -> None:
    place = DiskManual.of(_two().manual, tmp_path).root
    repository = open_repository(place)
    assert asked_documents(repository, place, ()) is None
    assert asked_documents(repository, place, ("QP-001", "documents")) is None
    mixed = asked_documents(repository, place / "documents", ("procedures/0.md", "QP-002"))
    assert mixed == frozenset((PLACES["QP-001"], "QP-002"))
