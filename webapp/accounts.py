"""Who works here and what they may do: values, and the rules that need no database."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from webapp.feedback import LOCAL_AUTHOR, LOCAL_ORGANISATION

LINK_DAYS: Final = 7
RESET_HOURS: Final = 24
_KEY_BYTES: Final = 8
_TOKEN_BYTES: Final = 32


class Role(StrEnum):
    """What a person does here; one each."""

    EDITOR = "editor"
    INSPECTOR = "inspector"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class Right(StrEnum):
    """What a page needs its visitor to be allowed."""

    WRITE = "write"
    INSPECT = "inspect"
    REVIEW = "review"
    ADMINISTER = "administer"


_RIGHTS: Final = {
    Role.EDITOR: frozenset({Right.WRITE}),
    Role.INSPECTOR: frozenset({Right.WRITE, Right.INSPECT}),
    Role.REVIEWER: frozenset({Right.WRITE, Right.REVIEW}),
    Role.ADMIN: frozenset(Right),
}


class LinkPurpose(StrEnum):
    """What a link that works once is for."""

    JOIN = "join"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A newsroom, publisher or department.

    Attributes:
        retention_days: Drafts untouched for so long are erased; 0 keeps them,
            None follows the installation.
        closed_at: Nobody of a closed one can log in.
    """

    id: str
    name: str
    retention_days: int | None
    created_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with one role in one organisation.

    Attributes:
        email: Lower case; "" for the person of local mode, who cannot log in.
        disabled_at: From then on nobody logs in as this person.
    """

    id: str
    organisation_id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None

    def may(self, right: Right) -> bool:
        """Whether the role carries that right."""
        return right in _RIGHTS[self.role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that works once and for a while; its secret is not kept.

    Attributes:
        user_id: Whose password it resets; "" for a newcomer.
    """

    id: str
    purpose: LinkPurpose
    organisation_id: str
    email: str
    role: Role
    user_id: str
    created_by: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSession:
    """A browser in which somebody is logged in; its secret is not kept."""

    id: str
    user_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who a request comes from.

    Attributes:
        session_id: Of the browser; "" in local mode, where nobody logs in.
        address: Where the request came from.
    """

    user: User
    session_id: str
    address: str

    @property
    def is_local(self) -> bool:
        """Whether this is the one person of local mode."""
        return not self.session_id


def local_organisation(now: datetime) -> Organisation:
    """The newsroom of local mode."""
    return Organisation(
        id=LOCAL_ORGANISATION, name="Máy này", retention_days=None, created_at=now
    )


def local_user(now: datetime) -> User:
    """The person in front of the one PC; the machine is theirs."""
    return User(
        id=LOCAL_AUTHOR,
        organisation_id=LOCAL_ORGANISATION,
        email="",
        name="Người dùng máy này",
        role=Role.ADMIN,
        created_at=now,
    )


def new_key() -> str:
    """A name for a new record that nobody can guess or count."""
    return secrets.token_hex(_KEY_BYTES)


def new_token() -> str:
    """The secret of a link or session: 256 bits, fit for an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is kept of a secret: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def folded_email(text: str) -> str:
    """An address as it is compared: case and outer blanks do not count."""
    return text.strip().casefold()
