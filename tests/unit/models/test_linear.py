"""The numpy runtime: equal to scikit-learn, right in context, honest in its words."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.baseline import (
    FitSettings,
    design_matrix,
    fit_linear_model,
)
from models.evidence import best_stretch, smoothed, without_outer_marks
from models.heads import BASE_HEADS, base_labels
from models.linear import LinearNgramClassifier
from models.linear_decisions import blended, gate_shares
from models.linear_weights import (
    LinearModel,
    SpanRule,
    in_half_precision,
    model_arrays,
    model_from,
    model_settings,
)
from models.outputs import OUTPUTS, with_best_category
from screener.domain.labels import Category, Stance
from screener.domain.spans import Span
from screener.ports import ClassifierCard
from tests.fakes import make_point
from tests.tiny_bundle import (
    BIASED,
    COUNTERED,
    PLACES,
    make_sample,
    make_samples,
    tiny_gated_model,
    tiny_model,
)

ABILITY = tuple(Category).index(Category.ABILITY)


def make_classifier(model: LinearModel) -> LinearNgramClassifier:
    card = ClassifierCard("tiny", "1", (make_point(threshold=0.3),), "can-bang")
    return LinearNgramClassifier(model, card, SpanRule())


def test_runtime_equals_scikit_learn() -> None:
    """The plain install must say what was measured in training."""
    model = tiny_model()
    samples = make_samples()
    features = design_matrix(samples, model.blocks, shape_scale=model.shape_scale)
    labels, _ = base_labels(samples)
    head = BASE_HEADS.index("ability")
    fitted = LogisticRegression().fit(features, labels[:, head])
    fitted.coef_ = model.weights[:, head][None, :].astype(np.float64)
    fitted.intercept_ = model.bias[[head]].astype(np.float64)
    classifier = make_classifier(model)

    ours = [
        classifier.base_decisions(sample.text, sample.sentences)[0, head]
        for sample in samples
    ]

    assert np.abs(fitted.decision_function(features) - ours).max() < 1e-5


def test_many_sentences_at_once_score_as_one_by_one() -> None:
    """A long document must not depend on how it was cut into calls."""
    classifier = make_classifier(tiny_model())
    texts = [sample.text for sample in make_samples()]
    joined = "\n".join(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    spans = [
        Span(int(start), int(start) + len(text))
        for start, text in zip(starts, texts, strict=False)
    ]
    # Empty sentences between them keep each one's context empty.
    gapped = [item for span in spans for item in (span, Span(span.end, span.end))]

    together = classifier.score_sentences(joined, gapped)[::2]

    for text, entry in zip(texts, together, strict=True):
        alone = classifier.score_sentences(text, (Span(0, len(text)),))[0]
        assert entry.categories[ABILITY].medium == pytest.approx(
            alone.categories[ABILITY].medium, abs=1e-6
        )


def test_it_learned_the_difference() -> None:
    """A criticised stereotype and a plain sentence are not the stereotype."""
    classifier = make_classifier(tiny_model())

    def scores(text: str) -> tuple[float, float]:
        entry = classifier.score_sentences(text, (Span(0, len(text)),))[0]
        return entry.categories[ABILITY].medium, entry.stance.countered

    biased, _ = scores(BIASED.format(place="trên phà"))
    clean, _ = scores("Người lái xe trên phà cần giữ khoảng cách an toàn.")
    countered, against = scores(COUNTERED.format(place="trên phà"))

    assert biased > 0.5 > max(clean, countered)
    assert against > 0.5


def test_sentence_before_changes_the_score() -> None:
    """Each sentence is judged in its context."""
    classifier = make_classifier(_with_context())
    text = "Lạ quá. Mưa rơi."

    with_it = classifier.base_decisions(text, (Span(0, 7), Span(8, 16)))[1]
    without = classifier.base_decisions(text, (Span(8, 16),))[0]

    assert not np.allclose(with_it, without)


def _with_context() -> LinearModel:
    """A model for which only the sentence before makes the difference."""
    samples = [
        replace(
            make_sample("Mưa rơi.", stance),
            text=f"{before} Mưa rơi.",
            sentences=(
                Span(0, len(before)),
                Span(len(before) + 1, len(before) + 9),
            ),
            target=1,
        )
        for before, stance in (
            ("Lạ quá.", Stance.ASSERTED),
            ("Hay quá.", Stance.NONE),
        )
        for _ in range(6)
    ]
    everyone = list(range(len(samples)))
    return fit_linear_model(
        samples, folds=[(everyone, everyone)], settings=FitSettings()
    ).model


def test_evidence_is_the_words_that_tell() -> None:
    """The place name is in every class, so it explains nothing."""
    classifier = make_classifier(tiny_model())
    text = BIASED.format(place="ở phố cổ")

    evidence = classifier.score_sentences(text, (Span(0, len(text)),))[0].evidence

    assert evidence[0].category is Category.ABILITY
    assert "ai cũng phải tránh xa" in evidence[0].span.of(text)


def test_half_precision_is_what_the_file_holds() -> None:
    """Figures in the card must be those of the shipped weights."""
    model = tiny_model()

    assert model_arrays(in_half_precision(model)) == model_arrays(model)


def test_outputs_are_named_once() -> None:
    """Columns of the weight file are found by this order."""
    assert len(set(OUTPUTS)) == len(OUTPUTS) == 3 * len(Category) + 5


def test_likeliest_category_moves_half_way_to_any() -> None:
    """A biased sentence of doubtful category must still be shown."""
    logits = np.full((1, len(OUTPUTS)), -4.0, dtype=np.float32)
    logits[0, OUTPUTS.index("trait:medium")] = -1.0
    logits[0, OUTPUTS.index("any:medium")] = 3.0

    shared = with_best_category(logits)

    assert shared[0, OUTPUTS.index("trait:medium")] == 1.0
    assert shared[0, OUTPUTS.index("role:medium")] == -4.0


def test_best_stretch_is_the_one_that_stands_out() -> None:
    """Weak words at the edge are left out, a dip inside is bridged."""
    values = np.array([0.0, 0.1, 1.0, 0.2, 0.9, 0.0, 0.3], dtype=np.float32)

    assert best_stretch(values, fraction=0.3) == (2, 5)


def test_first_of_equal_stretches_is_taken() -> None:
    """Deterministic on every machine."""
    values = np.array([1.0, 0.0, 0.0, 1.0], dtype=np.float32)

    assert best_stretch(values, fraction=0.5) == (0, 1)


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [-1.0, -0.5]])
def test_nothing_stands_out_where_nothing_speaks_for_it(values: list[float]) -> None:
    """The caller then shows the whole sentence."""
    assert best_stretch(np.array(values, dtype=np.float32), fraction=0.3) is None


def test_smoothing_keeps_level_values_level() -> None:
    """The edges must not sink because they have one neighbour only."""
    values = np.full(4, 2.0, dtype=np.float32)

    assert smoothed(values, weight=0.25).tolist() == [2.0] * 4


def test_smoothing_worked_by_hand() -> None:
    """[0, 4, 0] with a quarter from each side is [1, 2, 1]."""
    values = np.array([0.0, 4.0, 0.0], dtype=np.float32)

    assert smoothed(values, weight=0.25).tolist() == [1.0, 2.0, 1.0]


def test_runtime_loads_no_training_library() -> None:
    """The plain install has none, and the command line must start at once."""
    code = (
        "import sys; from models.registry import Registry; Registry().load(); "
        "print([m for m in ('sklearn', 'scipy', 'torch') if m in sys.modules])"
    )

    answer = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "first", "last", "expected"),
    [
        ([",", "bóng", "hồng", "của", "làng", "."], 0, 6, (1, 5)),
        (["bóng", ",", "hồng"], 0, 3, (0, 3)),
        (["“", "”"], 0, 2, (0, 2)),
    ],
)
def test_punctuation_at_the_ends_is_no_evidence(
    words: list[str], first: int, last: int, expected: tuple[int, int]
) -> None:
    """A passage is marked from its first word to its last."""
    assert without_outer_marks(words, first, last) == expected


def test_model_of_one_kind_of_text_has_no_gate() -> None:
    """There is nothing to choose between."""
    assert tiny_model().gate is None


def test_gate_listens_to_the_expert_of_the_kind_of_text() -> None:
    """What words are worth in print is not what they are worth in contrast groups."""
    model = tiny_gated_model()
    sentences = [BIASED.format(place=place) for place in (PLACES[0], PLACES[-1])]

    shares = [
        gate_shares(
            make_classifier(model).columns(text, [Span(0, len(text))]), model.gate
        )
        for text in sentences
    ]

    assert shares[0][0, 0] > 0.5 > shares[1][0, 0]


def test_blended_heads_lie_between_the_experts() -> None:
    """One head, two experts that say -1 and 3, the second heard for a quarter."""
    columns = np.array([[-1.0, 3.0, 0.0]], dtype=np.float32)

    heads = blended(columns, np.array([[0.75, 0.25]], dtype=np.float32))

    assert heads.tolist() == [[0.0]]


def test_gated_model_survives_its_file() -> None:
    """The gate is part of the manifest, its column part of the weights."""
    model = tiny_gated_model()
    arrays = unpacked(model)

    again = model_from(arrays, model_settings(model, SpanRule()))

    assert again.gate == model.gate
    assert make_scores(again) == make_scores(model)


def test_gated_model_whose_column_is_missing_is_refused() -> None:
    """A damaged bundle must not score."""
    model = tiny_gated_model()
    arrays = unpacked(model)
    arrays["weights"] = arrays["weights"][:, :-1]

    with pytest.raises(ValueError, match="weights have shape"):
        model_from(arrays, model_settings(model, SpanRule()))


def unpacked(model: LinearModel) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(model_arrays(model))) as arrays:
        return dict(arrays)


def make_scores(model: LinearModel) -> object:
    text = BIASED.format(place=PLACES[3])
    return make_classifier(model).score_sentences(text, [Span(0, len(text))])
