import pytest

from qmsdoc.text.suggestions import lexicon, lexicon_of

MANY = [f"QP-{number:04}" for number in range(500)]


@pytest.mark.parametrize("words", [["quality-manager", "auditor"], ["quality-manager", "auditor", *MANY]])
@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("quality-manger", "quality-manager"),
        ("Quality-Manager", "quality-manager"),
        ("auditer", "auditor"),
        ("adutior", "auditor"),
        ("purchasing", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_the_nearest_of_few_and_of_many(words: list[str], word: str, meant: str | None) -> None:
    assert lexicon(words).nearest(word) == meant


@pytest.mark.parametrize(("word", "meant"), [("qp-0123", "QP-0123"), ("QP-00123", "QP-0123"), ("XY-9", None)])
def test_the_nearest_of_many_ids(word: str, meant: str | None) -> None:
    assert lexicon(MANY).nearest(word) == meant


def test_a_word_suggests_what_it_stands_for() -> None:
    known = lexicon_of([("training.md", "documents/b/training.md"), ("training.md", "documents/a/training.md")])
    assert known.did_you_mean("trainings.md") == "Did you mean 'documents/a/training.md'? "
    assert known.did_you_mean("order.md") == ""


def test_of_no_words_none_is_near() -> None:
    assert lexicon([]).nearest("QP-001") is None
