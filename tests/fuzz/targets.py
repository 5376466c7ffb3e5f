"""Every parser of untrusted bytes, with what it is fed and what must hold of whatever it says.

A target raises nothing but `AssertionError`, and that only where the parser is wrong. `covers` are
the public functions that it puts to the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from unicodedata import category
from xml.etree import ElementTree

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qmsdoc.capture import document_reader, objects
from qmsdoc.errors import TrustError, UsageError
from qmsdoc.flowchart import ClickTarget, flowchart
from qmsdoc.git import filters, trees
from qmsdoc.git import objects as git_objects
from qmsdoc.markdown import headings, included, read, template
from qmsdoc.markdown import unsafe as markdown_unsafe
from qmsdoc.markdown import unsupported as markdown_unsupported
from qmsdoc.markdown.limits import crowded, too_many_brackets
from qmsdoc.markdown.links import links
from qmsdoc.markdown.pieces import KnownPieces, links_of_pieces
from qmsdoc.markdown.scan import scan
from qmsdoc.markdown.scanner import certain_headings, certain_links, is_plain, unplaced_links
from qmsdoc.markdown.sections import read_sections
from qmsdoc.model.approval import Act
from qmsdoc.model.content import Content
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.document import Document, FrontMatter
from qmsdoc.model.finding import Finding
from qmsdoc.model.fingerprint import key_fingerprint
from qmsdoc.model.language import Language
from qmsdoc.model.mapping import FrontMatterMapping
from qmsdoc.model.policy import Person
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.parse import (
    attachments,
    branding,
    code_owners,
    dates,
    front_matter,
    key_secrets,
    languages,
    lenient,
    openpgp_keys,
    own_schema,
    paths,
    people_file,
    policy_file,
    policy_files,
    schema,
    signers,
    simple_yaml,
    standards,
    svg,
    text,
    yaml,
)
from qmsdoc.parse.custom_properties import custom_properties
from qmsdoc.parse.header_tables import html_pairs
from qmsdoc.parse.headers import read_header
from qmsdoc.parse.mapped_document import mapped_document
from qmsdoc.parse.mapping import as_id, heading_of
from qmsdoc.parse.written_dates import DATE_FORMATS, read_written_date, read_written_interval
from qmsdoc.redline import Comparer, compare, reader, terminal, words
from qmsdoc.render import html_gate, manifest, search
from qmsdoc.text import hidden
from qmsdoc.text import terminal as text_terminal
from qmsdoc.trust import algorithms, ledger, message, openpgp, parsed_tag, sshsig, tag, wire
from qmsdoc.trust.failure import ParseError, VerificationFailure
from tests.fuzz.inputs import HTML, JSON, MARKDOWN, YAML, near, near_text, raw, texts
from tests.fuzz.pages import convert, harmless
from tests.memory import PEOPLE, POLICY, MemoryManual, MemoryTree, document
from tests.redline.test_compare import lossless
from tests.trust.keys import KINDS, make_key, tag_oid
from tests.trust.mutations import ORIGINALS, REF, VALID
from tests.work import lines_run

JANE = Person("jane.doe", "Jane Doe", ("jane.doe@meridian.example",))
LAW = policy_files.policy({"qmsdoc.yml": POLICY.encode(), "people.yml": PEOPLE.encode()})[0]
TAGS = tuple(valid.data for valid in VALID)
BLOBS = tuple(sshsig.dearmor(data[data.index(b"-----BEGIN") :]) for data in TAGS)
PAYLOADS = tuple(data.partition(b"-----BEGIN")[0] for data in TAGS)
MESSAGE = PAYLOADS[0].partition(b"\n\n")[2].decode()


@dataclass(frozen=True)
class Target:
    """`check` is fed what `inputs` makes."""

    inputs: SearchStrategy[Any]
    check: Callable[[Any], None]
    covers: tuple[Callable[..., Any], ...]


def placed(problems: tuple[Finding, ...]) -> bool:
    """Tell whether every problem says where and what, in a sentence, and what to do."""
    return all(p.line and p.column and p.message and p.remedy and p.message[-1] in ".?" for p in problems)


def refused(call: Callable[[], object]) -> str | None:
    """Give the rule for which a call refuses what it is given; None where it takes it."""
    try:
        call()
    except ParseError as error:
        return error.fault.rule
    except TrustError as error:
        return error.rule
    return None


def check_tag(data: bytes) -> None:
    for object_format in ("sha1", "sha256"):
        found = tag.read_tag(tag_oid(data, object_format), data)
        if isinstance(found, tag.TagObject):
            assert found.payload + found.signature == data
            assert found.payload.startswith(f"object {found.target}\ntype commit\ntag {found.name}\n".encode())
            assert (found.oid, len(found.target)) == (tag_oid(data, object_format), len(found.oid))
        judged = parsed_tag.parse_tag(REF, tag_oid(data, object_format), "tag", data)
        if isinstance(judged, VerificationFailure):
            rejected = parsed_tag.unparsed(REF, tag_oid(data, object_format), data, judged)
            assert (rejected.rule, rejected.valid) == (judged.rule, False)
    assert isinstance(tag.read_tag("0" * 40, data), VerificationFailure)


def check_ref(ref: str) -> None:
    found = tag.read_name(ref)
    assert isinstance(found, VerificationFailure) or found.ref == ref


def check_message(said: str) -> None:
    for act in Act:
        found = message.read_statement(said, act)
        if not isinstance(found, VerificationFailure):
            assert message.write_message(act, "Title", found).partition("\n\n")[2] == said.partition("\n\n")[2]


def check_header(data: bytes) -> None:
    read_header(data)
    text = data.decode("utf-8", "replace")
    list(html_pairs(text))
    as_id(text)
    found = mapped_document(data, "documents/a.md", FrontMatterMapping(dates=DATE_FORMATS))
    assert all(problem.message and problem.rule for problem in found.problems)


def check_written(text: str) -> None:
    day = read_written_date(text, DATE_FORMATS)
    assert day is None or 1 <= day.year <= 9999
    span = read_written_interval(text)
    assert span is None or span.months >= 0 <= span.days
    found = heading_of(text)
    assert found is None or 1 <= found[1] <= text.count("\n") + 1


def check_properties(text: str) -> None:
    css, _ = custom_properties(text)
    assert "<" not in css
    assert all(name.startswith(("--md-", "--qms-")) for name in re.findall(r"[{;]\s*([\w-]+):", css))


def check_signature(blob: bytes) -> None:
    for signature in (blob, sshsig.armor(blob)):
        for payload in PAYLOADS[:2]:
            assert (
                isinstance(sshsig.verify(payload, signature), VerificationFailure) or payload + signature in ORIGINALS
            )
        assert refused(partial(sshsig.dearmor, signature)) in (None, "signature-noncanonical")
        assert isinstance(sshsig.may_be_passkey(signature), bool)


def check_key_and_proof(pair: tuple[str, bytes, bytes]) -> None:
    kind, blob, proof = pair
    key = make_key("jane", kind)
    signed = sshsig.signed_data(b"x", b"sha512")
    for one, other in ((key.blob, proof), (blob, key.raw(signed)), (blob, proof)):
        alone = refused(partial(algorithms.verify_ed25519, one[-32:], other[-64:], signed))
        assert alone is not None or (one[-32:], other[-64:]) == (key.blob[-32:], key.raw(signed)[-64:])
        try:
            algorithms.verify(one, other, signed)
        except ParseError:
            continue
        assert (one, other) == (key.blob, key.raw(signed))


def check_wire(data: bytes) -> None:
    for take in (wire.Reader.uint32, wire.Reader.string, wire.Reader.mpint, wire.Reader.end):
        reader = wire.Reader(data, "It")
        assert refused(partial(take, reader)) in (None, "signature-noncanonical")
        assert reader.at <= len(data)


def check_openpgp_armor(data: bytes) -> None:
    whole = b"-----BEGIN PGP SIGNATURE-----\n\n" + data + b"-----END PGP SIGNATURE-----\n"
    for armored in (data, whole):
        fault = openpgp._form(armored)
        assert fault is None or fault.rule in ("signature-noncanonical", "signature-unverifiable")


def check_openpgp_status(status: list[list[str]]) -> None:
    found = openpgp._judge(status)
    if isinstance(found, str):
        assert len(found) == 40
        assert [row[0] for row in status].count("GOODSIG") == 1


def check_ledger(data: bytes) -> None:
    found = ledger.read_ledger(data)
    assert isinstance(found, VerificationFailure) or found.data == data


def check_front_matter(data: bytes) -> None:
    parsed = front_matter.front_matter(data)
    assert placed(parsed.problems)
    assert 0 <= parsed.body_offset <= len(parsed.text)
    assert parsed.problems or parsed.front.id
    if any(problem.rule == "front-matter-invalid" for problem in parsed.problems):
        assert parsed.front == FrontMatter(id=parsed.front.id, lang=parsed.front.lang)


def check_lenient(data: bytes) -> None:
    found = lenient.read_lenient(data)
    assert found.notation is not None or not found.fields
    assert found.text("id") != ""


def check_yaml(written: str) -> None:
    node, problem = yaml.read(written, rule=FRONT_MATTER_INVALID)
    assert not (node and problem)
    assert problem is None or 1 <= (problem.line or 0) <= written.count("\n") + 1
    at_once = simple_yaml.read_simple(written, 1)
    assert at_once is None or (at_once, None) == (node, problem)


def check_policy(data: bytes) -> None:
    files = {"qmsdoc.yml": POLICY.encode(), "people.yml": PEOPLE.encode()}
    paths = (*files, "allowed_signers", "keys/a.asc")
    for given in ({**files, path: data} for path in paths):
        found, problems = policy_files.policy(given)
        assert (found is None) == bool(problems)
        assert placed(problems)
        assert all(problem.path in paths for problem in problems)
    found, problems = policy_files.policy(dict.fromkeys(paths, data))
    assert found is None
    assert problems
    assert placed(problems)
    assert (policy_files.policy({})[0], policy_file.load("qmsdoc.yml", data, "policy.schema.json").path) == (
        None,
        "qmsdoc.yml",
    )


def check_people(data: bytes) -> None:
    crew = people_file.people(data)
    assert placed(crew.problems)
    assert crew.problems or crew.people


def check_signers(data: bytes) -> None:
    keys, problems = signers.allowed_signers(data, (JANE,))
    assert placed(problems)
    assert all(key.person == "jane.doe" and key.fingerprint == key_fingerprint(key.blob) for key in keys)


def check_openpgp_keys(data: bytes) -> None:
    keys, problems = openpgp_keys.openpgp_keys({"keys/x.asc": data}, (JANE,))
    assert len(keys) + len(problems) == 1
    assert openpgp_keys.openpgp_keys({"keys/x.asc": data}, ())[0] == ()


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><style>.a { fill: url(#g) }</style><g id="g"><use href="#g"/></g>'
    b'<a href="QP-001"><image href="data:image/png;base64,iVBO"/></a></svg>'
)


def check_unseen(written: str) -> None:
    """What is found is invisible to a terminal too, joins or selects nothing, or is drawn as nothing."""
    at = hidden.first_hidden(written)
    assert at is not None or not {"\u202e", "\u200b", "\x1b"} & set(written)
    assert at is None or hidden.first_hidden(written[:at]) is None


def check_svg(data: bytes) -> None:
    """A picture that is published holds none of what could act, in whatever spelling."""
    reading = svg.read_svg(data)
    assert attachments.served_as_is("a.svg", data) == (attachments.picture_fault("a.svg", data) is None)
    if reading.fault is None:
        names = {element.tag.rpartition("}")[2].lower() for element in ElementTree.fromstring(data).iter()}  # noqa: S314
        assert not names & {"script", "foreignobject", "iframe", "set", "animate"}
    if attachments.served_as_is("a.txt", data):
        assert not data.strip().startswith(b"<")


def check_looks(data: bytes) -> None:
    assert placed(branding.looks(data, lambda path: b"<svg/>")[1])
    assert placed(branding.looks(data, lambda path: b"")[1])


def check_languages(data: bytes) -> None:
    whole = {"languages/en.yml": WORDS, "languages/de.yml": WORDS, "languages/clauses/de.yml": TITLES}
    for path in whole:
        found = spoken({**whole, path: data})
        if isinstance(found, UsageError):
            assert re.search(r"site_template/languages/[a-z/]+\.yml, line [1-9]", found.message)
            assert found.remedy
        else:
            assert found["de"] == languages.interface("de-AT", {**whole, path: data})
            assert found["de"].category(1) in {"zero", "one", "two", "few", "many", "other"}


def spoken(files: dict[str, bytes]) -> dict[str, Language] | UsageError:
    try:
        return languages.spoken_languages(files)
    except UsageError as error:
        return error


def check_reading(given: tuple[str, int]) -> None:
    written, body = given
    found = scan(written, body)
    assert scan(written, body, Content(written.encode(), legible=bool(written)), KnownPieces()) == found
    assert placed(found.problems)
    lines = len(re.split(r"\r\n?|\n", written))
    assert all(1 <= link.line <= lines and link.column >= 1 for link in found.links)
    assert len({heading.anchor for heading in found.headings}) == len(found.headings)
    outline = certain_headings(written)
    whole = headings.headings(read(written))
    assert outline is None or outline == whole
    title = headings.plain_title(written, 0)
    assert title is None or (whole[0].level, whole[0].text) == (1, title)
    assert read_sections(written) == read(written)
    certain = certain_links(written)
    if certain is not None:
        tree = read(written)
        assert certain == links(tree)
        assert not markdown_unsafe.problems(written, tree, certain)
    controls = any((category(sign) == "Cc" and sign not in "\t\n\r") or sign in "\u202d\u202e" for sign in written)
    assert markdown_unsafe.hidden(written) == controls


def check_destination(written: str) -> None:
    way = paths.classify(written)
    assert paths.external(written) == (way is paths.Way.EXTERNAL)
    paths.id_of(written)
    paths.fragment_of(written)
    for base in ("documents/a/b.md", "a.md"):
        path = paths.resolve_path(base, written)
        target, leads_on = paths.plain_target(base, written, include=True)
        assert target.path == (None if way is paths.Way.UNSAFE else path)
        assert leads_on == (target.path is not None)
        assert path is None or not (path.startswith("/") or ".." in path.split("/") or "\\" in path or "\0" in path)
    assert LAW is None or isinstance(is_document_path(written, LAW), bool)
    scheme = markdown_unsafe.script_scheme(written)
    assert scheme is None or not html_gate.safe_address(written)


def check_dates(written: str) -> None:
    day = dates.read_date(written)
    assert day is None or day.isoformat() == written
    moments = dates.read_instant(written), dates.read_since(written)
    assert all(moment is None or moment.tzinfo is not None for moment in moments)
    dates.read_interval(written)
    lead = dates.read_lead_time(written)
    assert lead is None or lead.days >= 0
    suggested = dates.suggest_date(written)
    assert suggested is None or dates.read_date(suggested) is not None
    number = schema.whole_number(written)
    assert number is None or str(number) == written


def check_diagram(written: str) -> None:
    found = flowchart(written)
    lines = written.count("\n") + 1
    blanked = written.replace("\r", " ")
    assert all(blanked[link.start : link.end] == link.destination and 1 <= link.line <= lines for link in found.links)
    assert all(mistake.message and 1 <= mistake.line <= lines for mistake in found.mistakes)
    tags = re.findall(r"<[^>]*>", re.sub(r'"[^"]*"', "", found.html(resolve=ClickTarget)))
    assert not any(re.search(r"<script|<img| (?:on[a-z]+|style|src)=", tag) for tag in tags)


def check_decode(data: bytes) -> None:
    found, problem = text.decode(data, rule=FRONT_MATTER_INVALID)
    assert problem is None or placed((problem,))
    assert problem is not None or found.encode() == data


def blank_document(data: bytes) -> Document:
    tree_of = MemoryTree({"documents/a.md": ("100644", data)})
    found = document_reader.DocumentReader().document(tree_of, "documents/a.md")
    assert found is not None
    return found


def check_own_schema(data: bytes) -> None:
    found, problems = own_schema.own_schema("schemas/a.json", data)
    assert (found is None) == bool(problems)
    if found is not None:
        assert placed(front_matter.front_matter(document().encode(), {"procedure": found}).problems)


def check_standard(data: bytes) -> None:
    found, problems = standards.standard("standards/a.yml", data)
    assert (found is None) == bool(problems)
    assert placed(problems)


def check_code_owners(data: bytes) -> None:
    found = code_owners.code_owners("CODEOWNERS", data)
    assert all(line.pattern and line.line >= 1 for line in found.lines)
    line = code_owners.Applying(found).line("documents/a/b.md")
    assert line is None or line in found.lines


def check_template(data: bytes) -> None:
    assert all(heading.level > 1 for heading in template.template("templates/a.md", data).headings)


def check_document(data: bytes) -> None:
    found = blank_document(data)
    assert found.closure.files[0].data == data
    assert len(found.targets) == len(found.links)


def check_anchor(written: str) -> None:
    anchor = headings.slug(written)
    assert anchor
    assert not anchor.startswith("__")
    assert not re.search(r"\s", anchor)


def check_tree(given: tuple[bytes, int]) -> None:
    data, width = given
    for mode, name, oid in trees.listed(data, width):
        assert name
        assert mode.isdigit()
        assert len(oid) == width
        assert b"\0" not in name


def check_commit(data: bytes) -> None:
    found = objects.parse_commit("1" * 40, data)
    assert found == objects.any_commit("1" * 40, data)
    assert found.committed_at.tzinfo is not None
    assert not any("\n" in word for word in (found.tree, *found.parents, found.author_email, *found.coauthors))


def check_secret(data: bytes) -> None:
    parts = data.split(b"\n")
    for name in (key_secrets.openpgp_secret(data.ljust(7, b"\0")), key_secrets.ssh_secret(parts)):
        assert name is None or re.fullmatch(r"[^:]+:[0-9a-f]*", name)


def check_refs(data: bytes) -> None:
    assert all(ref.name and "\n" not in ref.name for ref in git_objects.parse_refs(data))


def check_included(data: bytes) -> None:
    found = included.included_text(data)
    assert 0 <= found.body <= len(found.text)
    assert markdown_unsupported.may_hold(found.text) or not list(markdown_unsupported.unsupported(found.text))


def check_conversions(given: tuple[bytes, bytes]) -> None:
    output, data = given
    for conversion in filters.conversions(output).values():
        kept = conversion.kept(data)
        assert conversion.filter or conversion.encoding or len(kept) <= len(data)
        assert conversion.encoding or conversion.kept(kept) == kept


def check_manifest(data: bytes) -> None:
    assert refused(partial(manifest.read_manifest, data)) in (None, "page-tampered")


def check_sanitised(written: str) -> None:
    once = html_gate.gated(written)
    harmless(once)
    assert html_gate.gated(once) == once.removeprefix("\ufeff")  # a byte order mark goes, which no page begins with


def check_page(written: str) -> None:
    harmless(convert(written))


def check_address(written: str) -> None:
    if html_gate.safe_address(written):
        assert not written.lower().lstrip().startswith(("javascript", "data", "vbscript", "//", "/", "\\"))
        assert not any(sign in written for sign in "\n\r\t\0 ")


def check_redline(given: tuple[str, str]) -> None:
    """Nothing lost either way, in work that the length of the texts bounds."""
    old, new = (reader.read(read(written).blocks, {}) for written in given)
    assert lines_run(lambda: Comparer().compare(old, new)) <= 2_000 + 100 * sum(map(len, given))
    lossless(*given)
    assert terminal.render(Comparer().compare(old, old), colour=False) == ""
    for block in (reader.code(given[0]), reader.heading(given[0], 2), reader.line(given[0])):
        assert compare.compare_leaves(block, block).changed is False
    assert "".join(words.split(given[0])) == given[0]


def check_terminal(written: str) -> None:
    shown = text_terminal.terminal_safe(written)
    assert all(sign.isprintable() or sign in "\n\t" or sign.isspace() for sign in shown)
    assert "\x1b" not in shown
    assert text_terminal.cell_width(shown) >= 0
    search.words(written)


FRONT = document(effective="2026-02-01", clauses="[iso9001-2015:7.5.2]", body="# A\n\n[b](c.md)\n").encode()
SIGNERS = f'jane.doe@meridian.example namespaces="git",valid-after="20260101Z" {make_key("jane").line}\n'.encode()
MANIFEST = (
    b'{"manual":"m","commit":"' + b"1" * 40 + b'","as_of":"2026-01-01","expires":"2026-02-01",'
    b'"trust_root":null,"refs":{},"ledger":{"seq":1,"sha256":"' + b"0" * 64 + b'"},'
    b'"options":{"editions":"all","theme":"qmsdoc","pdf":false},"made_by":{},"files":{"a":"' + b"0" * 64 + b'"}}'
)
LEDGER = ledger.extend(
    ledger.Ledger(), [(REF, "1" * 40, b"x"), (REF + "2", "2" * 40, b"y")], objects.parse_commit("", b"").committed_at
).data
COMMIT = b"tree %s\nparent %s\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n\nCo-authored-by: B <b@c>\n" % (
    b"1" * 40,
    b"2" * 40,
)
TREE = MemoryManual().found().store.objects
TREES = tuple(found.data for found in TREE.values() if found.kind == "tree")
SCHEMA = b'{"type": "object", "required": ["x-a"], "properties": {"x-a": {"type": "string", "pattern": "^a$"}}}'
STANDARD = b"title: A\nclauses:\n  '4': {title: B}\n"
DIAGRAM = """flowchart TD
accTitle: One
subgraph s [Two]
  A[Take] -- yes --> B{Ok?}; B -.->|no| A & C
