"""Change valid tags and judge what comes out: python benchmarks/mutate_tags.py [COUNT] [SEED].

Every kind of SSH key, SHA-1 and SHA-256 repositories; bits, bytes, cuts, copies, lines, headers, fields,
blanks, armor, the signature's own bytes and fields written in good armor again, its base64, and
signatures of other tags. Prints how often each rule refused; ends with 1 where a changed tag was accepted.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.trust.mutations import ORIGINALS, VALID, Mill, verdict


def main(count: int, seed: str) -> int:
    for valid in VALID:
        if verdict(valid.data, valid.object_format) != "valid":
            print(f"The valid tag of {valid.kind} is refused, so nothing is proved.")
            return 1
    mill, rules, wrong, turns = Mill(seed), Counter[str](), 0, 0
    start = time.process_time()
    while rules.total() < count:
        name, valid, data, kept = mill.turn()
        turns += 1
        if data in ORIGINALS:
            continue
        found = verdict(data, valid.object_format, kept)
        rules[found] += 1
        if found == "valid":
            wrong += 1
            print(f"accepted after '{name}': {data!r}")
    for rule, times in rules.most_common():
        print(f"{times:>9,}  {rule}")
    print(f"{count:,} changed tags ({turns - count:,} more turns changed nothing), {wrong} accepted wrongly.")
    print(f"{(time.process_time() - start) / count * 1e6:.0f} microseconds of CPU for each.")
    return 1 if wrong else 0


if __name__ == "__main__":
    counted = int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else 1_000_000
    sys.exit(main(counted, sys.argv[2] if len(sys.argv) > 2 else "benchmark"))
