"""The model in service: one row says which, everybody follows, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from models.registry import DEFAULT_BUNDLE
from screener.config import Settings
from screener.domain.documents import Document
from screener.errors import (
    BundleMissingError,
    ConflictError,
    ModelError,
    StoreUnavailableError,
)
from screener.ingest.reader import read_text
from screener.ports import ClassifierCard
from tests.fakes import make_point
from tests.phrase_screener import PhraseScreener
from tests.reports import flagged
from tests.web_people import an_entry, web_state_of
from webapp.audit import Action
from webapp.model_switch import ModelSwitch, usable_bundle, wanted_bundle
from webapp.promotions import (
    GateWord,
    Hurdle,
    Promotion,
    PromotionKind,
    Signature,
    before,
    hurdles,
)
from webapp.state import attach
from webapp.store.store import Store

NOW = datetime.fromisoformat("2026-11-25T08:00:00+00:00")


def promotion(bundle: str, *, replaced: str = DEFAULT_BUNDLE) -> Promotion:
    return Promotion(
        kind=PromotionKind.PROMOTE,
        bundle=bundle,
        version="1.5.0",
        sha256="a" * 64,
        replaced=replaced,
        job_id="job-1",
        gate=GateWord.YES,
        reason="Thể thao tốt hơn.",
        actor_id="local",
        actor_name="",
        signers=("Lan", "Minh"),
        recorded_at=NOW,
    )


def promote(
    store: Store, bundle: str, *, expected: str | None = None, replaced: str = ""
) -> None:
    store.promotions.put_in_service(
        promotion(bundle, replaced=replaced or DEFAULT_BUNDLE),
        expected=expected,
        entry=an_entry(Action.MODEL_PROMOTED),
    )


def signature(user: str = "local") -> Signature:
    return Signature(
        job_id="job-1",
        sha256="a" * 64,
        user_id=user,
        user_name=user,
        reason="",
        recorded_at=NOW,
    )


def test_last_promotion_says_what_is_in_service(store: Store) -> None:
    """One row, whichever process asks."""
    assert store.promotions.in_service() is None

    promote(store, "linear-1-5")
    promote(store, "linear-1-6", expected="linear-1-5", replaced="linear-1-5")

    assert store.promotions.in_service() == "linear-1-6"
    latest, first = store.promotions.history()
    assert (latest.bundle, first.bundle) == ("linear-1-6", "linear-1-5")
    assert latest.signers == ("Lan", "Minh")
    assert before((latest, first), shipped=DEFAULT_BUNDLE) == "linear-1-5"
    assert before((), shipped=DEFAULT_BUNDLE) == DEFAULT_BUNDLE


def test_who_saw_another_model_in_service_does_not_replace_it(store: Store) -> None:
    """Two administrators press at once: the second one looks again."""
    promote(store, "linear-1-5")

    with pytest.raises(ConflictError):
        promote(store, "linear-1-6", expected=None)

    assert store.promotions.in_service() == "linear-1-5"


def test_history_cannot_be_rewritten(store: Store) -> None:
    """Not even by another program with the database open."""
    promote(store, "linear-1-5")

    for act in ("UPDATE promotions SET bundle = 'x'", "DELETE FROM promotions"):
        with pytest.raises(StoreUnavailableError), store.connection.writing() as it:
            it.execute(text(act))

    assert store.promotions.in_service() == "linear-1-5"


def test_same_person_signs_once(store: Store) -> None:
    """Two signatures are two people."""
    entry = an_entry(Action.MODEL_SIGNED)
    store.promotions.sign(signature(), entry=entry)

    with pytest.raises(ConflictError):
        store.promotions.sign(signature(), entry=entry)

    assert len(store.promotions.signatures("job-1", "a" * 64)) == 1
    assert store.promotions.signatures("job-1", "b" * 64) == ()


@pytest.mark.parametrize(
    ("signers", "gate", "may_overrule", "reason", "wanted"),
    [
        (("a", "b"), GateWord.YES, False, "", ()),
        (("a",), GateWord.YES, False, "", (Hurdle.UNSIGNED,)),
        (("a", "a"), GateWord.YES, False, "", (Hurdle.UNSIGNED,)),
        (("a", "b"), GateWord.NO, False, "vì…", (Hurdle.GATE_SAYS_NO,)),
        (("a", "b"), GateWord.NO, True, " ", (Hurdle.REASON_MISSING,)),
        (("a", "b"), GateWord.NO, True, "Lỗi đã biết.", ()),
    ],
)
def test_hurdles_before_service(
    signers: tuple[str, ...],
    gate: GateWord,
    may_overrule: bool,
    reason: str,
    wanted: tuple[Hurdle, ...],
) -> None:
    """Enough people, and a gate that agrees or a reason against it."""
    found = hurdles(
        [signature(user) for user in signers],
        needed=2,
        gate=gate,
        may_overrule=may_overrule,
        reason=reason,
    )

    assert found == wanted


@dataclass(slots=True)
class Service:
    """What the database says is in service."""

    bundle: str | None = None
    is_down: bool = False

    def in_service(self) -> str | None:
        if self.is_down:
            raise StoreUnavailableError(source="db", reason="down")
        return self.bundle


class Named:
    """A screener that says its bundle's name in its reports."""

    def __init__(self, settings: Settings) -> None:
        if settings.bundle and settings.bundle.startswith("broken"):
            raise BundleMissingError(source=settings.bundle, known="")
        point = make_point()
        name = settings.bundle or ""
        self.card = ClassifierCard(name, "1", (point,), point.name)

    def screen(self, document: Document, **_: object) -> object:
        report = flagged(document)
        return replace(report, model=replace(report.model, name=self.card.name))