end
click A "qms:QP-004" "more"
"""
PAGE = (
    "# A\n\n!!! note\n    b\n\n| a | b |\n|---|---|\n| c | d |\n\n- [ ] x[^1]\n\n[^1]: y <b> &lt; `<c>` ![i](a.png)\n"
)
WORDS = b"""language.plural: {one: n = 1, few: "n % 10 = 2..4 and n % 100 != 12..14"}
home.documents: {one: "{n} document", other: "{n} documents"}
stamp.owner: "Owner: {owner}"
name.form: {one: Form, other: Forms}
"""
TITLES = b"iso9001-2015:\n  '4': Context\n  '7.5': Documents\n"
FIELDS = "id: QP-001\ntitle: Control of documents\nrevision: 3\nclauses: [iso9001-2015:7.5.2, iso9001-2015:7.5.3]\n"
HTML_PAGE = '<p class="note qms-stamp" onclick="x"><a href="javascript:x">a</a><img src="a.png"><script>b</script></p>'
STATUS = ("NEWSIG", "GOODSIG", "VALIDSIG", "BADSIG", "ERRSIG", "REVKEYSIG", "EXPKEYSIG", "EXPSIG", "NO_PUBKEY", "", "4")
WORD = st.sampled_from((*STATUS, "A" * 40, "8", "00", "x"))

ATTRIBUTES = raw() | near(b"a.md\0ident\0set\0a.md\0filter\0lfs\0b.md\0working-tree-encoding\0UTF-16\0")
TARGETS: dict[str, Target] = {
    "key secret": Target(
        raw() | near(b"ssh-ed25519\n" + b"1" * 32, b"\4\0\0\0\0\x16\x09+\6\1\4\1\xdaG\x0f\1\1\7\x40" + b"1" * 32),
        check_secret,
        (key_secrets.ssh_secret, key_secrets.openpgp_secret),
    ),
    "tag": Target(raw() | near(*TAGS), check_tag, (tag.read_tag, parsed_tag.parse_tag, parsed_tag.unparsed)),
    "ref name": Target(texts() | near_text(REF), check_ref, (tag.read_name,)),
    "message": Target(texts() | near_text(MESSAGE), check_message, (message.read_statement, message.unsafe)),
    "SSH signature": Target(
        raw() | near(*BLOBS), check_signature, (sshsig.verify, sshsig.dearmor, sshsig.may_be_passkey)
    ),
    "SSH key and proof": Target(
        st.tuples(st.sampled_from(KINDS), *(raw() | near(*BLOBS) for _ in range(2))),
        check_key_and_proof,
        (algorithms.verify, algorithms.verify_ed25519),
    ),
    "SSH wire": Target(raw() | near(*BLOBS), check_wire, ()),
    "OpenPGP armor": Target(raw() | near(b"iQEz\n=abcd\n"), check_openpgp_armor, ()),
    "OpenPGP status": Target(st.lists(st.lists(WORD, min_size=1, max_size=12), max_size=5), check_openpgp_status, ()),
    "ledger": Target(raw() | near(LEDGER), check_ledger, (ledger.read_ledger,)),
    "front matter": Target(
        raw() | near(FRONT) | YAML.map(lambda inner: f"---\n{inner}\n---\n".encode()),
        check_front_matter,
        (front_matter.front_matter, front_matter.body),
    ),
    "lenient": Target(
        raw() | near(FRONT) | YAML.map(lambda inner: f"+++\n{inner}\n---\n".encode()),
        check_lenient,
        (lenient.read_lenient,),
    ),
    "YAML": Target(texts() | near_text(POLICY, PEOPLE, FIELDS), check_yaml, (yaml.read, simple_yaml.read_simple)),
    "policy": Target(
        raw() | near(POLICY.encode(), PEOPLE.encode()), check_policy, (policy_files.policy, policy_file.load)
    ),
    "people": Target(raw() | near(PEOPLE.encode()), check_people, (people_file.people,)),
    "allowed signers": Target(raw() | near(SIGNERS), check_signers, (signers.allowed_signers,)),
    "OpenPGP keys": Target(
        raw() | near(b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n=abcd\n"),
        check_openpgp_keys,
        (openpgp_keys.openpgp_keys,),
    ),
    "unseen signs": Target(texts(), check_unseen, (hidden.first_hidden,)),
    "SVG": Target(
        raw() | near(SVG),
        check_svg,
        (svg.read_svg, attachments.served_as_is, attachments.picture_fault),
    ),
    "looks": Target(
        raw() | near(b"site_name: A\ntheme:\n  palette: {primary: red}\n  logo: a.svg\n"),
        check_looks,
        (branding.looks,),
    ),
    "languages": Target(
        raw() | near(WORDS, TITLES), check_languages, (languages.interface, languages.spoken_languages)
    ),
    "Markdown": Target(
        st.tuples(texts() | near_text(PAGE), st.integers(-3, 120)),
        check_reading,
        (
            scan,
            certain_links,
            unplaced_links,
            is_plain,
            certain_headings,
            links_of_pieces,
            KnownPieces,
            read,
            read_sections,
            links,
            headings.headings,
            headings.plain_title,
            markdown_unsafe.problems,
            too_many_brackets,
            crowded,
            markdown_unsafe.hidden,
        ),
    ),
    "destination": Target(
        texts() | near_text("../a/b.md?x#y", "https://a.b/c", "qms:QP-001.de#x", "javascript:alert(1)"),
        check_destination,
        (
            paths.classify,
            paths.external,
            paths.id_of,
            paths.fragment_of,
            paths.resolve_path,
            paths.plain_target,
            markdown_unsafe.script_scheme,
            is_document_path,
        ),
    ),
    "dates": Target(
        texts() | near_text("2026-02-01", "12 months", "2026-03-01T14:30:00Z", "1.2.2026"),
        check_dates,
        (
            dates.read_date,
            dates.read_instant,
            dates.read_since,
            dates.read_interval,
            dates.read_lead_time,
            dates.suggest_date,
            schema.whole_number,
        ),
    ),
    "diagram": Target(
        texts() | near_text(DIAGRAM) | texts().map(lambda inner: f"flowchart TD\n{inner}"),
        check_diagram,
        (flowchart,),
    ),
    "encoding": Target(raw(), check_decode, (text.decode,)),
    "own schema": Target(
        raw() | near(SCHEMA), check_own_schema, (own_schema.own_schema, schema.compiled, schema.linear)
    ),
    "standard": Target(raw() | near(STANDARD), check_standard, (standards.standard,)),
    "CODEOWNERS": Target(
        raw() | near(b"* @a\n/documents/**/*.md @b @c # d\n"), check_code_owners, (code_owners.code_owners,)
    ),
    "template": Target(raw() | near(FRONT, PAGE.encode()), check_template, (template.template,)),
    "document": Target(raw() | near(FRONT), check_document, (document_reader.pointers,)),
    "anchor": Target(texts(), check_anchor, (headings.slug,)),
    "tree object": Target(st.tuples(raw() | near(*TREES), st.sampled_from((20, 32))), check_tree, (trees.listed,)),
    "commit object": Target(raw() | near(COMMIT), check_commit, (objects.parse_commit, objects.any_commit)),
    "for-each-ref": Target(raw() | near(b"%s refs/heads/main \n" % (b"1" * 40)), check_refs, (git_objects.parse_refs,)),
    "included file": Target(
        raw() | near(b"---\ntitle: x\n---\ntext\n", b"---\n---\n| a | b |\n|---|---|\n| c | d | e |\n"),
        check_included,
        (included.included_text, markdown_unsupported.may_hold, markdown_unsupported.unsupported),
    ),
    "check-attr": Target(st.tuples(ATTRIBUTES, raw()), check_conversions, (filters.conversions,)),
    "manifest": Target(raw() | near(MANIFEST) | JSON.map(str.encode), check_manifest, (manifest.read_manifest,)),
    "sanitiser": Target(HTML | texts() | near_text(HTML_PAGE), check_sanitised, (html_gate.gated,)),
    "page": Target(MARKDOWN | near_text(PAGE), check_page, ()),
    "address": Target(
        texts() | near_text("https://a.b/c", "a.md#b", "java\tscript:x"),
        check_address,
        (html_gate.safe_address, html_gate.safe_picture),
    ),
    "redline": Target(
        st.tuples(MARKDOWN | near_text(PAGE), MARKDOWN | near_text(PAGE)),
        check_redline,
        (
            reader.code,
            reader.heading,
            reader.line,
            words.split,
        ),
    ),
    "header": Target(
        raw()
        | near(b"| id | QP-1 |\n", b"**Id:** QP-1\n", b"<table><tr><td>id</td><td>QP-1</td></tr>", b'{"id": "QP-1"}\n'),
        check_header,
        (read_header, mapped_document, html_pairs, as_id),
    ),
    "written date": Target(
        texts() | near_text("July 3, 2016", "6 months", "# Heading"),
        check_written,
        (read_written_date, read_written_interval, heading_of),
    ),
    "custom properties": Target(texts() | near_text(":root { --md-a: #fff }"), check_properties, (custom_properties,)),
    "terminal": Target(
        st.text() | texts(), check_terminal, (text_terminal.terminal_safe, text_terminal.cell_width, search.words)
    ),
}
