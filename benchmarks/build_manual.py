"""What `qmsdoc build` costs: python benchmarks/build_manual.py [DOCUMENTS] [REVISIONS] (200 and 5).

Makes a manual with `make_manual.py` and publishes it: the editions in force, then every edition with all redlines.
Beside it MkDocs with Material (`navigation.prune`) builds the same editions as plain pages. Gives wall seconds, CPU
seconds (children included), the peak memory of the largest process, and the ratios.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.make_manual import document
from benchmarks.make_manual import main as make_manual

AS_OF = "2026-11-22"
QMSDOC = "import sys; from qmsdoc.cli import main; sys.argv = ['qmsdoc', *sys.argv[1:]]; main()"


@dataclass(frozen=True, slots=True)
class Run:
    wall: float
    cpu: float
    peak: int

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s {self.cpu:8.1f} s of CPU {self.peak:6} MB"


def run(folder: Path, *arguments: str) -> Run:
    """Run Python with arguments, its output thrown away."""
    start = time.monotonic()
    child = os.fork()
    if not child:
        os.chdir(folder)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}.")
    return Run(time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def plain(place: Path, documents: int, revisions: range) -> None:
    """Write the same editions as plain pages of MkDocs with Material."""
    for revision in revisions:
        for number in range(1, documents + 1):
            path = place / f"docs/{revision}/qp-{number:05d}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document(number, revision, documents).split("---\n", 2)[2])
    (place / "docs/index.md").write_text("# Home\n")
    theme = {"name": "material", "font": False, "features": ["navigation.prune", "navigation.indexes"]}
    settings = {"site_name": "Plain", "theme": theme, "plugins": ["search"], "use_directory_urls": False}
    (place / "mkdocs.yml").write_text(json.dumps(settings))


def main(documents: int, revisions: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        manual = Path(folder) / "manual"
        make_manual(manual, documents, revisions)
        reading = run(manual, "-c", QMSDOC, "register", "--as-of", AS_OF)
        print(f"{documents} documents, {revisions} revisions of each\nread and verified only       {reading}")
        for editions, shown in (("effective", range(revisions, revisions + 1)), ("all", range(1, revisions + 1))):
            site, pages = Path(folder) / "site", Path(folder) / "plain"
            own = run(manual, "-c", QMSDOC, "build", "-d", str(site), "--editions", editions, "--as-of", AS_OF)
            plain(pages, documents, shown)
            other = run(pages, "-m", "mkdocs", "build", "--quiet")
            print(f"qmsdoc build, {editions:9}      {own}\nMkDocs with Material         {other}")
            rest = max(own.wall - reading.wall, 0.0)
            print(
                f"ratio of wall time {own.wall / other.wall:.2f}, without the reading {rest / other.wall:.2f};", end=" "
            )
            print(f"of CPU {own.cpu / other.cpu:.2f}, {max(own.cpu - reading.cpu, 0.0) / other.cpu:.2f}", flush=True)
            shutil.rmtree(site)
            shutil.rmtree(pages)
    return 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    raise SystemExit(main(*(numbers if len(numbers) == 2 else (200, 5))))
