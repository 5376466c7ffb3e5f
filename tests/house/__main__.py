"""`python -m tests.house [DIR]`: the measures of the tree in DIR (the current one), for before and after."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.house.measures import measures

for measure in measures(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()):
    goal = f" (goal {measure.goal})" if measure.goal is not None else ""
    sys.stdout.write(f"{measure.value:>6}  {measure.name}{goal}\n")
    for place in measure.places:
        sys.stdout.write(f"        {place}\n")
