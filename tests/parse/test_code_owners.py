import pytest

from qmsdoc.parse.code_owners import Applying, code_owners

TEXT = b"""# who is asked
*                       @everybody
*.svg                   @draughtsmen    # pictures
/documents/             @quality
documents/forms/*       @forms
/documents/policy/a.md  jane.doe@meridian.example @quality
deep/**/end.md          @deep
**/any.md               @any
/q?.md                  @q
no-owner.md
[Section]
^[Optional][2] @somebody
* * * * * *
a*b*c*d*e*              @slow
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", "@everybody"),
        ("documents/x.svg", "@quality"),
        ("pictures/x.svg", "@draughtsmen"),
        ("documents/procedures/a.md", "@quality"),
        ("documents/forms/a.md", "@forms"),
        ("documents/forms/deep/a.md", "@quality"),
        ("documents/policy/a.md", "jane.doe@meridian.example @quality"),
        ("deep/end.md", "@deep"),
        ("deep/a/b/end.md", "@deep"),
        ("x/y/any.md", "@any"),
        ("qa.md", "@q"),
        ("x/qa.md", "@everybody"),
        ("x/no-owner.md", ""),
        ("abcde", "@slow"),
    ],
)
def test_the_last_line_that_matches_applies(path: str, owners: str) -> None:
    text = b"\n".join(line for line in TEXT.split(b"\n") if not line.startswith(b"* *"))
    line = Applying(code_owners("CODEOWNERS", text)).line(path)
    assert line is not None
    assert " ".join(line.owners) == owners


def test_a_path_that_nobody_owns() -> None:
    assert Applying(code_owners("CODEOWNERS", b"/documents/ @a\n")).line("README.md") is None


def test_lines_are_counted_as_written() -> None:
    lines = code_owners("CODEOWNERS", TEXT).lines
    assert [line.line for line in lines] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14]
    assert code_owners("CODEOWNERS", b"\xff\xfe \n").lines[0].line == 1
