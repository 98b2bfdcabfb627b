"""The one way in which every encoder is fine-tuned on a benchmark."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, get_linear_schedule_with_warmup

from training.benchmarks_sets import BenchmarkSet, Texts
from training.encoders import Encoder
from training.finetune.windows import batch_plan
from training.metrics import count, macro_f1

SMALL_HIDDEN = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What is the same for every encoder; nothing but the epoch is chosen on dev.

    Attributes:
        epochs: Passes over the training part; the best on dev is kept.
        length: Most tokens of a text, special ones included.
        tokens: Most padded tokens of a batch.
        rate: Peak learning rate.
        warmup: Share of the steps in which the rate rises; then it falls to zero.
        dropout: Of hidden states, attention and the pooled text.
        weight_decay: Of matrices.
    """

    epochs: int = 3
    length: int = 96
    tokens: int = 1024
    rate: float = 5e-4
    warmup: float = 0.1
    dropout: float = 0.1
    weight_decay: float = 0.01


def usual_rate(encoder: Encoder) -> float:
    """The learning rate for an encoder's width: small ones bear ten times as much."""
    return 5e-4 if int(encoder.config.hidden_size) <= SMALL_HIDDEN else 3e-5


class SentenceClassifier(nn.Module):
    """An encoder and a linear layer on the mean of its states."""

    def __init__(self, body: PreTrainedModel, *, labels: int, dropout: float) -> None:
        super().__init__()
        self.body = body
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(int(body.config.hidden_size), labels)
        )

    @property
    def device(self) -> torch.device:
        """Where its weights are."""
        return self.body.device

    def forward(self, ids: Tensor, attended: Tensor) -> Tensor:
        """A number for each label.

        Args:
            ids: Tokens; shape (rows, length).
            attended: What is no padding; shape (rows, length).

        Returns:
            Shape (rows, labels).
        """
        states = self.body(input_ids=ids, attention_mask=attended).last_hidden_state
        weights = attended.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(dim=1) / weights.sum(dim=1)
        logits: Tensor = self.head(mean)
        return logits


@dataclass(frozen=True, slots=True)
class Scores:
    """How many answers are right."""

    macro_f1: float | None
    accuracy: float


def scores(wanted: Sequence[int], said: Sequence[int], *, labels: int) -> Scores:
    """Macro-F1 over the labels that occur, and accuracy."""
    counts = [
        count([w == n for w in wanted], [s == n for s in said]) for n in range(labels)
    ]
    right = sum(w == s for w, s in zip(wanted, said, strict=True))
    return Scores(macro_f1(counts), right / len(wanted))


@dataclass(frozen=True, slots=True)
class Tuned:
    """A fine-tuned encoder that answers.

    Attributes:
        encoder: Cuts the texts.
        classifier: Weights of the epoch that was best on dev.
        recipe: How it was made.
        epoch: That epoch, from 1.
        dev: Its scores on dev.
    """

    encoder: Encoder
    classifier: SentenceClassifier
    recipe: Recipe
    epoch: int
    dev: Scores

    def answers(self, texts: Sequence[str]) -> list[int]:
        """The number of the label of each text."""
        rows = token_rows(self.encoder, texts, length=self.recipe.length)
        return _answers(self.classifier, rows, pad=self.encoder.subwords.pad)


def token_rows(
    encoder: Encoder, texts: Sequence[str], *, length: int
) -> list[list[int]]:
    """The tokens of each text between begin and end, cut off at `length`."""
    begin, end = encoder.subwords.begin, encoder.subwords.end
    room = min(length, encoder.max_length) - 2
    return [
        [begin, *pieces.ids[:room].tolist(), end] for pieces in encoder.encode(texts)
    ]


