"""How many threads the numeric libraries of a worker may start."""

from __future__ import annotations

from typing import Final

# Every one of them has its own name for it.
_VARIABLES: Final = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS"),
)


def thread_environment(threads: int) -> dict[str, str]:
    """The environment variables that hold them to so many."""
    return dict.fromkeys(_VARIABLES, str(threads))
