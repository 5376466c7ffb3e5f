"""Nothing that a manual, its git configuration or the environment contains is run; and the rules that prove it work."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qmsdoc.git import command, open_repository
from qmsdoc.model.approval import Act
from tests.acceptance.installed import environment
from tests.approved import CONTROL, fresh, record
from tests.disk import DiskManual
from tests.memory import document

CONFIGURED = {
    "fsmonitor": "[core]\n\tfsmonitor = {program}\n",
    "hooks path": "[core]\n\thooksPath = {folder}\n",
    "pager": "[core]\n\tpager = {program}\n[pager]\n\tdiff-tree = {program}\n\tfor-each-ref = {program}\n",
    "editor": "[core]\n\teditor = {program}\n\taskPass = {program}\n",
    "ssh command": "[core]\n\tsshCommand = {program}\n\tgitProxy = {program}\n",
    "external diff": "[diff]\n\texternal = {program}\n",
    "diff driver": '[diff "evil"]\n\tcommand = {program}\n\ttextconv = {program}\n\tcachetextconv = true\n',
    "filter": '[filter "evil"]\n\tclean = {program}\n\tsmudge = {program}\n\tprocess = {program}\n',
    "merge driver": '[merge "evil"]\n\tdriver = {program}\n',
    "gpg program": '[gpg]\n\tprogram = {program}\n[gpg "ssh"]\n\tdefaultKeyCommand = {program}\n',
    "ssh program": '[gpg]\n\tformat = ssh\n[gpg "ssh"]\n\tprogram = {program}\n',
    "gpg of a log": "[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {program}\n",
    "alias": "[alias]\n\tfor-each-ref = !{program}\n\tcat-file = !{program}\n\trev-parse = !{program}\n",
    "credential helper": "[credential]\n\thelper = !{program}\n",
    "remote helper": '[remote "origin"]\n\turl = ext::{program}\n\tuploadpack = {program}\n\tvcs = evil\n',
    "include": "[include]\n\tpath = {included}\n",
    "conditional include": '[includeIf "gitdir:**"]\n\tpath = {included}\n',
    "alternates command": "[core]\n\talternateRefsCommand = {program}\n",
    "background work": "[gc]\n\tauto = 1\n[maintenance]\n\tauto = true\n",
}


def armed(place: Path) -> tuple[DiskManual, Path, Path]:
    """A manual with a program that leaves a mark when it is run, also as every hook and driver it has."""
    manual = fresh()
    manual.write(".gitattributes", "* filter=evil diff=evil merge=evil text eol=crlf ident\n")
    manual.commit("2026-01-14")
    disk = DiskManual.of(manual, place)
    program, mark = disk.script("program")
    hooks = disk.folder / "hooks"
    hooks.mkdir()
    for name in (
        "pre-commit",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
        "pre-push",
    ):
        os.link(program, hooks / name)
    return disk, program, mark


@pytest.mark.parametrize("name", CONFIGURED)
def test_nothing_of_a_repositorys_configuration_runs(tmp_path: Path, name: str) -> None:
    disk, program, mark = armed(tmp_path)
    included = disk.home / "included"
    included.write_text(f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n")
    disk.configure(CONFIGURED[name].format(program=program, folder=disk.folder / "hooks", included=included))
    found = disk.outcome()
    assert (found.code, found.effective("QP-001"), mark.exists()) == (0, 1, False)


@pytest.mark.parametrize("allowed", [False, True])
def test_nothing_is_fetched_while_reading_whatever_the_repository_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, allowed: bool
) -> None:
    """A file that is included makes the clone a partial one, whose objects a program of its own would bring."""
    disk, program, mark = armed(tmp_path)
    oid = disk.git("rev-parse", f"HEAD:{CONTROL}")
    disk.object(oid).unlink()
    (disk.folder / "included").write_text(
        f'[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ext::{program}\n\tpromisor = true\n'
        '[protocol "ext"]\n\tallow = always\n'
    )
    disk.configure("[core]\n\trepositoryformatversion = 1\n[include]\n\tpath = included\n")
    monkeypatch.delitem(command._SCRUBBED_ENVIRONMENT, "GIT_NO_LAZY_FETCH")  # a git that does not know it
    if allowed:
        monkeypatch.setitem(command._SCRUBBED_ENVIRONMENT, "GIT_ALLOW_PROTOCOL", "ext")
    found = disk.outcome()
    assert (found.code, mark.exists()) == (4, allowed), found.rules


def test_the_mark_is_left_where_something_does_run(tmp_path: Path) -> None:
    disk, program, mark = armed(tmp_path)
    disk.configure(CONFIGURED["fsmonitor"].format(program=program))
    subprocess.run(["git", "-C", str(disk.root), "status"], env=environment(disk.home), capture_output=True, check=True)
    assert mark.exists()


VARIABLES = {
    "GIT_DIR": "{other}",
    "GIT_WORK_TREE": "{home}",
    "GIT_INDEX_FILE": "{home}/index",
    "GIT_OBJECT_DIRECTORY": "{home}",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "{home}",
    "GIT_COMMON_DIR": "{home}",
    "GIT_NAMESPACE": "evil",
    "GIT_CEILING_DIRECTORIES": "{root}",
    "GIT_EXTERNAL_DIFF": "{program}",
    "GIT_PAGER": "{program}",
    "GIT_EDITOR": "{program}",
    "GIT_SSH_COMMAND": "{program}",
    "GIT_ASKPASS": "{program}",
    "GIT_PROXY_COMMAND": "{program}",
    "GIT_EXEC_PATH": "{home}",
    "GIT_CONFIG": "{config}",
    "GIT_CONFIG_GLOBAL": "{config}",
    "GIT_CONFIG_SYSTEM": "{config}",
    "GIT_CONFIG_PARAMETERS": "'core.fsmonitor={program}'",
    "GIT_REPLACE_REF_BASE": "refs/tags/approved/",
    "GIT_GRAFT_FILE": "{grafts}",
    "GIT_SHALLOW_FILE": "{grafts}",
    "GIT_TRACE": "{home}/mark",
    "GIT_TEMPLATE_DIR": "{home}",
    "GIT_DEFAULT_HASH": "sha256",
    "PAGER": "{program}",
    "GPG_PROGRAM": "{program}",
    "XDG_CONFIG_HOME": "{home}/xdg",
}


@pytest.mark.parametrize("name", VARIABLES)
def test_no_variable_leads_git_astray(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, program, mark = armed(tmp_path)
    other = DiskManual.of(fresh(), tmp_path / "other")
    config, grafts = disk.home / "config", disk.home / "grafts"
    config.write_text(f"[core]\n\tfsmonitor = {program}\n")
    (disk.home / "xdg/git").mkdir(parents=True)
    (disk.home / "xdg/git/config").write_text(config.read_text())
    grafts.write_text(disk.git("rev-parse", "HEAD") + "\n")
    places = {"other": other.folder, "home": disk.home, "root": disk.root, "config": config, "grafts": grafts}
    monkeypatch.setenv(name, VARIABLES[name].format(program=program, **places))
    found = disk.outcome()
    assert (found.code, found.effective("QP-001"), mark.exists()) == (0, 1, False)
    assert open_repository(disk.root).root.samefile(disk.root)


MKDOCS = {
    "python tags": "site_name: !!python/object/apply:os.system ['{program}']\n",
    "a named function": "markdown_extensions:\n  - x: {{f: !!python/name:os.system ''}}\n",
    "an environment tag": "site_name: !ENV [HOME, x]\n",
    "hooks": "site_name: Manual\nhooks: [{program}, evil.py]\n",
    "plugins": "site_name: Manual\nplugins: [search, macros, evil]\n",
    "a theme of its own": "site_name: Manual\ntheme: {{name: null, custom_dir: overrides}}\n",
    "another file": "INHERIT: {program}\nsite_name: Manual\n",
    "scripts": "site_name: Manual\nextra_javascript: [https://evil.example/x.js]\nextra_css: [//evil.example/x.css]\n",
}


def test_a_site_is_built_without_running_anything_of_the_manuals(tmp_path: Path) -> None:
    """Everything at once: configuration, hooks, attributes, variables, mkdocs.yml, and modules in Python's way."""
    disk, program, mark = armed(tmp_path)
    for name, text in CONFIGURED.items():
        if name not in {"include", "conditional include"}:
            disk.configure(text.format(program=program, folder=disk.folder / "hooks"))
    python = f"import pathlib\npathlib.Path({str(mark)!r}).write_text('run')\n"
    for name in (
        "evil.py",
        "sitecustomize.py",
        "usercustomize.py",
        "mkdocs.py",
        "markdown.py",
        "yaml.py",
        "git.py",
        "conftest.py",
    ):
        disk.lay(name, python.encode())
        disk.lay(f"overrides/{name}", python.encode())
    disk.lay("overrides/main.html", b"{{ ''.__class__.__mro__[1].__subclasses__() }}OVERRIDDEN")
    disk.lay("mkdocs.yml", MKDOCS["hooks"].format(program=program).encode() + b"plugins: [evil]\n")
    for arguments in (("check",), ("verify",), ("register",), ("doctor",), ("build",)):
        answer = disk.run(*arguments, GIT_EXTERNAL_DIFF=str(program), GIT_PAGER=str(program))
        assert answer.code == (1 if arguments == ("check",) else 0), answer.out + answer.err
        assert not mark.exists(), arguments
    page = (disk.root / "site/qp-001/index.html").read_text()
    assert 'data-id="QP-001"' in page
    assert "OVERRIDDEN" not in page
    assert disk.run("record").code == 0
    assert not mark.exists()


