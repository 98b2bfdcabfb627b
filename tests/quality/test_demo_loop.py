"""The loop closes: good corrections are promoted, bad ones refused and traced."""

from __future__ import annotations

import pytest

from training.dataset import Split
from training.demo_loop import (
    CORRECTIONS,
    GENRE,
    LEAST_GAIN,
    Proof,
    parted,
    prove,
    table,
)
from training.demo_loop_reviewers import BAD_REVIEWER
from training.gate_decision import ReasonCode
from training.own_corpus import own_corpus

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return prove(tmp_path_factory.mktemp("demo-loop"))


def test_corrections_of_a_new_genre_make_a_better_model(proof: Proof) -> None:
    """What reviewers do must show in what editors see."""
    row = proof.careful.genre_row

    assert row.positives >= 50
    assert row.gain is not None
    assert row.low is not None
    assert row.gain >= LEAST_GAIN
    assert row.low > 0


def test_gate_lets_the_better_model_in(proof: Proof) -> None:
    """Nothing else falls beyond its interval, so there is no reason to refuse it."""
    decision = proof.careful.decision

    assert decision.blocking == ()
    assert decision.promote


def test_gate_refuses_what_wrong_labels_made(proof: Proof) -> None:
    """Five hundred wrong labels must never reach an editor."""
    decision = proof.spoilt.decision

    assert not decision.promote
    assert ReasonCode.FLAG_F1_LOST in {reason.code for reason in decision.blocking}


def test_agreement_names_the_bad_reviewer_alone(proof: Proof) -> None:
    """The gate says that something is wrong; agreement says whose labels to look at."""
    assert proof.spoilt.apart == (BAD_REVIEWER,)
    assert proof.careful.apart == ()


def test_nobody_learnt_the_sentences_that_judge() -> None:
    """Neither the base nor the corrections, nor anybody's other sentences in the base."""
    roles = parted(own_corpus(Split.TRAIN, Split.DEV), own_corpus(Split.TEST))
    learnt = {example.id for example in (*roles.known, *roles.drawn)}
    judging = [example for part in roles.frozen for example in part.examples]

    assert len(roles.drawn) == CORRECTIONS
    assert learnt.isdisjoint(example.id for example in judging)
    assert {example.split for example in judging} == {Split.TEST}
    assert GENRE not in {example.genre for example in roles.known}


def test_table_shows_both_attempts_and_both_decisions(proof: Proof) -> None:
    """`make demo-loop` is read by people."""
    shown = table(proof)

    assert "Được thay" in shown
    assert "Không được thay" in shown
    assert BAD_REVIEWER in shown
    assert proof.careful.corrections == proof.spoilt.corrections == CORRECTIONS
