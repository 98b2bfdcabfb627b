"""The command ``screener``, also as ``python -m screener``."""

from __future__ import annotations

import signal
import sys


def run() -> None:
    """Run the command line, and answer Ctrl-C also while its modules are loading."""
    try:
        from screener.cli.main import run as run_commands

        run_commands()
    except KeyboardInterrupt:
        # The words have to be loaded, too; impatience must not end that in a trace.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from screener.cli.endings import language_asked, say_interrupted

        sys.exit(say_interrupted(language_asked(sys.argv[1:])))


if __name__ == "__main__":
    run()
