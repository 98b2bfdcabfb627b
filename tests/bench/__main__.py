"""All benchmarks in one run: ``make bench``."""

from __future__ import annotations

from tests.bench import (
    bench_edit,
    bench_ingest,
    bench_lexicon,
    bench_models,
    bench_screen,
    bench_text,
)


def main() -> None:
    """Print one block a benchmark."""
    print("-- sentences")
    bench_text.main([])
    print("-- lexicon")
    bench_lexicon.main([])
    print("-- screening")
    bench_screen.main()
    print("-- models")
    bench_models.main()
    print("-- editing")
    bench_edit.main()
    print("-- extraction, in thousands of characters a second")
    bench_ingest.main()


if __name__ == "__main__":
    main()
