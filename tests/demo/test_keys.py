"""Throw-away keys: made, rotated and used as OpenSSH's own program would."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qmsdoc.demo.keys import allowed_signers, make_keys, sign
from qmsdoc.demo.story import PolicyText
from qmsdoc.git.write import Identity, NewTag
from qmsdoc.model.policy import Person
from qmsdoc.trust.signature import signed_by
from qmsdoc.trust.tag import TagObject, read_tag

_JANE = Person("jane", "Jane Doe", ("jane@example.com",))
_TOM = Person("tom", "Tom Becker", ("tom@example.com",))
_DAY = date(2025, 3, 4)
_POLICIES = (
    PolicyText(1, (), "jane", _DAY, _DAY, (), (), ()),
    PolicyText(2, (), "jane", _DAY, _DAY, (), (("jane", _DAY),), (("tom", date(2025, 7, 1)),)),
)


def test_a_rotated_key_signs_until_the_day_and_the_new_one_from_it(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys", (_JANE, _TOM), _POLICIES)
    before = [key for key in keys if key.signs("jane", date(2025, 3, 3))]
    after = [key for key in keys if key.signs("jane", _DAY)]
    assert len(before) == len(after) == 1
    assert before[0].public != after[0].public
    assert not [key for key in keys if key.signs("tom", date(2025, 7, 1))]
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert all(stat.S_IMODE(key.path.stat().st_mode) == 0o600 for key in keys)


def test_allowed_signers_know_only_what_was_known_then(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys", (_JANE, _TOM), _POLICIES)
    first = allowed_signers(keys, ["jane"], set(), b"# head\n").decode().splitlines()
    assert first[0] == "# head"
    assert [line.split()[:2] for line in first[1:]] == [["jane@example.com", 'namespaces="git"']]
    later = allowed_signers(keys, ["jane", "tom"], {_DAY}, b"").decode().splitlines()
    assert [line.split()[1] for line in later] == [
        'namespaces="git",valid-before="20250304"',
        'namespaces="git",valid-after="20250304"',
        'namespaces="git"',
    ]


def test_signatures_are_good_and_in_the_order_asked(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys", (_JANE, _TOM), ())
    at = Identity("Jane Doe", "jane@example.com", datetime(2025, 1, 1, tzinfo=UTC))
    tags = [NewTag(f"approved/QP-001/{n}/jane", "a" * 40, at, f"Approve {n}\n\nA: b\n") for n in (1, 2, 3)]
    signed = sign([(tags[0], keys[0]), (tags[1], keys[1]), (tags[2], keys[0])])
    assert [tag.name for tag in signed] == [tag.name for tag in tags]
    found = [_fingerprint(tag) for tag in signed]
    assert found[0] == found[2] != found[1]
    assert str(found[0]).startswith("SHA256:")
    forged = replace(signed[0], message=signed[0].message.replace("A: b", "A: c"))
    assert not isinstance(_fingerprint(forged), str)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_openssh_takes_the_keys_and_the_signatures(tmp_path: Path) -> None:
    (key,) = make_keys(tmp_path / "keys", (_JANE,), ())
    at = Identity("Jane Doe", "jane@example.com", datetime(2025, 1, 1, tzinfo=UTC))
    tag = NewTag("approved/QP-001/1/jane", "a" * 40, at, "Approve\n\nA: b\n")
    (signed,) = sign([(tag, key)])
    (tmp_path / "signature").write_text(signed.message.removeprefix(tag.message))
    known = subprocess.run(["ssh-keygen", "-y", "-f", str(key.path)], capture_output=True, text=True, check=True)
    assert known.stdout.split()[:2] == key.public.split()
    command = ["ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", str(tmp_path / "signature")]
    assert subprocess.run(command, input=tag.payload, capture_output=True, check=False).returncode == 0
    assert subprocess.run(command, input=tag.payload + b"x", capture_output=True, check=False).returncode != 0


def _fingerprint(tag: NewTag) -> object:
    data = tag.payload
    oid = hashlib.sha1(b"tag %d\0" % len(data) + data).hexdigest()  # noqa: S324 - git's own
    read = read_tag(oid, data)
    assert isinstance(read, TagObject), read
    return signed_by(read, ())
