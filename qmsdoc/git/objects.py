"""A repository on disk as a `Store`: `for-each-ref`, `cat-file --batch` that stays or answers many, `rev-list`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from qmsdoc.errors import RepositoryError
from qmsdoc.git.command import run, start
from qmsdoc.git.store import Answers, GitObject, OversizedObject, Ref
from qmsdoc.model.refs import TAGS
from qmsdoc.model.rule_ids import REPOSITORY_TAMPERED

_CHUNK = 128  # ids in one question: they fit the pipe's buffer, so neither side waits for the other
_MANY = 256  # ids for which a process of their own is quicker: it need not be ready for another question after each
_HEADER = 3  # words before an object: its id, its kind and its size
_PIECE = 65_536  # bytes
_PASSED_OVER = 16_000_000  # bytes: what takes longer to read than another process to start
_TAMPERED = "Restore the repository from a clean clone, and find out who changed it."
_Found = tuple[str, GitObject | OversizedObject | None]


class GitStore:
    """Reads the repository whose top or git directory is `folder`; close it, or use it as a context."""

    def __init__(self, folder: Path, object_format: str) -> None:
        self._folder = folder
        self._format = object_format
        self._batch: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def __enter__(self) -> GitStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def object_format(self) -> str:
        """`sha1` or `sha256`."""
        return self._format

    def close(self) -> None:
        """End the reading process; the next `read` starts another."""
        if self._batch is not None:
            self._batch.kill()  # a fork may hold its input open
            self._batch.communicate()
            self._batch = None

    def refs(self) -> tuple[Ref, ...]:
        """Give every ref by name; raises `RepositoryError` (`repository-tampered`) for refs git cannot read."""
        output = run(self._folder, "for-each-ref", "--format=%(objectname) %(refname) %(symref)")
        complaint = next((line for line in output.stderr.splitlines() if "broken" in line), "")
        if output.status != 0 or complaint:
            raise RepositoryError(
                f"Git cannot read every ref of this repository: {complaint or output.stderr.strip()}",
                remedy=_TAMPERED,
                rule=REPOSITORY_TAMPERED,
            )
        refs = list(parse_refs(output.stdout))
        head = run(self._folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if head.status == 0:
            refs.append(Ref("HEAD", head.stdout.decode("ascii").strip()))
        return tuple(sorted(refs))

    def read_bounded(self, oids: Iterable[str], most: int) -> Answers:
        """Yield each id with its object, None for a missing one; of one of more than `most` bytes its size alone."""
        waiting = iter(oids)
        many = list(islice(waiting, _MANY))
        if len(many) == _MANY:
            yield from self._read_many(chain(many, waiting), most)
            return
        for at in range(0, len(many), _CHUNK):
            yield from self._read_few(many[at : at + _CHUNK], most)

    def _read_few(self, oids: Sequence[str], most: int) -> list[_Found]:
        found: list[_Found] = []
        while left := oids[len(found) :]:
            process = self._asked(left)
            for oid in left:
                found.append((oid, self._answer(process, oid, most)))
                if process.returncode is not None:
                    self._batch = None
                    break
        return found

    def _read_many(self, oids: Iterable[str], most: int) -> Answers:
        with TemporaryFile() as asked:
            listed = tuple(oids)
            asked.write("".join(f"{oid}\n" for oid in listed).encode("ascii"))
            asked.seek(0)
            with start(self._folder, "cat-file", "--batch", "--buffer", stdin=asked) as process:
                for number, oid in enumerate(listed, 1):
                    yield oid, self._answer(process, oid, most)
                    if process.returncode is not None:
                        yield from self.read_bounded(listed[number:], most)
                        return

    def _asked(self, oids: Sequence[str]) -> subprocess.Popen[bytes]:
        if self._batch is None or self._owner != os.getpid():  # a fork has one of its own
            self._batch, self._owner = start(self._folder, "cat-file", "--batch"), os.getpid()
        assert self._batch.stdin is not None
        with suppress(BrokenPipeError):
            self._batch.stdin.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
            self._batch.stdin.flush()
        return self._batch

    def _answer(self, process: subprocess.Popen[bytes], oid: str, most: int) -> GitObject | OversizedObject | None:
        assert process.stdout is not None
        header = process.stdout.readline().split()
        missing = len(header) == 2 and header[1] == b"missing"
        # Git calls missing what it cannot unpack too; asked alone it says which.
        if missing and "error:" not in run(self._folder, "cat-file", "-t", oid).stderr:
            return None
        if len(header) != _HEADER:
            raise RepositoryError(
                f"Git cannot read object {oid}.", remedy="Run git fsck to see the damage.", rule=REPOSITORY_TAMPERED
            )
        kind, size = header[1].decode("ascii"), int(header[2])
        if size > most:
            if size > _PASSED_OVER:
                process.kill()  # it is about to write more than is worth reading
                process.communicate()
            else:
                _pass_over(process.stdout, size + 1)
            return OversizedObject(kind, size)
        data = process.stdout.read(size)
        process.stdout.read(1)
        return GitObject(kind, data)

    def read_reachable(self, tip: str, most: int) -> Answers:
        """Yield the commits reachable from `tip` while git still looks for more, up to one that is not as it should."""
        with (
            start(self._folder, "rev-list", "--end-of-options", tip) as found,
            start(self._folder, "cat-file", "--batch", "--buffer", stdin=found.stdout) as process,
        ):
            assert found.stdout is not None
            assert process.stdout is not None
            found.stdout.close()  # else it does not learn that nobody reads any more
            for header in map(bytes.split, iter(process.stdout.readline, b"")):
                if len(header) != _HEADER or int(header[2]) > most:
                    return
                data = process.stdout.read(int(header[2]))
                process.stdout.read(1)
                yield header[0].decode("ascii"), GitObject(header[1].decode("ascii"), data)

    def reachable(self, tip: str) -> tuple[str, ...]:
        """Return the ids of the commits reachable from `tip`, as git has them; nothing where it cannot tell."""
        return tuple(run(self._folder, "rev-list", "--topo-order", "--end-of-options", tip).stdout.decode().split())


def _pass_over(stream: IO[bytes], size: int) -> None:
    """Read so many bytes of a stream and keep none."""
    while size > 0 and (piece := stream.read(min(size, _PIECE))):
        size -= len(piece)


def parse_refs(output: bytes) -> Iterator[Ref]:
    """Read `for-each-ref --format='%(objectname) %(refname) %(symref)'`, leaving symbolic refs but tags out.

    A ref name holds no blank and no line feed, but any other sign that Python might take for a line's end.
    """
    for line in output.decode("utf-8", "surrogateescape").split("\n"):
        oid, _, rest = line.partition(" ")
        name, _, symbolic = rest.partition(" ")
        if name and not symbolic:
            yield Ref(name, oid)
        elif name.startswith(TAGS):
            yield Ref(name, oid, symbolic=True)
