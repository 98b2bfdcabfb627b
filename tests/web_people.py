"""People of an installation with accounts, and browsers in which they are logged in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from webapp.access import TOKEN
from webapp.accounts import Organisation, Role, User, Viewer
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.feedback import LOCAL_AUTHOR, LOCAL_ORGANISATION
from webapp.login import start_session
from webapp.passwords import Passwords
from webapp.state import EXTENSION, WebState
from webapp.store.store import Store

PASSWORD: Final = "con mèo nằm trên mái ngói"
CREATED_AT: Final = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
ADDRESS: Final = "127.0.0.1"


def fast_passwords() -> Passwords:
    """The real hashes, made cheap: tests log in many times."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


_KEPT: Final = fast_passwords().hash(PASSWORD)


def web_state_of(app: Flask) -> WebState:
    """The collaborators of an application."""
    state: WebState = app.extensions[EXTENSION]
    return state


def make_organisation(key: str = "toa-soan-2", *, name: str = "") -> Organisation:
    """A newsroom."""
    return Organisation(
        id=key,
        name=name or f"Báo {key}",
        retention_days=None,
        created_at=CREATED_AT,
    )


def make_user(
    key: str = LOCAL_AUTHOR,
    *,
    role: Role = Role.ADMIN,
    organisation_id: str = LOCAL_ORGANISATION,
    name: str = "",
    email: str = "",
) -> User:
    """A person; the first administrator unless told otherwise."""
    return User(
        id=key,
        organisation_id=organisation_id,
        email=email or f"{key}@bao.example",
        name=name or f"Người {key}",
        role=role,
        created_at=CREATED_AT,
    )


def an_entry(action: Action = Action.SETTING_CHANGED, **facts: str) -> Entry:
    """An act of the first administrator."""
    by = Viewer(make_user(), "phien", ADDRESS)
    return entry_by(by, action, Subject.INSTALLATION, "", at=CREATED_AT, **facts)


def set_up(store: Store) -> User:
    """The first administrator, with the first newsroom."""
    user = make_user()
    organisation = make_organisation(LOCAL_ORGANISATION, name="Báo Vĩnh Hà")
    assert store.users.set_up(organisation, user, _KEPT, entry=an_entry(Action.SET_UP))
    return user


def add_organisation(store: Store, key: str = "toa-soan-2") -> Organisation:
    """Another newsroom."""
    organisation = make_organisation(key)
    store.organisations.add(organisation, entry=an_entry(Action.ORGANISATION_ADDED))
    return organisation


def add_user(store: Store, user: User) -> User:
    """Another person, whose password is ``PASSWORD``."""
    store.users.add(user, _KEPT, entry=an_entry(Action.USER_JOINED))
    return user


def signed_in(app: Flask, user: User) -> FlaskClient:
    """A browser in which that person is logged in."""
    token = start_session(
        web_state_of(app), user, address=ADDRESS, agent="trình duyệt thử"
    )
    client = app.test_client()
    with client.session_transaction() as session:
        session[TOKEN] = token
    return client
