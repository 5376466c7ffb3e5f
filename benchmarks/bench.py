"""What qmsdoc costs beside the least honest work and its peers: `make bench`, or python benchmarks/bench.py [SIZE …].

Makes a manual of each size and runs whole commands on it in turn: three times, from 1,000 documents on once (RUNS=3 for
more), and takes the least. Prints a table and writes it to `benchmarks/RESULTS.md`, with the machine. With two sizes or
more it tells how costs grow: the exponent is the logarithm of their ratio over that of documents (where every
edition is read, of editions). The peers are installed from PyPI into an environment of their own, `build/peers`;
without a network their rows are left out. Memory is what a command and all it starts hold at once (proportional
shares; Linux).
"""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.make_manual import document
from benchmarks.make_manual import main as make_manual

HERE = Path(__file__).parent
SIZES = {"XS": (20, 3), "S": (100, 5), "M": (1_000, 10), "L": (5_000, 10), "XL": (20_000, 10)}
AS_OF = "2026-11-22"
PEERS = HERE.parent / "build/peers"
PACKAGES = ("mkdocs-material", "mkdocs-git-revision-date-localized-plugin", "zensical", "check-jsonschema")
QMSDOC = (sys.executable, "-c", "import sys; from qmsdoc.cli import main; sys.argv = ['qmsdoc', *sys.argv[1:]]; main()")
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "GIT_CONFIG_GLOBAL": os.devnull}
MANY = 1_000
FLOOR, CHECK, PLAIN = "least honest work", "check", "MkDocs with Material"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of CPU with its children, seconds by the clock, megabytes at once."""

    cpu: float
    wall: float
    memory: float

    def least(self, other: Cost) -> Cost:
        """Take the least of two runs."""
        return Cost(min(self.cpu, other.cpu), min(self.wall, other.wall), min(self.memory, other.memory))


@dataclass(frozen=True, slots=True)
class Case:
    """A command to measure, and the row that it is held against; `editions` tells that its work grows with these."""

    name: str
    against: str
    folder: Path
    command: Sequence[str | Path]
    prepare: Callable[[], object] = lambda: None
    codes: tuple[int, ...] = (0,)
    editions: bool = False


def run(case: Case) -> Cost:
    """Run a command to its end, its output thrown away."""
    case.prepare()
    begun = time.monotonic()
    child = subprocess.Popen(
        case.command,
        cwd=case.folder,
        env={**os.environ, **QUIET},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak, ended = [0.0], threading.Event()
    watch = threading.Thread(target=watched, args=(child.pid, peak, ended))
    watch.start()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    ended.set()
    watch.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in case.codes:
        raise SystemExit(f"{case.name}: ended with {child.returncode}.")
    return Cost(used.ru_utime + used.ru_stime, wall, max(peak[0], used.ru_maxrss / 1024 if not peak[0] else 0))


def watched(pid: int, peak: list[float], ended: threading.Event) -> None:
    """Note the most that a process and its descendants held together, looked at every twentieth of a second."""
    while not ended.wait(0.05):
        peak[0] = max(peak[0], sum(map(held_by, family(pid))) / 1024)


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in family(int(child)))]


def held_by(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def peers() -> Path | None:
    """Install the peers where they are not yet; None where that cannot be done."""
    programs = PEERS / "bin"
    if (programs / "check-jsonschema").exists():
        return programs
    made = subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=False)
    done = made.returncode == 0 and subprocess.run([programs / "pip", "install", "-q", *PACKAGES], check=False)
    return programs if done and done.returncode == 0 else None


def plain(place: Path, documents: int, revisions: int) -> None:
    """Write the texts in force as a plain site of MkDocs, whose menu is pruned."""
    for number in range(1, documents + 1):
        path = place / f"docs/documents/qp-{number:05d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(number, revisions, documents).split("---\n", 2)[2])
    (place / "docs/index.md").write_text("# Home\n")
    theme = {"name": "material", "font": False, "features": ["navigation.prune", "navigation.indexes"]}
    (place / "mkdocs.yml").write_text(json.dumps({"site_name": "Plain", "theme": theme, "plugins": ["search"]}))


def with_history(manual: Path, place: Path) -> None:
    """Make the same site of a clone of the manual, with the day of each page's last commit."""
    subprocess.run(["git", "clone", "-q", manual, place], check=True)
    settings = json.loads((place.with_name("plain") / "mkdocs.yml").read_text())
    settings |= {"docs_dir": "documents", "plugins": ["search", "git-revision-date-localized"]}
    (place / "mkdocs.yml").write_text(json.dumps(settings))


