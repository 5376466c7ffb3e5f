"""Closure: what is signed is every byte that a reader needs, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from tests.memory import MemoryManual, document
from tests.trust.vectors.scenes import PATH, Vector, check, jane, next_revision, scene

WRONG = "approval-content-mismatch"
FOLDER = "documents/procedures/"
FILES = {
    f"{FOLDER}flow.svg": "<svg/>",
    f"{FOLDER}part.txt": 'Part.\n\n--8<-- "deep.txt"\n',
    f"{FOLDER}deep.txt": "![Deep](deep.svg)\n",
    f"{FOLDER}deep.svg": "<svg/>",
    f"{FOLDER}form.pdf": "%PDF",
    f"{FOLDER}other.md": document("QP-002"),
}
BODY = '![Flow](flow.svg)\n\n--8<-- "part.txt"\n\n[Form](form.pdf) and [the other](other.md)\n'


def rich() -> MemoryManual:
    return scene(files=FILES, body=BODY)


def changed(path: str, text: str | None, told: str = "changed") -> Vector:
    """Change a file after Jane saw the document, and let her sign what she saw."""

    def act(manual: MemoryManual) -> str:
        seen = manual.statement("QP-001", "quality-manager").content_digest
        if text is None:
            del manual.files[path]
        else:
            manual.write(path, text)
        manual.commit("2026-01-11")
        manual.sign("QP-001", "amir.khan", content_digest=seen)
        return jane(manual, content_digest=seen)

    rule = "valid" if path.endswith("other.md") else WRONG
    return Vector(f"{path.rpartition('/')[2]} {told}", rule, act, rich)


def gone(manual: MemoryManual) -> str:
    """Sign a commit that no longer has the file."""
    kept = dict(manual.files)
    del manual.files[PATH]
    commit = manual.commit("2026-01-11")
    manual.files = kept
    return jane(manual, commit=commit)


def replaced(mode: str, data: str) -> Callable[[MemoryManual], str]:
    """Sign a commit at which something else than a file stands in the document's place."""

    def act(manual: MemoryManual) -> str:
        kept = dict(manual.files)
        manual.write(PATH, data, mode)
        commit = manual.commit("2026-01-11")
        manual.files = kept
        return jane(manual, commit=commit)

    return act


def the_file(manual: MemoryManual) -> str:
    return jane(manual, content_digest="sha256:" + hashlib.sha256(manual.files[PATH][1]).hexdigest())


def executable(manual: MemoryManual) -> str:
    """The bytes are signed, not the mode."""
    manual.write(PATH, manual.files[PATH][1], "100755")
    manual.commit("2026-01-11")
    return jane(manual)


def earlier(manual: MemoryManual) -> str:
    """Sign today's content over yesterday's commit."""
    before = manual.store.heads["refs/heads/main"]
    manual.write(PATH, document(body="Do that.\n"))
    manual.commit("2026-01-11")
    return jane(manual, commit=before)


def same_again(manual: MemoryManual) -> str:
    """Sign yesterday's commit, whose content is today's too."""
    before = manual.store.heads["refs/heads/main"]
    manual.write("documents/procedures/new.md", document("QP-003"))
    manual.commit("2026-01-11")
    return jane(manual, commit=before)


def moved(manual: MemoryManual) -> str:
    """The same text elsewhere is another closure: its manifest names the path."""
    seen = manual.statement("QP-001", "quality-manager").content_digest
    text = manual.files.pop(PATH)
    manual.files[f"{FOLDER}moved.md"] = text
    manual.commit("2026-01-11")
    return jane(manual, content_digest=seen)


def revision_two(manual: MemoryManual) -> str:
    """Sign revision 2's content under revision 1's name, at revision 1's commit."""
    before = manual.store.heads["refs/heads/main"]
    next_revision(manual)
    return jane(manual, revision=1, commit=before)


def apart(manual: MemoryManual) -> str:
    """Amir has signed one text of revision 1, and Jane signs another: they do not count together."""
    manual.write(PATH, document(body="Do that.\n"))
    manual.commit("2026-01-11")
    return jane(manual)


VECTORS = (
    Vector("honest", "valid", jane, rich),
    changed(PATH, document(body=BODY + "\nAnd more.\n")),
    changed(f"{FOLDER}flow.svg", "<svg></svg>"),
    changed(f"{FOLDER}flow.svg", None, "gone"),
    changed(f"{FOLDER}part.txt", "Part two.\n"),
    changed(f"{FOLDER}deep.txt", "Deeper.\n"),
    changed(f"{FOLDER}deep.svg", "<svg> </svg>"),
    changed(f"{FOLDER}form.pdf", "%PDF-2"),
    changed(f"{FOLDER}other.md", document("QP-002", body="Other.\n")),
    changed(PATH, document(body=BODY).replace("\n", "\r\n"), "with carriage returns"),
    Vector("control.md with a byte order mark", "tag-target-invalid", replaced("100644", "\ufeff" + document())),
    Vector("control.md gone", "tag-target-invalid", gone),
    Vector("an executable file", "valid", executable),
    Vector("today's content over yesterday's commit", WRONG, earlier),
    Vector("yesterday's commit with today's content", "valid", same_again),
    Vector("the same text in another place", WRONG, moved),
    Vector("the next revision's content", WRONG, revision_two),
    Vector("one text for each signature", "approval-missing", apart),
    Vector("a digest of nothing", WRONG, lambda manual: jane(manual, content_digest="sha256:" + "0" * 64)),
    Vector("the digest of the file itself", WRONG, the_file),
    Vector("another path", "tag-target-invalid", lambda manual: jane(manual, path="documents/other.md")),
    Vector("a path out of the tree", "tag-target-invalid", lambda manual: jane(manual, path="../" + PATH)),
    Vector(
        "a path with a double slash", "tag-target-invalid", lambda manual: jane(manual, path=PATH.replace("/", "//"))
    ),
    Vector("a path in upper case", "tag-target-invalid", lambda manual: jane(manual, path=PATH.upper())),
    Vector("the path of a folder", "tag-target-invalid", lambda manual: jane(manual, path="documents")),
    Vector(
        "the path of another document",
        "tag-target-invalid",
        lambda manual: jane(manual, path=f"{FOLDER}other.md"),
        rich,
    ),
    Vector("a symbolic link in place of the document", "tag-target-invalid", replaced("120000", "/etc/passwd")),
    Vector("a submodule in place of the document", "tag-target-invalid", replaced("160000", "1" * 40)),
)


def test_a_pointer_to_what_lies_elsewhere_is_named() -> None:
    manual = scene(body="![Flow](flow.svg)\n")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1\n"
    manual.write(f"{FOLDER}flow.svg", pointer)
    found = next(each for each in manual.snapshot().documents if each.name == "QP-001")
    assert [(each.rule, each.path) for each in found.problems] == [("content-unsafe", f"{FOLDER}flow.svg")]


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_closure(vector: Vector) -> None:
    check(vector)
