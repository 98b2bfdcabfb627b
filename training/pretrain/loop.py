"""The training loop: resumable after any stop, the same on CPU and GPU."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import RobertaForMaskedLM

from screener.errors import SettingError
from training.pretrain.checkpoints import (
    Progress,
    checkpoints,
    load_progress,
    load_state,
    save_checkpoint,
)
from training.pretrain.electra import ElectraStyle, build_electra, electra_loss
from training.pretrain.model import (
    MaskedBatch,
    Shape,
    build_model,
    mask_batch,
    masked_loss,
)
from training.pretrain.optimizer import Schedule, build_optimizers
from training.pretrain.shards import TokenStream, batches
from training.pretrain.threads import ThreadChooser

log = logging.getLogger(__name__)

LOG_NAME = "log.jsonl"
_LOSSES: Final[dict[str, Callable[..., Tensor]]] = {
    "mlm": masked_loss,
    "electra": electra_loss,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a session of a run is asked to do.

    Attributes:
        shape: Size of the encoder.
        schedule: Learning rate over the run, and where the run ends.
        length: Tokens of a row.
        rows: Rows of a batch.
        mask_share: Part of the tokens to predict.
        objective: "mlm", or "electra" for replaced-token detection.
        optimizer: "adamw" or "muon".
        weight_decay: For matrices.
        clip: Largest norm of the gradient.
        seed: Names weights, data order and masks.
        minutes: Longest time for this session; None for no limit.
        checkpoint_s: Seconds between checkpoints.
        log_steps: Steps between lines of the log; checkpoints fall on them.
        compiled: Whether `torch.compile` is used.
        precision: "fp32" or "bf16" (autocast).
        shared_threads: Most CPU threads on a machine shared with others, where
            one thread may be faster than all; None leaves threads alone.
        device: Such as "cpu" or "cuda".
    """

    shape: Shape
    schedule: Schedule
    length: int = 128
    rows: int = 64
    mask_share: float = 0.25
    objective: str = "mlm"
    optimizer: str = "adamw"
    weight_decay: float = 0.01
    clip: float = 1.0
    seed: int = 1
    minutes: float | None = None
    checkpoint_s: float = 300.0
    log_steps: int = 20
    compiled: bool = False
    precision: str = "fp32"
    shared_threads: int | None = None
    device: str = "cpu"


class Trainer:
    """A model, its optimisers and its place in the data.

    Args:
        settings: What to do.
        out: Folder of the checkpoints and the log.
        vectors: Start of the token embeddings of a new run; shape (vocabulary,
            hidden).
        start: Checkpoint to begin from when `out` holds none.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        out: Path,
        vectors: NDArray[np.float32] | None = None,
        start: Path | None = None,
    ) -> None:
        self.settings = settings
        self.out = out
        self.progress = Progress(
            length=settings.length, rows=settings.rows, seed=settings.seed
        )
        self.model = _build(settings)
        if vectors is not None:
            _set_embeddings(self.model, vectors)
        self.model.to(torch.device(settings.device))  # type: ignore[arg-type]
        self.optimizers = build_optimizers(
            self.model, kind=settings.optimizer, weight_decay=settings.weight_decay
        )
        self._restore(start)
        loss = _LOSSES[settings.objective]
        self._loss = torch.compile(loss) if settings.compiled else loss

    def _restore(self, start: Path | None) -> None:
        """Continue from the newest checkpoint, if there is one."""
        own = checkpoints(self.out)
        newest = own[-1] if own else start
        if newest is None:
            return
        state = load_state(newest)
        if state["shape"] != asdict(self.settings.shape):
            raise SettingError(source="shape", reason=f"{newest} has {state['shape']}")
        if (had := state.get("objective", "mlm")) != self.settings.objective:
            raise SettingError(source="objective", reason=f"{newest} has {had}")
        self.model.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        torch.set_rng_state(state["rng"])
        self.progress = _next_stage(load_progress(newest), self.settings)

    def save(self) -> Path:
        """Write a checkpoint of everything a later session needs."""
        state: dict[str, Any] = {
            "shape": asdict(self.settings.shape),
            "objective": self.settings.objective,
            "model": self.model.state_dict(),
            "optimizers": [o.state_dict() for o in self.optimizers],
            "rng": torch.get_rng_state(),
        }
        return save_checkpoint(self.out, progress=self.progress, state=state)

    def run(
        self,
        stream: TokenStream,
        *,
        clock: Callable[[], float] = time.monotonic,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Progress:
        """Train until the tokens, the minutes or the caller's patience end.

        Args:
            stream: Where the rows come from.
            clock: Seconds from any origin.
            should_stop: Asked at each line of the log; yes ends the session
                with a checkpoint.
        """
        settings = self.settings
        self.out.mkdir(parents=True, exist_ok=True)
        trim_log(self.out / LOG_NAME, step=self.progress.step)
        self.model.train()
        began = saved = clock()
        for _ in self._lines(stream, clock):
            now = clock()
            if should_stop() or _is_over(settings.minutes, now - began):
                break
            if now - saved >= settings.checkpoint_s:
                self.save()
                saved = now
        self.save()
        return self.progress

    def _lines(self, stream: TokenStream, clock: Callable[[], float]) -> Iterator[None]:
        """Train; yield after each line of the log."""
        settings = self.settings
        order = batches(
            stream,
            length=settings.length,
            rows=settings.rows,
            seed=settings.seed + 1000 * self.progress.stage,
            first=self.progress.stage_step,
        )
        threads = _thread_chooser(settings)
        losses: list[Tensor] = []
        began = clock()
        while self.progress.tokens < settings.schedule.max_tokens:
            started = clock()
            losses.append(self._step(next(order)))
            threads.note(clock() - started)
            if self.progress.step % settings.log_steps == 0:
                self._note(losses, seconds=clock() - began)
                yield
                losses, began = [], clock()
        if losses:
            self._note(losses, seconds=clock() - began)

    def _step(self, ids: NDArray[np.int64]) -> Tensor:
        """One optimiser step; the loss in nats; shape ()."""
        settings, before = self.settings, self.progress
        rate = settings.schedule.rate(before.tokens)
        batch = mask_batch(
            ids,
            share=settings.mask_share,
            vocabulary=settings.shape.vocabulary,
            seed=(settings.seed, before.stage, before.stage_step, 7),
        )
        with _autocast(settings):
            loss: Tensor = self._loss(self.model, *_tensors(batch, settings.device))
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), settings.clip)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.progress = replace(
            before,
            step=before.step + 1,
            stage_step=before.stage_step + 1,
            tokens=before.tokens + ids.size,
        )
        return loss.detach()

    def _note(self, losses: list[Tensor], *, seconds: float) -> None:
        """Append one line to the log."""
        before = self.progress
        tokens = len(losses) * self.settings.rows * self.settings.length
        self.progress = replace(before, seconds=before.seconds + seconds)
        line = {
            "step": before.step,
            "tokens": before.tokens,
            "loss": round(float(torch.stack(losses).mean()), 5),
            "lr": self.settings.schedule.rate(before.tokens),
            "seconds": round(self.progress.seconds, 1),
            "tokens_per_s": round(tokens / max(seconds, 1e-9)),
        }
        with (self.out / LOG_NAME).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        log.info("pretraining", extra=line)


def trim_log(path: Path, *, step: int) -> None:
    """Drop the lines a killed session wrote after its last checkpoint."""
    if not path.exists():
        return
    kept = [line for line in read_log(path) if line["step"] <= step]
    draft = path.with_suffix(".draft")
    draft.write_text("".join(json.dumps(line) + "\n" for line in kept), "utf-8")
    os.replace(draft, path)


def read_log(path: Path) -> list[dict[str, float]]:
    """The lines of a log; a last line cut short by a kill is left out."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]


