"""`qmsdoc init`: a manual from nothing, by at most eight questions or by options alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from qmsdoc.cli.clock import local_day
from qmsdoc.cli.console import say
from qmsdoc.editing.edit_plan import apply_plan
from qmsdoc.editing.init import HOSTS, Founder, InitAnswers, check_address, check_name, manual_name, plan_manual
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git.sign import SigningSettings, signing_settings
from qmsdoc.git.write import begin_repository

_NEXT = """\
What to do next
  1. A key to sign with, if the policy has none yet:   qmsdoc key add --make file --use
  2. The first document:                               qmsdoc new procedure "Control of documents"
  3. Write it, then look at it and have it checked:    qmsdoc check
  4. Commit all of it:                                 git add . && git commit -m "Begin the manual"
  5. Sign the policy, then the document:               qmsdoc approve POLICY && qmsdoc approve QP-001
  6. Publish:                                          qmsdoc build

The trust root, in which all trust begins, is the digest of the policy that you sign first; `approve POLICY` prints it.
Keep it outside this repository, where no pull request can change it: in a variable QMSDOC_TRUST_ROOT of the host of
your repository, on every machine that checks or publishes, and on paper with whoever runs the organisation."""


@click.command("init")
@click.option("--organisation", help="The name of your organisation.")
@click.option("--manual", help="The manual's short name, which every signature carries.")
@click.option("--name", help="Your name; otherwise git's.")
@click.option("--email", help="Your address, which git and your key carry; otherwise git's.")
@click.option("--deputy", metavar="NAME <ADDRESS>", help="Who else signs: the managing director, and your deputy.")
@click.option("--standard", help="The standard whose clauses are to be covered, such as iso9001-2015; or none.")
@click.option("--host", type=click.Choice(HOSTS), help="Where the repository lies: its jobs are written too.")
@click.option("--language", help="The language of the published pages: en or de.")
@click.option(
    "--key", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="Your public key, a .pub file."
)
@click.option("-C", "--directory", type=click.Path(file_okay=False), help="Begin in this folder.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: take what git and the options say.")
def command(
    *,
    organisation: str | None,
    manual: str | None,
    name: str | None,
    email: str | None,
    deputy: str | None,
    standard: str | None,
    host: str | None,
    language: str | None,
    key: str | None,
    directory: str | None,
    yes: bool,
) -> None:
    """Begin a manual in this folder: policy, people, templates, looks, and the jobs that check and publish it."""
    root = Path(directory or click.get_current_context().find_root().obj or ".")
    ask = not yes and sys.stdin.isatty()
    existing = frozenset(path.relative_to(root).as_posix() for path in _files(root))
    if "qmsdoc.yml" in existing:
        plan_manual(InitAnswers("x", Founder("x", "x@x")), existing=existing, today=local_day())
    git = signing_settings(root) if root.is_dir() else SigningSettings(None, None, "openpgp", None)
    firm = _asked(
        "Name of the organisation", organisation, None, lambda text: check_name(text, "The organisation"), ask=ask
    )
    answers = InitAnswers(
        organisation=firm,
        founder=Founder(
            _asked("Your name", name, git.name, lambda text: check_name(text, "A person"), ask=ask),
            _asked("Your e-mail address", email, git.email, check_address, ask=ask),
        ),
        deputy=_deputy(_asked("Who else signs: Name <address>, or nothing", deputy, "", _deputy_text, ask=ask)),
        manual=_asked("Short name of the manual", manual, manual_name(firm), str.strip, ask=ask),
        standard=_standard(_asked("Standard: iso9001-2015, or none", standard, "none", str.strip, ask=ask)),
        host=host or _asked(f"Host: {', '.join(HOSTS)}", None, "other", _host, ask=ask),
        language=_asked("Language of the pages: en or de", language, "en", str.strip, ask=ask),
        key=Path(key).read_text("utf-8", "replace") if key else None,
    )
    plan = plan_manual(answers, existing=existing, today=local_day())
    root.mkdir(parents=True, exist_ok=True)
    begin_repository(root)
    apply_plan(root, plan)
    for path in plan.paths:
        say(f"  {path}")
    say(f"The manual '{answers.manual}' is begun: {len(plan.paths)} files written.", fg="green")
    say()
    say(_NEXT)


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts[:1]]


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
            say(f"{error.message} {error.remedy or ''}")


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


def _standard(text: str) -> str | None:
    return None if text.lower() in {"", "none", "no"} else text


def _host(text: str) -> str:
    if text.strip() not in HOSTS:
        raise UsageError(f"'{text}' is none of them.", remedy=f"Write one of {', '.join(HOSTS)}.")
    return text.strip()
