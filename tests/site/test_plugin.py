"""Controlled documents in somebody's own MkDocs site: editions with stamp, no draft, other pages as they were."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.approved import CONTROL, fresh
from tests.disk import DiskManual
from tests.memory import document

pytestmark = pytest.mark.acceptance

NOTICE = '\n<p class="qms-uncontrolled"><small>This page is not a controlled document.</small></p>'
DRAFT = "These seven words nobody has approved as yet."
OWN = {
    "docs/index.md": "# Our project\n\nSee [how](../documents/procedures/control.md) and [more](more.md).\n",
    "docs/more.md": "# More\n\nWords of our own.\n",
}
PLAIN = """\
site_name: Our project
docs_dir: docs
theme: {name: material, font: false}
validation: {links: {not_found: info}}
"""


def mkdocs(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key != "QMSDOC_TRUST_ROOT"}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    env["NO_MKDOCS_2_WARNING"] = "1"
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120)


def project(
    place: Path, *, plugins: str = "[search, qmsdoc]", docs_dir: str = "docs", broken: bool = False
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
        made.lay(name, text.replace("procedures/control.md", CONTROL.removeprefix("documents/")).encode())
    made.lay("mkdocs.yml", f"{PLAIN.replace('docs_dir: docs', f'docs_dir: {docs_dir}')}plugins: {plugins}\n".encode())
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site with the plugin, and the same without it."""
    made = project(tmp_path_factory.mktemp("own"))
    done = mkdocs(made.root, "build", "-d", "with")
    assert done.returncode == 0, done.stderr
    (made.root / "mkdocs.yml").write_text(f"{PLAIN}plugins: [search]\n")
    plain = mkdocs(made.root, "build", "-d", "without")
    assert plain.returncode == 0, plain.stderr
    return made.root / "with", made.root / "without"


def test_an_edition_stands_with_its_stamp_under_the_prefix(built: tuple[Path, Path]) -> None:
    html = (built[0] / "controlled/qp-001/index.html").read_text()
    assert html.count('<aside class="qms-stamp" data-id="QP-001" data-revision="1"') == 1
    assert 'href="../assets/embedded.css"' in html
    assert "md-header" in html
    assert NOTICE.strip() not in html
    for page in ("register", "verify", "qp-001/history", "policy"):
        assert (built[0] / "controlled" / page / "index.html").is_file()


def test_nothing_unapproved_is_anywhere(built: tuple[Path, Path]) -> None:
    assert not (built[0] / "controlled/qp-002").exists()
    texts = [path.read_text("utf-8", "replace") for path in built[0].rglob("*") if path.is_file()]
    assert not [text for text in texts if DRAFT[:20] in text]


def test_links_to_a_file_lead_to_its_edition(built: tuple[Path, Path]) -> None:
    assert '<a href="controlled/qp-001/">how</a>' in (built[0] / "index.html").read_text()


def test_other_pages_are_the_same_but_for_the_notice_and_the_menu(built: tuple[Path, Path]) -> None:
    pages = [(site / "more/index.html").read_text() for site in built]
    article = re.compile(r"<article.*?</article>", re.DOTALL)
    with_notice, plain = (article.findall(page)[0] for page in pages)
    assert NOTICE in with_notice
    assert "".join(with_notice.replace(NOTICE, "").split()) == "".join(plain.split())


def test_a_site_of_the_documents_themselves(tmp_path: Path) -> None:
    made = project(tmp_path, plugins="[search, {qmsdoc: {prefix: qms/manual}}]", docs_dir="documents")
    done = mkdocs(made.root, "build", "-d", "site")
    assert done.returncode == 0, done.stderr
    site = made.root / "site"
    assert 'data-id="QP-001"' in (site / "qms/manual/qp-001/index.html").read_text()
    assert NOTICE in (site / "index.html").read_text()
    stray = {path.relative_to(site).parts[0] for path in site.rglob("*") if path.is_file()}
    assert stray <= {"404.html", "assets", "index.html", "qms", "search", "sitemap.xml", "sitemap.xml.gz"}


def test_strict_stops_at_what_check_calls_an_error_and_leaves_the_former_site(tmp_path: Path) -> None:
    made = project(tmp_path, broken=True)
    made.lay("site/index.html", b"former")
    done = mkdocs(made.root, "build", "--strict")
    assert done.returncode != 0
    assert "documents/procedures/broken.md" in done.stderr
    assert "--strict was asked for" in done.stderr
    assert (made.root / "site/index.html").read_text() == "former"
    assert mkdocs(made.root, "build").returncode == 0


def test_a_prefix_that_leads_out_of_the_site_is_refused(tmp_path: Path) -> None:
    made = project(tmp_path, plugins="[{qmsdoc: {prefix: ../x}}]")
    done = mkdocs(made.root, "build")
    assert done.returncode != 0
    assert "is no folder of a site" in done.stderr


def test_what_another_plugin_does_to_a_stamp_stops_the_build(tmp_path: Path) -> None:
    made = project(tmp_path)
    made.lay("hook.py", b"def on_post_page(output, **_):\n    return output.replace('Revision 1', 'Revision 9')\n")
    (made.root / "mkdocs.yml").write_text(f"{PLAIN}plugins: [qmsdoc]\nhooks: [hook.py]\n")
    made.lay("site/index.html", b"former")
    done = mkdocs(made.root, "build")
    assert done.returncode != 0
    assert "cannot be published" in done.stderr
    assert (made.root / "site/index.html").read_text() == "former"
    assert not [path for path in made.root.iterdir() if path.name.startswith(".qmsdoc-")]


def test_outside_a_manual_the_message_says_so(tmp_path: Path) -> None:
    for name, text in OWN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "mkdocs.yml").write_text(f"{PLAIN}plugins: [qmsdoc]\n")
    done = mkdocs(tmp_path, "build")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "repository" in done.stderr or "manual" in done.stderr


def test_a_draft_that_another_plugin_brings_in_stops_the_build(tmp_path: Path) -> None:
    made = project(tmp_path)
    made.lay("hook.py", f"def on_post_page(output, **_):\n    return output + '<p>{DRAFT}</p>'\n".encode())
    (made.root / "mkdocs.yml").write_text(f"{PLAIN}plugins: [qmsdoc]\nhooks: [hook.py]\n")
    done = mkdocs(made.root, "build")
    assert done.returncode != 0
    assert "text of QP-001 that nobody approved" in done.stderr


def test_what_an_author_writes_in_a_page_of_their_own_is_theirs(tmp_path: Path) -> None:
    made = project(tmp_path)
    made.lay("docs/more.md", f"# More\n\n{DRAFT}\n".encode())
    done = mkdocs(made.root, "build")
    assert done.returncode == 0, done.stderr


def test_a_preview_follows_changes_of_documents(tmp_path: Path) -> None:
    made = project(tmp_path)
    command = [sys.executable, "-u", "-m", "mkdocs", "serve", "-a", "127.0.0.1:0"]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(command, cwd=made.root, env=env, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr is not None
        said = ""
        while "Watching" not in said:
            line = serving.stderr.readline()
            assert line, said
            said += line
        serving.terminate()
    assert re.search(r"Watching paths for changes:.*'documents'", said)