def front_matter(place: Path, documents: int, revisions: int) -> list[str]:
    """Write the front matter of the texts in force as files of YAML."""
    place.mkdir()
    for number in range(1, documents + 1):
        (place / f"{number}.yml").write_text(document(number, revisions, documents).split("---\n", 2)[1])
    return sorted(path.name for path in place.iterdir())


def at_work(manual: Path, place: Path, documents: int, revisions: int) -> Path:
    """Make a clone in which a revision waits for signatures, and another text is changed and not saved in git."""
    subprocess.run(["git", "clone", "-q", manual, place], check=True)
    (place / "documents/qp-00001.md").write_text(document(1, revisions + 1, documents))
    author = ("-c", "user.name=Owner", "-c", "user.email=owner-1@large.example")
    subprocess.run(["git", *author, "commit", "-qam", "Revise QP-00001"], cwd=place, check=True)
    with (place / "documents/qp-00002.md").open("a") as text:
        text.write("\nIt is kept for ten years.\n")
    return place


def cases(folder: Path, documents: int, revisions: int, programs: Path | None) -> list[Case]:
    """Prepare everything for one size, and list what to measure."""
    manual, site = folder / "manual", folder / "site"
    make_manual(folder / "source", documents, revisions)
    subprocess.run(["git", "clone", "-q", folder / "source", manual], check=True)

    work = at_work(manual, folder / "work", documents, revisions)

    def afresh() -> None:
        shutil.rmtree(site, ignore_errors=True)

    def of(*arguments: str) -> list[str]:
        return [*QMSDOC, *arguments, "--as-of", AS_OF]

    build = of("build", "-d", str(site), "--editions", "effective")
    whole = of("build", "-d", str(site))
    found = [
        Case(FLOOR, FLOOR, manual, [sys.executable, HERE / "least_work.py", manual], editions=True),
        Case(CHECK, FLOOR, manual, of("check"), codes=(0, 1), editions=True),
        Case("check of one document", CHECK, manual, of("check", "QP-00001"), codes=(0, 1)),
        Case("check --since HEAD, one text changed", CHECK, work, of("check", "--since", "HEAD"), codes=(0, 1)),
        Case("show", CHECK, manual, of("show", "QP-00001")),
        Case(
            "approve, up to its question",
            CHECK,
            work,
            [*QMSDOC, "approve", "QP-00001", "--as", "owner-2"],
            codes=(1, 130),
        ),
        Case("verify", FLOOR, manual, [*QMSDOC, "verify"], codes=(0, 1), editions=True),
        Case("build, editions in force", PLAIN, manual, build, afresh),
        Case("the same over its former site", CHECK, manual, build),
        Case("build, all editions, redlines", PLAIN, manual, whole, afresh, editions=True),
    ]
    if programs is None:
        return [case for case in found if case.against != PLAIN]
    plain(folder / "plain", documents, revisions)
    with_history(manual, folder / "dated")
    files = front_matter(folder / "front", documents, revisions)
    schema = HERE.parent / "schemas/document.schema.json"
    mkdocs = [programs / "mkdocs", "build", "--quiet"]
    return [
        *found,
        Case(PLAIN, PLAIN, folder / "plain", mkdocs),
        Case("the same, git-revision-date", PLAIN, folder / "dated", mkdocs),
        Case("zensical", PLAIN, folder / "plain", [programs / "zensical", "build", "--clean"]),
        Case("check-jsonschema, front matter", CHECK, folder / "front",
             [programs / "check-jsonschema", "--schemafile", schema, *files], codes=(0, 1)),
    ]  # fmt: skip


