"""Which labels are probably wrong: confident learning on out-of-fold probabilities.

A small model is fitted without a sentence's own document and asked about the
sentence. A label that such a model holds to be unlikely deserves another look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from screener.errors import MissingExtraError
from training.dataset import Example

_FOLDS: Final = 5
OnFold = Callable[[int, int], None]
# With fewer of either side, or fewer documents, out-of-fold figures are noise.
LEAST_OF_A_CLASS: Final = 20


@dataclass(frozen=True, slots=True)
class LabelQuality:
    """How far a label can be believed.

    Attributes:
        quality: Out-of-fold probability of the label as given, in [0, 1].
        is_issue: Whether cleanlab counts it among the label errors.
    """

    quality: float
    is_issue: bool


def label_qualities(
    examples: Sequence[Example], *, seed: int = 0, on_fold: OnFold = lambda *_: None
) -> tuple[LabelQuality, ...] | None:
    """The quality of each example's label (flagged or clean), in their order.

    Args:
        examples: All that are judged, each by a model fitted on other documents.
        seed: Of the deal of documents into parts.
        on_fold: Told after each part how many of how many are done.

    Returns:
        None when there are too few examples of a side, or too few documents, to
        tell.

    Raises:
        MissingExtraError: When scikit-learn or cleanlab is not installed.

    Source: Northcutt, Jiang, Chuang, Confident Learning, JAIR 70 (2021).
    """
    labels = np.array([int(example.is_flagged) for example in examples])
    groups = [example.group or example.id for example in examples]
    counts = np.bincount(labels, minlength=2) if len(labels) else np.zeros(2)
    if counts.min() < LEAST_OF_A_CLASS or len(set(groups)) < _FOLDS:
        return None
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores
    except ImportError as exc:
        raise MissingExtraError(
            source="label errors", library="cleanlab", extra="train"
        ) from exc
    probabilities = _out_of_fold(examples, labels, groups, seed=seed, on_fold=on_fold)
    qualities = get_label_quality_scores(labels, probabilities)
    issues = find_label_issues(labels, probabilities, n_jobs=1)
    return tuple(
        LabelQuality(float(quality), bool(is_issue))
        for quality, is_issue in zip(qualities, issues, strict=True)
    )


def _out_of_fold(
    examples: Sequence[Example],
    labels: NDArray[np.int_],
    groups: Sequence[str],
    *,
    seed: int,
    on_fold: OnFold,
) -> NDArray[np.float64]:
    """Probabilities of clean and flagged; shape (examples, 2)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.pipeline import make_pipeline

    model: Any = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        LogisticRegression(C=10.0, class_weight="balanced", random_state=seed),
    )
    folds = GroupKFold(n_splits=_FOLDS, shuffle=True, random_state=seed)
    texts = np.array([example.text for example in examples], dtype=object)
    found = np.zeros((len(examples), 2))
    for number, (known, asked) in enumerate(folds.split(texts, labels, groups), 1):
        model.fit(texts[known], labels[known])
        # Without one of the sides among the others, nothing can be said of either.
        if len(model.classes_) == found.shape[1]:
            found[asked] = model.predict_proba(texts[asked])
        else:
            found[asked] = 1 / found.shape[1]
        on_fold(number, _FOLDS)
    return found
