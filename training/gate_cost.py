"""What screening costs with a bundle: time side by side, memory in its own process.

Run as ``python -m training.gate_cost FOLDER`` with a JSON list of texts on standard
input, it screens them and tells the peak of its memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from models.bundle import read_bundle
from models.registry import load_classifier
from screener.domain.spans import Span
from screener.errors import ModelError
from screener.ports import Classifier
from training.dataset import Example

_ROUNDS: Final = 7
_DOCUMENTS: Final = 16
_SENTENCES: Final = 30
_TIMEOUT_S: Final = 300
_STATUS: Final = Path("/proc/self/status")

Documents = tuple[tuple[str, tuple[Span, ...]], ...]


def cost_documents(examples: Iterable[Example]) -> Documents:
    """Documents of thirty sentences each, to time bundles on."""
    texts = [example.text for example in examples][: _DOCUMENTS * _SENTENCES]
    edges = [*range(0, len(texts), _SENTENCES), len(texts)]
    return tuple(_document(texts[start:end]) for start, end in pairwise(edges))


def time_side_by_side(
    first: Classifier, second: Classifier, documents: Documents
) -> tuple[float, float]:
    """Milliseconds of processor time a sentence of each, document by document in turns.

    A clock on the wall would also tell what else the machine does. Of each document the
    best of several rounds counts: a cold cache only adds to a time.
    """
    pair = (first, second)
    for classifier in pair:
        _seconds(classifier, documents[:1])
    best = [[float("inf")] * len(documents) for _ in pair]
    for number in range(_ROUNDS):
        for place, document in enumerate(documents):
            # Whoever comes second finds the caches warm.
            for index in (0, 1) if (number + place) % 2 else (1, 0):
                spent = _seconds(pair[index], (document,))
                best[index][place] = min(best[index][place], spent)
    sentences = sum(len(spans) for _, spans in documents)
    return 1000 * sum(best[0]) / sentences, 1000 * sum(best[1]) / sentences


def peak_memory_bytes(folder: Path, documents: Documents) -> int | None:
    """Peak memory of a fresh process that loads the bundle and screens.

    None where the system does not tell.

    Raises:
        ModelError: When the process fails.
    """
    done = subprocess.run(
        (sys.executable, "-m", "training.gate_cost", str(folder.resolve())),
        input=json.dumps([text for text, _ in documents]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_TIMEOUT_S,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    if done.returncode:
        raise ModelError(source=folder.name)
    value = json.loads(done.stdout)
    return None if value is None else int(value)


def _document(texts: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    spans: list[Span] = []
    start = 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 1
    return "\n".join(texts), tuple(spans)


def _seconds(classifier: Classifier, documents: Documents) -> float:
    started = time.process_time()
    for text, spans in documents:
        classifier.score_sentences(text, spans)
    return time.process_time() - started


def _own_peak_bytes() -> int | None:
    if _STATUS.exists():
        # Not getrusage: its peak is inherited from the process that started this one.
        for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return None


def main() -> None:
    """Screen the texts of standard input; print the peak memory in bytes."""
    classifier = load_classifier(read_bundle(Path(sys.argv[1])))
    documents = tuple(_document(text.split("\n")) for text in json.load(sys.stdin))
    _seconds(classifier, documents)
    sys.stdout.write(json.dumps(_own_peak_bytes()))


if __name__ == "__main__":
    main()
