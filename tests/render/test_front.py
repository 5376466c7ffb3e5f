"""Front matter that YAML reads as it was meant, whatever a title holds."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from qmsdoc.render.front import as_yaml, page


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=20), inner),
        max_leaves=8,
    )
)
def test_yaml_reads_it_back(value: object) -> None:
    assert yaml.safe_load(as_yaml(value)) == value


def test_titles_are_escaped_and_text_cannot_end_the_front_matter() -> None:
    text, meta = get_data(
        page('<b> & "x"', {"kind": "edition", "odd": "---\n..."}, "---\ntitle: other\n---\ntext\n", searched=True)
        .staged()
        .decode()
    )
    assert meta["title"] == "&lt;b&gt; &amp; &quot;x&quot;"
    assert meta["qms"] == {"kind": "edition", "odd": "---\n...", "hidden": False}
    assert text == "---\ntitle: other\n---\ntext\n"
    assert "search" not in meta


def test_pages_not_searched_say_so() -> None:
    _, meta = get_data(page("x", {"kind": "history"}).staged().decode())
    assert meta["search"] == {"exclude": True}
    assert meta["qms"]["hidden"] is True
