"""Whichever renderer makes the site, it is the same, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from qmsdoc.errors import PublishError, UsageError
from qmsdoc.model.snapshot import Looks, Record, Snapshot, Status
from qmsdoc.render.renderers import registry
from qmsdoc.render.renderers.mkdocs import MkDocs
from qmsdoc.render.renderers.registry import RENDERERS, renderer_of
from qmsdoc.site import preview, publish
from tests.browser.manual import everything
from tests.site.build import document, edition, snapshot

OTHERS = sorted(RENDERERS.keys() - {"own"})

# Texts on which two readings of Markdown, or two ways to lead links, could differ.
ODD = (
    "[here](index.md) [above](../index.md) [self](.) [twice](QP-001#a%20b) [query](QP-001?x=1#y)",
    "[![Pixel](dot.png)](QP-001) ![Pixel](dot.png \"A 'title'\") [file](dot.png)",
    '[ref][one] [one] and [two]\n\n[one]: QP-001 "Title"\n[two]: https://example.org/a_b?c=d&e=f',
    "<https://example.org/> <mail@example.org> [mail](mailto:a@example.org) [up](/absolute)",
    'Quotes " href="index.md" and < & > and &amp; <a href="index.md">raw</a>',
    "# One\n\n## Two `code` & <more>\n\n### Three\n\n## Two `code` & <more>\n\n# 4\n\nText[^1]\n\n[^1]: [a](QP-001).",
    "```python\n[a](index.md)\n```\n\n    [a](QP-001)\n\n~~~\n<!-- kept -->\n~~~",
    '- [ ] open\n- [x] done\n    1. one\n    2. two\n\nTerm\n:   Meaning\n\n!!! warning "Mind"\n    Text',
    "| a | b |\n|:--|--:|\n| [x](QP-001) | `|` |\n\n*em* **strong** ***both*** _a_b_ 2*3*4 \\* \\[x](y)",
    "[a](QP-001) `../../../../../../qp-001/index.md`",
    r"[a](QP-001) \../../../../../../qp-001/index.md &#46;./../../../../../../x ![\../../../../../../x](dot.png)",
    '[a](QP-001)\n\n```mermaid\nflowchart TD\n  A --> B\n  click A "QP-001"\n```',
    "---\ntitle: not front matter\n---\n\ntext",
    "",
    "Line  \nbreak\\\nend \u00a0 \u2028 \U0001f600 \x01 tab\t.",
)


def odd() -> Snapshot:
    """A manual of such texts, in German, without an address."""
    return of(*ODD)


def of(*bodies: str) -> Snapshot:
    """A manual whose documents QP-001, QP-002 … have these texts."""
    records = []
    for number, body in enumerate(bodies, 1):
        made = edition(
            document(f"QP-{number:03}", 1, f"Odd & <{number}>", body, files={"documents/dot.png": b"\x89PNG"}),
            date(2025, 3, 3),
            Status.EFFECTIVE,
        )
        records.append(Record(made.name, Status.EFFECTIVE, made.document, (made,), made, made.approvals))
    return snapshot(records=tuple(records), documents=(), policies=(), looks=Looks(site_name="Odd", language="de"))


MANUALS = {"every kind of page": everything, "odd texts": odd}


def files(site: Path) -> Mapping[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=MANUALS)
def manual(request: pytest.FixtureRequest) -> Snapshot:
    return MANUALS[request.param]()


@pytest.fixture(scope="module")
def own(manual: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    site = tmp_path_factory.mktemp("own") / "site"
    publish(manual, (), site)
    return files(site)


@pytest.mark.parametrize("name", OTHERS)
def test_the_site_is_the_same(manual: Snapshot, own: Mapping[str, bytes], tmp_path: Path, name: str) -> None:
    publish(manual, (), tmp_path / "site", renderer=renderer_of(name))
    other = files(tmp_path / "site")
    assert other.keys() == own.keys()
    assert [path for path in sorted(own) if own[path] != other[path]] == []


@pytest.mark.parametrize("name", OTHERS)
def test_a_preview_is_the_same(tmp_path: Path, name: str) -> None:
    preview(snapshot(), (), tmp_path / "own")
    preview(snapshot(), (), tmp_path / "other", renderer=renderer_of(name))
    assert files(tmp_path / "other") == files(tmp_path / "own")


def test_an_address_that_is_none_stops_nothing(tmp_path: Path) -> None:
    """It ends MkDocs 1.6."""
    publish(of("[bad](http://[x) [good](QP-001)"), (), tmp_path / "site")
    assert '<p>bad <a href="index.html">good</a></p>' in (tmp_path / "site/qp-001/index.html").read_text()


def test_a_text_that_nests_too_deep_is_said(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match=r"qp-001/.* cannot be shown: its lists nest too deep"):
        publish(of("a\n:   b\n" * 2_000), (), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_renderer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"ProperDocs .* not installed") as caught:
        renderer_of("properdocs")
    assert "pip install properdocs" in caught.value.remedy
    renderer_of("own")


def test_what_a_renderer_complains_of_is_said(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="could not be rendered") as caught:
        publish(snapshot(), (), tmp_path / "site", renderer=MkDocs("qmsdoc.no_such_module", "NoDocs"))
    assert caught.value.remedy.startswith("NoDocs says: ")
    assert not (tmp_path / "site").exists()
