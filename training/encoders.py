"""Any encoder, ours or one from the hub, behind one interface."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import torch
from tokenizers import Tokenizer
from transformers import (
    AutoConfig,
    AutoModel,
    AutoTokenizer,
    PhobertTokenizer,
    PretrainedConfig,
    PreTrainedModel,
)
from transformers.utils import logging as transformers_logging

from models.subwords import Pieces, Subwords
from models.subwords_file import SubwordSettings, subwords_of
from screener.errors import EncoderMissingError, EncoderUnsupportedError
from training.encoders_licences import licence_notice
from training.encoders_phobert import phobert_pieces, phobert_settings

# What transformers and huggingface_hub raise for a missing, unreachable or
# damaged checkpoint.
_FOREIGN = (OSError, ValueError, KeyError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Encoder:
    """A pre-trained encoder: its tokens and its model.

    Attributes:
        source: The folder or hub id it was asked for by; what
            ``AutoModelFor….from_pretrained`` takes.
        subwords: Cuts texts into its tokens.
        config: Its architecture.
        tokenizer: What `subwords` cuts with; a bundle's ``tokenizer.json``.
        settings: What a bundle's manifest says of it.
    """

    source: str
    subwords: Subwords
    config: PretrainedConfig
    tokenizer: Tokenizer
    settings: SubwordSettings

    @property
    def max_length(self) -> int:
        """The most tokens it reads at once, special ones included."""
        return longest_input(self.config)

    def encode(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each text, which is in NFC, without special ones."""
        return self.subwords.cut(texts)

    def model(self, *, dropout: float = 0.0) -> PreTrainedModel:
        """The pre-trained weights in fp32, ready to be trained on.

        Raises:
            EncoderMissingError: When the weights cannot be loaded.
        """
        loaded: PreTrainedModel = _translated(
            AutoModel,
            self.source,
            config=self._with_dropout(dropout),
            dtype=torch.float32,
        )
        return loaded

    def random_model(self, *, seed: int, dropout: float = 0.0) -> PreTrainedModel:
        """The same architecture with random weights: what pre-training is worth."""
        torch.manual_seed(seed)
        fresh: PreTrainedModel = AutoModel.from_config(  # type: ignore[no-untyped-call]
            self._with_dropout(dropout), dtype=torch.float32
        )
        return fresh

    def _with_dropout(self, dropout: float) -> PretrainedConfig:
        config = copy.deepcopy(self.config)
        config.hidden_dropout_prob = dropout
        config.attention_probs_dropout_prob = dropout
        return config


def load_encoder(source: str | Path) -> Encoder:
    """The encoder in a folder or under a hub id; its weights are read by `model()`.

    Takes folders that `pretrain export` wrote and any checkpoint with a fast
    tokenizer (such as ``xlm-roberta-base``), and PhoBERT, whose slow tokenizer
    gets word segmentation and places here.

    Raises:
        EncoderMissingError: When there is none, or it cannot be read.
        EncoderUnsupportedError: When its tokenizer cannot tell places.
        MissingExtraError: When PhoBERT is asked for without underthesea.
    """
    name = str(source)
    config = _translated(AutoConfig, name)
    loaded = _translated(AutoTokenizer, name)
    tokenizer, settings = _runtime_form(loaded, name)
    subwords = subwords_of(tokenizer, settings, source=name)
    return Encoder(name, subwords, config, tokenizer, settings)


def longest_input(config: PretrainedConfig) -> int:
    """The most tokens that such a model reads at once, special ones included."""
    places = int(config.max_position_embeddings)
    if config.model_type in ("roberta", "xlm-roberta", "camembert"):
        # These count positions from the one after the padding's.
        return places - int(config.pad_token_id) - 1
    return places


def _runtime_form(loaded: Any, source: str) -> tuple[Tokenizer, SubwordSettings]:
    """The tokenizer as bundles hold it."""
    if isinstance(loaded, PhobertTokenizer):
        try:
            return phobert_pieces(loaded), phobert_settings(loaded)
        except ValueError as exc:
            raise EncoderMissingError(source=source, reason=str(exc)) from exc
    if not getattr(loaded, "is_fast", False):
        raise EncoderUnsupportedError(source=source, tokenizer=type(loaded).__name__)
    settings = SubwordSettings(
        begin=int(loaded.cls_token_id),
        end=int(loaded.sep_token_id),
        pad=int(loaded.pad_token_id),
        unknown=int(loaded.unk_token_id),
        marks=tuple(sorted(set(loaded.all_special_ids) - {loaded.unk_token_id})),
    )
    return loaded.backend_tokenizer, settings


def _translated(auto: Any, source: str, **options: Any) -> Any:
    """``auto.from_pretrained``, its errors in our words."""
    try:
        return auto.from_pretrained(source, **options)
    except _FOREIGN as exc:
        reason = (str(exc).splitlines() or [type(exc).__name__])[0]
        raise EncoderMissingError(source=source, reason=reason) from exc


def quieten() -> None:
    """Keep transformers from reporting every weight on the terminal; for edges."""
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def _say_licence(
    context: click.Context, _parameter: click.Parameter, source: str
) -> str:
    if not context.resilient_parsing:
        said = licence_notice(source)
        click.echo(f"{said.vi}\n{said.en}", err=True)
    return source


encoder_option = click.option(
    "--encoder",
    required=True,
    metavar="PATH_OR_HUB_ID",
    callback=_say_licence,
    help="A folder written by `pretrain export`, or a checkpoint such as "
    "vinai/phobert-base (MIT) or xlm-roberta-base (MIT). "
    "vinai/phobert-base-v2 is AGPL-3.0, uitnlp/visobert for research only.",
)
