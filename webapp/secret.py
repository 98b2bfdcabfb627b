"""The key that signs sessions: from the settings, or made once for this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
import secrets
from pathlib import Path
from typing import Final

from screener.config import Settings
from screener.errors import MissingSecretError, SettingError
from webapp.database import is_embedded

SECRET_NAME: Final = "secret.key"
_SECRET_BYTES: Final = 48
_SHORTEST: Final = 32
_SETUP_CODE_LENGTH: Final = 12
_OWNER_ONLY: Final = 0o600


def session_secret(settings: Settings) -> str:
    """The key; on one PC it is made on first start, readable by its owner only.

    Raises:
        MissingSecretError: When another address or PostgreSQL is used without a key.
        SettingError: When the key is too short, or its file cannot be used.
    """
    if settings.secret_key:
        if len(settings.secret_key) < _SHORTEST:
            raise SettingError(source="secret_key", reason="reason.short_secret")
        return settings.secret_key
    if not is_loopback(settings.host) or not is_embedded(settings):
        raise MissingSecretError(source="SCREENER_SECRET_KEY")
    path = settings.data_dir / SECRET_NAME
    try:
        return _kept_secret(path)
    except OSError as exc:
        raise SettingError(source=str(path), reason=str(exc)) from exc


def setup_code(secret: str) -> str:
    """What the first administrator must know: only who started the server sees it.

    It follows from the secret, so that all web processes ask for the same one.
    """
    digest = hmac.new(secret.encode(), b"soat-gioi setup", hashlib.sha256)
    text = base64.b32encode(digest.digest()).decode()[:_SETUP_CODE_LENGTH]
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def needs_accounts(settings: Settings) -> bool:
    """Whether people must log in whatever the database holds."""
    return (
        settings.accounts == "required"
        or not is_loopback(settings.host)
        or not is_embedded(settings)
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``; a name counts if "localhost"."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Exclusive creation: two first starts at once agree on one key.
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY)
    except FileExistsError:
        path.chmod(_OWNER_ONLY)
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        file.write(secret)
    return secret
