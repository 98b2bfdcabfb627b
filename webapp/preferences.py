"""Settings as they stand now: the file's, and over them what was chosen on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webapp.state import WebState

AGENCY: Final = "agency"
OPERATING_POINT: Final = "operating_point"
RETENTION_DAYS: Final = "retention_days"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an administrator may change without a restart.

    Attributes:
        agency: Name of the inspecting agency, as reports print it.
        operating_point: Threshold preset of the model in service.
        retention_days: Drafts untouched for so long are erased; 0 keeps them.
    """

    agency: str
    operating_point: str
    retention_days: int


def current_preferences(state: WebState) -> Preferences:
    """The settings as they stand now."""
    settings, chosen = state.settings, state.store.preferences.values()
    card = state.screener.card
    points = {point.name for point in card.operating_points}
    default = settings.operating_point or card.default_operating_point
    point = str(chosen.get(OPERATING_POINT, default))
    return Preferences(
        agency=str(chosen.get(AGENCY, settings.agency)),
        # A model that was put into service later may not know the point.
        operating_point=point if point in points else default,
        retention_days=int(chosen.get(RETENTION_DAYS, settings.retention_days)),
    )
