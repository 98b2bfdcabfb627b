"""``python -m screener`` is the same as ``screener``."""

from __future__ import annotations

from screener.cli.main import run

if __name__ == "__main__":
    run()
