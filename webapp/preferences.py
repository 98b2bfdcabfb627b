"""Settings as they stand now: the file's, and over them what was chosen on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from screener.config import Settings
from screener.ports import ClassifierCard
from webapp.accounts import Viewer
from webapp.audit import Action, Subject, entry_by
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
    chosen = state.store.preferences.values()
    return preferences_over(state.settings, chosen, state.screener.card)


def preferences_over(
    settings: Settings, chosen: Mapping[str, object], card: ClassifierCard
) -> Preferences:
    """What was chosen on a page, laid over the settings.

    Args:
        settings: As read at the start.
        chosen: Values by key.
        card: Of the model in service.
    """
    points = {point.name for point in card.operating_points}
    default = settings.operating_point or card.default_operating_point
    point = str(chosen.get(OPERATING_POINT, default))
    return Preferences(
        agency=str(chosen.get(AGENCY, settings.agency)),
        # A model that was put into service later may not know the point.
        operating_point=point if point in points else default,
        retention_days=int(str(chosen.get(RETENTION_DAYS, settings.retention_days))),
    )


def keep_preferences(
    state: WebState, values: Mapping[str, str | int], *, by: Viewer
) -> None:
    """Keep what somebody chose on a page, with a line in the audit trail."""
    entry = entry_by(
        by,
        Action.SETTING_CHANGED,
        Subject.INSTALLATION,
        "",
        at=state.clock(),
        **values,
    )
    state.store.preferences.change(values, entry=entry)
