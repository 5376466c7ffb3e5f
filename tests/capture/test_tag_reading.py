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


def test_a_tag_is_kept_without_its_signature_which_is_answered_as_ever() -> None:
    manual = scene()
    tags = [_parsed(manual, ref) for ref in (AMIR, jane(manual))]
    reading = TagReading(Manual(manual.store), {})
    assert reading.signers == {tag.tag.oid: signed_by(tag.tag, ()) for tag in tags}
    taken = {tag.ref: tag for tag in reading.tags.of_documents}
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
    taken = {tag.ref: tag for tag in reading.tags.parsed}
    for ref in (policy, JANE):
        assert taken[ref] == _parsed(manual, ref)
        assert taken[ref].tag.oid not in reading.signers


def test_names_and_ids_of_tags_are_kept_once_and_what_was_judged_is_let_go() -> None:
    store = scene().store
    manual = Manual(store)
    before = list(manual.oids.items())
    reading = TagReading(manual, {})
    names = {ref: ref for ref in manual.oids} if reading.tags else {}
    assert list(manual.oids.items()) == before
    assert all(names[tag.ref] is tag.ref and manual.oids[tag.ref] is tag.tag.oid for tag in reading.tags.parsed)
    reading.forget()
    assert vars(reading).keys().isdisjoint({"tags", "signers"})


def test_of_some_documents_no_other_tags_are_read() -> None:
    manual = scene()
    name = _parsed(manual, AMIR).name.document
    every, none = TagReading(Manual(manual.store), {}).tags, TagReading(Manual(manual.store), {}, frozenset()).tags
    assert none.of_policy == every.of_policy
    assert not none.of_documents
    assert none.unread == {tag.ref for tag in every.of_documents}
    of_one = TagReading(Manual(manual.store), {}, frozenset((name.lower(),))).tags
    assert (of_one.parsed, of_one.unread) == (every.parsed, frozenset())


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
print(len(reading.tags.parsed) > 0)
""")
    assert out == "True\n"
