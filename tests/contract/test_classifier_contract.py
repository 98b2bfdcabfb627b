"""What every classifier must do, real or fake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.registry import load_classifier
from screener.domain.labels import Category, Severity
from screener.domain.spans import Span
from screener.ports import BatchClassifier, Classifier, LocalClassifier
from tests.fakes import FakeClassifier
from tests.tiny_bundle import write_tiny_bundle
from tests.tiny_token_bundle import write_tiny_token_bundle

TEXT = (
    "Chuyện tay lái\n"
    "Đàn bà lái xe trên đèo thì ai cũng phải tránh xa. "
    "Nói đàn bà lái xe kém là một định kiến sai lầm. "
    "Trời hôm nay nhiều mây."
)
SENTENCES = (Span(0, 14), Span(15, 64), Span(65, 112), Span(113, 136))

Maker = Callable[[Path], Classifier]


def make_fake(_: Path) -> Classifier:
    return FakeClassifier({"tránh xa": (Category.ABILITY, Severity.MEDIUM)})


def make_linear(folder: Path) -> Classifier:
    return load_classifier(write_tiny_bundle(folder))


def make_tokens(folder: Path) -> Classifier:
    return load_classifier(write_tiny_token_bundle(folder))


@pytest.fixture(
    params=[make_fake, make_linear, make_tokens], ids=["fake", "linear", "tokens"]
)
def classifier(request: pytest.FixtureRequest, tmp_path: Path) -> Classifier:
    made: Classifier = request.param(tmp_path)
    return made


def test_sentences_of_the_suite_are_where_they_say() -> None:
    """A wrong offset in the suite would let wrong evidence pass."""
    assert [span.of(TEXT)[-1] for span in SENTENCES] == ["i", ".", ".", "."]
    assert SENTENCES[-1].end == len(TEXT)


def test_each_sentence_gets_one_entry_with_every_category(
    classifier: Classifier,
) -> None:
    """The policy walks both lists side by side."""
    scores = classifier.score_sentences(TEXT, SENTENCES)

    assert len(scores) == len(SENTENCES)
    assert all(len(entry.categories) == len(Category) for entry in scores)


def test_no_sentences_give_no_entries(classifier: Classifier) -> None:
    """An empty part of a file is nothing to fail on."""
    assert classifier.score_sentences("", ()) == ()


def test_sentence_without_words_gets_an_entry_without_evidence(
    classifier: Classifier,
) -> None:
    """Rows of dashes and blanks stand in real documents."""
    scores = classifier.score_sentences("---", (Span(0, 3),))

    assert len(scores) == 1
    assert scores[0].evidence == ()


def test_same_input_gives_the_same_output(classifier: Classifier) -> None:
    """Reports are compared by their bytes."""
    first = classifier.score_sentences(TEXT, SENTENCES)
    second = classifier.score_sentences(TEXT, SENTENCES)

    assert first == second


def test_scores_are_cumulative_probabilities(classifier: Classifier) -> None:
    """A threshold means nothing on any other scale."""
    for entry in classifier.score_sentences(TEXT, SENTENCES):
        for scores in entry.categories:
            assert 1.0 >= scores.low >= scores.medium >= scores.high >= 0.0


def test_stances_sum_to_one(classifier: Classifier) -> None:
    """They are probabilities of four exclusive answers."""
    for entry in classifier.score_sentences(TEXT, SENTENCES):
        stance = entry.stance
        parts = (stance.asserted, stance.reported, stance.countered, stance.none)
        assert min(parts) >= 0.0
        assert sum(parts) == pytest.approx(1.0)


def test_evidence_lies_inside_its_sentence_best_first(classifier: Classifier) -> None:
    """What is underlined must be words of the sentence that is flagged."""
    scores = classifier.score_sentences(TEXT, SENTENCES)

    for sentence, entry in zip(SENTENCES, scores, strict=True):
        for item in entry.evidence:
            assert sentence.contains(item.span)
            assert item.span.of(TEXT).strip()
        ranks = [item.score for item in entry.evidence]
        assert ranks == sorted(ranks, reverse=True)


def test_believed_category_comes_with_evidence(classifier: Classifier) -> None:
    """A finding that cannot show its words explains nothing."""
    point = classifier.card.operating_points[0]

    scores = classifier.score_sentences(TEXT, SENTENCES)

    shown = 0
    for entry in scores:
        for category, value in zip(Category, entry.categories, strict=True):
            if value.medium >= point.threshold(category, Severity.MEDIUM):
                shown += 1
                assert category in {item.category for item in entry.evidence}
    assert shown > 0


def test_card_names_its_default_operating_point(classifier: Classifier) -> None:
    """A default that is not there would fail at the first document."""
    card = classifier.card

    assert card.default_operating_point in {p.name for p in card.operating_points}


@pytest.mark.parametrize("chosen", [(0,), (2,), (3,), (0, 3), (1, 2), (0, 1, 2, 3)])
def test_some_sentences_score_as_among_all(
    tmp_path: Path, chosen: tuple[int, ...]
) -> None:
    """Screening after an edit must not change a digit elsewhere."""
    classifier = make_linear(tmp_path)
    assert isinstance(classifier, LocalClassifier)
    whole = classifier.score_sentences(TEXT, SENTENCES)

    some = classifier.score_some(TEXT, SENTENCES, chosen)

    assert some == tuple(whole[index] for index in chosen)
    assert len(set(classifier.contexts(TEXT, SENTENCES))) == len(SENTENCES)


@pytest.mark.parametrize("make", [make_linear])
def test_texts_score_together_as_each_alone(tmp_path: Path, make: Maker) -> None:
    """Which files a worker happened to be given must not show in any record."""
    classifier = make(tmp_path)
    assert isinstance(classifier, BatchClassifier)
    opened = "Anh nói: “Đàn bà lái xe trên đèo thì ai cũng phải tránh xa."
    texts = [
        (TEXT, SENTENCES),
        ("", ()),
        (opened, (Span(0, len(opened)),)),
        ("---", (Span(0, 3),)),
        (TEXT, SENTENCES[1:]),
    ]

    together = classifier.score_texts(texts)

    assert together == tuple(classifier.score_sentences(*text) for text in texts)
    assert classifier.score_texts(()) == ()
    assert classifier.score_texts([("", ()), ("", ())]) == ((), ())
