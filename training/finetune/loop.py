"""Fine-tunes a token classifier on labelled examples."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import PreTrainedModel

from models.heads import BASE_HEADS, base_labels
from models.subwords import Subwords
from models.windows import WindowPlan
from training.dataset import Example
from training.finetune.model import LossWeights, loss_of, pooled
from training.finetune.windows import Batch, Window, batch_of, batch_plan, windows
from training.samples import to_sample

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneSettings:
    """What fine-tuning is free to choose.

    Attributes:
        epochs: Passes over the examples.
        rate: Peak learning rate of the encoder's last layer and the head.
        layer_decay: Factor of the rate from each layer to the one below.
        warmup: Share of the steps in which the rate rises.
        tokens: Most padded tokens of a batch.
        dropout: Of hidden states and attention.
        weight_decay: Of matrices.
        average: Share of the old in the running mean of the weights; 0 for none.
        window: What an encoder sees of an example.
        loss: What the parts of the loss count.
        seed: Of the head, the order and the dropout.
    """

    epochs: int = 4
    rate: float = 5e-4
    layer_decay: float = 0.9
    warmup: float = 0.1
    tokens: int = 2048
    dropout: float = 0.1
    weight_decay: float = 0.01
    average: float = 0.995
    window: WindowPlan = field(default_factory=WindowPlan)
    loss: LossWeights = field(default_factory=LossWeights)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """How far fine-tuning is.

    Attributes:
        number: Steps done.
        of: Steps in all.
        loss: Running mean.
        seconds: Since the start.
    """

    number: int
    of: int
    loss: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What the heads should say of each example, and how much it counts.

    Attributes:
        wanted: In [0, 1], soft when taught by another model; shape (examples, heads).
        used: Shape (examples, heads).
    """

    wanted: Numbers
    used: Numbers

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Answers:
        """The labels themselves, each counting once."""
        wanted, used = base_labels([to_sample(example) for example in examples])
        return cls(wanted.astype(np.float32), used.astype(np.float32))


