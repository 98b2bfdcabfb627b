"""The screener in service, which follows the database without a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from models.registry import DEFAULT_BUNDLE, Registry
from screener.config import Settings
from screener.domain.documents import Document
from screener.domain.exceptions import HouseException
from screener.domain.reports import Report
from screener.errors import ModelError, StoreUnavailableError
from screener.ports import ClassifierCard
from webapp.state import DocumentScreener

log = logging.getLogger(__name__)

MakeScreener = Callable[[Settings], DocumentScreener]


class InService(Protocol):
    """What knows which bundle was put into service last."""

    def in_service(self) -> str | None:
        """Its name; None when none ever was."""
        ...


def wanted_bundle(settings: Settings, promotions: InService) -> str:
    """The bundle that should be in service: promoted, in the settings, or shipped.

    Raises:
        StoreUnavailableError: When the database does not answer.
    """
    return promotions.in_service() or settings.bundle or DEFAULT_BUNDLE


def usable_bundle(settings: Settings, promotions: InService) -> str:
    """The bundle for work of its own, such as a scan: the wanted one if it is sound.

    Raises:
        StoreUnavailableError: When the database does not answer.
        ModelError: When neither it nor the one that shipped is sound.
    """
    registry = Registry(extra_folder=settings.data_dir / "models")
    wanted = wanted_bundle(settings, promotions)
    try:
        registry.bundle(wanted)
    except ModelError:
        log.error("model not usable", extra={"bundle": wanted})
        wanted = settings.bundle or DEFAULT_BUNDLE
        registry.bundle(wanted)
    return wanted


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the bundle that should be in service is not."""

    bundle: str
    in_its_place: str
    error: ModelError


def trouble_of(screener: DocumentScreener) -> Trouble | None:
    """Why another bundle serves than should; None when all is well."""
    return screener.trouble if isinstance(screener, ModelSwitch) else None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A bundle's name with what it makes: switched as one, never half."""

    bundle: str
    screener: DocumentScreener


class ModelSwitch:
    """A ``webapp.state.DocumentScreener`` that is always the one in service.

    Every process asks the database at each use, which costs one indexed row, and
    loads another bundle when another one was put into service. Whoever is in the
    midst of a report keeps the screener that began it. What a screener remembers of
    sentences goes with it, so nothing of the old model is shown for the new one.

    Args:
        settings: Which bundle serves while none was promoted.
        promotions: Knows which bundle was put into service.
        make: Makes the screener of the bundle that the settings name.

    Raises:
        ModelError: When no bundle at all can be loaded.
    """

    def __init__(
        self, settings: Settings, promotions: InService, make: MakeScreener
    ) -> None:
        self._settings = settings
        self._promotions = promotions
        self._make = make
        self._lock = Lock()
        self._loaded: _Loaded | None = None
        self._trouble: Trouble | None = None
        self._current()

    @property
    def card(self) -> ClassifierCard:
        """Who the model in service is."""
        return self._current().screener.card

    @property
    def bundle(self) -> str:
        """The name of the bundle in service."""
        return self._current().bundle

    @property
    def trouble(self) -> Trouble | None:
        """Why another bundle serves than should; None when all is well."""
        self._current()
        return self._trouble

    def screen(
        self,
        document: Document,
        *,
        operating_point: str | None = None,
        exceptions: Sequence[HouseException] = (),
    ) -> Report:
        """Report on one document, by one model from beginning to end."""
        screener = self._current().screener
        known = {point.name for point in screener.card.operating_points}
        # Chosen when another model was in service.
        point = operating_point if operating_point in known else None
        return screener.screen(document, operating_point=point, exceptions=exceptions)

    def _current(self) -> _Loaded:
        wanted = self._wanted()
        loaded = self._loaded
        if loaded is not None and self._is_settled(loaded, wanted):
            return loaded
        with self._lock:
            if self._loaded is None or not self._is_settled(self._loaded, wanted):
                self._loaded = self._load(wanted)
            return self._loaded

    def _wanted(self) -> str:
        try:
            return wanted_bundle(self._settings, self._promotions)
        except StoreUnavailableError:
            if self._loaded is None:
                raise
            return self._loaded.bundle

    def _is_settled(self, loaded: _Loaded, wanted: str) -> bool:
        """Whether it is the wanted one, or that one was tried and cannot serve."""
        failed = self._trouble.bundle if self._trouble else None
        return wanted in (loaded.bundle, failed)

    def _load(self, wanted: str) -> _Loaded:
        """The wanted bundle; the one before it, or the shipped one, when it fails."""
        try:
            made = self._made(wanted)
        except ModelError as exc:
            log.error("model not put in service", extra={"bundle": wanted})
            instead = self._loaded or self._fallback(wanted, exc)
            self._trouble = Trouble(wanted, instead.bundle, exc)
            return instead
        self._trouble = None
        log.info("model in service", extra={"bundle": wanted})
        return made

    def _fallback(self, wanted: str, error: ModelError) -> _Loaded:
        for bundle in dict.fromkeys(
            (self._settings.bundle or DEFAULT_BUNDLE, DEFAULT_BUNDLE)
        ):
            if bundle != wanted:
                return self._made(bundle)
        raise error

    def _made(self, bundle: str) -> _Loaded:
        return _Loaded(bundle, self._make(replace(self._settings, bundle=bundle)))
