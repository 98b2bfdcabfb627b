"""What the suites of several ports share."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def ray_address() -> Iterator[str]:
    """A Ray cluster on this machine, started once for all tests; its address.

    This process has joined it, so that engines find themselves in a cluster. They
    must leave it running: whoever starts a cluster ends it.
    """
    from screener.batch.ray_engine import cluster_options, load_ray

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ray = load_ray()
        ray.init(**cluster_options(address=None, workers=2))
        yield str(ray.get_runtime_context().gcs_address)
        ray.shutdown()
