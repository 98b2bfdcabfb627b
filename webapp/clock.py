"""The clock of the installation, handed to whoever needs the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

_VIETNAM: Final = timezone(timedelta(hours=7))


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The day that it is in Vietnam, which has one time zone and no summer time."""
    return moment.astimezone(_VIETNAM).date()
