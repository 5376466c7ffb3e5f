"""What a contributor names and writes, as the installed command prints it: no command of a runner, nothing unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.approved import fresh
from tests.disk import DiskManual
from tests.memory import document

DAY = ("--as-of", "2026-02-02")
BODY, TITLE, CHANGE = "::set-env::x\n\n::: tip\n", "'::warning::title'", "'::debug::x'"
NAMES = ("::error::x.md", "::add-mask::y.md", "##[group]z.md", "a\n::stop-commands::b.md", "c\x1b[2J\u202ed.md")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> DiskManual:
    """A manual with documents of such names, whose titles and texts begin so too."""
    manual = fresh()
    for number, name in enumerate(NAMES, 10):
        text = document(f"QP-0{number}", body=BODY, title=TITLE, change=CHANGE)
        manual.write(f"documents/procedures/{name}", text)
    manual.write("documents/procedures/::bare.md", "::no front matter\n")
    manual.commit("2026-01-13")
    return DiskManual.of(manual, tmp_path_factory.mktemp("named"))


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("check", "--format", "concise"),
        ("check", "--format", "json"),
        ("check", "--format", "junit"),
        ("register",),
        ("register", "--json"),
        ("show", "QP-010"),
        ("diff", "QP-010"),
        ("inbox", "jane.doe"),
        ("verify",),
        ("build", "--output", "out"),
        ("check", "documents/procedures/a\n::error::none.md"),
    ],
)
def test_no_line_is_a_command_and_nothing_is_unseen(named: DiskManual, command: tuple[str, ...]) -> None:
    answer = named.run(*command, *DAY) if command[0] != "inbox" else named.run(*command)
    assert "Traceback" not in answer.err
    assert answer.out + answer.err
    lines = (answer.out + answer.err).splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert not {"\x1b", "\u202e"} & set(answer.out + answer.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--{}",),
        ("check", "--{}"),
        ("check", "--format", "{}"),
        ("check", "--as-of", "{}"),
        ("check", "{}"),
        ("{}",),
        ("-C", "{}", "check"),
        ("import", "{}.docx"),
        ("show", "{}"),
        ("verify-site", "{}"),
        ("build", "--published", "{}"),
    ],
)
@pytest.mark.parametrize("name", ["\n::error::x", "##vso[task.setvariable variable=x]y", "##[group]\x1b[2J\u202e"])
def test_a_name_on_the_command_line_is_no_command_either(
    named: DiskManual, arguments: tuple[str, ...], name: str
) -> None:
    """Pipelines hand the names of changed files on."""
    answer = named.run(*(each.format(name) for each in arguments))
    said = answer.out + answer.err
    assert (answer.code, "Error" in said, "Traceback" in said) == (2, True, False), said
    assert not [line for line in said.splitlines() if line.lstrip().startswith("::") or "##" in line]
    assert not {"\x1b", "\u202e"} & set(said)


def test_what_is_meant_for_the_runner_reaches_it(named: DiskManual) -> None:
    answer = named.run("check", "--format", "github", *DAY)
    lines = answer.out.splitlines()
    assert lines
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


@pytest.mark.parametrize(
    ("title", "signed"),
    [("Control of \\u202esdrocer", False), ("Con\\u200btrol", False), ("می‌خواهم", True), ("Control of records", True)],
)
def test_a_title_that_hides_something_is_not_signed(tmp_path: Path, title: str, signed: bool) -> None:
    manual = fresh()
    manual.write("documents/procedures/new.md", document("QP-003", title=f'"{title}"'))
    manual.commit("2026-01-13")
    disk = DiskManual.of(manual, tmp_path)
    found = disk.run("check", "QP-003", *DAY)
    assert ("nobody sees" in found.out, found.code) == (not signed, 0 if signed else 1), found.out
