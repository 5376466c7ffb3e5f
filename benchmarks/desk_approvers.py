"""50 approvers at one desk at once: python benchmarks/desk_approvers.py [PEOPLE].

Each signs the same document with a passkey of their own, all begun at one instant, over real git and a bare host. Gives
the time until the last was told, the time of the one who waited longest, and ends with 1 where a tag did not arrive.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.desk.crowd import Crowd, crowd, sign_all


def main(people: int) -> int:
    """Let them all sign, and say how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        found: Crowd = crowd(Path(folder), people)
        cpu, begun = time.process_time(), time.perf_counter()
        waited = sign_all(found)
        wall, own = time.perf_counter() - begun, time.process_time() - cpu
        arrived = found.arrived()
    print(f"{people} approvers: {wall:.1f} s, {wall / people:.2f} s each in turn, {own:.1f} s of CPU without git's")
    print(f"the one who waited longest: {max(waited):.1f} s; arrived: {arrived} of {people}")
    return int(arrived != people)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