@pytest.mark.parametrize("name", MKDOCS)
def test_looks_are_plain_data(tmp_path: Path, name: str) -> None:
    disk, program, mark = armed(tmp_path)
    disk.lay("mkdocs.yml", MKDOCS[name].format(program=program).encode())
    disk.lay("evil.py", b"raise SystemExit(99)\n")
    found = disk.outcome()
    assert (found.effective("QP-001"), mark.exists()) == (1, False)
    assert found.code in {0, 1}


HOSTILE = '"><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} [x](javascript:alert(1)) </title><script>'
PLACES: dict[str, Callable[[str], bool]] = {
    "no element of theirs": lambda page: "<img src=x" not in page and "</title><script>" not in page,
    "no template of theirs": lambda page: "49" not in page or "7*7" in page,
    "no link of theirs": lambda page: 'href="javascript:' not in page.lower(),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A published manual whose every free text is hostile: titles, reasons for change, names, the site's own name."""
    manual = fresh()
    people = manual.files["people.yml"][1].decode().replace("name: Jane Doe", f"name: '{HOSTILE}'")
    policy = manual.files["qmsdoc.yml"][1].decode().replace("revision: 1", f"revision: 2\nchange: '{HOSTILE}'")
    manual.write("people.yml", people)
    manual.write("qmsdoc.yml", policy.replace("Meridian Instruments Ltd", f"'{HOSTILE}'"))
    manual.write("mkdocs.yml", f"site_name: '{HOSTILE}'\n")
    manual.write(CONTROL, document(revision=2, title=f"'{HOSTILE}'", change=f"'{HOSTILE}'", body=f"Text {HOSTILE}\n"))
    manual.commit("2026-01-14")
    manual.sign("POLICY", "helen.ward", on="2026-01-15")
    manual.approve(on="2026-01-16")
    manual.sign("QF-001", "jane.doe", on="2026-01-16", act=Act.WITHDRAWN, reason=HOSTILE)
    record(manual, "2026-01-17")
    disk = DiskManual.of(manual, tmp_path_factory.mktemp("hostile"))
    answer = disk.run("build", "--as-of", "2026-02-02")
    assert answer.code == 0, answer.err
    site = disk.root / "site"
    return {str(path.relative_to(site)): path.read_text() for path in site.rglob("*.html")}


@pytest.mark.parametrize("what", PLACES)
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "register/index.html",
        "qp-001/index.html",
        "qp-001/history/index.html",
        "policy/index.html",
        "qf-001/index.html",
    ],
)
def test_free_text_stays_text(pages: dict[str, str], path: str, what: str) -> None:
    assert "alert(1)" in pages[path], "the hostile text is there, as text"
    assert PLACES[what](pages[path])
    assert pages["qp-001/index.html"].count('class="qms-stamp"') == 1
