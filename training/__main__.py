"""Training commands: ``python -m training …``."""

from __future__ import annotations

import click

from training.data_commands import data
from training.model_commands import evaluate_command, fit_linear


@click.group()
def main() -> None:
    """Data, pre-training, fitting, evaluation and promotion of models."""


main.add_command(data)
main.add_command(fit_linear)
main.add_command(evaluate_command)

if __name__ == "__main__":
    main()
