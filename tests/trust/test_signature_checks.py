"""Signatures checked on other cores get the answers that they get here; in a Python of its own, which may be forked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.parsed_tag import ParsedTag, parse_tag
from qmsdoc.trust.signature import signed_by
from qmsdoc.trust.signature_checks import SignatureChecks
from tests.memory import POLICY, MemoryManual
from tests.trust.keys import Passkey
from tests.trust.vectors.scenes import AMIR, JANE, jane, scene

_HEAD = """
import os, sys
from qmsdoc.capture import capture
from qmsdoc.errors import RepositoryError
from qmsdoc.trust import signature_checks as checks
from tests.memory import DAY
from tests.trust.vectors.scenes import altered, jane, scene

here, checked = os.getpid(), checks._checked
checks._MANY, checks._TOGETHER, checks.processes = 0, 1, lambda: 2
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


def test_a_signature_is_taken_and_answered_as_ever() -> None:
    manual = scene()
    tags = [_parsed(manual, ref) for ref in (AMIR, jane(manual))]
    checks = SignatureChecks()
    taken = [checks.take(tag) for tag in tags]
    assert [(tag.tag.payload, tag.tag.signature, tag.tag.message) for tag in taken] == [(b"", b"", "")] * 2
    assert [(tag.ref, tag.name, tag.statement, tag.tag.target) for tag in taken] == [
        (tag.ref, tag.name, tag.statement, tag.tag.target) for tag in tags
    ]
    assert checks.answers() == {tag.tag.oid: signed_by(tag.tag, ()) for tag in tags}
    assert all(isinstance(signed_by(tag.tag, ()), VerificationFailure) for tag in taken)


def test_what_a_policy_has_to_say_is_left_to_it() -> None:
    manual = scene(keys={"jane.doe": Passkey().key()}, policy=POLICY)
    jane(manual)
    policy = next(ref for ref in manual.store.heads if "/POLICY/" in ref)
    checks = SignatureChecks()
    for ref in (policy, JANE):
        tag = _parsed(manual, ref)
        assert checks.take(tag) is tag
    assert checks.answers() == {}


def test_other_processes_give_the_same_answers() -> None:
    out = said("""
def elsewhere(tags):
    assert os.getpid() != here
    return checked(tags)

manual = scene()
altered(lambda data: data.replace(b"I approve", b"I APPROVE"))(manual)
found = capture(manual.store, as_of=DAY)
checks._checked = elsewhere
other = capture(manual.store, as_of=DAY)
checks._checked, checks.may_fork = checked, lambda: False
print(found.acts == other.acts == capture(manual.store, as_of=DAY).acts, [act.rule for act in found.acts])
""")
    assert out == "True [None, None, 'signature-invalid']\n"


def test_a_process_that_ends_early_stops_everything() -> None:
    out = said("""
checks._checked = lambda tags: os._exit(9)
checks._checked.__qualname__ = "_checked"
checks._checked.__module__ = checks.__name__
manual = scene()
jane(manual)
try:
    capture(manual.store, as_of=DAY)
except RepositoryError as error:
    print(error.message)
""")
    assert out == "Not all signatures could be checked: a process was ended by the system.\n"
