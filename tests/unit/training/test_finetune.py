"""Fine-tuning: windows, loss, loop, export and the gate before int8."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from click.testing import CliRunner

from models.bundle import read_bundle
from models.heads import BASE_HEADS
from screener.domain.labels import Category, Severity
from screener.errors import MissingInputError
from tests.fakes import FakeClassifier
from tests.tiny_encoders import write_own
from tests.tiny_token_bundle import (
    CONTEXT,
    SETTINGS,
    driving_examples,
    write_tiny_token_bundle,
    write_tuned_encoder,
)
from training.__main__ import main
from training.dataset import write_examples
from training.encoders import load_encoder
from training.finetune.export import onnx_bytes, quantised_bytes
from training.finetune.loop import Answers, decisions, fine_tune
from training.finetune.model import LossWeights, loss_of, new_classifier, pooled
from training.finetune.parity import parity
from training.finetune.tuned import read_tuned
from training.finetune.windows import batch_of, batch_plan, windows


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_own(tmp_path_factory.mktemp("encoder"))


def test_every_window_is_in_one_batch_and_none_is_too_large() -> None:
    """A window left out would never be learned from."""
    lengths = [5, 40, 12, 12, 300, 7, 9, 33]

    batches = list(batch_plan(lengths, tokens=64, seed=3))

    assert sorted(i for batch in batches for i in batch) == list(range(8))
    assert all(
        len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= 64
        for batch in batches
    )


def test_batches_of_a_seed_are_always_the_same() -> None:
    """A fit that cannot be repeated cannot be checked."""
    lengths = list(np.random.default_rng(1).integers(5, 60, 200))

    one, two = (list(batch_plan(lengths, tokens=256, seed=7)) for _ in range(2))

    assert one == two
    assert one != list(batch_plan(lengths, tokens=256, seed=8))


def test_marks_stand_on_the_words_of_the_span(encoder: Path) -> None:
    """Training tokens on the wrong words would teach wrong evidence."""
    example = driving_examples()[0]
    subwords = load_encoder(encoder).subwords

    window = windows([example], subwords, SETTINGS.window)[0]

    places = subwords.cut([example.text])[0].places
    marked = window.marks[:, tuple(Category).index(Category.ABILITY)]
    span = example.spans[0].span
    assert places[marked][0][0] == span.start
    assert places[marked][-1][1] == span.end
    assert not window.marks[:, tuple(Category).index(Category.TRAIT)].any()


def test_padding_and_neighbours_say_nothing_about_a_sentence() -> None:
    """Only the sentence's own tokens are pooled."""
    tokens = torch.tensor([[[5.0], [1.0], [9.0]]])
    own = torch.tensor([[False, True, False]])

    assert pooled(tokens, own).item() == pytest.approx(1.0)


def test_heads_that_are_not_asked_do_not_move_the_loss() -> None:
    """The head of "high" is asked only of what is flagged at all."""
    tokens = torch.zeros(1, 2, len(BASE_HEADS))
    own = torch.ones(1, 2, dtype=torch.bool)
    marks = torch.zeros(1, 2, len(Category), dtype=torch.bool)
    used = torch.ones(1, len(BASE_HEADS))
    used[0, 11] = 0.0
    wanted = torch.zeros(1, len(BASE_HEADS))
    other = wanted.clone()
    other[0, 11] = 1.0

    losses = [
        loss_of(
            tokens, own=own, marks=marks, wanted=w, used=used, weights=LossWeights()
        ).item()
        for w in (wanted, other)
    ]

    assert losses[0] == losses[1]


def test_fine_tuning_learns_what_the_examples_say(encoder: Path) -> None:
    """The whole loop: after it the flagged ones score above all others."""
    examples = driving_examples()
    subwords = load_encoder(encoder).subwords
    model = new_classifier(encoder, dropout=0.0, seed=1)

    tuned = fine_tune(model, examples, subwords, settings=SETTINGS)

    said = decisions(
        tuned, windows(examples, subwords, SETTINGS.window), pad=subwords.pad
    )[:, BASE_HEADS.index("any_medium")]
    flagged = np.array([example.is_flagged for example in examples])
    assert said[flagged].min() > said[~flagged].max()


def test_soft_answers_of_another_model_can_teach(encoder: Path) -> None:
    """Distillation: the labels of the examples are then not looked at."""
    examples = driving_examples()
    subwords = load_encoder(encoder).subwords
    own = Answers.of(examples)
    turned = Answers(1.0 - own.wanted, own.used)
    model = new_classifier(encoder, dropout=0.0, seed=1)
    settings = replace(SETTINGS, loss=LossWeights(span=0.0))

    tuned = fine_tune(model, examples, subwords, settings=settings, answers=turned)

    said = decisions(
        tuned, windows(examples, subwords, SETTINGS.window), pad=subwords.pad
    )[:, BASE_HEADS.index("any_medium")]
    flagged = np.array([example.is_flagged for example in examples])
    assert said[flagged].max() < said[~flagged].min()


