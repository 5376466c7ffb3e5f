"""Texts that are built to run long: `python benchmarks/hostile_texts.py`; ends with 1 where one takes over its seconds.

The texts are those of the tests, which hold what comes of them; here is what they cost, in seconds of CPU.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from qmsdoc.flowchart import flowchart
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.svg import read_svg
from tests.flowchart import test_parser
from tests.parse import test_hostile
from tests.redline import test_work
from tests.redline.texts import compared
from tests.render import test_destinations

Case = tuple[str, float, Callable[[], object]]
"""Its name, the seconds it may take, and the work."""


def cases() -> Iterator[Case]:
    """Every text with what reads it."""
    for name, text in test_hostile.HOSTILE.items():
        yield f"Markdown: {name}", 4, lambda text=text: test_hostile.scan(text, 0)  # type: ignore[misc]
    for name, data in test_hostile.BOMBS.items():
        yield f"front matter: {name}", 2, lambda data=data: front_matter(data)  # type: ignore[misc]
    for name, text in test_parser.LARGE.items():
        yield f"diagram: {name}", 2, lambda text=text: flowchart(text).mistakes  # type: ignore[misc]
    for number, text in enumerate(test_destinations.LARGE):
        picture = f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>'.encode()
        yield f"picture: {number}", 2, lambda picture=picture: read_svg(picture)  # type: ignore[misc]
    for name, (old, new) in test_work.HOSTILE.items():
        yield f"redline: {name}", 4, lambda old=old, new=new: compared(old, new)  # type: ignore[misc]


def main() -> int:
    """Measure each; name those that take too long."""
    late = 0
    for name, seconds, work in cases():
        begun = time.process_time()
        work()
        took = time.process_time() - begun
        late += took > seconds
        print(f"{took:6.2f} s  {name}{'  TOO LONG' if took > seconds else ''}")
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())
