"""A desk over a real clone, a bare host beside it, and people with passkeys in software."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from starlette.testclient import TestClient

from qmsdoc.desk.app import application
from qmsdoc.desk.clone import DeskClone
from qmsdoc.desk.desk import Desk
from qmsdoc.desk.guard import Door, Guard
from qmsdoc.site import template
from qmsdoc.trust import sshsig
from qmsdoc.trust.wire import Reader
from tests.acceptance.manual import TEXTS
from tests.disk import DiskManual
from tests.memory import PEOPLE, POLICY, MemoryManual
from tests.trust.keys import Passkey, TestKey

ORIGIN = "http://localhost:8425"
TEAM = "https://desk.meridian.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITES = (
    "passkeys:\n  - {rp: localhost, origins: ['http://localhost:8425']}\n"
    "  - {rp: desk.meridian.example, origins: ['https://desk.meridian.example']}\n"
)
ADDRESS = "jane.doe@meridian.example"
TAG = "approved/QP-002/1/jane.doe"


def passkey(person: str = "jane", *, team: bool = False) -> Passkey:
    """A person's passkey, for one's own machine or for the team's desk."""
    return Passkey(person, b"desk.meridian.example", TEAM) if team else Passkey(person)


def made(
    place: Path,
    key: TestKey | None = None,
    origin: str = ORIGIN,
    *,
    texts: Mapping[str, str] = TEXTS,
    policy: str = POLICY + SITES,
    people: str = PEOPLE,
    passkeys: Mapping[str, str] | None = None,
) -> DiskManual:
    """A manual in which QP-002 waits for Amir and Jane; Jane signs with `key`, on her own machine at `origin`.

    `passkeys` are those of others beside their keys, person and seed.
    """
    manual = MemoryManual(policy=policy.replace(ORIGIN, origin), people=people)
    manual.keys["jane.doe"] = key or passkey().key()
    lines = [f"{who}@meridian.example {passkey(seed).key().line}\n" for who, seed in (passkeys or {}).items()]
    manual.write("allowed_signers", manual.signers() + "".join(lines))
    for path, text in texts.items():
        manual.write(path, text)
    manual.commit("2026-01-05T09:00", author="amir.khan")
    manual.sign("POLICY", "helen.ward", on="2026-01-06T09:00")
    disk = DiskManual.of(manual, place)
    disk.git("reset", "--quiet")
    return disk


def hosted(manual: DiskManual) -> Path:
    """Make a bare host of the manual, and let the manual know it as `origin`."""
    place = manual.root.parent / "origin.git"
    manual.git("clone", "--quiet", "--bare", str(manual.root), str(place))
    manual.git("remote", "add", "origin", str(place))
    return place


def cloned(manual: DiskManual, place: Path) -> DiskManual:
    """Clone the host of a manual once more, for somebody else's desk."""
    place.mkdir()
    manual.git("clone", "--quiet", str(manual.root.parent / "origin.git"), str(place / "manual"))
    return DiskManual(place / "manual", manual.home, manual.keys)


def desk_of(
    manual: DiskManual,
    *,
    team: bool = False,
    person: str | None = "jane.doe",
    language: str = "en",
    now: Callable[[], datetime] = lambda: NOW,
) -> Desk:
    """A desk over a clone, at Jane's machine or for a team whose proxy says who is who."""
    guard = Guard(TEAM, Door.PROXY) if team else Guard(ORIGIN)
    clone = DeskClone(manual.root, now)
    return Desk(clone, guard, template(), language, None if team else person, TEAM[8:] if team else "localhost")


@dataclass(frozen=True)
class Visitor:
    """A browser at a desk: one that was let in, and what it reads from the pages."""

    client: TestClient
    headers: dict[str, str]
    word: str

    @classmethod
    def at(cls, desk: Desk, address: str = ADDRESS) -> Visitor:
        """Open the desk's first page."""
        client = TestClient(application(desk), base_url=desk.guard.origin, headers={"Origin": desk.guard.origin})
        headers = {"X-Forwarded-Email": address} if desk.for_team else {}
        word = re.search(_WORD, client.get(f"/?token={desk.guard.token}", headers=headers).text)
        assert word is not None
        return cls(client, headers, word[1])

    def page(self, path: str = "/") -> str:
        """Return a page's text."""
        return self.client.get(path, headers=self.headers).text

    def values(self, name: str, query: str = "") -> dict[str, str]:
        """Return what the forms of a document's page carry."""
        content = re.search(_CONTENT, self.page(f"/document/{name}/{query}"))
        assert content is not None
        return {"word": self.word, "content": content[1]}

    def post(self, path: str, values: Mapping[str, str], *, json: bool = False) -> Answer:
        """Send a form, or what the script sends, and follow where it leads."""
        sent = {"json": dict(values)} if json else {"data": dict(values)}
        answer = self.client.post(path, headers=self.headers, **sent)  # type: ignore[arg-type]
        return Answer(answer.status_code, answer.text)

    def begin(
        self, name: str, act: str = "approve", query: str = "", seen: dict[str, str] | None = None, **more: str
    ) -> dict[str, str]:
        """Begin a signature with a passkey, over what the page shows, or what was seen of it before."""
        values = (seen or self.values(name, query)) | more
        answer = self.client.post(f"/passkey/begin/{act}/{name}", headers=self.headers, json=values)
        assert answer.status_code == 200, answer.text
        read: dict[str, str] = answer.json()
        return read

    def finish(self, begun: Mapping[str, str], key: Passkey) -> Answer:
        """Finish it, as the browser does."""
        values = {"word": self.word, "begun": begun["begun"], **answered(key, begun)}
        return self.post("/passkey/finish", values, json=True)

    def sign(self, name: str, key: Passkey, act: str = "approve", query: str = "", **more: str) -> Answer:
        """Sign with a passkey."""
        return self.finish(self.begin(name, act, query, None, **more), key)


_WORD = re.compile(r'data-word="([0-9a-f]{64})"')
_CONTENT = re.compile(r'name="content" value="(sha256:[0-9a-f]{64})"')


@dataclass(frozen=True)
class Answer:
    """What a desk answered."""

    code: int
    text: str


def answered(key: Passkey, begun: Mapping[str, str]) -> dict[str, str]:
    """Do what the browser does with a passkey, over a tag."""
    return signed(key, sshsig.signed_data(base64.b64decode(begun["payload"]), b"sha512"))


def signed(key: Passkey, asked: bytes) -> dict[str, str]:
    """Let a passkey sign a challenge."""
    reader = Reader(key.key().raw(asked), "The proof")
    reader.string()
    pair = Reader(reader.string(), "The numbers")
    r, s = pair.mpint(), pair.mpint()
    flags, counter = reader.take(1), reader.take(4)
    reader.string()
    client_data = reader.string()
    data = sha256(key.rp).digest() + flags + counter
    parts = {"authenticator": data, "client": client_data, "signature": encode_dss_signature(r, s)}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}