def test_cancelled_fine_tuning_ends_at_the_next_step(encoder: Path) -> None:
    """A person who cancels waits for one step, not for the rest."""
    steps: list[int] = []
    model = new_classifier(encoder, dropout=0.0, seed=1)

    fine_tune(
        model,
        driving_examples(),
        load_encoder(encoder).subwords,
        settings=SETTINGS,
        on_step=lambda step: steps.append(step.number),
        is_cancelled=lambda: len(steps) == 2,
    )

    assert steps == [1, 2]


def test_exported_model_says_what_torch_says(encoder: Path) -> None:
    """fp32 within 1e-4 of torch at every token, padding or none."""
    examples = driving_examples()[:6]
    subwords = load_encoder(encoder).subwords
    model = new_classifier(encoder, dropout=0.0, seed=1)
    batch = batch_of(
        range(6), windows(examples, subwords, SETTINGS.window), pad=subwords.pad
    )
    feed = {"input_ids": batch.ids, "attention_mask": batch.attended.astype(np.int64)}

    whole = onnx_bytes(model)
    said = ort.InferenceSession(whole).run(None, feed)[0]
    small = ort.InferenceSession(quantised_bytes(whole)).run(None, feed)[0]

    with torch.inference_mode():
        logits = model(**{key: torch.from_numpy(value) for key, value in feed.items()})
    wanted = logits.logits.numpy()[batch.attended]
    assert np.abs(said[batch.attended] - wanted).max() < 1e-4
    assert np.abs(small[batch.attended] - wanted).max() < 0.5


def test_parity_counts_verdicts_that_changed() -> None:
    """A quantised model that flags something else must not pass for the same."""
    examples = driving_examples()
    right = FakeClassifier({"tránh xa": (Category.ABILITY, Severity.MEDIUM)})
    wrong = FakeClassifier({"khoảng cách": (Category.ABILITY, Severity.MEDIUM)})

    same, other = parity(right, right, examples), parity(right, wrong, examples)

    assert same.is_close
    assert (same.same_verdicts, same.f1_whole, same.largest_gap) == (1.0, 1.0, 0.0)
    assert not other.is_close
    assert other.same_verdicts == pytest.approx(1 / 3)


def test_assembled_bundle_tells_how_it_was_made(tmp_path: Path) -> None:
    """Labels, data, seed, versions and the int8 gate stand in the manifest."""
    bundle = write_tiny_token_bundle(tmp_path)

    metrics = bundle.manifest.metrics
    assert metrics["int8"]["examples"] == len(driving_examples())
    assert metrics["fine_tuning"]["examples"] == len(driving_examples())
    assert {name for name, _ in bundle.manifest.libraries} >= {"torch", "onnxruntime"}
    card = (bundle.folder / "card.vi.md").read_text("utf-8")
    assert "bộ mã hoá" in card
    assert read_bundle(bundle.folder).manifest == bundle.manifest


def test_tuned_encoder_keeps_what_it_said_of_held_out_examples(
    tmp_path: Path, encoder: Path
) -> None:
    """The blend is fitted on these, by id."""
    write_tuned_encoder(tmp_path / "tuned", encoder, CONTEXT)

    tuned = read_tuned(tmp_path / "tuned")

    assert tuned.window == CONTEXT.window
    assert set(tuned.held_out()) == {example.id for example in driving_examples()}
    assert set(tuned.model().config.label2id or ()) == set(BASE_HEADS)


def test_folder_that_is_no_tuned_encoder_is_named(tmp_path: Path) -> None:
    """A path mistaken is the commonest mistake."""
    with pytest.raises(MissingInputError, match=r"tuning\.json"):
        read_tuned(tmp_path)


def test_command_fine_tunes_and_holds_a_fold_out(tmp_path: Path, encoder: Path) -> None:
    """What a person types; groups are dealt by their names."""
    write_examples(tmp_path / "train.jsonl", driving_examples())

    result = CliRunner().invoke(
        main,
        [
            "fine-tune",
            *("--encoder", str(encoder)),
            *("--train", str(tmp_path / "train.jsonl")),
            *("--out", str(tmp_path / "tuned")),
            *("--hold-out", "0"),
            *("--epochs", "1"),
        ],
    )

    assert result.exit_code == 0, result.output
    held_out = read_tuned(tmp_path / "tuned").held_out()
    assert 0 < len(held_out) < len(driving_examples())
    assert "s left" in result.output