def fine_tune(
    model: PreTrainedModel,
    examples: Sequence[Example],
    subwords: Subwords,
    *,
    settings: TuneSettings,
    answers: Answers | None = None,
    on_step: Callable[[Step], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> PreTrainedModel:
    """The model with its weights moved, averaged over the last steps.

    Args:
        model: With a head for each base head; changed in place.
        examples: Labelled.
        subwords: The encoder's tokenizer.
        settings: What fine-tuning is free to choose.
        answers: Instead of the examples' own labels.
        on_step: Told after every step.
        is_cancelled: Asked before every step; fine-tuning then ends early.
    """
    tuning = _Tuning(model, windows(examples, subwords, settings.window), settings)
    answers = answers or Answers.of(examples)
    batches = [*tuning.batches()]
    started, running = time.monotonic(), 0.0
    for number, chosen in enumerate(batches):
        if is_cancelled():
            break
        batch = batch_of(chosen, tuning.windows, pad=subwords.pad)
        loss = tuning.step(batch, answers, number / len(batches))
        running = loss if not number else 0.98 * running + 0.02 * loss
        on_step(Step(number + 1, len(batches), running, time.monotonic() - started))
    return tuning.finished()


def decisions(
    model: PreTrainedModel,
    among: Sequence[Window],
    *,
    pad: int,
    tokens: int = 4096,
) -> Numbers:
    """The pooled logits of windows; shape (windows, heads)."""
    model.train(mode=False)
    result = np.zeros((len(among), len(BASE_HEADS)), dtype=np.float32)
    lengths = [len(window.ids) for window in among]
    with torch.inference_mode():
        for chosen in batch_plan(lengths, tokens=tokens, seed=None):
            batch = batch_of(chosen, among, pad=pad)
            logits = _token_logits(model, batch)
            own = torch.from_numpy(batch.own).to(logits.device)
            result[batch.rows] = pooled(logits, own).float().cpu().numpy()
    return result


class _Tuning:
    """The moving parts: windows, optimiser, running mean of the weights."""

    def __init__(
        self,
        model: PreTrainedModel,
        among: list[Window],
        settings: TuneSettings,
    ) -> None:
        self.windows = among
        self._model = model
        self._settings = settings
        self._mean = copy.deepcopy(model).train(mode=False)
        self._groups = _groups(model, settings)
        self._optimizer = torch.optim.AdamW(self._groups, fused=True, betas=(0.9, 0.98))
        self._peaks = [group["lr"] for group in self._optimizer.param_groups]
        self._steps = 0
        torch.manual_seed(settings.seed)

    def batches(self) -> Iterator[list[int]]:
        """The batches of all epochs."""
        lengths = [len(window.ids) for window in self.windows]
        for epoch in range(self._settings.epochs):
            seed = 1000 * self._settings.seed + epoch
            yield from batch_plan(lengths, tokens=self._settings.tokens, seed=seed)

    def step(self, batch: Batch, answers: Answers, done: float) -> float:
        """One move of the weights; the loss before it."""
        for group, peak in zip(self._optimizer.param_groups, self._peaks, strict=True):
            group["lr"] = peak * _height(done, self._settings.warmup)
        self._model.train()
        logits = _token_logits(self._model, batch)
        loss = loss_of(
            logits,
            own=_on(logits, batch.own),
            marks=_on(logits, batch.marks),
            wanted=_on(logits, answers.wanted[batch.rows]),
            used=_on(logits, answers.used[batch.rows]),
            weights=self._settings.loss,
        )
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._remember()
        return float(loss.detach())

    def finished(self) -> PreTrainedModel:
        """The model to keep: the running mean of the weights when there is one."""
        kept = self._mean if self._settings.average else self._model
        kept.train(mode=False)
        return kept

    @torch.no_grad()
    def _remember(self) -> None:
        self._steps += 1
        # A mean over the first steps alone would hold on to the untrained weights.
        share = min(self._settings.average, self._steps / (self._steps + 10))
        old: list[Tensor] = [*self._mean.parameters()]
        new: list[Tensor] = [*self._model.parameters()]
        torch._foreach_lerp_(old, new, 1.0 - share)


def _on(like: Tensor, values: NDArray[np.generic]) -> Tensor:
    return torch.from_numpy(values).to(like.device)


def _token_logits(model: PreTrainedModel, batch: Batch) -> Tensor:
    device = model.device
    logits: Tensor = model(
        input_ids=torch.from_numpy(batch.ids).to(device),
        attention_mask=torch.from_numpy(batch.attended).to(device),
    ).logits
    return logits


def _height(done: float, warmup: float) -> float:
    """The learning rate as a share of its peak: a rise, then a straight descent."""
    if done < warmup:
        return (done + 1e-3) / warmup
    return (1.0 - done) / (1.0 - warmup)


def _groups(model: PreTrainedModel, settings: TuneSettings) -> list[dict[str, object]]:
    """Parameters with their rates: lower layers move less, vectors do not decay."""
    layers: int = model.config.num_hidden_layers
    groups: dict[tuple[int, bool], dict[str, object]] = {}
    for name, parameter in model.named_parameters():
        depth = _depth(name, layers)
        decays = parameter.dim() > 1
        group = groups.setdefault(
            (depth, decays),
            {
                "params": [],
                "lr": settings.rate * settings.layer_decay ** (layers - depth),
                "weight_decay": settings.weight_decay if decays else 0.0,
            },
        )
        group["params"].append(parameter)  # type: ignore[attr-defined]
    return list(groups.values())


def _depth(name: str, layers: int) -> int:
    """0 for the embeddings, the layer's number from 1, ``layers`` for the head."""
    if ".layer." in name:
        return int(name.split(".layer.")[1].split(".")[0]) + 1
    return 0 if "embeddings" in name else layers


def with_seed(settings: TuneSettings, seed: int) -> TuneSettings:
    """The same settings with another seed."""
    return replace(settings, seed=seed)
