"""`qmsdoc init`: a manual from nothing, by at most eight questions or by options alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from qmsdoc.cli.clock import day_begun
from qmsdoc.cli.console import say
from qmsdoc.editing.edit_plan import apply_plan
from qmsdoc.editing.init import HOSTS, Founder, InitAnswers, manual_name, plan_manual
from qmsdoc.editing.init_answers import (
    check_address,
    check_language,
    check_manual,
    check_name,
    check_standard,
    read_answers,
)
from qmsdoc.editing.sample_start import MICRO, SAMPLE
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git.sign import SigningSettings, signing_settings
from qmsdoc.git.write import begin_repository
from qmsdoc.model.policy import POLICY_PATH

_NEXT = """\
What to do next
  1. A key to sign with, if the policy has none yet:   {key}
{texts}
  4. Commit all of it:                                 git add . && git commit -m "Begin the manual"
  5. Sign the policy, then what waits for you:         qmsdoc approve POLICY && qmsdoc approve --all
  6. Publish:                                          qmsdoc build

The trust root, in which all trust begins, is the digest of the policy that you sign first; `approve POLICY` prints it.
Keep it outside this repository, where no pull request can change it: in a variable QMSDOC_TRUST_ROOT of the host of
your repository, on every machine that checks or publishes, and on paper with whoever runs the organisation."""

_TEXTS_OF_ONES_OWN = """\
  2. The first document:                               qmsdoc new procedure "Control of documents"
  3. Write it, then look at it and have it checked:    qmsdoc check"""
_TEXTS_OF_THE_SAMPLE = """\
  2. What each text wants of you, its x-adapt says:    grep -r x-adapt documents
  3. Make the texts yours, and have them checked:      qmsdoc check"""
_WHICH_STANDARD = "Standard: iso9001-2015, or none"


@click.command("init")
@click.option("--organisation", help="The name of your organisation.")
@click.option("--manual", help="The manual's short name, which every signature carries.")
@click.option("--name", help="Your name; otherwise git's.")
@click.option("--email", help="Your address, which git and your key carry; otherwise git's.")
@click.option("--deputy", metavar="NAME <ADDRESS>", help="Who else signs: the managing director, and your deputy.")
@click.option("--standard", help="The standard whose clauses are to be covered, such as iso9001-2015; or none.")
@click.option("--host", type=click.Choice(HOSTS), help="Where the repository lies: its jobs are written too.")
@click.option("--language", help="The language of the published pages: en or de.")
@click.option("--key", metavar="FILE", help="Your public key, a .pub file.")
@click.option("--like", type=click.Choice([SAMPLE]), help="Begin with the whole sample manual, under your own name.")
@click.option("--profile", type=click.Choice([MICRO]), help="Begin with the sample for a firm of one or two.")
@click.option(
    "--answers",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take what no option says from this file: organisation: …, name: …, one a line. Asks nothing.",
)
@click.option("-C", "--directory", type=click.Path(file_okay=False), help="Begin in this folder.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: take what git and the options say.")
def command(*, answers: Path | None, directory: str | None, yes: bool, **options: str | None) -> None:
    """Begin a manual in this folder: policy, people, templates, looks, and the jobs that check and publish it."""
    root = Path(directory or click.get_current_context().find_root().obj or ".")
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    existing = frozenset(path.as_posix() for path in files if ".git" not in path.parts[:1])
    if POLICY_PATH in existing:
        plan_manual(InitAnswers("x", Founder("x", "x@x")), existing=existing, today=day_begun())
    given = {**(read_answers(answers) if answers else {}), **{name: text for name, text in options.items() if text}}
    chosen = _answers(root, given, ask=not yes and answers is None and sys.stdin.isatty())
    plan = plan_manual(chosen, existing=existing, today=day_begun())
    with _undone_on_failure(root):
        begin_repository(root)
        apply_plan(root, plan)
    for path in plan.paths:
        say(f"  {path}")
    say(f"The manual '{chosen.manual}' is begun: {len(plan.paths)} files written.", fg="green")
    say()
    say(
        _NEXT.format(
            key=f"qmsdoc key add {chosen.founder.id} --make file --use",
            texts=_TEXTS_OF_ONES_OWN if chosen.like is None else _TEXTS_OF_THE_SAMPLE,
        )
    )


def _answers(root: Path, given: Mapping[str, str], *, ask: bool) -> InitAnswers:
    """Return the answers: those given, otherwise what is typed, otherwise what is usual. Eight questions at most."""
    git = signing_settings(root) if root.is_dir() else SigningSettings(None, None, "openpgp", None)

    def asked(question: str, name: str, usual: str | None, check: Callable[[str], str] = str.strip) -> str:
        return _asked(question, given.get(name), usual, check, ask=ask)

    firm = asked("Name of the organisation", "organisation", None, lambda text: check_name(text, "The organisation"))
    like = _start(given)
    return InitAnswers(
        organisation=firm,
        founder=Founder(
            asked("Your name", "name", git.name, lambda text: check_name(text, "A person")),
            asked("Your e-mail address", "email", git.email, check_address),
        ),
        deputy=_deputy(asked("Who else signs: Name <address>, or nothing", "deputy", "", _deputy_text)),
        manual=asked("Short name of the manual", "manual", manual_name(firm), check_manual),
        standard=check_standard(
            given.get("standard", "") if like else asked(_WHICH_STANDARD, "standard", "none", _standard)
        ),
        host=asked(f"Host: {', '.join(HOSTS)}", "host", "other", _host),
        language=asked("Language of the pages: en or de", "language", "en", check_language),
        key=_key(given.get("key")),
        like=like,
    )


@contextmanager
def _undone_on_failure(root: Path) -> Iterator[None]:
    """Take away the folder, or the repository in it, that was not there before, where what follows is interrupted."""
    there, begun = root.exists(), (root / ".git").exists()
    root.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if not begun:
            shutil.rmtree(root / ".git", ignore_errors=True)
        if not there and not any(root.iterdir()):
            root.rmdir()
        raise


def _start(given: Mapping[str, str]) -> str | None:
    like, profile = given.get("like"), given.get("profile")
    if like not in {None, SAMPLE, MICRO} or profile not in {None, MICRO}:
        raise UsageError("There is no such manual to begin with.", remedy=f"Write like: {SAMPLE}, or profile: {MICRO}.")
    return profile or like


def _key(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        return Path(path).expanduser().read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"There is no key in {path}.", remedy="Give the file that ends with .pub.") from error


def _asked(question: str, given: str | None, usual: str | None, check: Callable[[str], str], *, ask: bool) -> str:
    """Return an option's value, else the answer to the question, else what is usual; `check` refuses with a reason."""
    if given is not None or not ask:
        if given is None and usual is None:
            raise UsageError(f"{question} is not known.", remedy="Give it as an option. See: qmsdoc init --help")
        return check(given if given is not None else usual or "")
    while True:
        try:
            return check(click.prompt(question, default=usual, show_default=bool(usual)))
        except QmsdocError as error:
            say(error.told)


def _deputy_text(text: str) -> str:
    _deputy(text)
    return text.strip()


def _deputy(text: str) -> Founder | None:
    if not text.strip():
        return None
    name, opening, address = text.strip().rstrip(">").partition("<")
    if not opening:
        raise UsageError(
            f"'{text}' is not a name with an address.", remedy="Write it as in: Helen Ward <helen@example.com>"
        )
    return Founder(check_name(name, "A person"), check_address(address))


def _standard(text: str) -> str:
    check_standard(text)
    return text.strip()


def _host(text: str) -> str:
    if text.strip() not in HOSTS:
        raise UsageError(f"'{text}' is none of them.", remedy=f"Write one of {', '.join(HOSTS)}.")
    return text.strip()
