"""Dataset versions as they are kept, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from screener.domain.labels import Stance
from screener.errors import (
    ConflictError,
    NoExamplesError,
    RecordMissingError,
    StoreUnavailableError,
)
from tests.reviewing import (
    CLEAN,
    LAN,
    MINH,
    NOW,
    THU,
    add_sentences,
    flagged,
    make_proposal,
)
from tests.web_people import add_organisation, add_user, an_entry, make_user
from training.dataset import Example, Split, examples_digest
from training.split import SplitPlan
from webapp.accounts import Role, new_key
from webapp.audit import Action
from webapp.datasets import DatasetVersion, Deal, Member, VersionOrigin, to_member
from webapp.drafts import VersionKind, Writing
from webapp.review import Answer, Source
from webapp.store.datasets import NewVersion, examples_of, versions
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store

DRAFT = "nhap-0123456789"
TRAINING = Deal(plan=SplitPlan(dev=0.0, test=0.0))


@pytest.fixture
def kept(office: Flask, office_store: Store) -> Store:
    """An office with two reviewers and two settled sentences of two drafts."""
    del office
    for user in (LAN, MINH, THU):
        add_user(office_store, user)
    settle(office_store, flagged())
    settle(office_store, CLEAN, text="Trời trở lạnh từ chiều nay.", document="nhap-hai")
    return office_store


def settle(
    store: Store,
    answer: Answer,
    *,
    text: str = "Giữ lửa gia đình là bổn phận của người vợ.",
    document: str = DRAFT,
    source: Source = Source.REPORTED,
) -> None:
    """Let two reviewers say the same of a new sentence."""
    add_sentences(store, make_proposal(text, document_key=document, source=source))
    for user in (LAN, MINH):
        item = store.review_queue.hand_out(user, Wanted(), NOW)
        assert item is not None
        assert item.text == text
        said = Said(item_id=item.id, version=item.version, answer=answer)
        store.review_answers.label(said, user, NOW, needed=2)


def wanted(
    name: str = "Quý 1", *, parent: str | None = None, deal: Deal = TRAINING
) -> NewVersion:
    return NewVersion(id=new_key(), name=name, note="", parent_id=parent, deal=deal)


def freeze(
    store: Store,
    name: str = "Quý 1",
    *,
    parent: str | None = None,
    deal: Deal = TRAINING,
    hours: int = 0,
) -> DatasetVersion:
    return store.datasets.freeze(
        wanted(name, parent=parent, deal=deal),
        LAN,
        NOW + timedelta(hours=hours),
        entry=an_entry(Action.DATASET_FROZEN),
    )


def take_in(
    store: Store, members: list[Member], name: str = "Tệp", *, parent: str | None = None
) -> DatasetVersion:
    return store.datasets.take_in(
        members,
        wanted(name, parent=parent),
        LAN,
        NOW + timedelta(minutes=5),
        entry=an_entry(Action.DATASET_FROZEN),
    ).version


def sides(store: Store, version: DatasetVersion) -> dict[str, Split]:
    members = store.datasets.contents(version).members
    return {member.document_key: member.example.split for member in members}


def save_draft(store: Store, draft: str = DRAFT, *, confidential: bool = False) -> None:
    """Keep a draft of which the queue has a sentence; its owner lends nothing."""
    writing = Writing(draft_id=draft, text="Bài.", kind=VersionKind.SAVED, base=None)
    store.drafts.save(writing, make_user(), NOW)
    store.drafts.set_confidential(
        draft, is_confidential=confidential, now=NOW, entry=an_entry()
    )


def test_settled_labels_become_a_version(kept: Store) -> None:
    """Sentences, labels with their authors, digest and author of the version."""
    version = freeze(kept)

    [found] = kept.datasets.versions(LAN.organisation_id)
    contents = kept.datasets.contents(found)
    assert found == version
    assert (found.examples, found.author_name, found.origin) == (
        2,
        "Lan",
        VersionOrigin.FROZEN,
    )
    assert found.digest == examples_digest(contents.examples)
    biased = next(e for e in contents.examples if e.is_flagged)
    assert [label.annotator for label in biased.labels] == ["lan", "minh"]
    assert {m.outlet for m in contents.members} == {"Báo Vĩnh Hà"}


def test_retraining_reads_versions_and_examples(kept: Store) -> None:
    """The doors that the retraining job goes through."""
    version = freeze(kept)

    with kept.connection.reading() as session:
        assert versions(session) == (version,)
        assert versions(session, organisation_id="khac") == ()
        assert len(examples_of(session, version.id)) == 2
        assert examples_of(session, "khong-co") == ()


def test_version_does_not_follow_later_labels(kept: Store) -> None:
    """What a model was trained on can be looked up for years."""
    first = freeze(kept)
    settle(kept, CLEAN, text="Chợ phiên đông từ sớm tinh mơ.", document="nhap-ba")
    second = freeze(kept, "Quý 2", parent=first.id, hours=1)

    assert kept.datasets.contents(first).examples != ()
    assert (first.examples, second.examples) == (2, 3)
    assert [v.name for v in kept.datasets.versions(LAN.organisation_id)] == [
        "Quý 2",
        "Quý 1",
    ]


def test_holdout_holds_over_versions(kept: Store) -> None:
    """Once holdout, always holdout; new documents are dealt as asked for."""
    first = freeze(kept, deal=Deal(plan=TRAINING.plan, held_out={DRAFT}))
    settle(kept, CLEAN, text="Chợ phiên đông từ sớm tinh mơ.", document=DRAFT)
    settle(kept, CLEAN, text="Mưa lớn suốt đêm qua.", document="nhap-ba")

    second = freeze(kept, "Quý 2", parent=first.id, hours=1)
    third = freeze(
        kept, "Quý 3", deal=Deal(plan=SplitPlan(dev=0, test=1), holdout=1.0), hours=2
    )

    expected = {
        DRAFT: Split.HOLDOUT,
        "nhap-hai": Split.TRAIN,
        "nhap-ba": Split.TRAIN,
    }
    assert sides(kept, second) == sides(kept, third) == expected


def test_waiting_tells_what_would_be_frozen(kept: Store) -> None:
    """Only documents without a side can still be held out."""
    before = kept.datasets.waiting(LAN.organisation_id)
    freeze(kept)
    settle(kept, CLEAN, text="Mưa lớn suốt đêm qua.", document="nhap-ba")

    after = kept.datasets.waiting(LAN.organisation_id)

    assert (before.settled, len(before.documents)) == (2, 2)
    assert after.settled == 3
    assert [(d.key, d.opening, d.sentences) for d in after.documents] == [
        ("nhap-ba", "Mưa lớn suốt đêm qua.", 1)
    ]


def test_name_is_taken_once(kept: Store) -> None:
    """Two versions of one name would be mistaken for each other."""
    freeze(kept)

    with pytest.raises(ConflictError):
        freeze(kept)

    assert len(kept.datasets.versions(LAN.organisation_id)) == 1


def test_nothing_settled_is_no_version(office: Flask, office_store: Store) -> None:
    """An empty version would train nothing."""
    del office
    add_user(office_store, LAN)

    with pytest.raises(NoExamplesError):
        freeze(office_store)


def test_imported_sentences_are_carried_on(kept: Store) -> None:
    """The next freezing keeps them; what reviewers have is taken as it is now."""
    first = freeze(kept)
    exported = kept.datasets.contents(first).examples
    foreign = Member(
        Example(id="ngoai-1", text="Sông cạn vào tháng ba.", stance=Stance.NONE)
    )
    file = take_in(kept, [*map(to_member, exported), foreign], parent=first.id)

    second = freeze(kept, "Quý 2", parent=file.id, hours=1)

    assert file.examples == second.examples == 3
    assert file.origin is VersionOrigin.IMPORTED
    assert second.digest == file.digest


def test_exported_version_comes_back_with_its_digest(kept: Store) -> None:
    """The digest names the same set in every installation."""
    first = freeze(kept, deal=Deal(plan=TRAINING.plan, held_out={DRAFT}))
    members = [to_member(example) for example in kept.datasets.contents(first).examples]

    again = take_in(kept, members)

    assert again.digest == first.digest


def test_confidential_draft_takes_its_sentences_out_of_every_version(
    kept: Store,
) -> None:
    """Also out of those that were frozen before it was marked."""
    version = freeze(kept)
    save_draft(kept, confidential=True)

    contents = kept.datasets.contents(version)

    assert (len(contents.members), contents.withheld, contents.erased) == (1, 1, 0)
    with kept.connection.reading() as session:
        assert len(examples_of(session, version.id)) == 1


def test_withdrawn_consent_takes_lent_sentences_out(kept: Store) -> None:
    """Nobody pointed at them; they were only lent."""
    settle(
        kept,
        CLEAN,
        text="Mưa lớn suốt đêm qua.",
        document="nhap-ba",
        source=Source.RANDOM,
    )
    version = freeze(kept)
    save_draft(kept, "nhap-ba")

    contents = kept.datasets.contents(version)

    assert (len(contents.members), contents.withheld) == (2, 1)


def test_erased_draft_takes_its_sentences_along(kept: Store) -> None:
    """The version says that one went, and keeps its name and digest."""
    version = freeze(kept)
    save_draft(kept)

    kept.retention.erase(DRAFT, entry=an_entry(Action.DRAFT_ERASED))

    contents = kept.datasets.contents(version)
    assert (len(contents.members), contents.withheld, contents.erased) == (1, 0, 1)
    assert kept.datasets.versions(LAN.organisation_id) == (version,)


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE dataset_versions SET name = 'x'",
        "DELETE FROM dataset_versions",
        "UPDATE dataset_sentences SET record = '{}'",
        "UPDATE dataset_members SET side = 'train'",
        "UPDATE dataset_documents SET side = 'train'",
        "DELETE FROM dataset_documents",
    ],
)
def test_version_cannot_be_changed(kept: Store, act: str) -> None:
    """Not even by another program with the database open."""
    version = freeze(kept)

    with pytest.raises(StoreUnavailableError), kept.connection.writing() as session:
        session.execute(text(act))

    assert kept.datasets.versions(LAN.organisation_id) == (version,)


def test_newsrooms_do_not_see_each_others_versions(kept: Store) -> None:
    """Their sentences are their own."""
    version = freeze(kept)
    add_organisation(kept)
    stranger = add_user(
        kept, make_user("xa", role=Role.REVIEWER, organisation_id="toa-soan-2")
    )

    assert kept.datasets.versions(stranger.organisation_id) == ()
    with pytest.raises(RecordMissingError):
        kept.datasets.find(version.id, stranger.organisation_id)
    with pytest.raises(RecordMissingError):
        kept.datasets.freeze(
            wanted("Của họ", parent=version.id),
            stranger,
            NOW,
            entry=an_entry(Action.DATASET_FROZEN),
        )
