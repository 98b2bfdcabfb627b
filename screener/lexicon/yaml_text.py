"""YAML as the lexicon uses it: plain values, no key twice, NFC."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable
from typing import Any

import yaml

from screener.errors import LexiconError

# The C loader is ten times faster; wheels carry it, a bare source build may not.
_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FastLoader):  # type: ignore[misc]  # chosen at run time
    """Refuses a mapping that names a key twice, where YAML would drop one."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(
                problem=f"{twice}: twice", problem_mark=node.start_mark
            )
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def load_yaml(text: str, *, source: str) -> object:
    """The value that ``text`` stands for; None for an empty text.

    Raises:
        LexiconError: When it is no YAML, names a key twice or is not in NFC.
    """
    if not unicodedata.is_normalized("NFC", text):
        raise LexiconError(source=source, entry="", reason="not in NFC")
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as exc:
        reason = " ".join(str(exc).split())
        raise LexiconError(source=source, entry="", reason=reason) from exc
