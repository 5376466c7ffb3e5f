"""What `qmsdoc verify` costs: python benchmarks/verify_tags.py [DOCUMENTS] [REVISIONS] (200 and 5: 2,001 signed tags).

Makes a manual with `make_manual.py`, runs the whole command on it, cold, and gives its CPU time (its own
and that of the git it runs; no cache is kept) beside the least honest work: reading all the tags, commits,
trees and files that are signed from git, and checking one hash and one signature for each tag.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from qmsdoc.trust import algorithms, sshsig
from qmsdoc.trust.wire import Reader
from tests.trust.keys import make_key

RUNS = 3


def cpu() -> float:
    """Seconds of CPU that this process and its finished children have used."""
    return sum(os.times()[:4])


def least(folder: Path) -> int:
    """Do the least that proves all tags, without any policy, grammar or verdict; gives how many there are."""
    listed = git(folder, "for-each-ref", "--format=%(objectname)", "refs/tags").split()
    targets = git(folder, "for-each-ref", "--format=%(*objectname)", "refs/tags").split()
    tags, commits = read(folder, listed), read(folder, sorted(set(targets)))
    for data in tags:
        payload, begin, rest = data.partition(b"-----BEGIN SSH SIGNATURE-----\n")
        reader = Reader(sshsig.dearmor(begin + rest)[10:], "It")
        key, _, _, hash_name, proof = (reader.string() for _ in range(5))
        algorithms.verify(key, proof, sshsig.signed_data(payload, hash_name))
    trees = read(folder, sorted({commit[5:45] for commit in commits}))
    folders = read(
        folder,
        sorted(
            {tree[tree.index(b"documents\0") + 10 :][:20].hex().encode() for tree in trees if b"documents\0" in tree}
        ),
    )
    files = read(folder, sorted({oid.encode() for each in folders for oid in blobs(each)}))
    for data in files:
        hashlib.sha256(data).digest()
    return len(tags)


def blobs(tree: bytes) -> set[str]:
    """The ids of a tree's files."""
    found = set()
    while tree:
        _, _, rest = tree.partition(b"\0")
        found.add(rest[:20].hex())
        tree = rest[20:]
    return found


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], input=data, capture_output=True, check=True).stdout


def read(folder: Path, oids: list[bytes]) -> list[bytes]:
    """Read objects, each held against its id."""
    out, at, found = git(folder, "cat-file", "--batch", data=b"\n".join(oids) + b"\n"), 0, []
    for oid in oids:
        end = out.index(b"\n", at)
        _, kind, size = out[at:end].split()
        data = out[end + 1 : end + 1 + int(size)]
        if hashlib.sha1(b"%s %s\0" % (kind, size) + data).hexdigest().encode() != oid:
            raise SystemExit(f"{oid!r} is not what it says.")
        found.append(data)
        at = end + 2 + int(size)
    return found


def measured(folder: Path) -> tuple[float, int]:
    """CPU seconds of the whole command, and of Python alone without anything to do."""
    command = [sys.executable, "-c", "import sys; from qmsdoc.cli import main; sys.argv = ['qmsdoc', 'verify']; main()"]
    start = cpu()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return cpu() - start, done.stdout.count(b"\nvalid ") + done.stdout.startswith(b"valid ")


def main(documents: int, revisions: int) -> int:
    make_key("warm")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "manual"
        maker = Path(__file__).with_name("make_manual.py")
        subprocess.run([sys.executable, str(maker), str(folder), str(documents), str(revisions)], check=True)
        runs = [measured(folder) for _ in range(RUNS)]
        floors = []
        for _ in range(RUNS):
            start = cpu()
            count = least(folder)
            floors.append(cpu() - start)
    if any(valid != count for _, valid in runs):
        print(f"Only {runs[0][1]} of {count} tags were called valid.")
        return 1
    best, floor = min(seconds for seconds, _ in runs), min(floors)
    print(f"{count:,} tags: {best:.2f} s of CPU for qmsdoc verify, {best / count * 1e3:.2f} ms for each.")
    print(f"{floor:.2f} s for the least honest work: {best / floor:.1f} times as much.")
    return 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(*(numbers if len(numbers) == 2 else (200, 5))))
