"""Logging in and out: what happens, apart from pages and cookies."""

from __future__ import annotations

from datetime import timedelta

from screener.errors import TooManyAttemptsError
from webapp.accounts import (
    User,
    Viewer,
    WebSession,
    folded_email,
    new_key,
    new_token,
    token_digest,
)
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.state import WebState
from webapp.store.users import Login

_LONGEST_AGENT = 200


def log_in(
    state: WebState, *, email: str, password: str, address: str, agent: str
) -> str | None:
    """The secret of a new session; None when address or password are wrong.

    Both are refused in the same words and the same time, so that nobody learns
    which addresses have an account.

    Raises:
        TooManyAttemptsError: When the door is closed for a while.
    """
    digest = token_digest(folded_email(email))
    minutes = state.store.attempts.begin(digest, address=address, now=state.clock())
    if minutes:
        raise TooManyAttemptsError(source=address, minutes=minutes)
    login = state.store.users.login(folded_email(email))
    kept = login.password_hash if login is not None else None
    if not state.passwords.is_right(password, kept) or not _is_open(login):
        _record_refusal(state, login, address)
        return None
    assert login is not None
    assert kept is not None
    state.store.attempts.clear(digest)
    if state.passwords.is_outdated(kept):
        state.store.users.refresh_hash(login.user.id, state.passwords.hash(password))
    return start_session(state, login.user, address=address, agent=agent)


def start_session(state: WebState, user: User, *, address: str, agent: str) -> str:
    """The secret of a new session of somebody who has shown who they are."""
    now, token = state.clock(), new_token()
    session = WebSession(
        id=new_key(),
        user_id=user.id,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=state.settings.session_days),
        address=address,
        agent=agent[:_LONGEST_AGENT],
    )
    entry = entry_by(
        Viewer(user, session.id, address),
        Action.LOGGED_IN,
        Subject.SESSION,
        session.id,
        at=now,
    )
    state.store.sessions.start(session, token_digest(token), entry=entry)
    return token


def log_out(state: WebState, viewer: Viewer) -> None:
    """End the session in use."""
    entry = entry_by(
        viewer,
        Action.LOGGED_OUT,
        Subject.SESSION,
        viewer.session_id,
        at=state.clock(),
    )
    state.store.sessions.end(viewer.session_id, user_id=viewer.user.id, entry=entry)


def _is_open(login: Login | None) -> bool:
    return login is not None and login.is_open


def _record_refusal(state: WebState, login: Login | None, address: str) -> None:
    """Note a failure; of unknown addresses only that there was one."""
    user = None if login is None else login.user
    state.store.audit.record(
        Entry(
            action=Action.LOGIN_FAILED,
            subject=Subject.USER,
            subject_id="" if user is None else user.id,
            recorded_at=state.clock(),
            actor_name="" if user is None else user.name,
            organisation_id="" if user is None else user.organisation_id,
            address=address,
        )
    )
