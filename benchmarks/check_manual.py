"""What `qmsdoc check` costs, cold: python benchmarks/check_manual.py [DOCUMENTS] [REVISIONS] (1,000 and 10).

Makes a manual with `make_manual.py` (some minutes), clones it, and runs the whole command on the clone beside
`least_work.py`, in turn. CPU seconds are those of a process and of the git that it runs. No cache is kept.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
RUNS = 5
CHECK = "import sys; from qmsdoc.cli import main; sys.argv = ['qmsdoc', 'check', '--format', 'json']; main()"


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Run a command to its end: CPU seconds with its children, and the largest peak of one process in MB."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[-1]} ended with {process.returncode}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def main(documents: int, revisions: int) -> int:
    with tempfile.TemporaryDirectory() as place:
        source, folder = Path(place) / "source", Path(place) / "manual"
        numbers = [str(documents), str(revisions)]
        subprocess.run([sys.executable, str(HERE / "make_manual.py"), str(source), *numbers], check=True)
        subprocess.run(["git", "clone", "-q", str(source), str(folder)], check=True)
        least, check = [sys.executable, str(HERE / "least_work.py"), str(folder)], [sys.executable, "-c", CHECK]
        runs = [(measured(check, folder), measured(least, folder)) for _ in range(RUNS + 1)][1:]
    whole, floor = (statistics.median(run[at][0] for run in runs) for at in (0, 1))
    peak = statistics.median(run[0][1] for run in runs)
    ratio = statistics.median(one[0] / other[0] for one, other in runs)
    print(f"{documents:,} documents, {documents * revisions * 2 + 1:,} signatures, {RUNS} runs, medians:")
    print(f"{whole:.2f} s of CPU for qmsdoc check, {floor:.2f} s for the least honest work: {ratio:.2f} times as much.")
    print(f"{peak:.0f} MB at the most.")
    return 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(*(given if len(given) == 2 else (1000, 10))))
