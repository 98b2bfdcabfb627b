"""Speed of the whole lexicon: ``python tests/bench/bench_lexicon.py [FILE]``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from screener.bootstrap import shipped_lexicon
from screener.lexicon.matcher import Matcher

_CHARACTERS = 1_000_000
_LIMIT_S = 1.0
_ROUNDS = 5

# Ordinary prose with many words that begin patterns, and few that finish one.
_PARAGRAPH = (
    "Sáng nay, hội phụ nữ xã phối hợp với trạm y tế tổ chức khám sức khoẻ cho hơn "
    "ba trăm người cao tuổi. Chị Nguyễn Thị Lan, nhân viên trạm, cho biết đàn ông "
    "và phụ nữ đến khám gần bằng nhau. Con gái bà Tư đưa mẹ đi từ sớm, con trai "
    "ông Bảy chở cha bằng xe máy. Nữ bác sĩ trẻ tận tình giải thích kết quả. Theo "
    "kế hoạch, tuần tới đoàn sẽ sang xã bên, nơi nhiều nam giới làm nghề biển.\n\n"
)


def main(arguments: list[str]) -> None:
    """Print processor time, best of some rounds, on a UTF-8 file or own prose."""
    begin = time.process_time()
    matcher = Matcher(shipped_lexicon())
    built_s = time.process_time() - begin
    text = Path(arguments[0]).read_text("utf-8") if arguments else _PARAGRAPH
    text = (text * (_CHARACTERS // len(text) + 1))[:_CHARACTERS]
    best_s = min(_pass_s(matcher, text) for _ in range(_ROUNDS))
    verdict = "ok" if best_s < _LIMIT_S else "too slow"
    print(f"loaded and compiled in {built_s:.2f} s")
    print(f"{_CHARACTERS} characters in {best_s:.2f} s (limit {_LIMIT_S}): {verdict}")


def _pass_s(matcher: Matcher, text: str) -> float:
    begin = time.process_time()
    matcher.find(text)
    return time.process_time() - begin


if __name__ == "__main__":
    main(sys.argv[1:])
