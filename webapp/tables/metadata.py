"""All tables at once, for migrations and backups."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData

from webapp.tables import (
    accounts,
    audit,
    datasets,
    drafts,
    feedback,
    house_exceptions,
    jobs,
    monitoring,
    preferences,
    promotions,
    reviews,
    training_runs,
)
from webapp.tables.base import Base

# Importing a module of tables is what puts them into the metadata.
ROOMS: Final = (
    accounts,
    audit,
    datasets,
    drafts,
    feedback,
    house_exceptions,
    jobs,
    monitoring,
    preferences,
    promotions,
    reviews,
    training_runs,
)
METADATA: Final[MetaData] = Base.metadata
