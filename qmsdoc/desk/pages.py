"""The pages of a desk: what waits, a document, what is done; and the files that stand beside them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from qmsdoc.capture.concerned import Purpose
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.request import SnapshotSource, find_record, requested_snapshot
from qmsdoc.checking.environment_checks import Check, CheckState, of_manual
from qmsdoc.desk.desk import STYLES, Desk
from qmsdoc.desk.forms import served_file
from qmsdoc.desk.offers import Attempt
from qmsdoc.desk.receipt import receipt
from qmsdoc.desk.server import preview_answer
from qmsdoc.desk.views import AskedDocument, DeskDocument, document_view, own_signatures, waiting_rows
from qmsdoc.git import Repository
from qmsdoc.git.origin_tags import ORIGIN, origin_tags
from qmsdoc.git.sign import signing_settings
from qmsdoc.git.tag_object import has_remote
from qmsdoc.model.approval import SignedAct
from qmsdoc.model.policy import Person, Policy
from qmsdoc.model.refs import TAGS
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.render.decision_text import decision_text, shown_document
from qmsdoc.rules import check
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.passkey import passkey_site
from qmsdoc.signing.pending import pending
from qmsdoc.signing.roles import by_address


def page(desk: Desk, request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page of the desk, made of its template."""
    html = desk.pages.get_template(f"desk/{name}.html").render(
        language=desk.words.code,
        desk=desk,
        word=desk.guard.csrf(request),
        styles=STYLES,
        here=request.url.path,
        **values,
    )
    return Response(html, status, media_type="text/html; charset=utf-8")


def person_here(desk: Desk, request: Request, policy: Policy | None) -> Person | None:
    """Return who looks: who signed in, or whom git's e-mail address here names."""
    if policy is None:
        return None
    if desk.for_team:
        return by_address(policy, desk.guard.user(request))
    if desk.person is not None:
        return policy.person(desk.person)
    return by_address(policy, signing_settings(desk.clone.directory).email)


async def inbox(desk: Desk, request: Request) -> Response:
    """Show what waits, what the person signed, and the state of the clone."""

    def shown() -> dict[str, Any]:
        reading = desk.clone.read(fetch="fetch" in request.query_params)
        snapshot, policy = reading.snapshot, reading.snapshot.policy_in_force
        person = person_here(desk, request, policy)
        with desk.clone.opened() as repository:
            waiting = pending(snapshot, Authorship(repository.store, snapshot).wrote)
            branches = desk.previews.branches(repository, policy.trunk)
            missing = () if desk.for_team else _missing(desk, repository, snapshot, person)
        rows = waiting_rows(waiting, person, snapshot)
        return dict(  # noqa: C408 - names of the template
            manual=policy.organisation or snapshot.manual,
            person=person,
            mine=tuple(row for row in rows if row.mine),
            others=tuple(row for row in rows if not row.mine),
            own=own_signatures(snapshot, person, reading.origin),
            lines=snapshot.ledger_seq,
            unrecorded=snapshot.recorded
            and sum(isinstance(act, SignedAct) and act.recorded_at is None for act in snapshot.acts),
            seen=desk.words.instant(reading.origin.seen) if reading.origin else "",
            trouble=reading.trouble,
            branches=branches,
            missing=missing,
        )

    return page(desk, request, "inbox", **await run_in_threadpool(shown))


def _missing(desk: Desk, repository: Repository, snapshot: Snapshot, person: Person | None) -> tuple[Check, ...]:
    """Return what this machine and clone lack to sign, but for what the page says elsewhere or nobody needs."""
    tags = sum(ref.name.startswith(TAGS) for ref in repository.store.refs())
    checks = of_manual(snapshot, signing_settings(repository.root), tags, desk.clone.now())
    settled = {"sent", *(("who you are",) if person else ())}
    if person and any(
        key.person == person.id and passkey_site(key) == desk.rp for key in snapshot.policy_in_force.keys
    ):
        settled.add("signing key")
    return tuple(check for check in checks if check.state is not CheckState.OK and check.name not in settled)


async def document(desk: Desk, request: Request) -> Response:
    """Show one document with all that is needed to decide over it; with `in-force` its edition in force."""

    def view() -> DeskDocument:
        reading = desk.clone.read()
        snapshot = reading.snapshot
        person = person_here(desk, request, snapshot.policy_in_force)
        record = find_record(snapshot, request.path_params["name"])
        shown = shown_document(record, in_force="in-force" in request.query_params)
        text = decision_text(record, shown, snapshot, desk.words)
        desk.keep(text.files)
        with desk.clone.opened() as repository:
            authorship = Authorship(repository.store, snapshot)
            writers = tuple(each.name for each in authorship.writers(record))
            waiting = pending(snapshot, authorship.wrote)
            offered = Attempt(snapshot, record, shown, person, authorship).offers(waiting) if person else ()
        asked = AskedDocument(shown, person, offered, waiting, check(snapshot), writers)
        return document_view(record, snapshot, text, asked)

    return page(desk, request, "document", view=await run_in_threadpool(view))


