"""The only place that joins models and rules to the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from models.registry import Registry
from screener.batch.stamp import Stamp, limits_digest, short_digest
from screener.config import Settings
from screener.detect.classifier_detector import ClassifierDetector
from screener.detect.lexicon_detector import LexiconDetector
from screener.domain.documents import Document
from screener.domain.exceptions import HouseException
from screener.domain.reports import ModelStamp, Report
from screener.errors import OperatingPointError
from screener.incremental import IncrementalDetector, SentenceMemory
from screener.lexicon.matcher import Matcher
from screener.lexicon.parse import Entry, load_lexicon
from screener.pipeline import screen_document, screen_documents
from screener.ports import (
    Classifier,
    ClassifierCard,
    Detector,
    OperatingPoint,
    SentencewiseDetector,
)


@dataclass(frozen=True, slots=True)
class Screener:
    """A pipeline with its model and rules in place.

    Attributes:
        card: Who the model is.
        detectors: Asked in turn about every document.
        default_point: Name of the operating point used when none is asked for.
        version: Of the screener, stamped on reports.
    """

    card: ClassifierCard
    detectors: tuple[Detector, ...]
    default_point: str
    version: str

    def screen(
        self,
        document: Document,
        *,
        operating_point: str | None = None,
        exceptions: Sequence[HouseException] = (),
    ) -> Report:
        """Report on one document.

        Raises:
            OperatingPointError: When the model has no such operating point.
            ModelError: When the model cannot score the text.
        """
        point = self.operating_point(operating_point or self.default_point)
        return screen_document(
            document,
            detectors=self.detectors,
            point=point,
            model=ModelStamp(self.card.name, self.card.version, point.name),
            version=self.version,
            exceptions=exceptions,
        )

    def screen_many(
        self, documents: Sequence[Document], *, operating_point: str | None = None
    ) -> tuple[Report, ...]:
        """Report on several documents, each as if alone, for less work.

        Raises: as ``screen``.
        """
        point = self.operating_point(operating_point or self.default_point)
        return screen_documents(
            documents,
            detectors=self.detectors,
            point=point,
            model=ModelStamp(self.card.name, self.card.version, point.name),
            version=self.version,
        )

    def operating_point(self, name: str) -> OperatingPoint:
        """The thresholds of that name.

        Raises:
            OperatingPointError: When the model has none.
        """
        for point in self.card.operating_points:
            if point.name == name:
                return point
        known = ", ".join(point.name for point in self.card.operating_points)
        raise OperatingPointError(source=name, known=known)


def make_screener(settings: Settings, *, remembered_sentences: int = 0) -> Screener:
    """The screener that the settings describe.

    Args:
        settings: Which bundle, at which operating point.
        remembered_sentences: How many sentences to keep in mind, for texts that are
            screened again and again while they are edited; reports are the same.

    Raises:
        ModelError: When the bundle cannot be used or lacks the operating point.
        LexiconError: When a shipped entry is malformed.
    """
    classifier = make_classifier(settings)
    lexicon = LexiconDetector(Matcher(shipped_lexicon()))
    detectors = (lexicon, ClassifierDetector(classifier))
    screener = Screener(
        card=classifier.card,
        detectors=tuple(_remembering(d, remembered_sentences) for d in detectors),
        default_point=settings.operating_point
        or classifier.card.default_operating_point,
        version=screener_version(),
    )
    screener.operating_point(screener.default_point)
    return screener


def scan_stamp(settings: Settings, *, timeout_s: float, memory_bytes: int) -> Stamp:
    """Everything beside a file that decides what its record says, without loading it.

    Args:
        settings: As the workers' ``make_screener`` will be given them.
        timeout_s: Time that a scan allows for one file.
        memory_bytes: Memory that it allows to a worker.

    Raises:
        ModelError: When the bundle is refused or lacks the operating point.
    """
    registry = Registry(extra_folder=settings.data_dir / "models")
    card = registry.manifest(settings.bundle).card
    point = settings.operating_point or card.default_operating_point
    known = [known.name for known in card.operating_points]
    if point not in known:
        raise OperatingPointError(source=point, known=", ".join(known))
    folder = resources.files("screener.lexicon") / "entries"
    return Stamp(
        model=f"{card.name} {card.version}",
        operating_point=point,
        lexicon=short_digest(repr(tuple(_yaml_files(folder)))),
        limits=limits_digest(
            settings.limits, timeout_s=timeout_s, memory_bytes=memory_bytes
        ),
        screener=screener_version(),
    )


def _remembering(detector: SentencewiseDetector, sentences: int) -> Detector:
    if not sentences:
        return detector
    return IncrementalDetector(detector, SentenceMemory(sentences))


def make_classifier(settings: Settings) -> Classifier:
    """The model in service: the one named in the settings or the one that ships."""
    registry = Registry(extra_folder=settings.data_dir / "models")
    return registry.load(settings.bundle)


def shipped_lexicon() -> tuple[Entry, ...]:
    """All entries that come with the product."""
    folder = resources.files("screener.lexicon") / "entries"
    return load_lexicon(_yaml_files(folder))


def screener_version() -> str:
    """The installed version."""
    return metadata.version("soat-gioi")


def _yaml_files(folder: Traversable) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".yaml"):
            yield file.name, file.read_text("utf-8")
