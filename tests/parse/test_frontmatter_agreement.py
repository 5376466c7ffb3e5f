"""What we accept, python-frontmatter reads alike: other tools see the same fields and the same text."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml
from frontmatter.default_handlers import YAMLHandler
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.parse.front_matter import front_matter
from qmsdoc.resources import folder

DOCUMENTS = sorted(path for path in folder("sample_manual").rglob("*.md") if path.parent.name != "templates")
NOTHING = {"null", "Null", "NULL", "~"}  # YAML's words for no value at all, which we take for an empty field
WORDS = st.text(string.ascii_letters + string.digits + " .,;#'\"-:äß", min_size=1, max_size=30).filter(
    lambda text: text.partition(" #")[0].strip() not in NOTHING
)


class Plain(YAMLHandler):
    """Reads scalars as strings, as we do."""

    def load(self, fm: str, **_: object) -> Any:
        return yaml.load(fm, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings only


def told(data: bytes) -> dict[str, str]:
    """The fields python-frontmatter finds, as text."""
    post = frontmatter.loads(data.decode(), handler=Plain())
    return {key: "" if value is None else str(value) for key, value in post.metadata.items()}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_document_of_the_sample_is_read_alike(path: Path) -> None:
    data = path.read_bytes()
    ours = front_matter(data)
    if ours.bare:
        assert frontmatter.loads(data.decode()).metadata == {}
        return
    assert ours.problems == ()
    theirs = told(data)
    assert set(theirs) == {key for key, _, _ in ours.front.places}
    assert (theirs["id"], theirs["title"], theirs["revision"]) == (
        ours.front.id,
        ours.front.title,
        str(ours.front.revision),
    )
    assert frontmatter.loads(data.decode()).content == ours.text[ours.body_offset :].strip()


@given(title=WORDS, change=WORDS)
def test_a_value_we_accept_is_the_value_they_read(title: str, change: str) -> None:
    fields = f"id: QP-001\ntitle: {title}\ntype: procedure\nowner: quality-manager\nrevision: 2\nchange: {change}\n"
    data = f"---\n{fields}---\n".encode()
    ours = front_matter(data)
    if not ours.problems:
        theirs = told(data)
        assert (theirs["title"], theirs["change"] or None) == (ours.front.title, ours.front.change or None)
