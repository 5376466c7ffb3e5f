"""Signatures: exactly one, in its one form, by a key that belongs to the person in the name."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from qmsdoc.model.approval import Act, TagName
from qmsdoc.trust import sshsig
from qmsdoc.trust.wire import string
from tests.memory import MemoryManual
from tests.trust.keys import KINDS, TestKey, envelope, hardware, make_key
from tests.trust.vectors.scenes import AMIR, BEGIN, Vector, altered, check, data, jane, put, scene, signs

WRONG, FORM, UNTOLD = "signature-invalid", "signature-noncanonical", "signature-unverifiable"
ED = make_key("jane.doe")
END = b"-----END SSH SIGNATURE-----\n"


def with_key(key: TestKey) -> Callable[[], MemoryManual]:
    return lambda: scene(keys={"jane.doe": key})


def blob_of(whole: bytes) -> bytes:
    return sshsig.dearmor(whole[whole.index(BEGIN) :])


def signature(write: Callable[[TestKey, bytes], bytes]) -> Callable[[MemoryManual], str]:
    """Put another signature under what Jane signed: `write` gives it from her key and the payload."""

    def act(manual: MemoryManual) -> str:
        ref = jane(manual)
        payload = data(manual, ref).partition(BEGIN)[0]
        return put(manual, ref, payload + write(manual.keys["jane.doe"], payload))

    return act


def armored(edit: Callable[[bytes], bytes]) -> Callable[[MemoryManual], str]:
    """Change the binary signature, and armor it well."""

    def change(whole: bytes) -> bytes:
        return whole[: whole.index(BEGIN)] + sshsig.armor(edit(blob_of(whole)))

    return altered(change)


def enveloped(**fields: bytes) -> Callable[[MemoryManual], str]:
    def write(key: TestKey, payload: bytes) -> bytes:
        signed = sshsig.signed_data(payload, b"sha512")
        return envelope(fields.get("blob", key.blob), fields.get("proof", key.raw(signed)), **_kept(fields))

    return signature(write)


def _kept(fields: dict[str, bytes]) -> dict[str, bytes]:
    return {name: value for name, value in fields.items() if name in ("namespace", "reserved", "hash_name")}


def signed_as(namespace: bytes = b"git", hash_name: bytes = b"sha512") -> Callable[[MemoryManual], str]:
    return signature(lambda key, payload: key.sign(payload, namespace=namespace, hash_name=hash_name).encode())


def spliced(manual: MemoryManual, source: str) -> str:
    """Put the signature of another tag under what Jane signed."""
    ref = jane(manual)
    mine, theirs = data(manual, ref), data(manual, source)
    return put(manual, ref, mine.partition(BEGIN)[0] + theirs[theirs.index(BEGIN) :])


def width(columns: int) -> Callable[[bytes], bytes]:
    def change(whole: bytes) -> bytes:
        text = base64.b64encode(blob_of(whole))
        rows = b"".join(text[at : at + columns] + b"\n" for at in range(0, len(text), columns))
        return whole[: whole.index(BEGIN)] + BEGIN + rows + END

    return change


def relabelled(key: TestKey, payload: bytes) -> bytes:
    """Sign for files, and say that it was for git."""
    proof = key.raw(sshsig.signed_data(payload, b"sha512").replace(string(b"git"), string(b"file")))
    return envelope(key.blob, proof)


def unused_bits(whole: bytes) -> bytes:
    """Change a bit of the last sign of base64 that belongs to no byte."""
    at = whole.rindex(b"\n" + END) - 1
    while whole[at : at + 1] == b"=":
        at -= 1
    return whole[:at] + bytes([whole[at] + 1]) + whole[at + 1 :]


def other_kind(name: bytes) -> Callable[[MemoryManual], str]:
    """Say that the key, and with it the proof, are of another kind."""
    point = ED.blob[-32:]
    return enveloped(blob=string(name) + string(point), proof=string(name) + string(bytes(64)))


def lightweight(manual: MemoryManual) -> str:
    ref = jane(manual)
    manual.store.heads[ref] = manual.store.heads["refs/heads/main"]
    return ref


def withdrawn(manual: MemoryManual) -> str:
    return manual.sign("QP-001", "jane.doe", act=Act.WITHDRAWN, reason="Not used.")


def named_for_nobody(manual: MemoryManual) -> str:
    return jane(manual, tag=TagName(Act.APPROVED, "QP-001", 1, "joe.bloggs"))


SHA1 = TestKey(
    "ssh-rsa", "jane.doe", make_key("jane.doe", "ssh-rsa").blob, lambda signed: string(b"ssh-rsa") + string(bytes(256))
)
UNTOUCHED = hardware(ED, flags=0)
WEBSITE = hardware(ED, application=b"https://login.example")

VECTORS = (
    *(Vector(f"honest by {kind}", "valid", jane, with_key(make_key("jane.doe", kind))) for kind in KINDS),
    Vector("honest with SHA-256", "valid", signed_as(hash_name=b"sha256")),
    Vector("no signature", "tag-unsigned", signature(lambda key, payload: b"")),
    Vector("no tag object", "tag-lightweight", lightweight),
    Vector("two signatures", "tag-malformed", signature(lambda key, payload: key.sign(payload).encode() * 2)),
    Vector("a signature over a signature", "tag-malformed", altered(lambda whole: whole + ED.sign(whole).encode())),
    Vector("text after it", "tag-malformed", altered(lambda whole: whole + b"P.S.\n")),
    Vector("a blank line after it", "tag-malformed", altered(lambda whole: whole + b"\n")),
    Vector("no end", "tag-malformed", altered(lambda whole: whole.removesuffix(END))),
    Vector("no line end at the end", "tag-malformed", altered(lambda whole: whole[:-1])),
    Vector("cut short", "tag-malformed", altered(lambda whole: whole[:-60])),
    Vector(
        "a key's armor", "tag-malformed", altered(lambda whole: whole.replace(b"SSH SIGNATURE", b"OPENSSH PRIVATE KEY"))
    ),
    Vector("OpenPGP's armor", FORM, altered(lambda whole: whole.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"))),
    Vector("S/MIME", UNTOLD, altered(lambda whole: whole.replace(b"SSH SIGNATURE", b"SIGNED MESSAGE"))),
    Vector("lines of 64", FORM, altered(width(64))),
    Vector("lines of 76", FORM, altered(width(76))),
    Vector("one long line", FORM, altered(width(4096))),
    Vector("carriage returns", "tag-malformed", altered(lambda whole: whole.replace(BEGIN, BEGIN[:-1] + b"\r\n"))),
    Vector("a blank in the base64", FORM, altered(lambda whole: whole.replace(b"U1NI", b"U1 NI", 1))),
    Vector("bits that decode to nothing", FORM, altered(unused_bits)),
    Vector("bytes after it, armored", FORM, armored(lambda blob: blob + b"\0")),
    Vector("another magic word", FORM, armored(lambda blob: b"SSHSIH" + blob[6:])),
    Vector("version 2", FORM, armored(lambda blob: blob[:9] + b"\2" + blob[10:])),
    Vector("version 0", FORM, armored(lambda blob: blob[:9] + b"\0" + blob[10:])),
    Vector("nothing but its head", FORM, armored(lambda blob: blob[:10])),
    Vector("a length that lies", FORM, armored(lambda blob: blob[:10] + b"\xff" + blob[11:])),
    Vector("made for files", WRONG, signed_as(namespace=b"file")),
    Vector("made for nothing", WRONG, signed_as(namespace=b"")),
    Vector("said to be made for git", WRONG, signature(relabelled)),
    Vector("a reserved field in use", FORM, enveloped(reserved=b"x")),
    Vector("the hash SHA-1", FORM, enveloped(hash_name=b"sha1")),
    Vector("another hash than signed", WRONG, enveloped(hash_name=b"sha256")),
    Vector("a certificate", UNTOLD, other_kind(b"ssh-ed25519-cert-v01@openssh.com")),
    Vector("a kind of key not known", UNTOLD, other_kind(b"ssh-mldsa65")),
    Vector("the kind DSA", UNTOLD, other_kind(b"ssh-dss")),
    Vector("a proof of another kind", WRONG, enveloped(proof=string(b"rsa-sha2-512") + string(bytes(64)))),
    Vector("made in a browser", WRONG, enveloped(proof=string(b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com"))),
    Vector("SHA-1 with RSA", WRONG, jane, with_key(SHA1)),
    Vector("RSA of 1,024 bits", WRONG, jane, with_key(make_key("weak", "ssh-rsa", bits=1024))),
    Vector("a hardware key nobody touched", WRONG, jane, with_key(UNTOUCHED)),
    Vector("a hardware key of a web site", WRONG, jane, with_key(WEBSITE)),
    Vector("the signature of another's tag", WRONG, lambda manual: spliced(manual, AMIR)),
    Vector(
        "the signature of another tag of hers",
        WRONG,
        lambda manual: spliced(manual, withdrawn(manual)),
    ),
    Vector(
        "a point of small order", WRONG, enveloped(blob=string(b"ssh-ed25519") + string((1).to_bytes(32, "little")))
    ),
    Vector(
        "a point in a second form",
        FORM,
        enveloped(blob=string(b"ssh-ed25519") + string((2**255 - 18).to_bytes(32, "little"))),
    ),
    Vector("a key of nobody", "signer-unknown", signs(key=make_key("stranger"))),
    Vector("a former key", "signer-unknown", signs(key=make_key("jane.doe-before"))),
    Vector("another person's key", "signer-mismatch", signs(key=make_key("amir.khan"))),
    Vector("a person nobody knows", "signer-mismatch", named_for_nobody),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_signatures(vector: Vector) -> None:
    check(vector)
