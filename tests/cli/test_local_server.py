"""A published folder is shown to this machine alone, on a free port."""

from __future__ import annotations

import threading
import urllib.request
from pathlib import Path

from qmsdoc.cli.local_server import Host


def test_a_folder_is_shown_and_a_second_one_beside_it(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "page").mkdir(parents=True)
        (tmp_path / name / "page" / "index.html").write_text(name)
    with Host(tmp_path / "one") as one, Host(tmp_path / "two") as two:
        assert one.url.startswith("http://127.0.0.1:")
        assert one.url != two.url
        for host, text in ((one, "one"), (two, "two")):
            threading.Thread(target=host.serve, daemon=True).start()
            with urllib.request.urlopen(f"{host.url}page/", timeout=10) as answer:  # noqa: S310 - our own
                assert answer.read().decode() == text
            host.stop()
