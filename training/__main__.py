"""Training commands: ``python -m training …``."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Data, pre-training, fitting, evaluation and promotion of models."""


if __name__ == "__main__":
    main()