def runs(size: str) -> int:
    return int(os.environ.get("RUNS") or (1 if SIZES[size][0] >= MANY else 3))


def measured(size: str, programs: Path | None) -> dict[str, tuple[Case, Cost]]:
    """Measure each case of a size, in turn, so that a busy machine is busy for all."""
    costs: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as folder:
        listed = cases(Path(folder), *SIZES[size], programs)
        for turn in range(runs(size)):
            for case in listed:
                print(f"{size}, run {turn + 1}: {case.name} …", file=sys.stderr)
                cost = run(case)
                costs[case.name] = cost.least(costs.get(case.name, cost))
    return {case.name: (case, costs[case.name]) for case in listed}


def table(size: str, rows: dict[str, tuple[Case, Cost]]) -> list[str]:
    """Write the costs of one size and their ratios."""
    documents, revisions = SIZES[size]
    signatures = documents * revisions * 2 + 1
    lines = [
        f"## {size}: {documents:,} documents, {revisions} revisions, {signatures:,} signatures; least of {runs(size)}",
        "",
        "| | CPU, s | wall, s | peak, MB | held against | of its CPU | of its wall |",
        "|---|---:|---:|---:|---|---:|---:|",
    ]
    for name, (case, cost) in rows.items():
        other = rows[case.against][1] if case.against in rows else cost
        ratios = (case.against, f"{cost.cpu / other.cpu:.2f}", f"{cost.wall / other.wall:.2f}")
        held = " | ".join(ratios if other is not cost else ("", "", ""))
        lines.append(f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.memory:.0f} | {held} |")
    return [*lines, ""]


def growth(sizes: Sequence[str], found: dict[str, dict[str, tuple[Case, Cost]]]) -> list[str]:
    """Write how costs grow from the smallest size to each next one."""
    lines = ["## Growth", "", "| | from, to | CPU | wall | memory |", "|---|---|---:|---:|---:|"]
    for few, many in pairwise(sizes):
        for name, (case, after) in found[many].items():
            before = found[few][name][1]
            documents, editions = SIZES[many][0] / SIZES[few][0], math.prod(SIZES[many]) / math.prod(SIZES[few])
            over = math.log(editions if case.editions else documents)
            exponents = (
                math.log(getattr(after, each) / getattr(before, each)) / over for each in ("cpu", "wall", "memory")
            )
            lines.append(f"| {name} | {few}, {many} | {' | '.join(f'{each:.2f}' for each in exponents)} |")
    return [*lines, ""]


def machine() -> list[str]:
    """Describe what it was measured on: nothing of it names the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    program = f"Python {platform.python_version()}, git {git}, qmsdoc {version('qmsdoc')}"
    load = f"load of the machine over the last quarter of an hour {os.getloadavg()[2]:.1f}"
    return [f"{cores} cores ({model}), {memory:.0f} GB, {platform.system()}; {program}; {load}.", ""]


def main(sizes: Sequence[str]) -> int:
    """Measure the sizes; print the tables, and write them down as far as they are known after each size."""
    programs = peers()
    found: dict[str, dict[str, tuple[Case, Cost]]] = {}
    for size in sizes:
        found[size] = measured(size, programs)
        lines = ["# Results", "", "Written by `make bench`; `bench.py` says what is measured, and how.", "", *machine()]
        lines += [line for each in found for line in table(each, found[each])]
        lines += growth(list(found), found) if len(found) > 1 else []
        (HERE / "RESULTS.md").write_text("\n".join(lines).rstrip() + "\n")
    print((HERE / "RESULTS.md").read_text())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["S"]))
