import pytest

from tests.rules.build import found

TYPES = "types: {procedure: {prefix: QP, approvals: {quality-manager: 1}, template: t.md}}\n"
TEMPLATE = 'templates: {t.md: "# <Title>\\n## Purpose\\n## <Step>\\n### Detail\\n## Records"}\n'


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (["## Purpose", "### Detail", "## Records"], None),
        (["## 1. purpose", "## Anything", "### 1.1 DETAIL", "## A. Records", "## More"], None),
        (["## Purpose", "### Detail"], "'Records', which"),
        (["## Purpose"], "'Detail', 'Records', which"),
        (["## Purpose", "## Detail", "## Records"], "'Detail', which"),
        (["## Records", "## Purpose", "### Detail"], "'Records' stands before 'Detail'"),
    ],
)
def test_headings_of_the_template_are_asked_for_in_order(headings: list[str], told: str | None) -> None:
    text = "\\n".join(headings)
    findings = found(f'{TYPES}{TEMPLATE}draft: {{id: QP-001, text: "{text}"}}', "template-drift")
    assert len(findings) == (1 if told else 0)
    assert all((told or "") in finding.message for finding in findings)


SENTENCES = (
    'templates: {t.md: "# <Title>\\n\\nTo bring about what.\\n\\n- Who does it, and when\\n- <Who>\\n- Two words\\n"}\n'
)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("Words.\\n\\nTo bring about what.", 10, "'To bring about what.' still stands here"),
        ("2.  Who does it,  and when", 8, "'Who does it, and when' still stands"),
        ("> To bring about what.\\n\\n* Who does it, and when", 8, ", and 1 more sentence, still stand "),
        ("Two words. We are to bring about what.", None, ""),
        ("<Who>", None, ""),
    ],
)
def test_sentences_of_the_template_are_told_where_they_stand(text: str, line: int | None, told: str) -> None:
    findings = found(f'{TYPES}{SENTENCES}draft: {{id: QP-001, text: "{text}"}}', "template-text")
    assert [finding.line for finding in findings] == ([line] if line else [])
    assert all(told in finding.message for finding in findings)


def test_where_a_heading_stands_is_said() -> None:
    text = f'{TYPES}{TEMPLATE}draft: {{id: QP-001, text: "## Records\\n## Purpose\\n### Detail"}}'
    (finding,) = found(text, "template-drift")
    assert finding.line == 8


def test_translations_and_documents_no_longer_in_use_are_not_compared() -> None:
    assert not found(f"{TYPES}{TEMPLATE}draft: {{id: QP-001, lang: de, translates: 1}}", "template-drift")
    assert not found(f"{TYPES}{TEMPLATE}approved: {{id: QP-001}}\nwithdrawn: [QP-001]", "template-drift")
    assert not found(f"{TYPES}{TEMPLATE}draft: {{id: QP-001, type: unheard-of}}", "template-drift")


def test_a_template_that_is_not_there_is_told_once() -> None:
    (finding,) = found(f"{TYPES}drafts: [{{id: QP-001}}, {{id: QP-002}}]", "template-drift")
    assert (finding.path, finding.document) == ("qmsdoc.yml", "POLICY")


def test_a_heading_without_its_space_is_told_once() -> None:
    text = f'{TYPES}{TEMPLATE}draft: {{id: QP-001, text: "## Purpose\\n\\n### Detail\\n\\n##Records"}}'
    assert not found(text, "template-drift")
    assert len(found(text, "markdown-unsupported")) == 1
