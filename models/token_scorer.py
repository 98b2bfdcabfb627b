"""An exported token classifier on ONNX Runtime: sentences in, token evidence out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import onnxruntime as ort

from models.outputs import Floats
from models.subwords import Ids, Pieces, Subwords
from models.windows import WindowPlan, window_ids

_MOST_THREADS: Final = 4
# Below this many sentences, handing them to other threads costs more than it saves.
_WORTH_THREADS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextSentence:
    """A sentence and those beside it; "" where there is none."""

    own: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the base heads say of one sentence and of its tokens.

    Attributes:
        decisions: Log-sum-exp over the tokens; shape (base heads,).
        tokens: Logits; shape (tokens, base heads).
        places: Start and end of each token in the sentence; shape (tokens, 2).
    """

    decisions: Floats
    tokens: Floats
    places: Ids


class TokenScorer:
    """Runs an exported token classifier, a sentence at a time.

    Sentences are not padded into batches: quantised activations are scaled by the
    largest in a batch, so a sentence's scores would depend on what else was asked.

    Args:
        model: The ONNX file's bytes.
        subwords: The encoder's tokenizer.
        plan: What it sees of a sentence and of its neighbours.

    Raises:
        ValueError: When the bytes are no model.
    """

    def __init__(self, model: bytes, subwords: Subwords, plan: WindowPlan) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = ort.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        # The runtime's errors have no base of their own.
        except Exception as exc:
            raise ValueError(f"model: {exc}") from exc
        self._subwords = subwords
        self._plan = plan

    @property
    def subwords(self) -> Subwords:
        """The encoder's tokenizer."""
        return self._subwords

    @property
    def plan(self) -> WindowPlan:
        """What the encoder sees of a sentence and of its neighbours."""
        return self._plan

    def answers(self, sentences: Sequence[ContextSentence]) -> list[TokenAnswer]:
        """An answer for each sentence, in order."""
        own = self._subwords.cut([item.own for item in sentences])
        # Cutting takes time, most of all into words; what is not seen is not cut.
        before = self._subwords.cut(
            [item.before if self._plan.before else "" for item in sentences]
        )
        after = self._subwords.cut(
            [item.after if self._plan.after else "" for item in sentences]
        )
        jobs = list(zip(own, before, after, strict=True))
        threads = min(_threads(), len(jobs) // _WORTH_THREADS)
        if threads < 2:
            return [self._answer(job) for job in jobs]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(self._answer, jobs))

    def _answer(self, job: tuple[Pieces, Pieces, Pieces]) -> TokenAnswer:
        own, before, after = job
        ids, (first, last) = window_ids(
            own.ids, before.ids, after.ids, self._subwords, self._plan
        )
        feed = {"input_ids": ids[None], "attention_mask": np.ones_like(ids)[None]}
        tokens = self._session.run(None, feed)[0][0, first:last].astype(np.float32)
        return TokenAnswer(_pooled(tokens), tokens, own.places[: last - first])


def _pooled(tokens: Floats) -> Floats:
    """Log-sum-exp over tokens, as in training; a sentence without any says nothing."""
    if not len(tokens):
        return np.full(tokens.shape[1], -20.0, dtype=np.float32)
    top = tokens.max(axis=0)
    total: Floats = np.log(np.exp(tokens - top).sum(axis=0)) + top
    return total.astype(np.float32)


def _threads() -> int:
    """How many threads score; a process that shares its machine sets the variable."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    return min(_MOST_THREADS, os.cpu_count() or 1)