def make_switch(service: Service, made: list[str] | None = None) -> ModelSwitch:
    def make(settings: Settings) -> Named:
        if made is not None:
            made.append(str(settings.bundle))
        return Named(settings)

    return ModelSwitch(Settings(), service, make)  # type: ignore[arg-type]


def screened_by(switch: ModelSwitch) -> str:
    return switch.screen(read_text("Trời mưa.", source="x")).model.name


def test_switch_follows_the_database_without_a_restart() -> None:
    """The next report is the new model's; the one after a roll-back the old one's."""
    service, made = Service(), list[str]()
    switch = make_switch(service, made)
    seen = [screened_by(switch)]
    for bundle in ("second", "second", None):
        service.bundle = bundle
        seen.append(screened_by(switch))

    assert seen == [DEFAULT_BUNDLE, "second", "second", DEFAULT_BUNDLE]
    assert made == [DEFAULT_BUNDLE, "second", DEFAULT_BUNDLE]


def test_broken_candidate_leaves_the_one_before_in_service() -> None:
    """The desk goes on working, and the dashboard says why."""
    service, made = Service(bundle="good"), list[str]()
    switch = make_switch(service, made)
    service.bundle = "broken-1"

    assert (screened_by(switch), screened_by(switch)) == ("good", "good")
    trouble = switch.trouble
    assert trouble is not None
    assert (trouble.bundle, trouble.in_its_place) == ("broken-1", "good")
    assert made == ["good", "broken-1"]
    service.bundle = "next"
    assert screened_by(switch) == "next"
    assert switch.trouble is None


def test_broken_bundle_at_the_start_gives_way_to_the_shipped_one() -> None:
    """A folder lost while the program was down must not keep it down."""
    switch = make_switch(Service(bundle="broken-1"))

    assert screened_by(switch) == DEFAULT_BUNDLE
    assert switch.trouble is not None


def test_database_that_is_away_for_a_moment_changes_nothing() -> None:
    """Screening goes on with the model that is loaded."""
    service = Service(bundle="good")
    switch = make_switch(service)
    service.is_down = True

    assert screened_by(switch) == "good"


def test_settings_name_the_bundle_while_none_was_promoted() -> None:
    """What was promoted on the page wins over the settings file."""
    settings = Settings(bundle="mine")

    assert wanted_bundle(settings, Service()) == "mine"
    assert wanted_bundle(settings, Service(bundle="other")) == "other"


def test_scan_falls_back_to_the_shipped_bundle(tmp_path: Path) -> None:
    """A scan of the night finds the promoted folder gone."""
    settings = Settings(data_dir=tmp_path)

    assert usable_bundle(settings, Service(bundle="gone")) == DEFAULT_BUNDLE
    with pytest.raises(ModelError):
        usable_bundle(replace(settings, bundle="gone-too"), Service(bundle="gone"))


def test_health_page_says_when_the_promoted_model_does_not_serve(
    app: Flask, client: FlaskClient
) -> None:
    """An administrator looks there first; the desk would only wonder."""
    state = web_state_of(app)

    def made(settings: Settings) -> PhraseScreener:
        if settings.bundle == "gone-1":
            raise BundleMissingError(source="gone-1", known="-")
        return PhraseScreener()

    promote(state.store, "gone-1")
    switch = ModelSwitch(state.settings, state.store.promotions, made)
    attach(app, replace(state, screener=switch))

    shown = client.get("/quan-tri/suc-khoe").get_data(as_text=True)

    words = "gone-1 không dùng được; mọi người đang được phục vụ bằng"
    assert f"{words} {DEFAULT_BUNDLE}" in shown
