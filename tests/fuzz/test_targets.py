"""Untrusted bytes: nothing raises on any of them, and what must hold does; and no public parser is left out."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.inputs import fuzz
from tests.fuzz.targets import TARGETS

PACKAGES = ("qmsdoc.parse", "qmsdoc.markdown", "qmsdoc.trust", "qmsdoc.git", "qmsdoc.capture", "qmsdoc.redline")
MODULES = (
    "qmsdoc.flowchart.figure",
    "qmsdoc.render.published",
    "qmsdoc.render.html_gate",
)  # the rest of render/ writes
TEXTS = {"text", "html", "destination", "message", "ref", "source", "data", "output", "old", "address"}
# Public functions that take bytes or a text, and what they do with it instead of reading what a stranger wrote.
OTHERS = {
    "qmsdoc.capture.policy_document.policy_document": "describes what `policy` has read",
    "qmsdoc.git.command.run": "hands bytes to git",
    "qmsdoc.git.command.start": "starts git",
    "qmsdoc.git.branch.continues": "takes object ids",
    "qmsdoc.git.branch.write_commit": "writes",
    "qmsdoc.git.keygen.sign_with": "writes",
    "qmsdoc.capture.concerned.signed_name": "asks `read_name`",
    "qmsdoc.parse.cut_values.cut_value": "takes a tree that was read",
    "qmsdoc.markdown.tree_builder.build": "is asked by `read`",
    "qmsdoc.git.clone.clone_manual": "hands an address to git",
    "qmsdoc.git.tag_object.store_tag": "writes",
    "qmsdoc.trust.openpgp.certified_user_ids": "reads what gpg prints",
    "qmsdoc.git.sign.sign_tag": "writes",
    "qmsdoc.trust.edwards.of_prime_order": "takes a key with which a signature was verified",
    "qmsdoc.trust.ledger.extend": "writes",
    "qmsdoc.trust.sshsig.armor": "writes",
    "qmsdoc.git.atomic_write.replace_file": "writes",
    "qmsdoc.trust.passkey.signed_data": "is read by `sshsig.verify`",
    "qmsdoc.trust.sshsig.signed_data": "hashes",
    "qmsdoc.trust.wire.string": "writes",
}


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@fuzz
def test_whatever_it_is_fed(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    target.check(data.draw(target.inputs))


def named(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def readers() -> Iterator[Callable[..., Any]]:
    """Every public function that takes bytes, or a text under one of the usual names."""
    for path in (*MODULES, *(f"{package}.{name}" for package in PACKAGES for name in modules(package))):
        module = importlib.import_module(path)
        for name, member in vars(module).items():
            function = inspect.unwrap(member) if callable(member) else None  # seen through a cache
            if inspect.isfunction(function) and function.__module__ == path and name[0] != "_" and reads(function):
                yield function


def modules(package: str) -> Iterator[str]:
    return (entry.name for entry in pkgutil.iter_modules(importlib.import_module(package).__path__))


def reads(function: Callable[..., Any]) -> bool:
    asked = {name: str(kind) for name, kind in function.__annotations__.items() if name != "return"}
    texts = any(kind == "str" and name in TEXTS for name, kind in asked.items())
    return texts or any("bytes" in kind for kind in asked.values())


def test_there_are_enough_targets() -> None:
    assert len(TARGETS) >= 22


def test_every_public_parser_is_covered() -> None:
    covered = {named(function) for target in TARGETS.values() for function in target.covers}
    known = {named(function) for function in readers()}
    assert known - covered == OTHERS.keys()
    assert len(covered & known) >= 50
