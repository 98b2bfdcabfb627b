"""The optimisers of pre-training and the learning rate over a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

# Coefficients of the quintic that drives singular values towards 1 (Jordan 2024).
_QUINTIC = (3.4445, -4.7750, 2.0315)
_QUINTIC_STEPS = 5
# The root-mean-square size of AdamW's update, matched so one rate fits both.
_ADAMW_SIZE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Warm-up, then a constant rate, then an optional descent to zero.

    The constant middle needs no end, so a run may be continued for as long as
    there is compute; the descent is appended when a model is wanted.

    Attributes:
        peak: Learning rate of the constant part.
        warmup_tokens: Length of the linear rise from zero.
        max_tokens: Where the run, and the descent if there is one, ends.
        decay_tokens: Length of the linear descent; 0 for none.
    """

    peak: float
    warmup_tokens: int
    max_tokens: int
    decay_tokens: int = 0

    def rate(self, tokens: int) -> float:
        """The learning rate once `tokens` have been read."""
        rise = min(1.0, (tokens + 1) / max(1, self.warmup_tokens))
        if not self.decay_tokens:
            return self.peak * rise
        left = (self.max_tokens - tokens) / self.decay_tokens
        return self.peak * rise * min(1.0, max(0.0, left))


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal, for the matrices of the layers.

    `torch.optim.Muon` computes in bfloat16, which a CPU without that type
    emulates a hundred times slower; this one keeps the type of the weights and
    treats all matrices of one shape at once.

    Args:
        parameters: Matrices.
        lr: Learning rate, of the size that suits AdamW.
        momentum: Share of the old momentum kept in a step.
        weight_decay: Decoupled, times the rate.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        *,
        lr: float = 1e-3,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move every matrix that has a gradient."""
        del closure
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[nn.Parameter]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    by_shape[parameter.shape].append(parameter)
            for parameters in by_shape.values():
                self._move(parameters, group)

    def _move(self, parameters: list[nn.Parameter], group: dict[str, float]) -> None:
        updates = torch.stack(
            [self._direction(p, group["momentum"]) for p in parameters]
        )
        size = _ADAMW_SIZE * max(updates.shape[-2:]) ** 0.5
        for parameter, update in zip(parameters, orthogonal(updates), strict=True):
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
            parameter.add_(update, alpha=-group["lr"] * size)

    def _direction(self, parameter: nn.Parameter, momentum: float) -> Tensor:
        """Nesterov's look-ahead gradient, after the momentum has been updated."""
        grad: Tensor | None = parameter.grad
        assert grad is not None
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        kept: Tensor = state["momentum"].lerp_(grad, 1 - momentum)
        ahead: Tensor = torch.lerp(grad, kept, momentum)
        return ahead


def orthogonal(matrices: Tensor) -> Tensor:
    """The matrices with their singular values moved to between 0.7 and 1.2.

    Args:
        matrices: Any matrices; shape (number, rows, columns).
    """
    tall = matrices.shape[-2] > matrices.shape[-1]
    x: Tensor = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    a, b, c = _QUINTIC
    for _ in range(_QUINTIC_STEPS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x


def build_optimizers(
    model: nn.Module, *, kind: str, weight_decay: float
) -> list[torch.optim.Optimizer]:
    """AdamW over everything, or Muon over the layers' matrices and AdamW beside it.

    Args:
        model: Names its layers' parameters "….layer.…".
        kind: "adamw" or "muon".
        weight_decay: For matrices; vectors have none.
    """
    matrices, tables, vectors = [], [], []
    for name, parameter in model.named_parameters():
        if parameter.ndim < 2:
            vectors.append(parameter)
        elif ".layer." in name:
            matrices.append(parameter)
        else:
            tables.append(parameter)
    decayed = tables if kind == "muon" else tables + matrices
    groups: list[dict[str, Any]] = [
        {"params": decayed},
        {"params": vectors, "weight_decay": 0.0},
    ]
    adamw = torch.optim.AdamW(
        groups, betas=(0.9, 0.98), eps=1e-6, weight_decay=weight_decay, fused=True
    )
    if kind == "adamw":
        return [adamw]
    return [adamw, Muon(matrices, weight_decay=weight_decay)]
