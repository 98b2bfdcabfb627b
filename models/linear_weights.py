"""What a linear n-gram bundle holds: n-grams, weights, and their file form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.bundle import pack_arrays
from models.features import SHAPES, BlockSpec, Source, Unit
from models.outputs import OUTPUTS, Floats

WEIGHTS: Final = "weights.npz"


@dataclass(frozen=True, slots=True)
class Block:
    """The known n-grams of one kind.

    Attributes:
        spec: The kind.
        hashes: Ascending; shape (features,).
        idf: Inverse document frequency; shape (features,).
    """

    spec: BlockSpec
    hashes: NDArray[np.uint64]
    idf: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """How much a model with two experts listens to the second one.

    Attributes:
        sharpness: Of the step from one expert to the other.
        shift: Of the step; below zero the first expert is listened to in doubt.
    """

    sharpness: float = 2.0
    shift: float = -0.5


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Everything that is learned.

    With a gate every base head is there twice, fitted on another kind of text each,
    and one column more says which kind a sentence is.

    Attributes:
        blocks: In the order of the rows of ``weights``; the shapes come last.
        shape_scale: Value of a shape that holds.
        weights: Shape (features + SHAPES, columns); as many columns as base heads,
            or twice as many and one.
        bias: Shape (columns,).
        mix: From base heads to outputs; shape (base heads, OUTPUTS).
        offset: Shape (OUTPUTS,).
        gate: None when there is one expert.
    """

    blocks: tuple[Block, ...]
    shape_scale: float
    weights: Floats
    bias: Floats
    mix: Floats
    offset: Floats
    gate: Gate | None = None

    @property
    def heads(self) -> int:
        """Number of base heads."""
        return len(self.mix)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRule:
    """How evidence is cut out; chosen on dev data.

    Attributes:
        smoothing: Share of each neighbour in a token's value.
        fraction: Of the largest value, above which a token stands out.
    """

    smoothing: float = 0.25
    fraction: float = 0.3


def model_arrays(model: LinearModel) -> bytes:
    """The learned arrays as the bundle's weight file; weights in half precision."""
    arrays: dict[str, NDArray[Any]] = {
        "weights": model.weights.astype(np.float16),
        "bias": model.bias,
        "mix": model.mix,
        "offset": model.offset,
    }
    for index, block in enumerate(model.blocks):
        arrays[f"hashes_{index}"] = block.hashes
        arrays[f"idf_{index}"] = block.idf.astype(np.float16)
    return pack_arrays(arrays)


def model_settings(model: LinearModel, rule: SpanRule) -> dict[str, Any]:
    """What the manifest says about a model besides its arrays."""
    return {
        "blocks": [asdict(block.spec) for block in model.blocks],
        "shape_scale": model.shape_scale,
        "span_rule": asdict(rule),
        "gate": None if model.gate is None else asdict(model.gate),
    }


def in_half_precision(model: LinearModel) -> LinearModel:
    """The model as it will be after it was written and read again."""
    return replace(
        model,
        weights=_halved(model.weights),
        blocks=tuple(replace(block, idf=_halved(block.idf)) for block in model.blocks),
    )


def _halved(values: Floats) -> Floats:
    return values.astype(np.float16).astype(np.float32)


def model_from(
    arrays: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]
) -> LinearModel:
    """The model behind a weight file and its manifest's settings.

    Raises:
        KeyError: When an array or a setting is missing.
        ValueError: When shapes disagree.
    """
    blocks = tuple(
        Block(
            spec=_spec_from(record),
            hashes=arrays[f"hashes_{index}"].astype(np.uint64),
            idf=arrays[f"idf_{index}"].astype(np.float32),
        )
        for index, record in enumerate(settings["blocks"])
    )
    gate = settings.get("gate")
    model = LinearModel(
        blocks=blocks,
        shape_scale=float(settings["shape_scale"]),
        weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        mix=arrays["mix"].astype(np.float32),
        offset=arrays["offset"].astype(np.float32),
        gate=None if gate is None else Gate(**gate),
    )
    features = sum(len(block.hashes) for block in blocks) + len(SHAPES)
    columns = model.heads if model.gate is None else 2 * model.heads + 1
    if model.weights.shape != (features, columns) or len(model.bias) != columns:
        raise ValueError(f"weights have shape {model.weights.shape}")
    if model.mix.shape[1:] != (len(OUTPUTS),) or len(model.offset) != len(OUTPUTS):
        raise ValueError(f"outputs have shape {model.mix.shape}")
    return model


def _spec_from(record: Mapping[str, Any]) -> BlockSpec:
    return BlockSpec(
        source=Source(record["source"]),
        unit=Unit(record["unit"]),
        shortest=int(record["shortest"]),
        longest=int(record["longest"]),
        scale=float(record["scale"]),
    )
