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
    return message(f"encoder.licence.{_kind(source)}", name=source)


def _kind(source: str) -> str:
    if (Path(source) / "training_state.json").is_file():
        return "own"
    name = source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()
    # A folder of the hub's own cache is named models--owner--name.
    name = name.rsplit("--", 1)[-1]
    return dict(_KNOWN).get(name, "unknown")
