"""Training commands: ``python -m training …``."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from screener.errors import ScreenerError
from screener.messages.catalogue import error_hint, error_message

# A command's module is imported when the command is asked for: torch and
# scikit-learn are slow to load, and most commands need neither.
_COMMANDS: Final = {
    "assemble": ("training.finetune.commands", "assemble_command"),
    "data": ("training.data_commands", "data"),
    "encoder-benchmark": ("training.benchmarks_commands", "encoder_benchmark"),
    "evaluate": ("training.model_commands", "evaluate_command"),
    "false-alarms": ("training.false_alarm_commands", "false_alarms"),
    "fine-tune": ("training.finetune.commands", "fine_tune_command"),
    "fit": ("training.refit_commands", "fit"),
    "fit-linear": ("training.model_commands", "fit_linear"),
    "gate": ("training.gate_commands", "gate"),
    "join-labels": ("training.mining_commands", "join_labels_command"),
    "key-labels": ("training.mining_commands", "key_labels"),
    "learning-curve": ("training.learning_curve_commands", "learning_curve_command"),
    "lexicon-hits": ("training.lexicon_hit_commands", "lexicon_hits"),
    "lexicon-precision": ("training.lexicon_precision", "lexicon_precision"),
    "mine": ("training.mining_commands", "mine_command"),
    "pretrain": ("training.pretrain.commands", "pretrain"),
    "suggestions": ("training.suggestion_check", "suggestions"),
}


class CommandFailed(click.ClickException):
    """A command could not do its work; the message says what to do."""

    # Not 1: with that `gate` says no.
    exit_code = 2


class LazyGroup(click.Group):
    """A group that imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, sorted."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name; None when there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; tell an error and what to do about it."""
        try:
            return super().invoke(ctx)
        except ScreenerError as exc:
            raise CommandFailed(
                f"{error_message(exc).en}\n   {error_hint(exc).en}"
            ) from exc


@click.group(cls=LazyGroup)
def main() -> None:
    """Data, pre-training, fitting, evaluation and promotion of models."""


if __name__ == "__main__":
    main()
