"""Tags read by another process are those read here, and so are the answers to their signatures.

What is forked runs in a Python of its own: where tests run there may be other threads.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qmsdoc.capture.manual import Manual
from qmsdoc.capture.tags import TagReading
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.parsed_tag import ParsedTag, parse_tag
from qmsdoc.trust.signature import signed_by
from tests.memory import POLICY, MemoryManual
from tests.trust.keys import Passkey
from tests.trust.vectors.scenes import AMIR, JANE, jane, scene

_HEAD = """
import os
from qmsdoc.capture import capture, tags
from qmsdoc.errors import RepositoryError
from qmsdoc.git import MissingObjectError
from tests.memory import DAY
from tests.trust.vectors.scenes import altered, jane, scene

here, some = os.getpid(), tags._some
tags._MANY, tags._TOGETHER, tags.processes = 0, 1, lambda: 2

def elsewhere(*what):
    assert os.getpid() != here
    return some(*what)
"""


def said(script: str) -> str:
    command = [sys.executable, "-W", "error", "-c", _HEAD + script]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def _parsed(manual: MemoryManual, ref: str) -> ParsedTag:
    oid = manual.store.heads[ref]
    found = parse_tag(ref, oid, "tag", manual.store.objects[oid].data)
    assert isinstance(found, ParsedTag)
    return found


def _of_documents(reading: TagReading) -> tuple[dict[str, ParsedTag], dict[str, str | VerificationFailure]]:
    tags: dict[str, ParsedTag] = {}
    signers: dict[str, str | VerificationFailure] = {}
    assert reading.tags
    for some, answers in reading.of_documents():
        tags |= {tag.ref: tag for tag in some}
        signers |= answers
    return tags, signers


def test_a_tag_comes_without_its_signature_which_is_answered_as_ever() -> None:
    manual = scene()
    tags = [_parsed(manual, ref) for ref in (AMIR, jane(manual))]
    reading = TagReading(Manual(manual.store), {})
    places = {(place.oid, place.tagged_at, place.name, place.commit, place.path) for place in reading.tags.signed}
    assert places == {(tag.tag.oid, tag.tag.tagged_at, tag.name, tag.tag.target, tag.statement.path) for tag in tags}
    taken, signers = _of_documents(reading)
    assert signers == {tag.tag.oid: signed_by(tag.tag, ()) for tag in tags}
    assert [(taken[tag.ref].tag.payload, taken[tag.ref].tag.signature) for tag in tags] == [(b"", b"")] * 2
    for tag in tags:
        assert isinstance(signed_by(taken[tag.ref].tag, ()), VerificationFailure)
        assert taken[tag.ref].statement == tag.statement
        assert (taken[tag.ref].name, taken[tag.ref].tag.target) == (tag.name, tag.tag.target)


def test_what_a_policy_has_to_say_is_left_to_it() -> None:
    manual = scene(keys={"jane.doe": Passkey().key()}, policy=POLICY)
    jane(manual)
    policy = next(ref for ref in manual.store.heads if "/POLICY/" in ref)
    reading = TagReading(Manual(manual.store), {})
    assert [tag for tag in reading.tags.of_policy if tag.ref == policy] == [_parsed(manual, policy)]
    taken, signers = _of_documents(reading)
    whole = _parsed(manual, JANE)
    assert taken[JANE] == whole._replace(tag=whole.tag._replace(tagger_name="", tagger_email="", message=""))
    assert taken[JANE].tag.oid not in signers


def test_names_and_ids_of_tags_are_kept_once_and_where_they_were_signed_is_let_go() -> None:
    store = scene().store
    manual = Manual(store)
    names = {ref: ref for ref in manual.oids}
    reading = TagReading(manual, {})
    assert reading.tags.signed
    assert reading.without_places() == reading.tags
    assert not reading.tags.signed
    taken, _ = _of_documents(reading)
    assert list(taken) == sorted(taken)
    assert all(names[tag.ref] is tag.ref and manual.oids[tag.ref] is tag.tag.oid for tag in taken.values())


def test_of_some_documents_no_other_tags_are_read() -> None:
    manual = scene()
    name = _parsed(manual, AMIR).name.document
    every, acts = TagReading(Manual(manual.store), {}), Manual(manual.store).acts
    none = TagReading(Manual(manual.store), {}, frozenset()).tags
    assert none.of_policy == every.tags.of_policy
    assert not none.signed
    of_one = TagReading(Manual(manual.store), {}, frozenset((name.lower(),)))
    assert of_one.tags.of_policy == every.tags.of_policy
    refs = frozenset(ref for ref, _ in acts)
    assert (every.tags.read, of_one.tags.read) == (None, refs)
    found = _of_documents(of_one)
    assert found == _of_documents(every)
    assert none.read == refs - found[0].keys()


def test_another_process_reads_the_same() -> None:
    out = said("""
manual = scene()
altered(lambda data: data.replace(b"I approve", b"I APPROVE"))(manual)
tags._some = elsewhere
other = capture(manual.store, as_of=DAY)
tags._some, tags.may_fork = some, lambda: False
found = capture(manual.store, as_of=DAY)
print(found == other, [act.rule for act in found.acts])
""")
    assert out == "True [None, None, 'signature-invalid']\n"


def test_what_another_process_cannot_read_is_told_here() -> None:
    out = said("""
manual = scene()
ref = jane(manual)
for each in (True, False):
    tags.may_fork = lambda: each
    oid = manual.store.heads[ref]
    manual.store.objects.pop(oid, None)
    try:
        capture(manual.store, as_of=DAY)
    except RepositoryError as error:
        print(error.message.replace(oid, "it"), error.rule)
""")
    assert out == "This repository lacks the object it. repository-incomplete\n" * 2


@pytest.mark.parametrize("ending", ["os._exit(9)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_ends_early_stops_everything(ending: str) -> None:
    out = said(f"""
tags._some = lambda *what: some(*what) if os.getpid() == here else {ending}
manual = scene()
jane(manual)
try:
    capture(manual.store, as_of=DAY)
except RepositoryError as error:
    print(error.message)
""")
    assert out == "Not all signatures could be checked: a process was ended by the system.\n"


def test_what_nobody_asks_for_any_more_keeps_no_process() -> None:
    out = said("""
import time
from qmsdoc.capture.manual import Manual
reading = tags.TagReading(Manual(scene().store), {})
print(len(reading.tags.signed) > 0)
""")
    assert out == "True\n"
