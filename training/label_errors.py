"""Which labels are probably wrong: confident learning on out-of-fold probabilities.

A small model is fitted without a sentence's own document and asked about the
sentence. A label that such a model holds to be unlikely deserves another look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from screener.errors import MissingExtraError
from training.dataset import Example

_FOLDS: Final = 5
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
    examples: Sequence[Example], *, seed: int = 0
) -> tuple[LabelQuality, ...] | None:
    """The quality of each example's label (flagged or clean), in their order.

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
    probabilities = _out_of_fold(examples, labels, groups, seed=seed)
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
) -> NDArray[np.float64]:
    """Probabilities of clean and flagged; shape (examples, 2)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    model: Any = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        LogisticRegression(C=10.0, class_weight="balanced", random_state=seed),
    )
    folds = GroupKFold(n_splits=_FOLDS, shuffle=True, random_state=seed)
    texts = [example.text for example in examples]
    found: NDArray[np.float64] = cross_val_predict(
        model, texts, labels, groups=groups, cv=folds, method="predict_proba"
    )
    return found
