"""Changed tags: of thousands made from valid ones, none is accepted; `benchmarks/mutate_tags.py` makes a million."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.trust.mutations import ORIGINALS, VALID, Mill, Valid, verdict

COUNT = 5_000


@pytest.mark.parametrize("valid", VALID, ids=lambda valid: f"{valid.kind}-{valid.object_format}")
def test_what_the_mutations_are_made_from_is_accepted(valid: Valid) -> None:
    assert verdict(valid.data, valid.object_format) == "valid"


def test_no_mutation_of_a_valid_tag_is_accepted() -> None:
    mill = Mill("tests")
    verdicts: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for _ in range(COUNT):
        name, valid, data, kept = mill.turn()
        found = verdict(data, valid.object_format, kept)
        assert found != "valid" or data in ORIGINALS, (name, data)
        verdicts[found] += 1
        done[name] += data not in ORIGINALS
    assert len(done) == 13
    assert min(done.values()) > COUNT // 40
    assert verdicts["valid"] < COUNT // 20
    deep = {"signature-invalid", "signature-noncanonical", "signature-unverifiable", "tag-name-mismatch"}
    assert {*deep, "tag-malformed", "tag-unsigned", "tag-target-invalid", "repository-tampered"} <= verdicts.keys()
    assert sum(verdicts[rule] for rule in deep) > COUNT // 4
