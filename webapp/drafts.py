"""Drafts, versions and who may open them: values and rules without a database."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from screener.domain.labels import Verdict
from webapp.feedback import LOCAL_AUTHOR

# Autosaves within this time of the version before make one version, not hundreds.
AUTOSAVE_WINDOW: Final = timedelta(minutes=10)
SHARE_DAYS: Final = 30
_LONGEST_TITLE: Final = 120
_MARKS: Final = re.compile(r"[\u0300-\u036f]+")


class VersionKind(StrEnum):
    """How a version came about."""

    AUTOSAVE = "autosave"
    SAVED = "saved"
    UPLOADED = "uploaded"
    RESTORED = "restored"


class ShareRight(StrEnum):
    """What a link lets a colleague do."""

    VIEW = "view"
    EDIT = "edit"


class Access(IntEnum):
    """What somebody may do with a draft; each includes those before it."""

    NONE = 0
    VIEW = 1
    EDIT = 2
    OWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that somebody works on.

    Attributes:
        source: Name of the file it came from, or "".
        is_confidential: Cannot be shared; its sentences never become examples.
        verdict: Of the latest text that was screened; None before.
        open_findings: Findings not answered then.
        access: What the person who asked may do with it.
        owner_name: As colleagues see it.
    """

    id: str
    organisation_id: str
    owner_id: str
    owner_name: str
    title: str
    source: str
    is_confidential: bool
    verdict: Verdict | None
    open_findings: int | None
    created_at: datetime
    changed_at: datetime
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A draft's whole text as it stood at one moment.

    Attributes:
        number: From 1, in the order of time.
        digest: SHA-256 of the text, in hexadecimal.
        note: What made it, such as the version that was restored; or "".
    """

    number: int
    kind: VersionKind
    title: str
    text: str
    digest: str
    note: str
    author_name: str
    recorded_at: datetime
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    """The file that a version was read from.

    Attributes:
        coverage: What was read of it and what not, as JSON for the page.
        digest: SHA-256 of the text that was read from it.
    """

    name: str
    content: bytes
    coverage: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A link that lets colleagues of the same newsroom open a draft.

    Attributes:
        guests: Names of those who opened it.
    """

    id: str
    right: ShareRight
    created_at: datetime
    expires_at: datetime | None
    guests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A text on its way to become a version.

    Attributes:
        base: Digest of the version it was made from; "" for a new draft. When
            another one is the latest by now, somebody else was faster. None goes
            on top of whatever is the latest.
        source: Name of the file it came from; None leaves it as it is.
    """

    draft_id: str
    text: str
    kind: VersionKind
    base: str | None
    note: str = ""
    source: str | None = None
    file: DraftFile | None = None


def text_digest(text: str) -> str:
    """The name of a text: SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def upload_id(name: str, user_id: str) -> str:
    """The draft that a file of that name belongs to, one for each person.

    What was dismissed in one version of a file stays dismissed in the next.
    """
    key = unicodedata.normalize("NFC", name)
    if user_id != LOCAL_AUTHOR:
        key = f"{user_id}\x1f{key}"
    return f"tep-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def title_of(text: str) -> str:
    """A name for a draft: its first line with words, cut at a word when it is long."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    line = " ".join(first.split())
    if len(line) <= _LONGEST_TITLE:
        return line
    cut = line[:_LONGEST_TITLE]
    return f"{cut[: max(cut.rfind(' '), _LONGEST_TITLE // 2)]}…"


def search_fold(text: str) -> str:
    """The text as searches see it: no case, no marks, "đ" as "d", single blanks."""
    plain = text.casefold().replace("đ", "d")
    letters = unicodedata.normalize("NFD", plain)
    return " ".join(_MARKS.sub("", letters).split())


def gives_way(latest: Version, before: Version | None, *, now: datetime) -> bool:
    """Whether an autosave takes the place of the latest version of its author.

    The first version stays, so that a draft can be compared with how it came.
    """
    if latest.kind is not VersionKind.AUTOSAVE or before is None:
        return False
    return now - before.recorded_at < AUTOSAVE_WINDOW
