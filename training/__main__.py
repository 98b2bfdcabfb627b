"""Training commands: ``python -m training …``."""

from __future__ import annotations

import click

from training.data_commands import data


@click.group()
def main() -> None:
    """Data, pre-training, fitting, evaluation and promotion of models."""


main.add_command(data)

if __name__ == "__main__":
    main()