async def file(desk: Desk, request: Request) -> Response:
    """Serve a picture or an attachment of a page that was shown."""
    name = request.path_params["name"]
    return served_file(name, desk.files.get(f"files/{name}"))


async def asset(desk: Desk, request: Request) -> Response:
    """Serve a style sheet or the script."""
    name = request.path_params["name"]
    place = "desk/" if name.startswith("desk.") else "assets/"
    return served_file(name, desk.template.get(place + name) if name in (*STYLES, "desk.js") else None)


async def closure_file(desk: Desk, request: Request) -> Response:
    """Serve one file of what is to be signed, byte for byte, by its digest."""
    name, digest = request.path_params["name"], request.path_params["digest"]

    def data() -> bytes | None:
        with desk.clone.opened() as repository:
            asked = desk.clone.request()
            snapshot = requested_snapshot(repository, asked, SnapshotSource.TRUNK, frozenset({name}), Purpose.READING)
        record = find_record(snapshot, name)
        documents = [each for each in (record.draft, record.effective and record.effective.document) if each]
        files = (each for document in documents for each in document.closure.files)
        return next((each.data for each in files if each.sha256 == digest), None)

    found = await run_in_threadpool(data)
    headers = {"Content-Disposition": "attachment"}
    return Response(found or b"", 200 if found is not None else 404, headers, "application/octet-stream")


async def preview(desk: Desk, request: Request) -> Response:
    """Show drafts as readers will see them: of the files here (never a team's), or of a branch."""
    if desk.for_team and request.path_params["shown"] == "files":
        return RedirectResponse("/", 303)
    shown, path = request.path_params["shown"], request.path_params["path"]
    return await preview_answer(desk.previews, shown, path, request.url.query)


def _signed(desk: Desk, tag: str) -> tuple[SignedAct, bytes, bool | None] | None:
    """Return an act by its tag, the tag object's bytes, and whether it has arrived (None: there is nowhere to)."""
    with desk.clone.opened() as repository:
        concerning = frozenset(tag.split("/")[1:2])
        snapshot = requested_snapshot(
            repository, desk.clone.request(), SnapshotSource.TRUNK, concerning, Purpose.READING
        )
        act = next((act for act in snapshot.acts if act.ref == TAGS + tag and isinstance(act, SignedAct)), None)
        if act is None:
            return None
        seen = origin_tags(repository) if has_remote(repository.root, ORIGIN) else None
        arrived = None if seen is None else seen.tags.get(act.ref) == act.tag_oid
        return act, Objects(repository.store).read(act.tag_oid).data, arrived


async def done(desk: Desk, request: Request) -> Response:
    """Show a signature that counts, whether it has arrived, and its receipt."""
    tag = request.path_params["tag"]
    found = await run_in_threadpool(lambda: _signed(desk, tag))
    if found is None:
        return RedirectResponse("/", 303)
    act, data, arrived = found
    person = person_here(desk, request, desk.clone.policy)
    return page(
        desk, request, "done", act=act, tag=tag, arrived=arrived, trouble=desk.clone.trouble, person=person,
        mail=_mail(person, tag, act, data),
    )  # fmt: skip


def _mail(person: Person | None, tag: str, act: SignedAct, data: bytes) -> str:
    """Return the address by which a mail program writes down what was signed, to whoever signed it."""
    to = person.principals[0] if person and person.principals else ""
    body = f"{act.tag_oid}\n\n{data.decode('utf-8', 'replace')}"
    return f"mailto:{quote(to, safe='@')}?subject={quote(tag, safe='')}&body={quote(body, safe='')}"


async def receipt_file(desk: Desk, request: Request) -> Response:
    """Hand out the receipt of a signature."""
    tag = request.path_params["tag"]
    found = await run_in_threadpool(lambda: _signed(desk, tag))
    if found is None:
        return Response("There is no such signature here.", 404, media_type="text/plain")
    act, data, _ = found
    name = quote(tag.replace("/", "-"))
    headers = {"Content-Disposition": f'attachment; filename="{name}.receipt.json"'}
    kept = receipt(act, act.statement.manual, data)
    return Response(kept, media_type="application/json", headers=headers)


async def sign_in(desk: Desk, request: Request) -> Response:
    """Show the door: sign in with a passkey, or make one."""
    return page(desk, request, "sign-in")
