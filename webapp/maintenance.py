"""What the command line does with the data: backups, the trail, erasure, a way in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from screener.config import Settings
from screener.errors import AuditBrokenError, ConflictError, RecordMissingError
from webapp.accounts import (
    RESET_HOURS,
    Invitation,
    LinkPurpose,
    Organisation,
    Role,
    User,
    folded_email,
    local_organisation,
    new_key,
    new_token,
    token_digest,
)
from webapp.audit import Action, AuditEvent, Entry, Subject
from webapp.backup import BackupSummary, restore_backup, write_backup
from webapp.database import (
    DATABASE_NAME,
    database_url,
    is_embedded,
    make_engine,
    open_database,
    shown,
)
from webapp.feedback import LOCAL_AUTHOR
from webapp.passwords import Passwords
from webapp.preferences import RETENTION_DAYS
from webapp.scan_files import erase_abandoned, erase_place, scan_place
from webapp.store.store import Store, make_store, open_store


def back_up(settings: Settings, path: Path, *, now: datetime) -> BackupSummary:
    """Write everything to a new file, and that it was done to the trail.

    Raises:
        BackupError: When the file exists or cannot be written.
        StoreError: When the database cannot be used.
    """
    with _opened(settings) as store:
        summary = write_backup(store.connection.engine, path, made_at=now)
        store.audit.record(_entry(Action.BACKED_UP, now, file=path.name))
    return summary


def restore_from(settings: Settings, path: Path, *, now: datetime) -> BackupSummary:
    """Replace everything by a backup, and say so in the trail that it brought.

    Raises:
        BackupError: When the backup cannot be used.
        StoreError: When the database cannot be used.
    """
    engine = open_database(settings)
    try:
        summary = restore_backup(engine, path)
        store = make_store(engine, settings)
        store.audit.record(_entry(Action.RESTORED, now, file=path.name))
    finally:
        engine.dispose()
    return summary


def verified_trail(settings: Settings, *, noted: str | None) -> AuditEvent | None:
    """The last line of the trail, which holds; None when it is empty.

    Args:
        settings: Of the installation.
        noted: Hash that some line had when somebody noted it elsewhere.

    Raises:
        AuditBrokenError: When the trail was changed, or has no line of that hash.
    """
    place = shown(database_url(settings))
    with _opened(settings) as store:
        found = store.audit.first_break()
        if found is not None:
            raise AuditBrokenError(
                source=place, number=found.number, reason=found.reason
            )
        last = store.audit.head()
        if noted and not any(event.hash == noted for event in store.audit.trail()):
            number = last.number if last else 0
            raise AuditBrokenError(
                source=place, number=number, reason="reason.audit_other_head"
            )
        return last


def erase_expired_drafts(settings: Settings, *, now: datetime) -> int:
    """Erase the drafts whose time has come; how many they were."""
    with _opened(settings) as store:
        return erase_expired(store, settings, now=now)


def erase_expired(store: Store, settings: Settings, *, now: datetime) -> int:
    """Erase the drafts whose time has come, by the rules as they stand now.

    Scans that were over for so long go as well, with their files.

    Returns:
        How many drafts they were.
    """
    chosen = store.preferences.values().get(RETENTION_DAYS)
    days = settings.retention_days if chosen is None else int(chosen)
    for key in store.jobs.erase_expired(now, default_days=days):
        erase_place(scan_place(settings, key))
    erase_abandoned(settings, store.jobs.keys())
    return store.retention.erase_expired(now, default_days=days)


def add_administrator(
    settings: Settings,
    *,
    email: str,
    name: str,
    organisation: str,
    password: str,
    now: datetime,
) -> None:
    """Keep an administrator: the first one, or another in the first newsroom.

    Raises:
        ConflictError: When somebody has that address.
    """
    kept = Passwords().hash(password)
    with _opened(settings) as store:
        is_first = not store.users.has_accounts()
        user = User(
            id=LOCAL_AUTHOR if is_first else new_key(),
            organisation_id=local_organisation(now).id,
            email=folded_email(email),
            name=name,
            role=Role.ADMIN,
            created_at=now,
        )
        action = Action.SET_UP if is_first else Action.USER_JOINED
        entry = _entry(action, now, email=user.email)
        newsroom = Organisation(
            id=user.organisation_id,
            name=organisation,
            retention_days=None,
            created_at=now,
        )
        if not is_first:
            store.users.add(user, kept, entry=entry)
        elif not store.users.set_up(newsroom, user, kept, entry=entry):
            raise ConflictError(source=user.email)


def reset_path(settings: Settings, *, email: str, now: datetime) -> str:
    """The path of a link with which somebody chooses a new password.

    Raises:
        RecordMissingError: When nobody has that address.
    """
    token = new_token()
    with _opened(settings) as store:
        login = store.users.login(folded_email(email))
        if login is None:
            raise RecordMissingError(source=email)
        user = login.user
        invitation = Invitation(
            id=new_key(),
            purpose=LinkPurpose.RESET,
            organisation_id=user.organisation_id,
            email=user.email,
            role=user.role,
            user_id=user.id,
            created_by=user.id,
            created_at=now,
            expires_at=now + timedelta(hours=RESET_HOURS),
        )
        entry = _entry(Action.RESET_ASKED, now, email=user.email)
        store.invitations.add(invitation, token_digest(token), entry=entry)
    return f"/dat-lai/{token}"


def all_users(settings: Settings) -> tuple[tuple[User, str], ...]:
    """Everybody who can or could log in, with the name of their newsroom."""
    with _opened(settings) as store:
        names = {o.id: o.name for o in store.organisations.all()}
        return tuple((u, names[u.organisation_id]) for u in store.users.all())


def promoted_bundle(settings: Settings) -> str | None:
    """The bundle that was put into service last; None when none ever was.

    The database is only read: where there is none, none is made.

    Raises:
        StoreError: When the database cannot be read, or is of an older version.
        ConfigError: When its address is wrong.
    """
    if is_embedded(settings) and not (settings.data_dir / DATABASE_NAME).is_file():
        return None
    store = make_store(make_engine(database_url(settings)), settings)
    try:
        return store.promotions.in_service()
    finally:
        store.close()


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


def _entry(action: Action, now: datetime, **facts: str) -> Entry:
    """What somebody did at the server itself, where nobody logs in."""
    return Entry(
        action=action,
        subject=Subject.INSTALLATION,
        subject_id="",
        recorded_at=now,
        facts=facts,
    )
