"""The least honest work that checks a manual of `make_manual.py`: python benchmarks/least_work.py DIR.

A plain script in the simplest fast way, without policy, grammar, verdict or message: lists all tags and the
log in one pass each, reads every signed tag, commit, tree and file once and holds it against its id, checks
every signature and every digest that was signed, reads each file's front matter and holds it against the
schema. What a tool takes beyond this is the price of its answers.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parent.parent / "schemas" / "document.schema.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_bytes()))
LINK = re.compile(rb"\]\(([^()\s]+)\)")
HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
TOGETHER = 256


def git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True).stdout


class Batch:
    """One `git cat-file --batch`; every object that it gives is held against its id."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            ["git", "-C", str(folder), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def read(self, oids: Iterable[bytes]) -> dict[bytes, bytes]:
        assert self.process.stdin
        assert self.process.stdout
        wanted, found = list(dict.fromkeys(oids)), {}
        for at in range(0, len(wanted), TOGETHER):
            group = wanted[at : at + TOGETHER]
            self.process.stdin.write(b"\n".join(group) + b"\n")
            self.process.stdin.flush()
            for oid in group:
                _, kind, size = self.process.stdout.readline().split()
                data = self.process.stdout.read(int(size) + 1)[:-1]
                if hashlib.sha1(b"%s %s\0" % (kind, size) + data).hexdigest().encode() != oid:
                    raise SystemExit(f"{oid!r} is not what it says.")
                found[oid] = data
        return found


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


@cache
def public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw[-32:])


def check_signature(tag: bytes) -> bytes:
    """Check a tag's signature (OpenSSH's PROTOCOL.sshsig, Ed25519 alone); gives what was signed."""
    payload, _, armor = tag.partition(b"-----BEGIN SSH SIGNATURE-----\n")
    blob = base64.b64decode(armor.partition(b"\n-----END")[0])
    fields, at = [], 10
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4])
        fields.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    key, namespace, reserved, hash_name, proof = fields
    digest = HASHES[hash_name](payload).digest()
    signed = b"SSHSIG" + string(namespace) + string(reserved) + string(hash_name) + string(digest)
    public_key(key).verify(proof[-64:], signed)
    return payload


def entry(tree: bytes, name: bytes) -> bytes:
    """Find a name in a tree object."""
    at = tree.index(b" " + name + b"\0") + len(name) + 2
    return tree[at : at + 20].hex().encode()


def check_file(data: bytes) -> None:
    """Read and validate a document's front matter, and find its links."""
    _, front, body = data.split(b"---\n", 2)
    fields = yaml.load(front, Loader=yaml.CBaseLoader)
    fields["revision"] = int(fields["revision"])
    if not VALIDATOR.is_valid(fields):
        raise SystemExit(f"{fields} is not valid.")
    LINK.findall(body)


def main(folder: Path) -> int:
    git(folder, "log", "--raw", "-z", "--no-abbrev", "--format=%H %ae %ct", "main")
    rows = git(folder, "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags").splitlines()
    batch = Batch(folder)
    signed: dict[tuple[bytes, bytes], set[bytes]] = {}
    for tag in batch.read(row.split()[0] for row in rows).values():
        payload = check_signature(tag)
        fields = dict(line.split(b": ", 1) for line in payload.splitlines() if b": " in line)
        signed.setdefault((payload[7:47], fields[b"Path"]), set()).add(fields[b"Content"])
    roots = {oid: data[5:45] for oid, data in batch.read(commit for commit, _ in signed).items()}
    order = list(signed)
    for at in range(0, len(order), TOGETHER):
        group = [place for place in order[at : at + TOGETHER] if place[1] != b"qmsdoc.yml"]
        trees = batch.read(roots[commit] for commit, _ in group)
        inside = {place: entry(trees[roots[place[0]]], place[1].split(b"/")[0]) for place in group}
        folders = batch.read(inside.values())
        blobs = {place: entry(folders[inside[place]], place[1].split(b"/")[1]) for place in group}
        files = batch.read(blobs.values())
        for data in files.values():
            check_file(data)
        for place, oid in blobs.items():
            row = f"{hashlib.sha256(files[oid]).hexdigest()}  {place[1].decode()}\n"
            if signed[place] != {b"sha256:" + hashlib.sha256(row.encode()).hexdigest().encode()}:
                raise SystemExit(f"The content of {place} is not what was signed.")
    batch.process.communicate()
    print(f"{len(rows)} tags, {len(order)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
