"""The demonstration as a newcomer runs it: the installed command, a home of one's own, real keys and signatures."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.acceptance.demonstration import GITCONFIG, Demonstration
from tests.acceptance.installed import git, run

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def demonstration(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """A copy, in which commands may keep what they read."""
    place = tmp_path_factory.mktemp("demonstration")
    return demonstration.copy(place / "the manual", place / "home")


def test_is_large_enough(demonstration: Demonstration) -> None:
    tags = git(demonstration.manual, "tag", home=demonstration.home).split()
    approved = {tuple(tag.split("/")[1:3]) for tag in tags if tag.startswith("approved/")}
    signers = {tag.rsplit("/", 1)[1] for tag in tags}
    assert len({name for name, _ in approved}) >= 40
    assert len(approved) >= 120
    assert len(tags) >= 200
    assert len(signers) >= 8
    assert {"1", "2", "3", "4"} == {revision for name, revision in approved if name == "POLICY"}


def test_the_tour_leads_to_the_light_frame(demonstration: Demonstration) -> None:
    assert "qmsdoc build --theme qmsdoc " in demonstration.said


def test_holds_every_status(demonstration: Demonstration) -> None:
    documents = demonstration.json("register", "--json")["documents"]
    statuses = {document["status"] for document in documents}
    statuses |= {edition["status"] for edition in demonstration.json("history", "QP-003", "--json")["editions"]}
    assert statuses == {"draft", "in-review", "approved", "effective", "superseded", "withdrawn"}
    assert any(document["overdue"] for document in documents)


def test_show_and_history_list_signed_reviews(demonstration: Demonstration) -> None:
    for command in ("show", "history"):
        said = demonstration.run(command, "QP-004").out
        assert said.count("Signed reviews") == 1
        assert "Grace Miller" in said.partition("Signed reviews")[2]
    (review,) = demonstration.json("history", "QP-004", "--json")["reviews"]
    assert (review["revision"], review["person"], review["role"]) == (4, "grace.miller", "owner")
    assert review["tag"].startswith("reviewed/QP-004/4/")
    assert "Signed reviews" not in demonstration.run("history", "QP-001").out


def test_every_approval_is_good(demonstration: Demonstration) -> None:
    verified = demonstration.run("verify", "--trust-root", demonstration.root)
    assert verified.code == 0, verified.out + verified.err
    wrong = demonstration.run("verify", "--trust-root", "sha256:" + "0" * 64)
    assert wrong.code == 3


def test_check_finds_what_was_put_there_and_nothing_else(demonstration: Demonstration) -> None:
    findings = demonstration.json("check", "--format", "json")["findings"]
    errors = {(finding["rule"], finding["document"]) for finding in findings if finding["severity"] == "error"}
    assert {rule for rule, _ in errors} == {"review-overdue"}
    assert {finding["rule"] for finding in findings} >= {"approval-missing", "review-due-soon", "trust-root-unpinned"}
    assert demonstration.run("check").code == 1


def test_the_site_is_published_with_its_stamps(demonstration: Demonstration) -> None:
    site = demonstration.manual / "site"
    page = (site / "qp-001" / "index.html").read_text()
    assert 'class="qms-stamp"' in page
    assert "Jane Doe" in page
    assert not (site / "wi-012").exists()


def test_the_working_tree_is_clean(demonstration: Demonstration) -> None:
    assert git(demonstration.manual, "status", "--porcelain", home=demonstration.home) == ""


def test_the_home_is_as_it_was(demonstration: Demonstration) -> None:
    assert (demonstration.home / ".gitconfig").read_text() == GITCONFIG
    ours = demonstration.home / ".cache" / "qmsdoc"
    files = [path for path in demonstration.home.rglob("*") if path.is_file() and ours not in path.parents]
    assert files == [demonstration.home / ".gitconfig"]
    assert "Somebody Real" not in git(demonstration.manual, "log", "--format=%an %cn", home=demonstration.home)


def test_private_keys_lie_outside_and_are_private(demonstration: Demonstration) -> None:
    assert not [path for path in demonstration.manual.rglob("*") if path.is_file() and _is_private_key(path)]
    private = [path for path in demonstration.keys.iterdir() if _is_private_key(path)]
    assert len(private) >= 12
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert stat.S_IMODE(demonstration.keys.stat().st_mode) == 0o700


def _is_private_key(path: Path) -> bool:
    return b"PRIVATE KEY" in path.read_bytes()


def test_git_and_openssh_agree(demonstration: Demonstration) -> None:
    settings = ("-c", "gpg.ssh.allowedSignersFile=allowed_signers")
    tags = git(demonstration.manual, "tag", "--list", "approved/*/1/*", home=demonstration.home).split()
    for tag in tags[:: max(1, len(tags) // 12)]:
        git(demonstration.manual, *settings, "verify-tag", tag, home=demonstration.home)


def test_the_user_can_act_as_one_of_its_people(demonstration: Demonstration) -> None:
    name = git(demonstration.manual, "config", "user.name", home=demonstration.home).strip()
    assert name == "Jane Doe"
    config = demonstration.keys / "amir.khan.gitconfig"
    assert git(
        demonstration.manual, "config", "--file", str(config), "user.email", home=demonstration.home
    ).strip() == ("amir.khan@meridian.example")


def test_a_folder_in_use_is_refused(demonstration: Demonstration, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine")
    said = run(demonstration.home, "demo", str(tmp_path / "used"), "--no-serve")
    assert said.code == 2
    assert "not empty" in said.err
    assert [path.name for path in tmp_path.rglob("*")] == ["used", "mine.txt"]
