"""Draws an invented process map of 60 steps: `python benchmarks/draw_diagram.py`; ends with 1 over 50 ms of CPU."""

from __future__ import annotations

import random
import sys
import time

from qmsdoc.flowchart import flowchart

STEPS = 60
LIMIT = 0.05
ROUNDS = 20


def process_map() -> str:
    """Give a map whose steps each follow one of the four before; some lines skip ahead, some lead back."""
    chance = random.Random(5)
    lines = ["flowchart TD"]
    lines += [f"n{i}{{Decide {i}?}}" if i % 5 == 0 else f"n{i}[Step number {i} of it]" for i in range(STEPS)]
    lines += [f"n{chance.randrange(max(0, i - 4), i)} --> n{i}" for i in range(1, STEPS)]
    for i in range(14):
        start = chance.randrange(STEPS)
        lines.append(f"n{start} -->|label {i}| n{(start + chance.choice((-6, 3, 5, 8))) % STEPS}")
    return "\n".join(lines)


def main() -> int:
    """Measure CPU seconds, the first drawing left out."""
    source = process_map()
    flowchart(source).html()
    begun = time.process_time()
    for _ in range(ROUNDS):
        html = flowchart(source).html()
    seconds = (time.process_time() - begun) / ROUNDS
    print(f"{STEPS} steps: {seconds * 1000:.0f} ms of CPU, {len(html) / 1000:.0f} kB")
    return int(seconds > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
