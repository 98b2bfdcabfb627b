"""Passwords are long enough, kept as hashes, known again; the door closes by rule."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from tests.web_people import fast_passwords
from webapp.lockout import closed_minutes
from webapp.passwords import Passwords, is_acceptable

EMAIL = "thu.huong@bao.example"


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("con mèo nằm trên mái", True),
        ("Vĩnh Hà 1972 mưa to", True),
        ("nPx4-tQz9-Lw", True),
        ("ngắn", False),
        ("x" * 201, False),
        ("1234567890", False),
        ("0987654321", False),
        ("aaaaaaaaaaaa", False),
        ("password123", False),
        ("matkhau2026", False),
        ("Mật khẩu 123", False),
        ("thu.huong123", False),
        ("Lê Thu Hương1", False),
        ("soatgioi2026!", False),
    ],
)
def test_password_is_taken_or_not(password: str, *, expected: bool) -> None:
    """Length counts, not odd signs; the first guesses are refused."""
    taken = is_acceptable(password, email=EMAIL, name="Lê Thu Hương")

    assert taken is expected


def test_kept_password_is_known_again_and_tells_nothing() -> None:
    """Argon2id with a salt of its own, so equal passwords look different."""
    passwords = fast_passwords()

    first, second = passwords.hash("con mèo nằm"), passwords.hash("con mèo nằm")

    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.is_right("con mèo nằm", first)
    assert not passwords.is_right("con mèo Nằm", first)


def test_keyboards_that_compose_letters_differently_agree() -> None:
    """A Mac sends decomposed letters, Windows composed ones."""
    passwords = fast_passwords()
    kept = passwords.hash(unicodedata.normalize("NFD", "mái ngói đỏ tươi"))

    assert passwords.is_right(unicodedata.normalize("NFC", "mái ngói đỏ tươi"), kept)


@pytest.mark.parametrize("kept", [None, "", "không phải mã băm"])
def test_nobody_s_password_is_never_right(kept: str | None) -> None:
    """An account without a password cannot be logged in to."""
    assert not fast_passwords().is_right("", kept)


def test_hash_of_weaker_days_is_made_anew() -> None:
    """Parameters grow with machines; people need not choose again."""
    kept = fast_passwords().hash("con mèo nằm trên mái")
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    assert stronger.is_outdated(kept)
    assert stronger.is_right("con mèo nằm trên mái", kept)
    assert not stronger.is_outdated(stronger.hash("con mèo nằm trên mái"))


@pytest.mark.parametrize(
    ("minutes_ago", "expected"),
    [
        ([], 0),
        ([1, 2], 0),
        ([0, 1, 2], 15),
        ([5, 6, 7], 10),
        ([14.5, 14.6, 14.7], 1),
        ([1, 2, 16], 0),
    ],
)
def test_door_stays_closed_for_a_while(
    minutes_ago: list[float], expected: int, now: datetime
) -> None:
    """Counted from the last failure; what is long ago does not count."""
    failures = [now - timedelta(minutes=minutes) for minutes in minutes_ago]

    assert closed_minutes(failures, limit=3, now=now) == expected
