"""A token classifier whose sentence scores are a smooth maximum over tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForTokenClassification, PreTrainedModel

from models.heads import BASE_HEADS
from screener.domain.labels import Category

# A token says "nothing here" before it has learned otherwise.
_FIRST_BIAS = -3.0


def new_classifier(
    encoder: Path | str, *, dropout: float, seed: int
) -> PreTrainedModel:
    """The encoder with a fresh head: one number per token for each base head."""
    torch.manual_seed(seed)
    config = AutoConfig.from_pretrained(
        encoder,
        num_labels=len(BASE_HEADS),
        id2label=dict(enumerate(BASE_HEADS)),
        label2id={name: index for index, name in enumerate(BASE_HEADS)},
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        classifier_dropout=dropout,
    )
    model = AutoModelForTokenClassification.from_pretrained(
        encoder, config=config, dtype=torch.float32
    )
    nn.init.constant_(model.classifier.bias, _FIRST_BIAS)
    return model  # type: ignore[no-any-return]


def pooled(tokens: Tensor, own: Tensor) -> Tensor:
    """One number per sentence and head: log-sum-exp over its own tokens.

    Args:
        tokens: Shape (rows, length, heads).
        own: Which tokens are the sentence's own; shape (rows, length).
    """
    hidden = tokens.masked_fill(~own.unsqueeze(-1), -1e4)
    return torch.logsumexp(hidden, dim=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LossWeights:
    """What the parts of the loss count.

    Attributes:
        span: Of the tokens inside sentences whose spans are known.
        stance: Of the heads "reported" and "countered".
        focus: Exponent of the focal factor; 0 is plain cross-entropy.
    """

    span: float = 0.3
    stance: float = 1.0
    focus: float = 0.0


def loss_of(
    tokens: Tensor,
    *,
    own: Tensor,
    marks: Tensor,
    wanted: Tensor,
    used: Tensor,
    weights: LossWeights,
) -> Tensor:
    """Sentence loss and span loss together; shape ().

    Args:
        tokens: Logits; shape (rows, length, heads).
        own: The sentence's own tokens; shape (rows, length).
        marks: Which tokens carry which category; shape (rows, length, categories).
        wanted: What each head should say, in [0, 1]; shape (rows, heads).
        used: How much each answer counts; shape (rows, heads).
        weights: Of the parts.
    """
    sentences = pooled(tokens, own)
    per_head = nn.functional.binary_cross_entropy_with_logits(
        sentences, wanted, reduction="none"
    )
    if weights.focus:
        sure = torch.exp(-per_head)
        per_head = per_head * (1.0 - sure) ** weights.focus
    shares = used.clone()
    shares[:, -2:] *= weights.stance
    total = (per_head * shares).sum() / shares.sum().clamp(min=1.0)
    if weights.span:
        total = total + weights.span * _span_loss(tokens, own, marks, wanted)
    return total


def _span_loss(tokens: Tensor, own: Tensor, marks: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy of the tokens, for the categories that the sentence has."""
    categories = len(Category)
    said = tokens[..., :categories]
    asked = own.unsqueeze(-1) & (wanted[:, None, :categories] > 0.5)
    asked = asked & marks.any(dim=1, keepdim=True)
    losses = nn.functional.binary_cross_entropy_with_logits(
        said, marks.float(), reduction="none"
    )
    return (losses * asked).sum() / asked.sum().clamp(min=1)
