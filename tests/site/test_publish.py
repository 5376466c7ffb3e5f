"""A whole manual published from a snapshot made by hand."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qmsdoc import site as composer
from qmsdoc.errors import PublishError, TrustError
from qmsdoc.model import addresses
from qmsdoc.model.finding import Finding, Severity, Waiver
from qmsdoc.model.rule_ids import HISTORY_REWRITTEN, ORPHAN, TAG_MOVED
from qmsdoc.model.snapshot import PolicyState
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.manual import manual
from qmsdoc.render.checks import check
from qmsdoc.render.site_plan import SitePlan, plan_site
from qmsdoc.site import DraftSite, publish, template
from tests.site.build import POLICY, snapshot

STAMPED = {
    "policy/index.html",
    "policy/rev/1/index.html",
    "qp-001/index.html",
    "qp-001/rev/1/index.html",
    "qp-001/rev/2/index.html",
    "qp-002/index.html",
    "qp-002/rev/1/index.html",
    "wi-002/rev/1/index.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("out") / "site"
    assert publish(snapshot(), (), output).editions == 5
    return output


@pytest.fixture(scope="module")
def plan() -> SitePlan:
    return plan_site(manual(snapshot()), template())


def pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text() for path in sorted(site.rglob("*.html"))}


def test_every_edition_carries_its_stamp(site: Path) -> None:
    stamped = {path for path, text in pages(site).items() if 'class="qms-stamp"' in text}
    assert stamped == STAMPED
    text = pages(site)["qp-001/index.html"]
    words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    for part in (
        "QP-001",
        "Revision 2",
        "Owner: Process owner",
        "Jane Doe",
        "I approve this revision for use.",
        "09:30",
    ):
        assert part in words
    assert 'data-status="effective"' in text


def test_superseded_editions_say_so_and_lead_to_todays(site: Path) -> None:
    text = pages(site)["qp-001/rev/1/index.html"]
    assert "Superseded since 1 February 2026" in text
    assert 'href="../../index.html"' in text
    assert "SUPERSEDED" in text.partition("@top-right")[2].partition("</style>")[0]
    assert '<meta name="robots" content="noindex">' in text


def test_withdrawn_documents_keep_a_page_that_says_why(site: Path) -> None:
    text = pages(site)["wi-002/index.html"]
    assert "No more fax." in text
    assert "noindex" in text


def test_drafts_and_editions_of_tomorrow_appear_nowhere(site: Path) -> None:
    everything = "".join(path.read_text("utf-8", "replace") for path in site.rglob("*") if path.is_file())
    assert "must never be seen" not in everything
    assert "nobody may read before" not in everything
    assert not (site / "wi-001").exists()
    assert "a private remark" not in everything


def index_file(site: Path, name: str) -> Any:
    text = (site / f"search/{name}.js").read_text()
    assert text.startswith(f'qmsSearch("{name}",')
    return json.loads(text.removeprefix(f'qmsSearch("{name}",').removesuffix(")\n"))


def test_search_and_sitemap_hold_only_what_is_in_force(site: Path) -> None:
    places = {row[0] for row in index_file(site, "documents")["rows"] if row[1]}
    assert places == {"policy/index.html", "qp-001/index.html", "qp-002/index.html"}
    sitemap = (site / "sitemap.xml").read_text()
    assert "qp-001/index.html" in sitemap
    assert "/rev/" not in sitemap
    assert "/history/" not in sitemap
    assert "wi-002" not in sitemap


def test_titles_are_escaped_everywhere(site: Path) -> None:
    for path, text in pages(site).items():
        assert "<b>& more" not in text, path
        assert "<Manual>" not in text, path


def test_every_local_address_leads_somewhere(site: Path) -> None:
    for path, text in pages(site).items():
        if path == "404.html":
            continue
        for address in re.findall(r'(?:href|src)="([^"#?:]+)["#?]', text):
            assert ((site / path).parent / address).resolve().is_file(), (path, address)


def test_pages_ask_nothing_of_other_hosts(site: Path) -> None:
    for path, text in pages(site).items():
        assert not re.search(r'(?:src|srcset)="(?:https?:)?//', text), path
        assert "fonts.g" not in text


def test_the_manifest_lists_every_file_and_where_it_came_from(site: Path) -> None:
    told = json.loads((site / "manifest.json").read_text())
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {"manifest.json"}
    assert list(told) == str.split("manual commit as_of expires trust_root refs ledger options made_by files")
    assert set(told["files"]) == found
    assert told["files"]["index.html"] == hashlib.sha256((site / "index.html").read_bytes()).hexdigest()
    assert told["expires"] == "2026-07-01"
    assert told["ledger"] == {"seq": None, "sha256": None}


def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    publish(snapshot(), (), tmp_path / "again")
    assert (tmp_path / "again/manifest.json").read_bytes() == (site / "manifest.json").read_bytes()


def test_earlier_editions_can_be_left_out(tmp_path: Path) -> None:
    publish(snapshot(), (), tmp_path / "site", editions="effective")
    assert not (tmp_path / "site/qp-001/rev/1").exists()
    assert (tmp_path / "site/qp-001/rev/2/index.html").exists()
    assert "rev/1/" not in (tmp_path / "site/qp-001/history/index.html").read_text()


def test_nothing_approved_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="Nothing is approved"):
        publish(snapshot(records=()), (), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_manual_that_cannot_be_trusted_publishes_nothing(tmp_path: Path) -> None:
    moved = Finding(TAG_MOVED, "A recorded tag has moved.", "")
    with pytest.raises(TrustError, match="moved"):
        publish(snapshot(), (moved,), tmp_path / "site")
    with pytest.raises(TrustError):
        publish(snapshot(policy_state=PolicyState.BROKEN), (), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_trunk_that_lost_what_was_recorded_publishes_nothing(tmp_path: Path) -> None:
    lost = Finding(HISTORY_REWRITTEN, "Its commit was part of 'main' and no longer is.", "")
    with pytest.raises(TrustError, match="no longer is"):
        publish(snapshot(), (lost,), tmp_path / "site")
    assert not (tmp_path / "site").exists()
    for accepted in (replace(lost, baselined=True), replace(lost, severity=Severity.WARNING)):
        publish(snapshot(), (accepted,), tmp_path / "site")


def test_a_failed_build_leaves_the_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "site"
    publish(snapshot(), (), output)
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    broken = {**template(), "qms/edition.html": b"{{ view.no_such_thing }}"}
    monkeypatch.setattr(composer, "template", lambda: broken)
    with pytest.raises(PublishError, match="could not be rendered"):
        publish(snapshot(), (), output)
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def shown(site: Path) -> frozenset[str]:
    """The files that pages show, beside those of the frame."""
    return frozenset(path.relative_to(site).as_posix() for path in (site / "files").iterdir())


def built(site: Path, tmp_path: Path) -> Path:
    """A copy of the site as the renderer left it."""
    for path in site.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            target = tmp_path / path.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('class="qms-stamp"', 'class="stamp"'),
        ("Revision 2", "Revision two"),
        ('data-status="effective"', 'data-status="draft"'),
        ("Jane Doe", "J. D."),
        ("</aside>", '</aside><p class="x qms-stamp">'),
        ("2ede", "2edf"),
    ],
)
def test_a_page_without_its_whole_stamp_is_refused(
    plan: SitePlan, site: Path, tmp_path: Path, old: str, new: str
) -> None:
    place = built(site, tmp_path)
    check(plan, shown(site), place)
    page = place / "qp-001/index.html"
    text = page.read_text()
    old = plan.stamps["qp-001/index.html"].content[7:15] if old == "2ede" else old
    assert old in text
    page.write_text(text.replace(old, new))
    with pytest.raises(PublishError) as caught:
        check(plan, shown(site), place)
    assert caught.value.rule == "stamp-missing"


def test_a_stamp_on_another_page_is_refused(plan: SitePlan, site: Path, tmp_path: Path) -> None:
    place = built(site, tmp_path)
    with (place / "index.html").open("a") as page:
        page.write("<p class=qms-stamp>")
    with pytest.raises(PublishError, match=r"index\.html"):
        check(plan, shown(site), place)


@pytest.mark.parametrize("name", ["secret.html", "draft.md", "files/other.png"])
def test_a_stray_file_is_refused(plan: SitePlan, site: Path, tmp_path: Path, name: str) -> None:
    place = built(site, tmp_path)
    (place / name).write_text("x")
    with pytest.raises(PublishError) as caught:
        check(plan, shown(site), place)
    assert caught.value.rule == "draft-leaked"


def test_a_page_left_out_is_noticed(plan: SitePlan, site: Path, tmp_path: Path) -> None:
    place = built(site, tmp_path)
    (place / "qp-002/index.html").unlink()
    with pytest.raises(PublishError, match="qp-002"):
        check(plan, shown(site), place)


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="https://cdn.example/x.js">',
        "<img alt='' src='//h/x.png'>",
        '<link rel="stylesheet" href="http://h/x.css">',
        '<img alt=""src="&#47;/h/x.png">',
        '<img srcset="x.png 1x, https://h/x.png 2x">',
    ],
)
def test_requests_to_other_hosts_are_refused(plan: SitePlan, site: Path, tmp_path: Path, tag: str) -> None:
    place = built(site, tmp_path)
    with (place / "index.html").open("a") as page:
        page.write(tag)
    with pytest.raises(PublishError, match="another host"):
        check(plan, shown(site), place)


@pytest.mark.parametrize("tag", ["<script>1</script>", '<p style="color:red">', "<p onclick=x()>"])
def test_inline_scripts_and_styles_are_refused(plan: SitePlan, site: Path, tmp_path: Path, tag: str) -> None:
    place = built(site, tmp_path)
    check(plan, shown(site), place)
    with (place / "index.html").open("a") as page:
        page.write(tag)
    with pytest.raises(PublishError, match="policy of content"):
        check(plan, shown(site), place)


def test_words_in_a_value_are_no_script(plan: SitePlan, site: Path, tmp_path: Path) -> None:
    place = built(site, tmp_path)
    with (place / "index.html").open("a") as page:
        page.write('<img src="x.png" alt="turn once = 90 degrees, style = round">')
    check(plan, shown(site), place)


@pytest.mark.parametrize(
    "words",
    [
        '<p>class="qms-stamp" &lt;aside class="qms-stamp"&gt;</p>',
        '<a href="x" title="class=qms-stamp <aside class=\'qms-stamp\'>">x</a>',
        '<img src="x.png" alt="x src=//elsewhere.example/x.png">',
        f'<img src="x.png" alt="x src={" " * 30_000}y">',
    ],
)
def test_words_of_a_document_are_neither_stamp_nor_request(
    plan: SitePlan, site: Path, tmp_path: Path, words: str
) -> None:
    place = built(site, tmp_path)
    for name in ("index.html", "qp-001/index.html"):
        with (place / name).open("a") as page:
            page.write(words)
    check(plan, shown(site), place)


def test_a_page_without_the_policy_of_content_is_refused(plan: SitePlan, site: Path, tmp_path: Path) -> None:
    place = built(site, tmp_path)
    page = place / "index.html"
    page.write_text(page.read_text().replace("script-src 'self'", "script-src *"))
    with pytest.raises(PublishError, match="policy of content"):
        check(plan, shown(site), place)


def test_the_bytes_do_not_tell_whether_the_trust_root_was_pinned(site: Path, tmp_path: Path) -> None:
    publish(snapshot(trust_root=snapshot().root), (), tmp_path / "pinned")
    assert (tmp_path / "pinned/manifest.json").read_bytes() == (site / "manifest.json").read_bytes()


def test_previews_mark_drafts() -> None:
    site = DraftSite(snapshot(working_tree=True), ())
    text = page_of(site, "qp-001/index.html")
    assert "<title>DRAFT - NOT FOR USE: QP-001" in text
    assert "must never be seen" in text
    assert 'class="qms-stamp"' not in text
    assert 'class="qms-stamp"' in page_of(site, "qp-002/index.html")
    assert site.file("qp-009/index.html") is None


def page_of(site: DraftSite, path: str) -> str:
    """Return a page of a preview."""
    found = site.file(path)
    assert found is not None
    return found.decode()


def test_pages_that_claim_one_address_are_refused() -> None:
    twice = snapshot(records=(*snapshot().records, replace(snapshot().records[1], name="qp-001")))
    with pytest.raises(PublishError, match="Two pages"):
        plan_site(manual(twice), template())
    taken = snapshot(records=(replace(snapshot().records[1], name="REGISTER"),))
    with pytest.raises(PublishError, match="register"):
        plan_site(manual(taken), template())


def test_only_editions_become_pages() -> None:
    assert all(isinstance(page, EditionPage) for page in manual(snapshot()).editions)
    assert {page.stamp.name for page in manual(snapshot()).editions} == {"POLICY", "QP-001", "QP-002", "WI-002"}


def test_a_previews_findings_lead_to_their_help() -> None:
    broken = Finding(ORPHAN, "No way leads to it.", "Link to it.", document="QP-001")
    site = DraftSite(snapshot(working_tree=True), (broken,))
    assert 'href="../help/index.html#orphan"' in page_of(site, "qp-001/index.html")
    assert 'id="orphan"' in page_of(site, "help/index.html")


def test_reserved_addresses_are_those_that_the_site_makes(tmp_path: Path) -> None:
    waived = Waiver("orphan", "QP-001", "For a while.", "quality-manager", date(2026, 9, 1))
    policy = replace(POLICY, waivers=(waived,), standards=("iso9001-2015",))
    made = replace(snapshot(), authority=policy, policy=policy)
    publish(made, (), tmp_path / "site")
    documents = {record.name.lower() for record in made.records}
    folders = {path.name for path in (tmp_path / "site").iterdir() if path.is_dir()}
    assert folders - documents == addresses.FOLDERS


def test_the_next_day_leaves_the_pages_of_documents_as_they_were(tmp_path: Path) -> None:
    output, before = tmp_path / "site", 1_000_000_000
    publish(snapshot(), (), output)
    old = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    for path in old:
        os.utime(path, (before, before))
    publish(snapshot(as_of=date(2026, 6, 2), commit="c" * 40), (), output)
    changed = {path.relative_to(output).as_posix() for path, data in old.items() if path.read_bytes() != data}
    assert {"manifest.json", "index.html", "assets/words.js", "verify/index.html"} <= changed
    assert not changed & STAMPED
    assert changed == {path.relative_to(output).as_posix() for path in old if path.stat().st_mtime != before}


def test_a_page_says_its_day_by_a_script_and_leads_to_it_without(site: Path) -> None:
    page = pages(site)["qp-001/index.html"]
    assert "“Check this manual” says as of which day this copy is." in page
    assert 'href="../verify/index.html">Check this manual' in page
    assert "1 June 2026" not in page.partition("<footer")[2]
    assert '<time datetime="2026-06-01">1 June 2026</time>' in pages(site)["verify/index.html"]
    assert '"expires": "2026-07-01"' in (site / "assets/words.js").read_text()
