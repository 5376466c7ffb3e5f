"""Plain front matter typed at once, from what its lines said before: the same as when it is judged as a whole."""

from __future__ import annotations

import re
import sys

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.document import FrontMatter
from qmsdoc.model.finding import Finding
from qmsdoc.parse import front_matter as whole
from qmsdoc.parse.own_schema import own_schema
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, schema
from qmsdoc.parse.simple_fields import simple_fields
from qmsdoc.parse.simple_yaml import _INSIDE
from qmsdoc.text.hidden import first_hidden

OWN = {"form": own_schema("f.json", b'{"properties": {"x-a": {"enum": ["b"]}, "risk": {}}}')[0]}
SCHEMAS = {name: found for name, found in OWN.items() if found is not None}
GOOD = (
    *("id: QP-001", "title: Training", "type: procedure", "owner: quality-manager", "revision: 3"),
    *("change: One, two.", "effective: 2026-02-01", "review_by: 2028-02-01", "clauses: [iso9001-2015:7.5.2, a:1 (b)]"),
    *("supersedes: [QP-000, QP-002]", "parent: QM-001", "lang: de", "translates: 2", "retention: 10 years"),
    *("expires: 2026-06-30", "deviates_from: QP-010", "x-a: b", "x-b: [c, d]", "x-: d", "title: T\r", "x-d: 1\r"),
)
ODD = (
    *(
        "id: Q P",
        "id: null",
        "id: a\xa0b",
        "title: null",
        "title: a\u202eb",
        "title: a #b",
        "title: a #1",
        "type: form",
    ),
    *("type: null", "type: [a]", "owner: null", "revision: 0", "revision: 03", "revision: x", "revision: [1]"),
    *("effective: 2026-02-30", "effective: 1 March 2026", "effective: null", "effective: [2026-02-01]", "clauses: a:1"),
    *("clauses: [a]", "clauses: [null]", "clauses: null", "parent: [a]", "lang: German", "translates: 0"),
    *("retention: long", "retention: null", "retention: [1 day]", "check_every: 1 year", "check_every: never"),
    *("externals: a", "externals: [a]", "externals: null", "externals:\n  - {name: N}", "risk: b", "X-c: d"),
    *("places: a", "extra: a", "change: |\n  One.\n  Two.", "# a", "", "...", "id", "id:\xa0a", "null: a", "<<: a"),
    *(" id: a", "\x85", "title: a\rb", "id: '1'", "x-a: {b: c}"),
    *(f"change: {'a' * 2001}", f"supersedes: [{', '.join('a' * 501)}]"),
)
NAMES = st.sampled_from([*schema(DOCUMENT_SCHEMA)["properties"], "x-a", "risk", "extra", "places"])
VALUES = st.sampled_from([row.partition(": ")[2] for row in GOOD + ODD]) | st.text("aé1 -:,.[]#'\xa0\u2028", max_size=6)
MADE = st.tuples(NAMES, VALUES).map(lambda pair: f"{pair[0]}: {pair[1]}")
LINES = st.sampled_from(GOOD) | st.sampled_from(ODD) | MADE
MORE = st.lists(st.sampled_from(GOOD[5:]), max_size=6) | st.lists(LINES, max_size=4)
FIELDS = st.tuples(MORE, st.permutations(GOOD[:5]), st.sampled_from([0, 4, 5, 5, 5]), LINES)


def judged(inner: str) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """Return what is said of front matter as a whole, its lines not looked at one by one."""
    problem = whole._misshapen(inner)
    return (FrontMatter(), (problem,)) if problem else whole._fields(inner, SCHEMAS)


@given(FIELDS)
def test_what_is_typed_at_once_is_what_the_whole_says(fields: tuple[list[str], list[str], int, str]) -> None:
    more, least, count, last = fields
    inner = "".join(f"{row}\n" for row in dict.fromkeys([*least[:count], *more]))
    for text in (inner, f"{inner}{last}\n", f"{inner}{last}"):
        found = simple_fields(text, 2, SCHEMAS)
        assert found is None or (found, ()) == judged(text)


def test_plain_front_matter_is_typed_at_once() -> None:
    for rows in (GOOD[:5], GOOD[:19], tuple(reversed(GOOD[:19]))):
        inner = "".join(f"{row}\n" for row in rows)
        assert simple_fields(inner, 2, SCHEMAS) == judged(inner)[0]
        assert judged(inner)[1] == ()


def test_what_may_break_a_rule_is_left_to_the_whole() -> None:
    least = "".join(f"{row}\n" for row in GOOD[:5])
    for row in ODD:
        assert simple_fields(f"{least}{row}\n", 2, SCHEMAS) is None, row
    for text in ("", least.rstrip(), least.replace("title", "x-t"), least + "".join(f"x-{n}: a\n" for n in range(96))):
        assert simple_fields(text, 2, SCHEMAS) is None
    assert simple_fields(least.replace("procedure", "form"), 2, SCHEMAS) is None
    assert simple_fields(f"{least}x-a: [{', '.join('a' * 1400)}]\n", 2, SCHEMAS) is None


def test_a_field_is_judged_alone() -> None:
    said = schema(DOCUMENT_SCHEMA).keys() - {"$schema", "$id", "title"}
    assert said == {"type", "required", "properties", "patternProperties", "additionalProperties"}


def test_no_sign_of_a_plain_line_is_hidden_or_cuts_a_value() -> None:
    signs = re.findall(f"[{_INSIDE},:]", "".join(map(chr, range(sys.maxunicode + 1))))
    assert len(signs) > 400
    assert [sign for sign in signs if first_hidden(sign) is not None or sign in "#\xa0"] == []
