"""What the licence of an encoder allows, said where a user chooses one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from screener.domain.wording import Bilingual
from screener.messages.catalogue import message

# The name's end decides, so that a downloaded folder is known as well.
_KNOWN: Final = (
    ("phobert-base-v2", "agpl"),
    ("phobert-base", "mit"),
    ("phobert-large", "mit"),
    ("visobert", "research"),
    ("xlm-roberta-base", "mit"),
    ("xlm-roberta-large", "mit"),
)


def licence_notice(source: str) -> Bilingual:
    """What may be done with models made from an encoder.

    Args:
        source: A hub id, or the folder of an encoder.
    """
    return message(f"encoder.licence.{licence_kind(source)}", name=source)


def licence_kind(source: str) -> str:
    """Which licence it is: own, mit, agpl, research or unknown, as messages say it."""
    if (Path(source) / "training_state.json").is_file():
        return "own"
    return dict(_KNOWN).get(encoder_name(source).rsplit("/", 1)[-1].lower(), "unknown")


def encoder_name(source: str) -> str:
    """What a bundle calls the encoder: its hub id, or its folder without the path."""
    name = source.replace("\\", "/").rstrip("/")
    last = name.rsplit("/", 1)[-1]
    # A folder of the hub's own cache is named models--owner--name.
    if last.startswith("models--"):
        return last.removeprefix("models--").replace("--", "/")
    return last if name.startswith((".", "/")) or Path(source).exists() else name
