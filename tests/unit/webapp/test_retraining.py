"""What a retraining may learn from, what judges it, what is kept of it (pure)."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.retrainings import labelled_sentences, make_comparison
from training.dataset import Split
from training.gate_comparison import Comparison
from training.gate_decision import GateRules, decide
from webapp.retraining import (
    CORPUS_SET,
    HOLDOUT_SET,
    Phase,
    RetrainRequest,
    RetrainStatus,
    candidate_name,
    corrections,
    frozen_sets,
    missing_library,
    reason_words,
    retrain_request_from,
    retrain_status_from,
    signed_digest,
    without_texts,
)


def test_what_judges_is_never_learnt() -> None:
    """A model that saw its examination would pass it."""
    sentences = [
        *labelled_sentences(),
        replace(labelled_sentences()[0], id="thi", split=Split.TEST),
    ]
    learnt = {example.id for example in corrections(sentences)}

    [held_out, corpus] = frozen_sets(sentences, sentences[:1])

    assert (held_out.name, corpus.name) == (HOLDOUT_SET, CORPUS_SET)
    judging = {example.id for example in held_out.examples}
    assert len(judging) == 5
    assert len(learnt) == 8
    assert learnt.isdisjoint(judging)


def test_set_without_sentences_is_left_out() -> None:
    """A first version has no holdout yet; the corpus still judges."""
    [only] = frozen_sets((), labelled_sentences())

    assert only.name == CORPUS_SET


def test_words_of_drafts_are_not_kept_with_a_comparison() -> None:
    """A draft is erased one day; the comparison stays."""
    comparison = make_comparison(changes=1)

    kept = without_texts(comparison)

    assert [change.text for change in kept.changes] == [""]
    assert kept.changes[0].example_id == comparison.changes[0].example_id
    assert Comparison.from_json(kept.to_json()) == kept


def test_signature_is_for_one_candidate_against_one_champion() -> None:
    """Whoever signed has seen this comparison, and no other."""
    first = make_comparison()

    assert signed_digest(first) == signed_digest(make_comparison())
    assert signed_digest(first) != signed_digest(make_comparison(sha256="c" * 64))


def test_reasons_name_the_sets_as_people_do() -> None:
    """“holdout” is a word of the program."""
    decision = decide(make_comparison(f1=0.6), GateRules())

    words = [reason_words(reason) for reason in decision.reasons]

    assert not decision.promote
    assert any("bộ câu kiểm tra có sẵn" in word.vi for word in words)
    assert any("test sentences that ship" in word.en for word in words)
    assert all("{" not in word.vi for word in words)


def test_request_and_status_survive_being_kept() -> None:
    """A job is taken up by another worker, another day."""
    request = RetrainRequest(candidate="a", base="b", dataset_id="c", version="1")
    status = RetrainStatus(phase=Phase.COMPARING, step=3, of=9, loss=0.25, left_s=4.5)

    assert retrain_request_from(request.to_json()) == request
    assert retrain_status_from(status.to_json()) == status
    assert retrain_status_from("") == RetrainStatus()


def test_bundle_is_called_the_same_whenever_its_job_begins_again() -> None:
    """Else a killed worker would leave a folder behind at every turn."""
    at = datetime(2026, 11, 25, tzinfo=UTC)

    assert candidate_name("abcdef0123456789", at) == "review-20261125-abcdef"


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says what to install instead of failing in the night."""
    assert missing_library() == ""

    monkeypatch.setitem(sys.modules, "sklearn", None)

    assert missing_library() == "sklearn"
