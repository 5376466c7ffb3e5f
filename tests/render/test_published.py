"""Manifests of published sites: what qmsdoc wrote is read back, all else refused; every file of a site counts."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.errors import TrustError
from qmsdoc.render.manifest import Manifest, PublishOptions, as_json, manifest_of, read_manifest
from qmsdoc.render.published import Difference, differences, site_files

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROW: dict[str, Any] = {
    "manual": "meridian-quality-manual",
    "commit": "1" * 40,
    "as_of": "2026-02-01",
    "expires": "2026-03-03",
    "trust_root": f"sha256:{'2' * 64}",
    "refs": {"refs/tags/approved/QP-001/1/jane.doe": "3" * 40},
    "ledger": {"seq": 3, "sha256": "0" * 64},
    "options": {"editions": "all", "theme": "qmsdoc", "pdf": False},
    "made_by": {"qmsdoc": "1.0"},
    "files": {"a/index.html": EMPTY},
}


def test_what_was_written_is_read() -> None:
    expected = Manifest(
        *("meridian-quality-manual", "1" * 40, date(2026, 2, 1), date(2026, 3, 3), f"sha256:{'2' * 64}"),
        refs={"refs/tags/approved/QP-001/1/jane.doe": "3" * 40},
        ledger_seq=3,
        ledger_sha256="0" * 64,
        options=PublishOptions(),
        made_by={"qmsdoc": "1.0"},
        files={"a/index.html": EMPTY},
    )
    assert read_manifest(as_json(ROW)) == expected
    without = read_manifest(as_json(ROW | {"ledger": {"seq": None, "sha256": None}}))
    assert (without.ledger_seq, without.ledger_sha256) == (0, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"commit": "main"},
        {"manual": 1},
        {"as_of": "yesterday"},
        {"expires": None},
        {"ledger": None},
        {"ledger": {"seq": -1, "sha256": "0" * 64}},
        {"ledger": {"seq": True, "sha256": "0" * 64}},
        {"ledger": {"seq": 3, "sha256": None}},
        {"ledger": {"seq": None, "sha256": "0" * 64}},
        {"trust_root": "sha256:1"},
        {"refs": None},
        {"refs": {"refs/tags/x": "main"}},
        {"options": {"editions": "some", "theme": "qmsdoc", "pdf": False}},
        {"options": {"editions": "all", "theme": "qmsdoc", "pdf": 1}},
        {"options": {"more": True}},
        {"made_by": {"qmsdoc": 1}},
        {"files": []},
        {"files": {"a": "b"}},
        {"files": {"a": None}},
        {"more": 1},
    ],
)
def test_anything_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(TrustError) as found:
        read_manifest(as_json(ROW | changes))
    assert found.value.rule == "page-tampered"


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(list(ROW)), x), max_leaves=8).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with pytest.raises(TrustError):
        read_manifest(data)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(TrustError):
        read_manifest(b"[" * 100_000)


def test_every_file_counts_and_links_are_faults(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").touch()
    (tmp_path / "manifest.json").write_bytes(as_json(ROW))
    files = read_manifest(as_json(ROW)).files
    assert manifest_of(tmp_path) is not None
    assert manifest_of(tmp_path / "a") is None
    assert differences(files, site_files(tmp_path)) == ()
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c.html").symlink_to(tmp_path / "a/index.html")
    (tmp_path / "d.html").write_text("D")
    (tmp_path / "a/index.html").write_text("A")
    assert differences({**files, "e.html": EMPTY}, site_files(tmp_path)) == (
        Difference("a/index.html", "changed"),
        Difference("b", "not a file"),
        Difference("c.html", "not a file"),
        Difference("d.html", "added"),
        Difference("e.html", "missing"),
    )


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace('"files": {', '"files": {"a/index.html": "' + "0" * 64 + '"},\n  "files": {'),
        lambda text: text.replace('"manual"', '"manual": "another",\n  "manual"', 1),
        lambda text: text.replace("a/index.html", "\\u0061/index.html"),
        lambda text: text.replace("  ", " "),
        lambda text: text + " ",
        lambda text: text.replace('"seq": 3', '"seq": 3.0'),
        lambda text: text.replace("2026-02-01", "20260201"),
        lambda text: text.replace("2026-03-03", "2026-W10-2"),
        lambda text: text.replace("refs/tags/approved/QP-001/1/jane.doe", "refs/heads/main"),
        lambda text: "\ufeff" + text,
    ],
)
def test_a_manifest_is_written_in_one_way(edit: Callable[[str], str]) -> None:
    """Of a key that stands twice some readers take the first and others the last."""
    assert read_manifest(as_json(ROW))
    with pytest.raises(TrustError):
        read_manifest(edit(as_json(ROW).decode()).encode())


def test_a_folder_that_cannot_be_looked_into_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files/hidden").mkdir(parents=True)
    (tmp_path / "files/a").write_bytes(b"")
    look = os.scandir

    def closed(folder: str) -> Iterator[os.DirEntry[str]]:
        if str(folder).endswith("hidden"):
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return look(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert site_files(tmp_path) == {"files/a": EMPTY, "files/hidden": None}