def _next_stage(progress: Progress, settings: Settings) -> Progress:
    """The progress, moved to a new stage if batch shape or seed have changed."""
    asked = (settings.length, settings.rows, settings.seed)
    if (progress.length, progress.rows, progress.seed) == asked:
        return progress
    return replace(
        progress,
        stage=progress.stage + 1,
        stage_step=0,
        length=settings.length,
        rows=settings.rows,
        seed=settings.seed,
    )


def has_bf16(device: str) -> bool:
    """Whether a device multiplies in bfloat16 itself; emulated, it is far slower."""
    if device != "cpu":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    found = torch.cpu.get_capabilities()
    return bool(found.get("avx512_bf16") or found.get("amx_bf16"))


def _thread_chooser(settings: Settings) -> ThreadChooser:
    if settings.shared_threads:
        return ThreadChooser(settings.shared_threads)
    return ThreadChooser(1, apply=lambda _threads: None)


def _is_over(minutes: float | None, seconds: float) -> bool:
    return minutes is not None and seconds >= 60 * minutes


def _autocast(settings: Settings) -> AbstractContextManager[Any]:
    if settings.precision == "fp32":
        return nullcontext()
    return torch.autocast(settings.device.split(":")[0], dtype=torch.bfloat16)


def _tensors(batch: MaskedBatch, device: str) -> list[Tensor]:
    """The three arrays of a batch on the device."""
    arrays = (batch.ids, batch.places, batch.labels)
    return [torch.from_numpy(a).to(device, non_blocking=True) for a in arrays]


def _build(settings: Settings) -> RobertaForMaskedLM | ElectraStyle:
    if settings.objective == "electra":
        return build_electra(settings.shape, seed=settings.seed)
    return build_model(settings.shape, seed=settings.seed)


def _set_embeddings(
    model: RobertaForMaskedLM | ElectraStyle, vectors: NDArray[np.float32]
) -> None:
    """Start the embeddings from static vectors, at the size of random ones.

    Tokens that were too rare to have a vector keep their random one.
    """
    table = model.roberta.embeddings.word_embeddings.weight
    if vectors.shape != tuple(table.shape):
        raise SettingError(
            source="init-vectors",
            reason=f"shape {vectors.shape}, the model needs {tuple(table.shape)}",
        )
    scale = model.config.initializer_range / max(float(vectors.std()), 1e-9)
    with torch.no_grad():
        seen = torch.from_numpy(np.abs(vectors).max(axis=1) > 1e-3)
        table[seen] = torch.from_numpy(vectors)[seen] * scale
