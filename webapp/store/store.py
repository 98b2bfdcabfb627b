"""The store: one room a noun, all on one database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from screener.config import Settings
from webapp.database import open_database
from webapp.store.attempts import AttemptRoom
from webapp.store.audit import AuditRoom
from webapp.store.connection import Connection
from webapp.store.datasets import DatasetRoom
from webapp.store.drafts import DraftRoom
from webapp.store.feedback import FeedbackRoom
from webapp.store.house_exceptions import HouseRoom
from webapp.store.invitations import InvitationRoom
from webapp.store.jobs import JobRoom
from webapp.store.monitoring import MonitoringRoom
from webapp.store.organisations import OrganisationRoom
from webapp.store.preferences import PreferenceRoom
from webapp.store.promotions import PromotionRoom
from webapp.store.retention import RetentionRoom
from webapp.store.review_answers import ReviewAnswerRoom
from webapp.store.review_queue import ReviewQueueRoom
from webapp.store.sessions import SessionRoom
from webapp.store.shares import ShareRoom
from webapp.store.training_runs import TrainingRunRoom
from webapp.store.users import UserRoom


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, room by room."""

    connection: Connection
    attempts: AttemptRoom
    audit: AuditRoom
    datasets: DatasetRoom
    drafts: DraftRoom
    feedback: FeedbackRoom
    house: HouseRoom
    invitations: InvitationRoom
    jobs: JobRoom
    monitoring: MonitoringRoom
    organisations: OrganisationRoom
    preferences: PreferenceRoom
    promotions: PromotionRoom
    retention: RetentionRoom
    review_answers: ReviewAnswerRoom
    review_queue: ReviewQueueRoom
    sessions: SessionRoom
    shares: ShareRoom
    training_runs: TrainingRunRoom
    users: UserRoom

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()


def open_store(settings: Settings) -> Store:
    """The store of this installation, its database created and migrated as needed.

    Raises:
        StoreError: When the database cannot be used.
        ConfigError: When its address is wrong.
    """
    return make_store(open_database(settings), settings)


def make_store(engine: Engine, settings: Settings) -> Store:
    """The store on a database that is up to date."""
    connection = Connection(engine)
    idle = timedelta(hours=settings.session_idle_hours)
    return Store(
        connection=connection,
        attempts=AttemptRoom(connection),
        audit=AuditRoom(connection),
        datasets=DatasetRoom(connection),
        drafts=DraftRoom(connection),
        feedback=FeedbackRoom(connection),
        house=HouseRoom(connection),
        invitations=InvitationRoom(connection),
        jobs=JobRoom(connection),
        monitoring=MonitoringRoom(connection),
        organisations=OrganisationRoom(connection),
        preferences=PreferenceRoom(connection),
        promotions=PromotionRoom(connection),
        retention=RetentionRoom(connection),
        review_answers=ReviewAnswerRoom(connection),
        review_queue=ReviewQueueRoom(connection),
        sessions=SessionRoom(connection, idle=idle),
        shares=ShareRoom(connection),
        training_runs=TrainingRunRoom(connection),
        users=UserRoom(connection),
    )
