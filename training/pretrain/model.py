"""The encoder's shape, its construction, and the masked-language-model loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import RobertaConfig, RobertaForMaskedLM

from screener.errors import SettingError
from training.pretrain.tokenizer import BEGIN_ID, END_ID, MASK_ID, PAD_ID, SPECIALS

MAX_LENGTH = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The size of an encoder; four times as wide inside unless `intermediate` is set.

    Attributes:
        layers: Transformer layers.
        hidden: Width of a token's vector.
        heads: Attention heads; they divide `hidden`.
        intermediate: Width of the feed-forward layer.
        vocabulary: Entries of the tokenizer.
    """

    layers: int
    hidden: int
    heads: int
    intermediate: int
    vocabulary: int

    def __post_init__(self) -> None:
        if self.hidden % self.heads:
            raise SettingError(
                source="heads", reason=f"{self.heads} do not divide {self.hidden}"
            )


def build_model(shape: Shape, *, seed: int) -> RobertaForMaskedLM:
    """A RoBERTa masked language model with random weights, tied embeddings."""
    torch.manual_seed(seed)
    return RobertaForMaskedLM(roberta_config(shape))


def roberta_config(shape: Shape) -> RobertaConfig:
    """The `transformers` configuration of a shape; no dropout while pre-training."""
    return RobertaConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=MAX_LENGTH + PAD_ID + 1,
        type_vocab_size=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        layer_norm_eps=1e-5,
        bos_token_id=BEGIN_ID,
        pad_token_id=PAD_ID,
        eos_token_id=END_ID,
        tie_word_embeddings=True,
    )


@dataclass(frozen=True, slots=True)
class MaskedBatch:
    """One batch as the model sees it.

    Attributes:
        ids: Tokens, some replaced; shape (rows, length).
        places: Which positions are to be predicted; shape (rows, masked).
        labels: The tokens that stood there; shape (rows, masked).
    """

    ids: NDArray[np.int64]
    places: NDArray[np.int64]
    labels: NDArray[np.int64]


def mask_batch(
    ids: NDArray[np.int64], *, share: float, vocabulary: int, seed: tuple[int, ...]
) -> MaskedBatch:
    """Hide the same number of tokens in every row.

    Of the chosen ones 80 % become the mask, 10 % a random token, 10 % stay. Begin
    and end marks are chosen only when a row has too few other tokens. A fixed
    number per row keeps every tensor of a step the same shape, which
    compilation and exact repetition both need.

    Args:
        ids: Tokens; shape (rows, length).
        share: Part of a row to predict, in (0, 1).
        vocabulary: Entries of the tokenizer.
        seed: Names the draw; equal seeds hide equal tokens.
    """
    chance = np.random.default_rng(seed)
    rows, length = ids.shape
    masked = max(1, round(share * length))
    rank = chance.random((rows, length)) + (ids < len(SPECIALS))
    places = np.sort(np.argpartition(rank, masked, axis=1)[:, :masked], axis=1)
    labels = np.take_along_axis(ids, places, axis=1)
    fate = chance.random((rows, masked))
    drawn = chance.integers(len(SPECIALS), vocabulary, (rows, masked))
    shown = np.where(fate < 0.8, MASK_ID, np.where(fate < 0.9, drawn, labels))
    hidden = ids.copy()
    np.put_along_axis(hidden, places, shown, axis=1)
    return MaskedBatch(hidden, places, labels)


def masked_loss(
    model: RobertaForMaskedLM, ids: Tensor, places: Tensor, labels: Tensor
) -> Tensor:
    """Mean cross-entropy in nats at the masked positions; shape ().

    Only the states at `places` reach the output layer, which costs more than
    the rest of a small encoder.

    Args:
        model: The masked language model.
        ids: Tokens, some replaced; shape (rows, length).
        places: Positions to predict; shape (rows, masked).
        labels: The tokens that stood there; shape (rows, masked).
    """
    states = model.roberta(input_ids=ids).last_hidden_state
    index = places.unsqueeze(-1).expand(-1, -1, states.shape[-1])
    logits = model.lm_head(states.gather(1, index).flatten(0, 1))
    return nn.functional.cross_entropy(logits.float(), labels.flatten())
