"""The key that signs sessions: from the settings, or made once for this machine."""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Final

from screener.config import Settings
from screener.errors import MissingSecretError, SettingError

SECRET_NAME: Final = "secret.key"
_SECRET_BYTES: Final = 48
_OWNER_ONLY: Final = 0o600


def session_secret(settings: Settings) -> str:
    """The key; on loopback it is made on first start, readable by its owner only.

    Raises:
        MissingSecretError: When another address is served without a key.
        SettingError: When the key file cannot be read or written.
    """
    if settings.secret_key:
        return settings.secret_key
    if not is_loopback(settings.host):
        raise MissingSecretError(source="SCREENER_SECRET_KEY")
    path = settings.data_dir / SECRET_NAME
    try:
        return _kept_secret(path)
    except OSError as exc:
        raise SettingError(source=str(path), reason=str(exc)) from exc


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
