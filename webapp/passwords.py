"""Passwords: which are taken, how they are kept and known again."""

from __future__ import annotations

import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

MIN_LENGTH: Final = 10
MAX_LENGTH: Final = 200
# What people choose first; a longer list would only find longer habits.
_COMMON: Final = (
    "1234567890",
    "0987654321",
    "abcdefghij",
    "anhyeuem",
    "iloveyou",
    "matkhau",
    "mật khẩu",
    "password",
    "qwertyuiop",
    "soatgioi",
    "soát giới",
    "toasoan",
    "vietnam",
)
_SMALLEST_VARIETY: Final = 5


class Passwords:
    """Keeps passwords as Argon2id hashes, each with a salt of its own."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Verified when there is no such account, so that both answers take as long.
        self._decoy = self._hasher.hash("không ai đăng nhập bằng mật khẩu này")

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(_normal(password))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether it is the password that ``kept`` was made from.

        Args:
            password: As it was typed.
            kept: The hash; None, for nobody's, takes as long and is never right.
        """
        try:
            self._hasher.verify(kept or self._decoy, _normal(password))
        except (Argon2Error, InvalidHashError, UnicodeError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def is_acceptable(password: str, *, email: str, name: str) -> bool:
    """Whether a password is long enough and not the first that one would guess."""
    plain = _normal(password).casefold()
    if not MIN_LENGTH <= len(plain) <= MAX_LENGTH:
        return False
    if len(set(plain)) < _SMALLEST_VARIETY:
        return False
    known = (*_COMMON, email.partition("@")[0].casefold(), name.casefold())
    rest = plain
    for word in known:
        if len(word) > 2:
            rest = rest.replace(word, "")
    return len(rest.strip("0123456789!@#.-_ ")) > 2 or len(rest) >= MIN_LENGTH


def _normal(password: str) -> str:
    """The same bytes whichever keyboard or system typed it (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)
