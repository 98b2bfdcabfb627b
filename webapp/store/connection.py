"""How the rooms of the store read and write, and what a failure is called there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from screener.errors import ConflictError, StoreUnavailableError
from webapp.database import WRITES, shown


@dataclass(frozen=True, slots=True)
class Connection:
    """The database as the rooms see it."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A view of the data that does not change while one reads.

        Raises:
            StoreUnavailableError: When the database cannot be read.
        """
        with self._translated(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self, *, conflict: str = "") -> Iterator[Session]:
        """Changes that are kept together at the end, or not at all.

        Args:
            conflict: What to call a record that exists already.

        Raises:
            ConflictError: When ``conflict`` is named and a key is taken.
            StoreUnavailableError: When the database refuses them.
        """
        engine = self.engine.execution_options(**{WRITES: True})
        with (
            self._translated(conflict),
            Session(engine) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def _translated(self, conflict: str = "") -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as exc:
            if conflict and isinstance(exc, IntegrityError):
                raise ConflictError(source=conflict) from exc
            raise StoreUnavailableError(
                source=shown(self.engine.url),
                reason=str(getattr(exc, "orig", None) or exc),
            ) from exc
