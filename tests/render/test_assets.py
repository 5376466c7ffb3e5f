"""Attachments and pictures: named by their whole content, never able to act."""

from __future__ import annotations

from pathlib import Path

import pytest

from qmsdoc.errors import PublishError
from qmsdoc.model.document import ClosureFile
from qmsdoc.render.assets import address, shown
from qmsdoc.render.files import write, write_shared

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ("a/plan.PNG", "-plan.png"),
        ("plan.svg", "-plan-svg.bin"),
        ("form.html", "-form-html.bin"),
        ("notes.md", "-notes-md.bin"),
        ("data.xml", "-data-xml.bin"),
        ("shell.php.txt", "-shell-php.txt"),
        ("shell.php", "-shell-php.bin"),
        ("page.shtml.pdf", "-page-shtml.pdf"),
        ("a/Über uns/.htaccess", "-htaccess.bin"),
        ("a/no ending", "-no-ending.bin"),
        ("a/???.txt", "-file.txt"),
        ("sheet v2 (final).xlsx", "-sheet-v2-final.xlsx"),
        ("plan.dwg", "-plan-dwg.bin"),
        ("notes.txt.", "-notes-txt.bin"),
        ("a.html\n.txt", "-a-html.txt"),
    ],
)
def test_names(path: str, ending: str) -> None:
    file = ClosureFile.of(path, b"x")
    assert address(file) == f"files/{file.sha256}{ending}"


@pytest.mark.parametrize("mark", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\x0c"])
@pytest.mark.parametrize("kind", ["txt", "csv", "png", "pdf", "webp", "docx", "avif"])
def test_a_page_under_another_ending_is_a_download(kind: str, mark: bytes) -> None:
    page = ClosureFile.of(f"a.{kind}", mark + b"<script>1</script>")
    assert address(page).endswith(f"-a-{kind}.bin")
    assert not shown(page)
    assert address(ClosureFile.of(f"a.{kind}", mark + b"x <script>")).endswith(f"-a.{kind}")


def test_an_svg_is_a_picture_or_a_download() -> None:
    good, bad = ClosureFile.of("p.SVG", SVG), ClosureFile.of("p.svg", SVG.replace(b"rect", b"script"))
    assert shown(good)
    assert address(good).endswith("-p.svg")
    assert not shown(bad)
    assert address(bad).endswith("-p-svg.bin")


def test_a_page_is_no_picture() -> None:
    assert not shown(ClosureFile.of("form.html", b"x"))
    assert shown(ClosureFile.of("form.png", b"x"))


def test_two_contents_for_one_address_are_refused(tmp_path: Path) -> None:
    write({"a/b.txt": b"1"}, tmp_path)
    write_shared({"a/c.txt": b"1"}, tmp_path)
    write_shared({"a/c.txt": b"1"}, tmp_path)
    for each in (write, write_shared):
        with pytest.raises(PublishError, match=r"/a/b\.txt"):
            each({"a/b.txt": b"2"}, tmp_path)
    with pytest.raises(PublishError):
        write({"a/c.txt": b"1"}, tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == {"b.txt": b"1", "c.txt": b"1"}
