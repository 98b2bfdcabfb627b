"""Two newsrooms with people in them, for tests of what is shared and what is not."""

from __future__ import annotations

from typing import Final

from tests.web_people import CREATED_AT, add_organisation, add_user, make_user
from webapp.accounts import Role, User
from webapp.audit import Action, Entry, Subject
from webapp.store.store import Store

HERE: Final = "hoa-ban"
THERE: Final = "song-moi"


def act(action: Action = Action.USER_JOINED, actor: str = "") -> Entry:
    """An act for the trail, of no interest to the test."""
    return Entry(
        action=action,
        subject=Subject.USER,
        subject_id="x",
        recorded_at=CREATED_AT,
        actor_id=actor,
    )


def _person(key: str, organisation: str, role: Role = Role.EDITOR) -> User:
    return make_user(key, role=role, organisation_id=organisation, name=key.title())


THU: Final = _person("thu", HERE)
NAM: Final = _person("nam", HERE)
LAN: Final = _person("lan", HERE, Role.ADMIN)
STRANGER: Final = _person("khach", THERE)


def people(store: Store) -> None:
    """Thu, Nam and the administrator Lan in one newsroom, a stranger in another."""
    for key in (HERE, THERE):
        add_organisation(store, key)
    for user in (THU, NAM, LAN, STRANGER):
        add_user(store, user)