def tune(
    encoder: Encoder,
    data: BenchmarkSet,
    *,
    recipe: Recipe,
    seed: int,
    pretrained: bool,
    device: str = "cpu",
    on_epoch: Callable[[int, Scores], None] = lambda _epoch, _scores: None,
) -> Tuned:
    """The encoder fine-tuned on the training part of a benchmark.

    Args:
        encoder: What is measured.
        data: Train is trained on, dev chooses the epoch.
        recipe: How.
        seed: Names the head, the order of the batches and the dropout.
        pretrained: No takes random weights of the same shape.
        device: Such as "cpu" or "cuda".
        on_epoch: Told after each epoch.
    """
    body = (
        encoder.model(dropout=recipe.dropout)
        if pretrained
        else encoder.random_model(seed=seed, dropout=recipe.dropout)
    )
    torch.manual_seed(seed)
    labels = len(data.labels)
    classifier = SentenceClassifier(body, labels=labels, dropout=recipe.dropout)
    classifier.to(device)
    pad = encoder.subwords.pad
    rows = token_rows(encoder, data.train.texts, length=recipe.length)
    dev = token_rows(encoder, data.dev.texts, length=recipe.length)
    best: tuple[float, int, Scores, dict[str, Tensor]] | None = None
    epochs = _Epochs(classifier, rows, data.train, recipe, pad=pad, seed=seed)
    for epoch in range(1, recipe.epochs + 1):
        epochs.run(epoch)
        said = _answers(classifier, dev, pad=pad)
        reached = scores(data.dev.labels, said, labels=labels)
        on_epoch(epoch, reached)
        value = reached.macro_f1 or 0.0
        if best is None or value > best[0]:
            best = (value, epoch, reached, copy.deepcopy(classifier.state_dict()))
    assert best is not None
    classifier.load_state_dict(best[3])
    return Tuned(encoder, classifier, recipe, best[1], best[2])


class _Epochs:
    """Training, one epoch a call."""

    def __init__(
        self,
        classifier: SentenceClassifier,
        rows: list[list[int]],
        train: Texts,
        recipe: Recipe,
        *,
        pad: int,
        seed: int,
    ) -> None:
        self._classifier, self._rows, self._pad = classifier, rows, pad
        self._labels = torch.tensor(train.labels, device=classifier.device)
        lengths = [len(row) for row in rows]
        self._plans = [
            [*batch_plan(lengths, tokens=recipe.tokens, seed=1000 * seed + epoch)]
            for epoch in range(recipe.epochs)
        ]
        self._optimizer = torch.optim.AdamW(
            _groups(classifier, recipe), lr=recipe.rate, fused=True
        )
        steps = sum(map(len, self._plans))
        self._schedule = get_linear_schedule_with_warmup(  # type: ignore[no-untyped-call]
            self._optimizer, round(recipe.warmup * steps), steps
        )

    def run(self, epoch: int) -> None:
        """Train on every text once."""
        self._classifier.train()
        for chosen in self._plans[epoch - 1]:
            logits = _logits(self._classifier, self._rows, chosen, pad=self._pad)
            loss = nn.functional.cross_entropy(logits, self._labels[chosen])
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self._classifier.parameters(), 1.0)
            self._optimizer.step()
            self._schedule.step()
            self._optimizer.zero_grad(set_to_none=True)


def _groups(model: nn.Module, recipe: Recipe) -> list[dict[str, object]]:
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim < 2]
    return [
        {"params": decayed, "weight_decay": recipe.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


def _logits(
    classifier: SentenceClassifier,
    rows: Sequence[list[int]],
    chosen: Sequence[int],
    *,
    pad: int,
) -> Tensor:
    """The chosen rows' numbers for each label; shape (chosen, labels)."""
    ids, attended = _padded([rows[n] for n in chosen], pad=pad)
    device = classifier.device
    logits: Tensor = classifier(ids.to(device), attended.to(device))
    return logits


def _padded(rows: Sequence[list[int]], *, pad: int) -> tuple[Tensor, Tensor]:
    """Token ids and what is no padding; shapes (rows, longest)."""
    ids = np.full((len(rows), max(map(len, rows))), pad, dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
    attended = np.arange(ids.shape[1]) < np.array([len(row) for row in rows])[:, None]
    return torch.from_numpy(ids), torch.from_numpy(attended)


@torch.inference_mode()
def _answers(
    classifier: SentenceClassifier, rows: Sequence[list[int]], *, pad: int
) -> list[int]:
    classifier.eval()
    said = np.zeros(len(rows), dtype=np.int64)
    for chosen in batch_plan([len(row) for row in rows], tokens=4096, seed=None):
        logits = _logits(classifier, rows, chosen, pad=pad)
        said[chosen] = logits.argmax(dim=1).cpu().numpy()
    return [int(number) for number in said]
