"""What all tables share: their root, moments, names of constraints, lengths."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Keys are random and made by the program, so that nobody can count or guess them.
KEY_LENGTH: Final = 32
DRAFT_KEY_LENGTH: Final = 64
DIGEST_LENGTH: Final = 64
NAME_LENGTH: Final = 200
TITLE_LENGTH: Final = 300
CODE_LENGTH: Final = 32
# RFC 5321: the longest address that can be delivered to.
EMAIL_LENGTH: Final = 254
# An IPv6 address that embeds an IPv4 one, in text.
ADDRESS_LENGTH: Final = 45


class UtcDateTime(TypeDecorator[datetime]):
    """A moment; SQLite forgets time zones, so all are stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """The moment in UTC, as it is stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """The stored moment, aware of being in UTC."""
        if value is None:
            return None
        # PostgreSQL answers in the time zone of the connection.
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
