"""Headers: one grammar for tag objects, stricter than git's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.memory import MemoryManual
from tests.trust.vectors.scenes import AMIR, Vector, altered, check, jane, put, resigned, signs, swap

BAD = "tag-malformed"
WHO = "tagger jane.doe <jane.doe@meridian.example> 1768219200 +0000"


def tagger(new: str) -> Callable[[MemoryManual], str]:
    return resigned(swap(WHO, new))


def row(number: int, edit: Callable[[list[bytes]], list[bytes]]) -> Callable[[MemoryManual], str]:
    """Put other lines in place of one header line."""

    def change(payload: bytes) -> bytes:
        rows = payload.split(b"\n")
        return b"\n".join(rows[:number] + edit(rows[number : number + 1]) + rows[number + 1 :])

    return resigned(change)


def ends(payload: bytes) -> bytes:
    head, _, rest = payload.partition(b"\n\n")
    return head.replace(b"\n", b"\r\n") + b"\n\n" + rest


def aims(find: Callable[[MemoryManual], str]) -> Callable[[MemoryManual], str]:
    """Sign an object that the tag calls a commit."""
    return lambda manual: jane(manual, commit=find(manual))


def tree_of(manual: MemoryManual) -> str:
    return manual.store.objects[manual.store.heads["refs/heads/main"]].data[5:45].decode()


def to_the_commit_before(manual: MemoryManual) -> str:
    """Let a signed tag name another commit of the trunk."""
    ref, head = jane(manual), manual.store.heads["refs/heads/main"]
    signed, former = manual.store.objects[manual.store.heads[ref]].data, manual.store._header(head, "parent")[0]
    manual.store.heads[ref] = manual.store.put("tag", signed[:7] + former.encode() + signed[47:])
    return ref


VECTORS = (
    Vector("honest", "valid", jane),
    Vector("a name in other letters", "valid", tagger(WHO.replace("r jane.doe", "r Jané Döe 简"))),
    Vector("a zone to the east", "valid", tagger(WHO.replace("+0000", "+1400"))),
    Vector("a zone to the west", "valid", tagger(WHO.replace("+0000", "-0930"))),
    *(
        Vector(f"{name} twice", BAD, row(at, lambda rows: rows * 2))
        for at, name in enumerate(("object", "type", "tag", "tagger"))
    ),
    *(
        Vector(f"no {name}", BAD, row(at, lambda rows: []))
        for at, name in enumerate(("object", "type", "tag", "tagger"))
    ),
    Vector(
        "two headers changed about",
        BAD,
        resigned(swap("type commit\ntag approved/QP-001/1/jane.doe", "tag approved/QP-001/1/jane.doe\ntype commit")),
    ),
    Vector("an unknown header", BAD, row(3, lambda rows: [*rows, b"encoding latin-1"])),
    Vector("a signature as header", BAD, row(3, lambda rows: [*rows, b"gpgsig -----BEGIN"])),
    Vector("a header that goes on", BAD, row(3, lambda rows: [*rows, b" more"])),
    Vector("an empty header", BAD, row(3, lambda rows: [b"", *rows])),
    Vector("carriage returns", BAD, resigned(ends)),
    Vector("a NUL", BAD, resigned(swap("jane.doe <", "jane.doe\0 <"))),
    Vector("bytes that are not UTF-8", BAD, resigned(swap("jane.doe <", "jane\udcff <"))),
    Vector("an object id in upper case", BAD, resigned(lambda payload: payload[:7] + b"A" * 40 + payload[47:])),
    Vector("an object id cut short", BAD, resigned(lambda payload: payload[:40] + payload[47:])),
    Vector("an object id of SHA-256", BAD, resigned(lambda payload: payload[:7] + b"1" * 64 + payload[47:])),
    Vector("two blanks", BAD, resigned(swap("object ", "object  "))),
    Vector("a blank at the end", BAD, resigned(swap("type commit", "type commit "))),
    Vector("a kind that git does not have", BAD, resigned(swap("type commit", "type note"))),
    *(
        Vector(f"the kind {kind}", "tag-target-invalid", resigned(swap("type commit", f"type {kind}")))
        for kind in ("tree", "blob", "tag")
    ),
    Vector("a tag said to be a commit", "tag-target-invalid", aims(lambda manual: manual.store.heads[AMIR])),
    Vector("a tree said to be a commit", "tag-target-invalid", aims(tree_of)),
    Vector("a file said to be a commit", "tag-target-invalid", aims(lambda manual: manual.store.put("blob", b"x"))),
    Vector("no object of that id", "repository-incomplete", signs(commit="1" * 40)),
    Vector("no e-mail address", BAD, tagger("tagger jane.doe 1768219200 +0000")),
    Vector("two e-mail addresses", BAD, tagger(WHO.replace("> ", "> <x@y> "))),
    Vector("an e-mail address with a blank", BAD, tagger(WHO.replace("@", " @"))),
    Vector("no name", BAD, tagger(WHO.replace("jane.doe <", "<"))),
    Vector("a name with a blank before it", BAD, tagger(WHO.replace("tagger ", "tagger  "))),
    Vector("a name that turns the reading direction", BAD, tagger(WHO.replace("r jane", "r \u202ejane"))),
    Vector("no date", BAD, tagger("tagger jane.doe <jane.doe@meridian.example>")),
    Vector("a date before 1970", BAD, tagger(WHO.replace(" 1768", " -1768"))),
    Vector("a date with a leading zero", BAD, tagger(WHO.replace(" 1768", " 01768"))),
    Vector("a date in hexadecimal", BAD, tagger(WHO.replace("1768219200", "0x6964"))),
    Vector("a date beyond the year 9999", BAD, tagger(WHO.replace("1768219200", "999999999999"))),
    Vector("no zone", BAD, tagger(WHO.replace(" +0000", ""))),
    Vector("the zone -0000", BAD, tagger(WHO.replace("+0000", "-0000"))),
    Vector("a zone that there is not", BAD, tagger(WHO.replace("+0000", "+1500"))),
    Vector("minutes that there are not", BAD, tagger(WHO.replace("+0000", "+0060"))),
    Vector("an empty name", BAD, resigned(swap("tag approved/QP-001/1/jane.doe", "tag "))),
    Vector("a name with a blank", BAD, resigned(swap("1/jane.doe\n", "1/jane.doe x\n"))),
    Vector("no message", BAD, resigned(lambda payload: payload.partition(b"\n\n")[0] + b"\n\n")),
    Vector("too long", BAD, resigned(lambda payload: payload + b"x" * 66_000)),
    Vector("nothing at all", BAD, lambda manual: put(manual, jane(manual), b"")),
    Vector("the date changed after signing", "signature-invalid", altered(swap("1768219200", "1768219201"))),
    Vector("the zone changed after signing", "signature-invalid", altered(swap("+0000", "+0100"))),
    Vector("the commit changed after signing", "signature-invalid", to_the_commit_before),
    Vector(
        "the commit changed after signing to none",
        "repository-incomplete",
        altered(lambda data: data[:7] + b"1" * 40 + data[47:]),
    ),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_headers(vector: Vector) -> None:
    check(vector)
