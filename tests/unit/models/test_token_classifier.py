"""Token-classifier bundles: what runs without torch, and what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.bundle import MANIFEST, read_bundle
from models.registry import load_classifier
from models.subwords import Pieces
from models.subwords_file import subwords_from
from models.token_classifier import (
    BLEND,
    ENCODER,
    TokenClassifier,
    whole_words,
)
from models.token_scorer import ContextSentence
from models.windows import WindowPlan, fitted, window_ids
from screener.domain.labels import Category, Severity
from screener.domain.spans import Span
from screener.errors import BundleCorruptError
from tests.tiny_bundle import BIASED, CLEAN, PLACES
from tests.tiny_token_bundle import write_tiny_token_bundle


@pytest.fixture
def classifier(tmp_path: Path) -> TokenClassifier:
    made = load_classifier(write_tiny_token_bundle(tmp_path))
    assert isinstance(made, TokenClassifier)
    return made


def sentences_of(*texts: str) -> tuple[str, tuple[Span, ...]]:
    """The sentences a line each, with their places."""
    spans: list[Span] = []
    start = 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 1
    return "\n".join(texts), tuple(spans)


def test_biased_sentence_is_told_from_its_clean_neighbour(
    classifier: TokenClassifier,
) -> None:
    """Encoder, n-grams and blend come back from disk as they were fitted."""
    text, spans = sentences_of(
        CLEAN.format(place=PLACES[0]), BIASED.format(place=PLACES[1])
    )

    clean, biased = classifier.score_sentences(text, spans)

    index = tuple(Category).index(Category.ABILITY)
    assert biased.categories[index].at_least(Severity.MEDIUM) > 0.5
    assert clean.categories[index].at_least(Severity.MEDIUM) < 0.5


def test_evidence_is_whole_words_of_the_sentence(classifier: TokenClassifier) -> None:
    """Half a syllable underlined in an editor's draft would look broken."""
    text, spans = sentences_of(CLEAN.format(place="ở phố cổ"), BIASED.format(place="x"))

    evidence = classifier.score_sentences(text, spans)[1].evidence

    assert evidence
    for item in evidence:
        assert spans[1].start <= item.span.start < item.span.end <= spans[1].end
        assert whole_words(item.span, text) == item.span


def test_scores_do_not_depend_on_what_else_is_asked(
    classifier: TokenClassifier,
) -> None:
    """Many sentences go to several threads, one sentence to none: same bits."""
    texts = [
        BIASED.format(place=f"{place} số {n}") for n in range(4) for place in PLACES
    ]
    text, spans = sentences_of(*texts)

    together = classifier.score_sentences(text, spans)
    alone = tuple(
        classifier.score_some(text, spans, [index])[0] for index in range(len(spans))
    )

    assert together == alone


def test_screening_with_it_needs_no_torch(tmp_path: Path) -> None:
    """The plain install has neither torch, transformers nor scikit-learn."""
    bundle = write_tiny_token_bundle(tmp_path)
    code = (
        "import sys\n"
        "for name in ('torch', 'transformers', 'sklearn'):\n"
        "    sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from models.bundle import read_bundle\n"
        "from models.registry import load_classifier\n"
        "from screener.domain.spans import Span\n"
        f"made = load_classifier(read_bundle(Path({str(bundle.folder)!r})))\n"
        "print(len(made.score_sentences('Trời mưa.', (Span(0, 9),))))\n"
    )

    done = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


@pytest.mark.parametrize("file", [ENCODER, BLEND])
def test_damaged_file_is_refused_by_name(tmp_path: Path, file: str) -> None:
    """A half-copied bundle must not answer at all."""
    bundle = write_tiny_token_bundle(tmp_path)
    path = bundle.folder / file
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(BundleCorruptError, match=file.replace(".", r"\.")):
        read_bundle(bundle.folder)


def test_blend_of_another_shape_is_refused(tmp_path: Path) -> None:
    """Settings that name no n-gram model do not fit a blend of two."""
    bundle = write_tiny_token_bundle(tmp_path)
    path = bundle.folder / MANIFEST
    record = json.loads(path.read_text("utf-8"))
    record["settings"]["linear"] = None
    path.write_text(json.dumps(record), encoding="utf-8")

    with pytest.raises(BundleCorruptError, match="mix has shape"):
        load_classifier(read_bundle(bundle.folder))


def test_model_that_is_no_onnx_file_is_refused(tmp_path: Path) -> None:
    """Right hash, wrong content: the runtime's own error becomes ours."""
    bundle = write_tiny_token_bundle(tmp_path)
    (bundle.folder / ENCODER).write_bytes(b"no model")
    path = bundle.folder / MANIFEST
    record = json.loads(path.read_text("utf-8"))
    for entry in record["files"]:
        if entry["name"] == ENCODER:
            entry["sha256"] = hashlib.sha256(b"no model").hexdigest()
    path.write_text(json.dumps(record), encoding="utf-8")

    with pytest.raises(BundleCorruptError, match=r"encoder\.onnx"):
        load_classifier(read_bundle(bundle.folder))


def test_sentence_without_words_has_no_answer_to_be_sure_of(
    classifier: TokenClassifier,
) -> None:
    """A blank cell has no tokens; its decisions say "nothing here"."""
    answer = classifier.scorer.answers([ContextSentence(own=" ")])[0]

    assert len(answer.places) == 0
    assert (answer.decisions < -10).all()


def test_tokenizer_without_special_tokens_is_refused() -> None:
    """Another program's tokenizer would give another meaning to every number."""
    with pytest.raises(ValueError, match="tokenizer"):
        subwords_from(b'{"model": {}}')


class _Marks:
    begin, end, pad = 0, 2, 1

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        raise NotImplementedError


def test_window_holds_the_near_ends_of_the_neighbours() -> None:
    """The last words before and the first words after say most about a sentence."""
    before, own, after = np.arange(10, 20), np.arange(20, 24), np.arange(30, 40)

    ids, place = window_ids(
        own, before, after, _Marks(), WindowPlan(own=3, before=2, after=1)
    )

    assert ids.tolist() == [0, 18, 19, 2, 20, 21, 22, 2, 30, 2]
    assert place == (4, 7)


def test_missing_neighbours_leave_no_marks() -> None:
    """A sentence alone looks the same whatever the plan allows beside it."""
    none = np.zeros(0, dtype=np.int64)

    ids, place = window_ids(
        np.array([7, 8]), none, none, _Marks(), WindowPlan(before=9, after=9)
    )

    assert (ids.tolist(), place) == ([0, 7, 8, 2], (1, 3))


@pytest.mark.parametrize(
    ("plan", "longest", "expected"),
    [
        (WindowPlan(), 256, WindowPlan()),
        (WindowPlan(), 64, WindowPlan(own=62)),
        (WindowPlan(before=40, after=40), 512, WindowPlan(before=40, after=40)),
        (WindowPlan(before=90, after=90), 256, WindowPlan(before=62, after=62)),
        (WindowPlan(before=9, after=500), 256, WindowPlan(before=9, after=115)),
        (WindowPlan(before=500), 256, WindowPlan(before=125)),
        (WindowPlan(before=8, after=8), 131, WindowPlan(own=128)),
    ],
)
def test_plan_is_cut_down_to_what_an_encoder_reads(
    plan: WindowPlan, longest: int, expected: WindowPlan
) -> None:
    """The sentence first; its neighbours share what it leaves, marks counted."""
    found = fitted(plan, longest=longest)

    full = np.arange(1000)
    ids, _ = window_ids(full, full, full, _Marks(), found)
    assert found == expected
    assert len(ids) <= longest
