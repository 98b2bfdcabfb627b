"""The store: one room a noun, all on one database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from screener.config import Settings
from webapp.database import open_database
from webapp.store.connection import Connection
from webapp.store.feedback import FeedbackRoom


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, room by room."""

    connection: Connection
    feedback: FeedbackRoom

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()


def open_store(settings: Settings) -> Store:
    """The store of this installation, its database created and migrated as needed.

    Raises:
        StoreError: When the database cannot be used.
        ConfigError: When its address is wrong.
    """
    return make_store(open_database(settings))


def make_store(engine: Engine) -> Store:
    """The store on a database that is up to date."""
    connection = Connection(engine)
    return Store(connection=connection, feedback=FeedbackRoom(connection))
