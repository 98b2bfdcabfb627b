"""Typed access to JSON records; faults name line and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from screener.errors import ExampleError

_EnumT = TypeVar("_EnumT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class RecordReader:
    """One record of a file; every method raises ``ExampleError`` on a bad field."""

    record: Mapping[str, Any]
    source: str
    line: int

    def error(self, field: str, reason: str) -> ExampleError:
        """The error that names this record and a field."""
        return ExampleError(
            source=self.source, line=self.line, field=field, reason=reason
        )

    def text(self, field: str) -> str:
        """A text that must be there and not be blank."""
        value = self.record.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.error(field, "a text that is not empty is needed")
        return value

    def optional(self, field: str) -> str:
        """A text, or "" when the field is missing or null."""
        return self.string(self.record.get(field) or "", field)

    def string(self, value: object, field: str) -> str:
        """A value that must be a text."""
        if not isinstance(value, str):
            raise self.error(field, f"a text is needed, not {value!r}")
        return value

    def mapping(self, field: str) -> Mapping[str, Any]:
        """An object, empty when the field is missing or null."""
        value = self.record.get(field)
        return {} if value is None else self.record_in(value, field)

    def record_in(self, value: object, field: str) -> Mapping[str, Any]:
        """A value that must be an object."""
        if not isinstance(value, Mapping):
            raise self.error(field, f"an object is needed, not {value!r}")
        return value

    def whole(self, value: object, field: str) -> int:
        """A value that must be a whole number."""
        if not isinstance(value, int):
            raise self.error(field, f"a whole number is needed, not {value!r}")
        return value

    def items(self, field: str) -> list[Any]:
        """A list, empty when the field is missing or null."""
        value = self.record.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(field, f"a list is needed, not {value!r}")
        return value

    def enum(
        self, field: str, kind: type[_EnumT], *, default: _EnumT | None = None
    ) -> _EnumT:
        """A member of an enum; ``default`` when the field is missing or null."""
        value = self.record.get(field)
        if value is None and default is not None:
            return default
        return self.member(value, field, kind)

    def member(self, value: object, field: str, kind: type[_EnumT]) -> _EnumT:
        """A value that must be a member of an enum."""
        known = [member.value for member in kind]
        if value not in known:
            raise self.error(field, f"{value!r} is none of {', '.join(known)}")
        return kind(str(value))
