"""Settings that an administrator chose on a page."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select

from webapp.audit import Entry
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.tables.preferences import PreferenceRow

Values = Mapping[str, str | int]


class PreferenceRoom:
    """What was chosen on the settings page."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def values(self) -> dict[str, str | int]:
        """What was chosen, by key."""
        with self._connection.reading() as session:
            rows = session.scalars(select(PreferenceRow))
            return {row.key: json.loads(row.value) for row in rows}

    def change(self, values: Values, *, entry: Entry) -> None:
        """Keep these values."""
        with self._connection.writing() as session:
            for key, value in values.items():
                session.merge(
                    PreferenceRow(
                        key=key,
                        value=json.dumps(value, ensure_ascii=False),
                        changed_by=entry.actor_id,
                        changed_at=entry.recorded_at,
                    )
                )
            append(session, entry)
