"""A manual from nothing, by somebody with a bare machine: no git identity, no key, an empty folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.acceptance.installed import Answer, git, run

pytestmark = pytest.mark.acceptance
FIRM = "Finch & Sons: Fine Mechanics"
WHO = ("--organisation", FIRM, "--name", "Ada Finch", "--email", "ada@finch.example")


def done(answer: Answer) -> str:
    assert answer.code == 0, answer.err
    assert "Traceback" not in answer.err
    return answer.out


def write_text(path: Path) -> None:
    """Put a sentence of one's own in the place of each of the template's."""
    head, fence, body = path.read_text().rpartition("\n---\n")
    rows = [f"Ours, number {n}." if row[:1].isalnum() else row for n, row in enumerate(body.split("\n"))]
    path.write_text(head + fence + "\n".join(rows))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+12", "Etc/GMT-14"])
def test_the_first_page_is_published_by_the_commands_that_init_names(tmp_path: Path, zone: str) -> None:
    folder = tmp_path / "manual"
    folder.mkdir()

    def qmsdoc(*arguments: str) -> str:
        return done(run(tmp_path, *arguments, folder=folder, TZ=zone))

    told = qmsdoc("init", *WHO, "--host", "github")
    assert "trust root" in told
    qmsdoc("key", "add", "ada.finch", "--make", "file", "--no-passphrase", "--use")
    qmsdoc("new", "procedure", "Control of documents")
    write_text(folder / "documents" / "procedures" / "control-of-documents.md")
    qmsdoc("check")
    git(folder, "add", ".", home=tmp_path)
    git(folder, "commit", "--quiet", "--message", "Begin the manual", home=tmp_path)
    root = re.search(r"sha256:[0-9a-f]{64}", qmsdoc("approve", "POLICY", "--yes").partition("trust root")[2])
    assert root is not None
    qmsdoc("approve", "QP-001", "--yes")
    qmsdoc("record")
    qmsdoc("--directory", ".", "build", "--trust-root", root[0])
    page = (folder / "site" / "qp-001" / "index.html").read_text()
    assert "Finch &amp; Sons: Fine Mechanics" in page
    assert "Ada Finch" in page
    assert "warning" not in qmsdoc("check", "--trust-root", root[0], "--format", "concise")


def test_a_second_init_changes_nothing(tmp_path: Path) -> None:
    done(run(tmp_path, "init", *WHO, "-C", "m"))
    before = {path: path.read_bytes() for path in (tmp_path / "m").rglob("*") if path.is_file()}
    again = run(tmp_path, "init", *WHO, "-C", "m")
    assert again.code == 2
    assert "There is a manual here already" in again.err
    assert before == {path: path.read_bytes() for path in (tmp_path / "m").rglob("*") if path.is_file()}


def test_files_of_ones_own_stay(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "README.md").write_text("Mine\n")
    done(run(tmp_path, "init", *WHO, "-C", "m"))
    assert (tmp_path / "m" / "README.md").read_text() == "Mine\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (WHO[:4], "Your e-mail address is not known"),
        ((*WHO, "--email", "ada"), "not an e-mail address"),
        ((*WHO, "--email", "ada@x.example,eve@x.example"), "not an e-mail address"),
        ((*WHO, "--organisation", " "), "The organisation needs a name"),
        ((*WHO, "--manual", "a b"), "cannot be a manual's short name"),
        ((*WHO, "--deputy", "Eve"), "not a name with an address"),
        ((*WHO, "--deputy", "Eve <ada@finch.example>"), "belongs to both"),
        ((*WHO, "--standard", "ISO 9001"), "no standard that qmsdoc knows"),
        ((*WHO, "--language", "xx"), "no pages in the language 'xx'"),
    ],
)
def test_what_would_not_check_is_refused_with_the_reason(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    answer = run(tmp_path, "init", *arguments, "-C", "m")
    assert answer.code == 2, answer.out
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "m" / "qmsdoc.yml").exists()


@pytest.mark.parametrize("host", ["github", "gitlab", "other"])
def test_two_people_and_every_host_check_clean(tmp_path: Path, host: str) -> None:
    done(run(tmp_path, "init", *WHO, "--deputy", "Eve Finch <eve@finch.example>", "--host", host, "-C", "m"))
    said = run(tmp_path, "check", "--format", "concise", folder=tmp_path / "m")
    assert said.code == 0, said.out
    for path in [*(tmp_path / "m").rglob("*.yml"), *(tmp_path / "m").rglob(".gitlab-ci.yml")]:
        yaml.safe_load(path.read_text())
    jobs = "".join(path.read_text() for path in (tmp_path / "m").rglob("*.yml") if ".git" in str(path))
    assert "{{" not in re.sub(r"\$\{\{[^}]*\}\}", "", jobs)
    assert ("@v0.1.0" in jobs) == (host != "other")


def test_names_of_any_script_become_ids(tmp_path: Path) -> None:
    done(run(tmp_path, "init", *WHO[:2], "--name", "田中", "--email", "tanaka@finch.example", "-C", "m"))
    done(run(tmp_path, "people", "add", "Zoë Łuk-Straße", "--email", "z@finch.example", folder=tmp_path / "m"))
    people = yaml.safe_load((tmp_path / "m" / "people.yml").read_text())["people"]
    assert {key: person["name"] for key, person in people.items()} == {
        "tanaka": "田中",
        "zoe.luk.strasse": "Zoë Łuk-Straße",
    }


def test_no_manual_begins_inside_another_repository(tmp_path: Path) -> None:
    done(run(tmp_path, "init", *WHO, "-C", "m"))
    refused = run(tmp_path, "init", *WHO, "-C", "m/sub")
    assert refused.code == 2
    assert "lies in a repository of other things" in refused.err
    assert not (tmp_path / "m" / "sub").exists()
