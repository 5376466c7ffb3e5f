"""Writes and reads the messages of approval tags: a sentence for people, then exact fields.

Invariants
1. `read_statement(write_message(act, title, statement), act) == statement` for all that can be written.
2. A message has one spelling: fields in their order, each once, none unknown, exactly those its act has.
3. No value holds a line break, a control or a direction-changing character, or blanks at its ends (git
   strips those when it makes a tag), so no value can be mistaken for another field.
4. The first line is for people and decides nothing.
5. Reading never raises; every fault is `tag-malformed`. Writing raises `ValueError` for what could not be read.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from sys import intern

from qmsdoc.model.approval import Act, Statement
from qmsdoc.model.rule_ids import TAG_MALFORMED
from qmsdoc.trust.failure import ParseError, VerificationFailure, invalid

_VERBS = {Act.APPROVED: "Approve", Act.REVIEWED: "Review", Act.WITHDRAWN: "Withdraw"}

_COMMON = ("Manual", "Document", "Revision", "Path", "Content", "Policy", "Role", "Meaning")
_REQUIRED = {Act.APPROVED: _COMMON, Act.REVIEWED: (*_COMMON, "Review-by"), Act.WITHDRAWN: (*_COMMON, "Reason")}
_OPTIONAL = {Act.APPROVED: "Effective", Act.REVIEWED: None, Act.WITHDRAWN: "Successor"}
_FIELDS = (*_COMMON, "Effective", "Review-by", "Reason", "Successor")
_KNOWN = frozenset(_FIELDS)
_ATTRIBUTES = {"Content": "content_digest"}

# Unicode's control characters, surrogates, line and paragraph separators, and all that change direction.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_DAY = re.compile(r"[0-8][0-9]{3}-[0-9]{2}-[0-9]{2}")  # before the year 9000: what is reckoned from it is a day too
_CONTENT = re.compile(r"sha256:[0-9a-f]{64}")


# An approval as nearly all are written, of printable characters alone: whatever else there is, `_fields` reads.
_VALUE = r"[^ \n](?:[^\n]*[^ \n])?"
_APPROVAL = re.compile(
    rf" *[^ \n][^\n]*\n\nManual: ({_VALUE})\nDocument: ({_VALUE})\nRevision: ({_NUMBER.pattern})\nPath: ({_VALUE})\n"
    rf"Content: ({_CONTENT.pattern})\nPolicy: ({_NUMBER.pattern})\nRole: ({_VALUE})\nMeaning: ({_VALUE})\n"
    rf"(?:Effective: ({_DAY.pattern})\n)?"
)


def unsafe(text: str) -> bool:
    """Tell whether a text holds a control, separating or direction-changing character, line breaks among them."""
    # What Unicode calls printable is none of them, and is found out thirty times faster.
    return not text.isprintable() and _UNSAFE.search(text) is not None


def write_message(act: Act, title: str, statement: Statement) -> str:
    """Write the message to sign, ended by one newline; raises `ValueError` for what could not be read back.

    Characters of the title that could disturb a terminal become U+FFFD.
    """
    safe = _UNSAFE.sub("\ufffd", title).strip()
    first = f"{_VERBS[act]} {statement.document} revision {statement.revision}"
    pairs = ((key, getattr(statement, _ATTRIBUTES.get(key, key.lower().replace("-", "_")))) for key in _FIELDS)
    fields = "".join(f"{key}: {value}\n" for key, value in pairs if value is not None)
    message = f"{first}: {safe}\n\n{fields}" if safe else f"{first}\n\n{fields}"
    again = read_statement(message, act)
    if again != statement:
        raise ValueError(
            again.reason if isinstance(again, VerificationFailure) else "A field cannot be written exactly."
        )
    return message


def read_statement(message: str, act: Act) -> Statement | VerificationFailure:
    """Read a tag's message as the statement of `act`; anything but its one spelling is `tag-malformed`."""
    try:
        return _plain_approval(message, act) or _statement(_fields(message, act))
    except ParseError as refused:
        return refused.fault


def _plain_approval(message: str, act: Act) -> Statement | None:
    """Read at once what nearly all tags say; None where the fields have to be looked at one by one."""
    found = _APPROVAL.fullmatch(message) if act is Act.APPROVED else None
    if found is None or not message.replace("\n", "").isprintable():
        return None
    manual, document, revision, path, content, policy, role, meaning, effective = found.groups()
    named = intern(manual), intern(document), int(revision), intern(path), intern(content)
    return Statement(*named, int(policy), intern(role), intern(meaning), _read_day("Effective", effective))


def _fields(message: str, act: Act) -> dict[str, str]:
    lines = message.split("\n")
    if len(lines) < 4 or not lines[0].strip() or lines[1] or not lines[2]:
        raise _malformed("The message is not one sentence, a blank line, and then its fields.")
    if lines[-1] or not lines[-2]:
        raise _malformed("The message does not end with exactly one line break.")
    if unsafe("".join(lines)):
        raise _malformed("The message holds control or direction-changing characters.")
    fields: dict[str, str] = {}
    for line in lines[2:-1]:
        key, _, value = line.partition(": ")
        if key not in _KNOWN:
            raise _malformed(f"The message holds the line '{line[:60]}', which is none of its fields.")
        if key in fields:
            raise _malformed(f"The message gives '{key}' more than once.")
        if not value or value != value.strip():
            raise _malformed(f"The field '{key}' is empty or has blanks at its ends.")
        fields[key] = intern(value)  # most tags say what others say
    _expect(tuple(fields), act)
    return fields


def _expect(keys: tuple[str, ...], act: Act) -> None:
    required, optional = _REQUIRED[act], _OPTIONAL[act]
    missing = [key for key in required if key not in keys]
    if missing:
        raise _malformed(f"The message lacks '{missing[0]}'.")
    foreign = [key for key in keys if key not in required and key != optional]
    if foreign:
        raise _malformed(f"The message gives '{foreign[0]}', which does not belong to this act.")
    if keys != tuple(key for key in _FIELDS if key in keys):
        raise _malformed("The fields of the message are not in their order.")


def _statement(fields: dict[str, str]) -> Statement:
    if not _CONTENT.fullmatch(fields["Content"]):
        raise _malformed("'Content' is not 'sha256:' and 64 hexadecimal digits in lower case.")
    return Statement(
        manual=fields["Manual"],
        document=fields["Document"],
        revision=_number(fields, "Revision"),
        path=fields["Path"],
        content_digest=fields["Content"],
        policy=_number(fields, "Policy"),
        role=fields["Role"],
        meaning=fields["Meaning"],
        effective=_read_day("Effective", fields.get("Effective")),
        review_by=_read_day("Review-by", fields.get("Review-by")),
        reason=fields.get("Reason"),
        successor=fields.get("Successor"),
    )


def _number(fields: dict[str, str], key: str) -> int:
    if not _NUMBER.fullmatch(fields[key]):
        raise _malformed(f"'{key}' is not a whole number from 1, without leading zeros.")
    return int(fields[key])


@lru_cache(maxsize=4096)  # most documents are signed, and come in force, on days of others
def _read_day(key: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise _malformed(f"'{key}' is not a real date written as YYYY-MM-DD.")
    return day


def _malformed(reason: str) -> ParseError:
    return ParseError(invalid(TAG_MALFORMED, reason))
