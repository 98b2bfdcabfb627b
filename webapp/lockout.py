"""How long the door stays closed after failures to log in: pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=15)
# A person mistypes a few times; a whole newsroom may sit behind one address.
ACCOUNT_LIMIT: Final = 5
ADDRESS_LIMIT: Final = 30


def closed_minutes(failures: Sequence[datetime], *, limit: int, now: datetime) -> int:
    """Minutes until one may try again; 0 when one may now.

    Args:
        failures: Moments of failed attempts, in any order.
        limit: So many within the window close the door.
        now: The moment of the next attempt.
    """
    recent = sorted(moment for moment in failures if now - moment < WINDOW)
    if len(recent) < limit:
        return 0
    opens_at = recent[-1] + WINDOW
    return max(1, math.ceil((opens_at - now) / timedelta(minutes=1)))
