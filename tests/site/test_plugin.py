"""Controlled documents in somebody's own MkDocs site: editions with stamp, no draft, other pages as they were."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmsdoc.mkdocs_plugin import installed_theme
from qmsdoc.mkdocs_plugin.plugin import QmsdocPlugin
from tests.approved import CONTROL, fresh
from tests.disk import DiskManual
from tests.memory import document
from tests.site.own_project import CONFIG, NAV, ONE_LINE, lay_project

pytestmark = pytest.mark.acceptance

NOTICE = re.compile(r'<p class="?qms-uncontrolled"?><small>(.*?)</small></p>')
SAYS = "This page is not a controlled document."
DRAFT = "These seven words nobody has approved as yet."
OWN = {
    "docs/index.md": "# Our project\n\nSee [how](../documents/procedures/control.md#top) and [more](more.md).\n",
    "docs/more.md": "# More\n\nWords of our own.\n",
}
PLAIN = """\
site_name: Our project
docs_dir: docs
theme: mkdocs
validation: {links: {not_found: info, anchors: ignore}}
"""


def mkdocs(place: Path, *arguments: str, program: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", program, *arguments]
    return subprocess.run(command, cwd=place, env=variables(), capture_output=True, text=True, check=False, timeout=300)


def variables() -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if key != "QMSDOC_TRUST_ROOT"}
    return env | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def project(
    place: Path, *, plugins: str = "[search, qmsdoc]", docs_dir: str = "docs", broken: bool = False, more: str = ""
) -> DiskManual:
    """A documentation project of its own, with a folder of controlled documents: a draft waits, one was changed."""
    manual = fresh()
    if broken:
        manual.write("documents/procedures/broken.md", document("QP-009", type="procedur"))
        manual.commit("2026-01-20")
    manual.write(CONTROL, document(revision=2, body=f"{DRAFT}\n"))
    manual.commit("2026-01-21")
    made = DiskManual.of(manual, place)
    made.lay("documents/index.md", b"# Front\n\nOur own words.\n")
    for name, text in OWN.items():
        made.lay(name, text.encode())
    config = PLAIN.replace("docs_dir: docs", f"docs_dir: {docs_dir}")
    made.lay("mkdocs.yml", f"{config}plugins: {plugins}\n{more}".encode())
    return made


def with_hook(place: Path, text: str) -> DiskManual:
    """The project with a hook, and a former site; nothing else of another program runs."""
    made = project(place, plugins="[qmsdoc]", more="hooks: [hook.py]\n")
    made.lay("hook.py", text.encode())
    made.lay("site/index.html", b"former")
    return made


def stopped(made: DiskManual, *arguments: str) -> str:
    """Build what must fail: the former site stands, and nothing is left of the new one; gives what was said."""
    done = mkdocs(made.root, "build", *arguments)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert (made.root / "site/index.html").read_text() == "former"
    assert not [path for path in made.root.iterdir() if "qmsdoc-" in path.name]
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """A public project with the usual plugins, to which a folder of documents and one line were added, built before."""
    manual = fresh()
    manual.write(CONTROL, document(revision=2, body=f"{DRAFT}\n"))
    manual.commit("2026-01-21")
    made = DiskManual.of(manual, tmp_path_factory.mktemp("own"))
    made.git("reset", "--quiet")
    lay_project(made.root, made.home)
    plain = mkdocs(made.root, "build", "-d", "without")
    assert plain.returncode == 0, plain.stderr
    (made.root / "mkdocs.yml").write_text(CONFIG + ONE_LINE + NAV)
    return made


@pytest.fixture(scope="module")
def built(own: DiskManual) -> tuple[Path, Path]:
    """The site with the plugin, and the same without it."""
    done = mkdocs(own.root, "build", "--strict", "-d", "with")
    assert done.returncode == 0, done.stderr
    return own.root / "with", own.root / "without"


def test_an_edition_stands_with_its_stamp_under_the_prefix(built: tuple[Path, Path]) -> None:
    html = (built[0] / "controlled/qp-001/index.html").read_text()
    assert html.count("<aside class=qms-stamp data-id=QP-001 data-revision=1") == 1
    assert 'href="../assets/embedded.css"' in html
    assert "md-header" in html
    assert not NOTICE.search(html)
    assert "git-revision-date" not in html
    assert "https://windrose.example/controlled/verify/#QP-001/1/" in html
    for page in ("register", "verify", "qp-001/history", "policy"):
        assert (built[0] / "controlled" / page / "index.html").is_file()


def test_nothing_unapproved_is_anywhere(built: tuple[Path, Path]) -> None:
    assert not (built[0] / "controlled/qp-002").exists()
    texts = [path.read_text("utf-8", "replace") for path in built[0].rglob("*") if path.is_file()]
    assert not [text for text in texts if DRAFT[:20] in text]


def test_other_pages_are_byte_for_byte_the_same_but_for_the_notice(built: tuple[Path, Path]) -> None:
    assert_untouched(*built)


def assert_untouched(after: Path, before: Path) -> None:
    """Compare every file of a site with what it was: pages have the notice, lists of pages have more entries."""
    lists = {"search/search_index.json", "sitemap.xml", "sitemap.xml.gz"}
    notices = 0
    for path in sorted(path for path in before.rglob("*") if path.is_file()):
        file = path.relative_to(before).as_posix()
        if file in lists:
            continue
        now = (after / file).read_bytes()
        if file.endswith(".html"):
            text, found = NOTICE.subn("", now.decode())
            notices += found
            now = text.encode()
            assert found == int("qms" not in file and file not in ("404.html", "setup/index.html")), file
        assert now == path.read_bytes(), file
    assert notices == 5


def test_the_notice_leads_to_the_documents_and_is_not_searched(built: tuple[Path, Path]) -> None:
    found = NOTICE.search((built[0] / "guide/wind/index.html").read_text())
    assert found
    assert found[1].startswith(SAYS)
    assert "href=../../controlled/" in found[1]
    index = (built[0] / "search/search_index.json").read_text()
    assert SAYS not in index
    assert '"location":"controlled/qp-001/' in index
    assert '"location":"controlled/qp-001/history/' not in index
    listed = (built[0] / "sitemap.xml").read_text()
    assert "windrose.example/controlled/qp-001/<" in listed
    assert "controlled/qp-001/history/" not in listed
    assert 'content="noindex"' in (built[0] / "controlled/qp-001/history/index.html").read_text()
    assert 'content="noindex"' not in (built[0] / "controlled/qp-001/index.html").read_text()


def test_the_manuals_own_pages_have_its_lists_in_the_menu(built: tuple[Path, Path]) -> None:
    tabs = (
        (built[0] / "controlled/register/index.html").read_text().partition("md-tabs__list")[2].partition("</nav>")[0]
    )
    assert [words.strip() for words in re.findall(r"md-tabs__link>([^<]+)<", tabs)][-1] == "Controlled documents"


def test_whatever_the_manuals_pages_lead_to_is_there(built: tuple[Path, Path]) -> None:
    missing = set()
    for page in (built[0] / "controlled").rglob("*.html"):
        for link in re.findall(r"\s(?:href|src)=(\"[^\"]*\"|[^\s>]+)", page.read_text()):
            path = link.strip('"').partition("#")[0].partition("?")[0]
            target = page.parent / path
            if (
                path
                and not re.match(r"[a-z]+:|/", path)
                and not (target.is_file() or (target / "index.html").is_file())
            ):
                missing.add((page.relative_to(built[0]).as_posix(), path))
    assert missing == set()


def test_verify_site_says_why_there_is_nothing_to_prove(own: DiskManual, built: tuple[Path, Path]) -> None:
    answer = own.run("verify-site", str(built[0]))
    assert answer.code == 2
    assert "built by MkDocs with the plugin qmsdoc" in " ".join(answer.err.split())


@pytest.mark.long
def test_properdocs_builds_the_same(own: DiskManual, built: tuple[Path, Path]) -> None:
    done = mkdocs(own.root, "build", "-f", "mkdocs.yml", "-d", "proper", program="properdocs")
    assert done.returncode == 0, done.stderr
    pages = sorted(path.relative_to(built[0]) for path in (built[0] / "controlled").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        assert main_part(own.root / "proper" / page) == main_part(built[0] / page), page


def main_part(path: Path) -> str:
    return path.read_text().partition("<article")[2].partition("</article>")[0]


def test_a_site_of_the_documents_themselves(tmp_path: Path) -> None:
    made = project(tmp_path, plugins="[search, {qmsdoc: {prefix: qms/manual}}]", docs_dir="documents")
    done = mkdocs(made.root, "build", "-d", "site")
    assert done.returncode == 0, done.stderr
    site = made.root / "site"
    assert 'data-id="QP-001"' in (site / "qms/manual/qp-001/index.html").read_text()
    front = (site / "index.html").read_text()
    assert NOTICE.search(front)
    assert 'href="qms/manual/qp-001/"' in front
    written = {path.relative_to(site).parts[0] for path in site.rglob("*") if path.is_file()}
    theme = {"404.html", "css", "img", "js", "search", "sitemap.xml", "sitemap.xml.gz", "webfonts"}
    assert written <= {"index.html", "qms"} | theme


def test_the_search_of_mkdocs_finds_no_page_that_is_not_in_force(tmp_path: Path) -> None:
    made = project(tmp_path, plugins="[{search: {prebuild_index: python}}, qmsdoc]")
    done = mkdocs(made.root, "build")
    assert done.returncode == 0, done.stderr
    found = json.loads((made.root / "site/search/search_index.json").read_text())
    places = {entry["location"].partition("#")[0] for entry in found["docs"]}
    assert (made.root / "site/controlled/qp-001/history/index.html").is_file()
    assert "controlled/qp-001/" in places
    assert not [place for place in places if "history" in place or "/rev/" in place]
    assert "index" not in found


def test_a_theme_that_is_missing_is_told_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_theme, "material_templates", lambda: None)
    for written, told in (
        ("material", 1),
        ("{name: material}", 1),
        ("\n  language: de\n  name: material", 1),
        ("mkdocs", 0),
        ("[", 0),
    ):
        (tmp_path / "mkdocs.yml").write_text(f"site_name: A\ntheme: {written}\n")
        errors, _ = QmsdocPlugin().load_config({}, str(tmp_path / "mkdocs.yml"))
        assert len(errors) == told
        assert all("pip install mkdocs-material" in str(error) for _, error in errors)


def test_navigation_and_links_that_name_a_file_lead_to_its_edition(tmp_path: Path) -> None:
    nav = "nav: [index.md, {Rules: [../documents/procedures/control.md, controlled/register/index.md]}]\n"
    made = project(tmp_path, broken=True, more=nav)
    code = "```\nSee [how](../documents/procedures/control.md).\n```\n"
    made.lay("docs/more.md", f"# More\n\n{DRAFT} is what I write myself.\n\n{code}".encode())
    done = mkdocs(made.root, "build")
    assert done.returncode == 0, done.stderr
    assert "documents/procedures/broken.md" in done.stderr
    front = (made.root / "site/index.html").read_text()
    assert '<a href="controlled/qp-001/#top">how</a>' in front
    menu = re.findall(r'<a href="(controlled/[^"]+)" class="dropdown-item"', front)
    assert menu == ["controlled/qp-001/", "controlled/register/"]
    more = (made.root / "site/more/index.html").read_text()
    assert "[how](../documents/procedures/control.md)" in more
    assert DRAFT in more


def test_strict_stops_at_what_check_calls_an_error(tmp_path: Path) -> None:
    made = project(tmp_path, broken=True)
    made.lay("site/index.html", b"former")
    said = stopped(made, "--strict")
    assert "documents/procedures/broken.md" in said
    assert "--strict was asked for" in said


def test_strict_of_mkdocs_itself_leaves_the_former_site(tmp_path: Path) -> None:
    warn = "import logging\ndef on_post_page(output, **_):\n    logging.getLogger('mkdocs').warning('Hm.')\n"
    assert "in strict mode" in stopped(with_hook(tmp_path, warn), "--strict")


def test_what_another_plugin_does_to_a_stamp_stops_the_build(tmp_path: Path) -> None:
    change = "def on_post_page(output, **_):\n    return output.replace('Revision 1', 'Revision 9')\n"
    assert "cannot be published" in stopped(with_hook(tmp_path, change))


def test_a_draft_that_another_plugin_brings_in_last_stops_the_build(tmp_path: Path) -> None:
    bring = "def on_post_build(config, **_):\n    open(config.site_dir + '/x.html', 'w')"
    said = stopped(with_hook(tmp_path, f"{bring}.write('<p>{DRAFT}</p>')\n"))
    assert "text of QP-001 that nobody approved" in said


def test_a_plugin_that_fails_is_named_with_file_and_line(tmp_path: Path) -> None:
    said = stopped(with_hook(tmp_path, "def on_post_page(output, **_):\n    int('seven')\n"))
    assert "hook.py:2: ValueError: invalid literal" in said
    assert "nothing was published" in said


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("plugins: [{qmsdoc: {prefix: ../x}}]\n", "is no folder of a site"),
        ("plugins: [qmsdoc\n", 'mkdocs.yml", line 6'),
        ("plugins: [{qmsdoc: {manual: ../nowhere}}]\n", "nowhere"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_told(tmp_path: Path, config: str, told: str) -> None:
    for name, text in OWN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "mkdocs.yml").write_text(f"{PLAIN}{config}")
    done = mkdocs(tmp_path, "build")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert told in done.stderr


@contextlib.contextmanager
def serving(place: Path) -> Iterator[str]:
    """Serve a preview on a port that is free; gives its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-u", "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=place, env=variables(), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = ""
        while "Serving on" not in said:
            line = running.stderr.readline()
            assert line, said
            said += line
        assert re.search(r"Watching paths for changes:.*'documents'", said)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=300) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text


def test_a_preview_shows_drafts_as_such_and_follows_their_changes(tmp_path: Path) -> None:
    made = project(tmp_path)
    with serving(made.root) as address:
        html = read(f"{address}/controlled/qp-001/")
        assert DRAFT in html
        assert "Draft" in html
        assert 'class="qms-stamp"' not in html
        made.lay(CONTROL, document(revision=2, body="Other words.\n").encode())
        for _ in range(600):
            if "Other words." in read(f"{address}/controlled/qp-001/"):
                break
            time.sleep(0.1)
        else:
            pytest.fail("the preview did not follow")
