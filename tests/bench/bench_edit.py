"""Time to the answer after an edit, through the web app: ``tests/bench/bench_edit.py``."""

from __future__ import annotations

import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median

from screener.config import Settings
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_file
from webapp.app import create_app
from webapp.state import EXTENSION

_DRAFT = Path(__file__).parents[2] / "examples" / "ban-thao-nu-giam-doc.docx"
_WORDS = 3_000
_ROUNDS = 15
_LIMIT_S = 0.2
_KEY = "nhap-0123456789"


def main() -> None:
    """Print how long the page waits: the draft is saved, then screened."""
    given = read_file(_DRAFT, limits=ReadLimits()).text.split(" ")
    text = " ".join((given * (_WORDS // len(given) + 1))[:_WORDS])
    at = text.index(". ", len(text) // 2)
    numbers = count()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()

        def answer_s(draft: str) -> tuple[float, float]:
            begin = time.process_time(), time.perf_counter()
            save = {"text": draft, "base": "*", "kind": "autosave"}
            assert client.post(f"/ban-thao/{_KEY}/luu", json=save).status_code == 200
            body = {"text": draft, "draft_id": _KEY}
            assert client.post("/soat", json=body).status_code == 200
            return time.process_time() - begin[0], time.perf_counter() - begin[1]

        first_s, _ = answer_s(text)
        edits = (f"{text[:at]} thêm {n} chữ{text[at:]}" for n in numbers)
        times = [answer_s(next(edits)) for _ in range(_ROUNDS)]
        app.extensions[EXTENSION].store.close()
    edit_s = median(processor for processor, _ in times)
    clock_s = median(clock for _, clock in times)
    verdict = "ok" if edit_s < _LIMIT_S else "too slow"
    print(f"{_WORDS} words pasted, saved and screened: {first_s * 1000:.0f} ms")
    print(
        f"one sentence edited, saved and screened: {edit_s * 1000:.0f} ms of "
        f"processor (limit {_LIMIT_S * 1000:.0f}): {verdict}"
    )
    print(f"  as a part of the first answer: {edit_s / first_s:.2f} x")
    print(f"  by the clock, beside what else runs here: {clock_s / edit_s:.1f} x")


if __name__ == "__main__":
    main()
