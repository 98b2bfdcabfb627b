"""A fine-tuned encoder as an ONNX file, whole and quantised to int8."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Final

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import PreTrainedModel

from training.encoders import longest_input

_OPSET: Final = 20
_INPUTS: Final = ("input_ids", "attention_mask")
# Embeddings are looked up and matrices multiplied; the rest is small.
_QUANTISED: Final = ["MatMul", "Gemm", "Gather"]


class _Logits(nn.Module):
    """The model with plain tensors in and out, as the exporter wants it."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self._model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        logits: Tensor = self._model(
            input_ids=input_ids, attention_mask=attention_mask
        ).logits
        return logits


def onnx_bytes(model: PreTrainedModel) -> bytes:
    """The model in fp32: token ids and attention mask in, token logits out.

    Both inputs have shape (rows, length), any of each; the output has shape
    (rows, length, heads).
    """
    model.train(mode=False)
    model.config._attn_implementation = "eager"
    example = torch.full((2, 24), 7), torch.ones(2, 24, dtype=torch.long)
    length = torch.export.Dim("length", max=min(512, longest_input(model.config)))
    sizes = {0: torch.export.Dim("rows"), 1: length}
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        # The exporter warns about its own internals.
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        program = torch.onnx.export(
            _Logits(model),
            example,
            dynamo=True,
            dynamic_shapes=dict.fromkeys(_INPUTS, sizes),
            input_names=list(_INPUTS),
            output_names=["logits"],
            opset_version=_OPSET,
            verbose=False,
        )
        path = Path(folder) / "model.onnx"
        assert program is not None
        program.save(str(path), external_data=False)
        return _without_traces(path)


def quantised_bytes(content: bytes) -> bytes:
    """The same model with int8 weights; activations are scaled as they come.

    Seven bits are used, because products of eight-bit numbers overflow on
    processors without VNNI, and a model must answer the same on all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        whole.write_bytes(content)
        logging.getLogger().disabled = True
        try:
            quantize_dynamic(
                whole,
                small,
                weight_type=QuantType.QInt8,
                reduce_range=True,
                per_channel=True,
                op_types_to_quantize=_QUANTISED,
            )
        finally:
            logging.getLogger().disabled = False
        return small.read_bytes()


def _without_traces(path: Path) -> bytes:
    """The file without stack traces of the exporter, which name folders."""
    model = onnx.load(str(path))
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*model.graph.input, *model.graph.output, *model.graph.value_info):
        del value.metadata_props[:]
    del model.metadata_props[:]
    return model.SerializeToString()  # type: ignore[no-any-return]
