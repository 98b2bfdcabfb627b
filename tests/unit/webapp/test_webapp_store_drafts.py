"""Drafts, versions and shares as they are kept, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from screener.domain.labels import Verdict
from screener.errors import DraftChangedError, RecordMissingError
from tests.conftest import NOW
from tests.newsrooms import NAM, STRANGER, THU, act, people
from webapp.accounts import User
from webapp.audit import Action
from webapp.drafts import (
    Access,
    DraftFile,
    Share,
    ShareRight,
    Version,
    VersionKind,
    Writing,
    text_digest,
)
from webapp.store.drafts import PAGE_SIZE, DraftSearch
from webapp.store.store import Store

KEY = "nhap-0123456789"
FIRST = "Nữ thuyền trưởng đầu tiên của cảng\n\nChị Hoà lái tàu từ năm 2009."
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _newsrooms(store: Store) -> None:
    people(store)


def save(
    store: Store,
    text: str,
    *,
    user: User = THU,
    base: str = "",
    minutes: float = 0,
    kind: VersionKind = VersionKind.AUTOSAVE,
    draft_id: str = KEY,
    file: DraftFile | None = None,
) -> Version:
    writing = Writing(draft_id=draft_id, text=text, kind=kind, base=base, file=file)
    return store.drafts.save(writing, user, NOW + minutes * MINUTE)


def shared(store: Store, right: ShareRight, *, key: str = "chia-1") -> str:
    """Share Thu's draft by a link whose secret has the digest returned."""
    share = Share(
        id=key,
        right=right,
        created_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    digest = text_digest(key)
    store.shares.add(share, KEY, digest, entry=act(Action.DRAFT_SHARED, THU.id))
    return digest


def test_first_save_makes_the_draft(store: Store) -> None:
    """Nobody has to ask for a draft before writing one."""
    version = save(store, FIRST)

    draft = store.drafts.find(KEY, THU, NOW)
    assert draft is not None
    assert (version.number, version.digest) == (1, text_digest(FIRST))
    assert draft.title == "Nữ thuyền trưởng đầu tiên của cảng"
    assert (draft.access, draft.owner_name) == (Access.OWN, "Thu")


def test_same_text_adds_no_version(store: Store) -> None:
    """Looking at a draft is no work on it."""
    first = save(store, FIRST)

    assert save(store, FIRST, base=first.digest, minutes=60).number == 1


def test_autosaves_close_together_are_one_version(store: Store) -> None:
    """A history of every pause in typing is no history; the first text stays."""
    digest = save(store, FIRST).digest
    for minutes in (1, 2, 5, 9, 10.5, 12, 18):
        text = f"{FIRST} Thêm câu ở phút {minutes}."
        digest = save(store, text, base=digest, minutes=minutes).digest

    versions = store.drafts.versions(KEY)

    assert [version.number for version in versions] == [3, 2, 1]
    assert versions[0].text.endswith("phút 18.")
    assert versions[1].text.endswith("phút 9.")
    assert versions[2].text == FIRST


def test_version_saved_on_purpose_never_gives_way(store: Store) -> None:
    """What somebody chose to keep is kept."""
    one = save(store, FIRST)
    two = save(store, f"{FIRST} Hai.", base=one.digest, kind=VersionKind.SAVED)
    save(store, f"{FIRST} Ba.", base=two.digest, minutes=1)

    assert [v.number for v in store.drafts.versions(KEY)] == [3, 2, 1]


def test_save_on_an_older_version_is_refused(store: Store) -> None:
    """Two tabs, or two people: the second to save must see what the first did."""
    first = save(store, FIRST)
    save(store, f"{FIRST} Của tab này.", base=first.digest)

    with pytest.raises(DraftChangedError) as caught:
        save(store, f"{FIRST} Của tab kia.", base=first.digest)

    assert caught.value.facts == {"author": "Thu"}
    assert len(store.drafts.versions(KEY)) == 2


def test_file_of_the_same_name_is_the_next_version(store: Store) -> None:
    """The second Word file of an article continues its history."""
    file = DraftFile(name="bai.docx", content=b"PK1", coverage="{}", digest="")
    save(store, FIRST, kind=VersionKind.UPLOADED, file=file)
    later = replace(file, content=b"PK2", coverage='{"trust": "trusted"}')

    save(store, f"{FIRST} Sửa.", kind=VersionKind.UPLOADED, file=later, minutes=1)
    save(store, f"{FIRST} Sửa.", kind=VersionKind.UPLOADED, file=later, minutes=2)

    kept = store.drafts.file(KEY)
    assert kept is not None
    assert (kept.content, kept.coverage) == (b"PK2", '{"trust": "trusted"}')
    assert kept.digest == text_digest(f"{FIRST} Sửa.")
    assert len(store.drafts.versions(KEY)) == 2


def test_draft_is_its_owner_s_alone(store: Store) -> None:
    """Neither a colleague nor another newsroom sees it before it is shared."""
    save(store, FIRST)

    for user in (NAM, STRANGER):
        assert store.drafts.find(KEY, user, NOW) is None
        assert store.drafts.search(DraftSearch(), user, NOW).total == 0
        with pytest.raises(RecordMissingError):
            save(store, "Ghi đè.", user=user, base=text_digest(FIRST))


@pytest.mark.parametrize(
    ("right", "access"),
    [(ShareRight.VIEW, Access.VIEW), (ShareRight.EDIT, Access.EDIT)],
)
def test_share_opens_the_draft_to_who_followed_it(
    store: Store, right: ShareRight, access: Access
) -> None:
    """And puts it into the colleague's list."""
    save(store, FIRST)

    assert store.shares.open(shared(store, right), NAM, NOW) == KEY

    draft = store.drafts.find(KEY, NAM, NOW)
    assert draft is not None
    assert draft.access is access
    assert store.drafts.search(DraftSearch(), NAM, NOW).total == 1
    [share] = store.shares.standing(KEY, NOW)
    assert share.guests == ("Nam",)


def test_viewer_cannot_save(store: Store) -> None:
    """Rights are held at the store, not at the button."""
    first = save(store, FIRST)
    store.shares.open(shared(store, ShareRight.VIEW), NAM, NOW)

    with pytest.raises(RecordMissingError):
        save(store, "Ghi đè.", user=NAM, base=first.digest)

    store.shares.open(shared(store, ShareRight.EDIT, key="chia-2"), NAM, NOW)
    assert save(store, "Sửa giúp.", user=NAM, base=first.digest).author_name == "Nam"


def test_share_is_nothing_to_another_newsroom(store: Store) -> None:
    """A link that leaks out of the house opens nothing."""
    save(store, FIRST)

    assert store.shares.open(shared(store, ShareRight.EDIT), STRANGER, NOW) is None
    assert store.drafts.find(KEY, STRANGER, NOW) is None


def test_withdrawn_and_expired_shares_close_the_draft(store: Store) -> None:
    """For those who had opened it, too."""
    save(store, FIRST)
    digest = shared(store, ShareRight.EDIT)
    store.shares.open(digest, NAM, NOW)

    assert store.drafts.find(KEY, NAM, NOW + timedelta(days=31)) is None

    store.shares.withdraw(KEY, "chia-1", NOW, entry=act(Action.SHARE_WITHDRAWN))
    assert store.drafts.find(KEY, NAM, NOW) is None
    assert store.shares.open(digest, NAM, NOW) is None
    assert store.shares.standing(KEY, NOW) == ()


def test_share_of_another_draft_cannot_be_withdrawn_here(store: Store) -> None:
    """The right to one draft is none to another's links."""
    save(store, FIRST)
    save(store, "Bài khác.", draft_id="nhap-khac-0001")
    shared(store, ShareRight.VIEW)

    with pytest.raises(RecordMissingError):
        store.shares.withdraw("nhap-khac-0001", "chia-1", NOW, entry=act())


def test_confidential_draft_ends_its_shares(store: Store) -> None:
    """And reopening it does not bring them back."""
    save(store, FIRST)
    digest = shared(store, ShareRight.EDIT)
    store.shares.open(digest, NAM, NOW)

    for is_confidential in (True, False):
        store.drafts.set_confidential(
            KEY, is_confidential=is_confidential, now=NOW, entry=act()
        )
        assert store.drafts.find(KEY, NAM, NOW) is None
        assert store.shares.open(digest, NAM, NOW) is None


@pytest.mark.parametrize(
    "words", ["thuyen truong", "THUYỀN  trưởng", "hoà 2009", "hoa đầu", ""]
)
def test_search_finds_words_with_and_without_marks(store: Store, words: str) -> None:
    """People type in a hurry."""
    save(store, FIRST)

    assert store.drafts.search(DraftSearch(words=words), THU, NOW).total == 1


@pytest.mark.parametrize("words", ["thuyền viên", "100%", "_", "hoà 2010"])
def test_search_finds_nothing_else(store: Store, words: str) -> None:
    """All words must stand there, and signs are only signs."""
    save(store, FIRST)

    assert store.drafts.search(DraftSearch(words=words), THU, NOW).total == 0


def test_list_is_cut_into_pages(store: Store) -> None:
    """Years of drafts must not make one page."""
    for number in range(PAGE_SIZE + 2):
        save(
            store, f"Bài số {number}.", draft_id=f"nhap-bai-{number:04}", minutes=number
        )

    first = store.drafts.search(DraftSearch(), THU, NOW)
    second = store.drafts.search(DraftSearch(page=2), THU, NOW)

    assert first.total == PAGE_SIZE + 2
    assert first.drafts[0].title == f"Bài số {PAGE_SIZE + 1}."
    assert [draft.title for draft in second.drafts] == ["Bài số 1.", "Bài số 0."]


def test_verdict_is_noted_for_the_text_it_was_given_for(store: Store) -> None:
    """A slow answer about an older text says nothing of this one."""
    first = save(store, FIRST)
    note = store.drafts.note_verdict
    note(KEY, first.digest, verdict=Verdict.REVISE, open_findings=2)
    draft = store.drafts.find(KEY, THU, NOW)
    assert draft is not None
    assert (draft.verdict, draft.open_findings) == (Verdict.REVISE, 2)

    save(store, f"{FIRST} Thêm.", base=first.digest)
    note(KEY, first.digest, verdict=Verdict.ESCALATE, open_findings=5)

    draft = store.drafts.find(KEY, THU, NOW)
    assert draft is not None
    assert (draft.verdict, draft.open_findings) == (None, None)


def test_missing_version_is_said(store: Store) -> None:
    """An address with a wrong number is an error, not another text."""
    save(store, FIRST)

    assert store.drafts.version(KEY, 1).text == FIRST
    with pytest.raises(RecordMissingError):
        store.drafts.version(KEY, 7)
