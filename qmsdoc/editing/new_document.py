"""Plans a new document: the next free id, its type's template, owner and review filled in."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.used_ids import next_id
from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.errors import UsageError
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.policy import POLICY_ID, DocumentType, Policy
from qmsdoc.text.sentences import all_of
from qmsdoc.text.suggestions import did_you_mean
from qmsdoc.text.terminal import one_line

_HEADER = re.compile(r"\A---[ \t]*\r?\n(?P<fields>.*?)^---[ \t]*\r?\n", re.DOTALL | re.MULTILINE)
_FIRST_HEADING = re.compile(r"^# .*$", re.MULTILINE)
_FILLED = ("id", "title", "type", "owner", "revision", "review_by")
_MARKS = re.compile(r"[\\`*<>\[\]~]|\b_|_\b|#+$")
_UNFIT = re.compile(r'[\\:*?"<>|]|(?:^|/)[. ]|[. ](?:/|$)')  # what other systems refuse in names of files, or hide
_LONGEST = 60
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is asked for: `owner` and `path` None leave the choice to the policy and the title."""

    type_name: str
    title: str
    owner: str | None = None
    path: str | None = None


def type_asked(policy: Policy, name: str) -> DocumentType:
    """Return a type by its name or prefix, whatever the case; raises `UsageError` with the nearest one."""
    wanted = name.lower()
    found = [kind for kind in policy.types if wanted in (kind.name.lower(), kind.prefix.lower())]
    if not found or found[0].prefix == POLICY_ID:
        known = [kind.name for kind in policy.types if kind.prefix != POLICY_ID]
        raise UsageError(
            f"There is no document type '{name}'.",
            remedy=f"{did_you_mean(name, known)}The policy knows: {', '.join(known)}.",
        )
    return found[0]


def plan_new(
    policy: Policy,
    asked: NewDocument,
    *,
    taken: Collection[str],
    paths: Collection[str],
    template: bytes | None,
    today: date,
) -> tuple[str, EditPlan]:
    """Return the new document's id and the plan of its file.

    `taken` are the ids in use, `paths` the files there are, `template` the bytes of the type's own.
    Raises `UsageError`.
    """
    kind = type_asked(policy, asked.type_name)
    title = " ".join(asked.title.split())
    if not title or one_line(title) != title:
        raise UsageError("A document needs a title of plain letters and signs.", remedy="Give it in quotes.")
    name = next_id(kind.prefix, taken)
    path = asked.path or _path(policy, kind, name, title, paths)
    check_place(policy, kind, path, paths)
    owner = asked.owner or _owner(kind, template)
    _known_owner(policy, owner, today)
    text = _text(name, title, kind, owner=owner, template=template, today=today)
    return name, EditPlan((FileEdit(path, None, text.encode()),))


def check_place(policy: Policy, kind: DocumentType | None, path: str, paths: Collection[str]) -> None:
    """Raise `UsageError` where no document of a type can lie at `path`, or a file of that name lies there."""
    if path.lower() in {other.lower() for other in paths}:
        raise UsageError(f"There is a file at {path} already.", remedy="Give another place.")
    unfit = posixpath.normpath(path) != path or one_line(path) != path or _UNFIT.search(path)
    if unfit or not is_document_path(path, policy):
        raise UsageError(
            f"{path} is no place for a document: the policy controls Markdown files under {all_of(policy.documents)}.",
            remedy="Give a path there that ends with .md, of letters, digits and hyphens.",
        )
    if kind is not None and kind.folder is not None and f"/{kind.folder}/" not in f"/{path}":
        raise UsageError(
            f"A document of type {kind.name} lies in the folder {kind.folder}.", remedy="Give a path in it."
        )


def _path(policy: Policy, kind: DocumentType, name: str, title: str, paths: Collection[str]) -> str:
    top = re.split(r"[*?\[]", policy.documents[0])[0].rstrip("/")
    folder = "/".join(part for part in (top, kind.folder or "") if part)
    short = file_stem(title)
    stem = short if short and f"{folder}/{short}.md" not in paths else "-".join(filter(None, (name.lower(), short)))
    return f"{folder}/{stem}.md"


def file_stem(title: str) -> str:
    """Return a title as the name of a file: small letters and digits of ASCII, with hyphens between words."""
    letters = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS))
    plain = letters.encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    while len("-".join(words)) > _LONGEST and len(words) > 1:
        words.pop()
    return "-".join(words)[:_LONGEST]


def _owner(kind: DocumentType, template: bytes | None) -> str:
    header = _header(template)
    written = re.search(r"^owner:[ \t]*([^\s#]+)", header, re.MULTILINE)
    return written[1] if written else next((need.role for need in kind.approvals or () if need.role != "owner"), "")


def _known_owner(policy: Policy, owner: str, today: date) -> None:
    if policy.person(owner) is None and not policy.holders(owner, today):
        known = [*sorted(policy.roles()), *(person.id for person in policy.people)]
        raise UsageError(
            f"'{owner}' is neither a role that anybody holds nor a person." if owner else "Who owns it is not known.",
            remedy=f"{did_you_mean(owner, known)}Give the owner with --owner.",
        )


def _header(template: bytes | None) -> str:
    found = _HEADER.match(template.decode("utf-8", "replace")) if template else None
    return found["fields"].replace("\r\n", "\n") if found else ""


def _text(name: str, title: str, kind: DocumentType, *, owner: str, template: bytes | None, today: date) -> str:
    rows = [f"id: {name}", f"title: {scalar(title)}", f"type: {kind.name}", f"owner: {owner}", "revision: 1"]
    if kind.review_every is not None:
        rows.append(f"review_by: {kind.review_every.after(today)}")
    rows += [line for line in _header(template).split("\n") if line and line.partition(":")[0] not in _FILLED]
    heading = _MARKS.sub(r"\\\g<0>", title)
    body = template.decode("utf-8", "replace").replace("\r\n", "\n") if template else f"\n# {heading}\n"
    body = _FIRST_HEADING.sub(lambda _: f"# {heading}", _HEADER.sub("", body), count=1)
    return "---\n" + "\n".join(rows) + "\n---\n" + ("" if body.startswith("\n") else "\n") + body.rstrip("\n") + "\n"
