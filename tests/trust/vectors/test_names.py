"""Names: where a tag stands, what it calls itself and what it speaks of are one thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from qmsdoc.model.approval import Act, TagName
from qmsdoc.trust.tag import read_name
from tests.memory import MemoryManual, moment
from tests.trust.vectors.scenes import JANE, Vector, altered, check, data, jane, put, resigned, scene, signs, swap

NAME = "tag-name-mismatch"


def replayed(ref: str) -> Callable[[MemoryManual], str]:
    """Let another ref name Jane's honest tag too."""

    def act(manual: MemoryManual) -> str:
        manual.store.heads[ref] = manual.store.heads[jane(manual)]
        return ref

    return act


def named(ref: str) -> Callable[[MemoryManual], str]:
    """Let Jane sign under a name of her choice, in the ref and in the tag alike."""

    def act(manual: MemoryManual) -> str:
        payload = data(manual, jane(manual)).partition(b"-----BEGIN")[0]
        payload = swap(JANE.removeprefix("refs/tags/"), ref.removeprefix("refs/tags/"))(payload)
        return put(manual, ref, payload + manual.keys["jane.doe"].sign(payload).encode())

    return act


def tag(*parts: str) -> str:
    return "/".join(("refs", "tags", *parts))


VECTORS = (
    Vector("honest", "valid", jane),
    Vector("honest beside a replay", "valid", lambda manual: replayed(JANE.replace("/1/", "/2/"))(manual) and JANE),
    Vector("replayed as the next revision", NAME, replayed(tag("approved", "QP-001", "2", "jane.doe"))),
    Vector("replayed for another document", NAME, replayed(tag("approved", "QP-002", "1", "jane.doe"))),
    Vector("replayed as another person's", NAME, replayed(tag("approved", "QP-001", "1", "helen.ward"))),
    Vector("replayed as a translation's", NAME, replayed(tag("approved", "QP-001.de", "1", "jane.doe"))),
    Vector("replayed as a withdrawal", "tag-malformed", replayed(tag("withdrawn", "QP-001", "1", "jane.doe"))),
    Vector("replayed as a review", "tag-malformed", replayed(tag("reviewed", "QP-001", "1", "2026-01-12", "jane.doe"))),
    Vector("replayed as the policy's", NAME, replayed(tag("approved", "POLICY", "1", "jane.doe"))),
    Vector("replayed in lower case", NAME, replayed(tag("approved", "qp-001", "1", "jane.doe"))),
    Vector("person in upper case", "signer-mismatch", named(tag("approved", "QP-001", "1", "JANE.DOE"))),
    Vector("revision with a leading zero", NAME, named(tag("approved", "QP-001", "01", "jane.doe"))),
    Vector("revision zero", NAME, named(tag("approved", "QP-001", "0", "jane.doe"))),
    Vector("revision with a sign", NAME, named(tag("approved", "QP-001", "+1", "jane.doe"))),
    Vector("revision in full-width digits", NAME, named(tag("approved", "QP-001", "\uff11", "jane.doe"))),
    Vector("revision of ten digits", NAME, named(tag("approved", "QP-001", "1000000000", "jane.doe"))),
    Vector("one part too many", NAME, named(tag("approved", "QP-001", "1", "jane.doe", "x"))),
    Vector("one part too few", NAME, named(tag("approved", "QP-001", "1"))),
    Vector("an empty part", NAME, named(tag("approved", "", "QP-001", "1", "jane.doe"))),
    Vector("an approval with a date", NAME, named(tag("approved", "QP-001", "1", "2026-01-12", "jane.doe"))),
    Vector("a review without a date", NAME, replayed(tag("reviewed", "QP-001", "1", "jane.doe"))),
    Vector("a review on a day there is not", NAME, replayed(tag("reviewed", "QP-001", "1", "2026-02-30", "jane.doe"))),
    Vector("person with a Cyrillic letter", NAME, named(tag("approved", "QP-001", "1", "j\u0430ne.doe"))),
    Vector("document with another hyphen", NAME, named(tag("approved", "QP\u2010001", "1", "jane.doe"))),
    Vector("document with an invisible sign", NAME, named(tag("approved", "QP-001\u200b", "1", "jane.doe"))),
    Vector("person that git cannot store", NAME, named(tag("approved", "QP-001", "1", "jane..doe"))),
    Vector("person that is a lock file", NAME, named(tag("approved", "QP-001", "1", "jane.lock"))),
    Vector("header of another revision", NAME, resigned(swap("tag approved/QP-001/1/", "tag approved/QP-001/2/"))),
    Vector("header of another person", NAME, resigned(swap("/1/jane.doe", "/1/amir.khan"))),
    Vector("header with the whole ref", NAME, resigned(swap("tag approved", "tag refs/tags/approved"))),
    Vector("field of another document", NAME, signs(document="QP-002")),
    Vector("field of the document in lower case", NAME, signs(document="qp-001")),
    Vector("field of another revision", NAME, signs(revision=2, tag=TagName(Act.APPROVED, "QP-001", 1, "jane.doe"))),
    Vector("header changed after signing", NAME, altered(swap("/1/jane.doe", "/1/amir.khan"))),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_names(vector: Vector) -> None:
    check(vector)


def test_a_review_is_named_for_its_day() -> None:
    manual = scene()
    jane(manual)
    day = date(2026, 1, 20)
    ref = manual.sign("QP-001", "jane.doe", act=Act.REVIEWED, on="2026-01-20", day=day, review_by=date(2027, 1, 1))
    assert ref == tag("reviewed", "QP-001", "1", "2026-01-20", "jane.doe")
    assert manual.verdict(ref) == "valid"


def test_what_can_be_read_of_a_tag_that_is_refused_is_kept() -> None:
    manual = scene()
    ref = resigned(swap("Role: ", "Rolle: "))(manual)
    refused = next(act for act in manual.snapshot().acts if act.ref == ref)
    commit = manual.store.heads["refs/heads/main"]
    assert (refused.rule, refused.name, refused.commit) == ("tag-malformed", read_name(ref), commit)
    assert refused.signed_at == moment("2026-01-12")
    altered_name = JANE.replace("/1/", "/01/")
    put(manual, altered_name, data(manual, ref))
    refused = next(act for act in manual.snapshot().acts if act.ref == altered_name)
    assert (refused.rule, refused.name, refused.commit) == ("tag-name-mismatch", None, commit)
    put(manual, JANE, b"object 0\n")
    refused = next(act for act in manual.snapshot().acts if act.ref == JANE)
    assert (refused.rule, refused.commit, refused.signed_at) == ("tag-malformed", None, None)
