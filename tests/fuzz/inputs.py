"""What the targets are fed: bytes and texts of every kind, and ones that lie near to valid ones."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

# Many more for a long run: QMSDOC_FUZZ_EXAMPLES=20000 pytest tests/fuzz
EXAMPLES = int(os.environ.get("QMSDOC_FUZZ_EXAMPLES", "50"))
fuzz = settings(max_examples=EXAMPLES, deadline=None)

BYTES = st.binary(max_size=200)
TEXT = st.text(max_size=100)
YAML = st.text(st.sampled_from("ab1:-[]{},&*!|>'\"# \n\t?%@`~.<=\r\u0085\ufeff\0é"), max_size=80)
MARKDOWN = st.text(st.sampled_from("ab1 \n\n`~#=-*>|[]()!<>{}:./\\\"'&;_^+\t\r\0é"), max_size=200)
HTML = st.text(st.sampled_from("<>/=\"'&;# \n!-?[]abinopqrsxAX1:."), max_size=150)
JSON = st.text(st.sampled_from('{}[]",:0123456789.eE+-truefalsn \n\\'), max_size=100)

PIECES = (b"\n", b" ", b"\0", b"\r", b"\t", b"\xff", b":", b"-", b"=", b"\xe2\x80\xae", b"\xc2\x85", b"'", b'"', b"]")


def texts() -> SearchStrategy[str]:
    """Texts of every kind."""
    return TEXT | YAML | MARKDOWN | HTML


def raw() -> SearchStrategy[bytes]:
    """Bytes of every kind."""
    return BYTES | texts().map(str.encode) | JSON.map(str.encode)


@st.composite
def near(draw: st.DrawFn, *seeds: bytes) -> bytes:
    """One of the seeds with up to four changes: a run cut, doubled, moved, or something put in."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        at, size = draw(st.integers(0, len(data))), draw(st.sampled_from((0, 1, 2, 8, 40)))
        run, rest = data[at : at + size], data[at + size :]
        new = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        data = data[:at] + draw(st.sampled_from((new, run + new, run + run, b"", rest[:40] + run))) + rest
    return data


def near_text(*seeds: str) -> SearchStrategy[str]:
    """Texts near to the seeds."""
    return near(*(seed.encode() for seed in seeds)).map(lambda data: data.decode("utf-8", "replace"))
