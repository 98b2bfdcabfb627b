"""Replaced-token detection: a generator proposes tokens, the encoder detects them.

Source: Clark et al. 2020, ELECTRA.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import torch
from torch import Tensor, nn
from transformers import RobertaConfig, RobertaModel

from training.pretrain.model import Shape, roberta_config

# The generator's width as a share of the encoder's, and the weight of the
# detector's loss: the values of the paper.
GENERATOR_SHARE: Final = 4
DETECTOR_WEIGHT: Final = 50.0


class ElectraStyle(nn.Module):
    """An encoder as detector and a narrower generator; both read one token table."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.roberta = RobertaModel(roberta_config(shape), add_pooling_layer=False)
        narrow = narrow_shape(shape)
        self.generator = RobertaModel(roberta_config(narrow), add_pooling_layer=False)
        # Its own table would be read by nobody.
        self.generator.embeddings.word_embeddings = nn.Identity()  # type: ignore[assignment]
        self.narrowing = nn.Linear(shape.hidden, narrow.hidden)
        self.widening = nn.Sequential(
            nn.Linear(narrow.hidden, shape.hidden),
            nn.GELU(),
            nn.LayerNorm(shape.hidden, eps=1e-5),
        )
        self.output_bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.detector = nn.Sequential(
            nn.Linear(shape.hidden, shape.hidden),
            nn.GELU(),
            nn.Linear(shape.hidden, 1),
        )
        for module in (self.narrowing, self.widening, self.detector):
            module.apply(_start)

    @property
    def config(self) -> RobertaConfig:
        """The encoder's configuration."""
        return self.roberta.config

    def proposals(self, ids: Tensor, places: Tensor) -> Tensor:
        """The generator's logits at `places`; shape (rows, masked, vocabulary)."""
        table = self.roberta.embeddings.word_embeddings
        states = self.generator(
            inputs_embeds=self.narrowing(table(ids))
        ).last_hidden_state
        index = places.unsqueeze(-1).expand(-1, -1, states.shape[-1])
        wide = self.widening(states.gather(1, index))
        logits: Tensor = nn.functional.linear(wide, table.weight, self.output_bias)
        return logits


def narrow_shape(shape: Shape) -> Shape:
    """The generator's shape: as deep, a quarter as wide, heads to match."""
    hidden = shape.hidden // GENERATOR_SHARE
    heads = max(n for n in range(1, shape.heads + 1) if hidden % n == 0)
    return replace(shape, hidden=hidden, heads=heads, intermediate=4 * hidden)


def build_electra(shape: Shape, *, seed: int) -> ElectraStyle:
    """An encoder and its generator with random weights."""
    torch.manual_seed(seed)
    return ElectraStyle(shape)


def electra_loss(
    model: ElectraStyle, ids: Tensor, places: Tensor, labels: Tensor
) -> Tensor:
    """Generator's cross-entropy plus 50 times the detector's; shape ().

    Args:
        model: Encoder and generator.
        ids: Tokens, some replaced; shape (rows, length).
        places: Positions to predict; shape (rows, masked).
        labels: The tokens that stood there; shape (rows, masked).
    """
    logits = model.proposals(ids, places).float()
    generated = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
    drawn = _drawn(logits.detach())
    shown = ids.scatter(1, places, drawn)
    is_replaced = torch.zeros_like(ids, dtype=torch.bool).scatter(
        1, places, drawn != labels
    )
    states = model.roberta(input_ids=shown).last_hidden_state
    said = model.detector(states).squeeze(-1).float()
    detected = nn.functional.binary_cross_entropy_with_logits(said, is_replaced.float())
    return generated + DETECTOR_WEIGHT * detected


def _drawn(logits: Tensor) -> Tensor:
    """One token for each row of logits, drawn by their probabilities."""
    noise = -torch.empty_like(logits).exponential_().log()
    return (logits + noise).argmax(dim=-1)


def _start(module: nn.Module) -> None:
    """The first weights that transformers gives its linear layers."""
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
