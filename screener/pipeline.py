"""One document in, one report out."""

from __future__ import annotations

from collections.abc import Sequence

from screener.detect.suggest import suggestions_for
from screener.domain.detections import Detection
from screener.domain.documents import Document, Reading
from screener.domain.exceptions import HouseException
from screener.domain.reports import ModelStamp, Report
from screener.policy import decide, verdict_of
from screener.ports import BatchDetector, Detector, OperatingPoint
from screener.proving import EditProof
from screener.text.sentences import read_document


def screen_document(
    document: Document,
    *,
    detectors: Sequence[Detector],
    point: OperatingPoint,
    model: ModelStamp,
    version: str,
    exceptions: Sequence[HouseException] = (),
) -> Report:
    """Report on one document: what was detected and the policy lets through.

    Args:
        document: Text in NFC; its offsets are the report's offsets.
        detectors: Asked in turn; their candidates may overlap.
        point: Decides which candidates a reader sees.
        model: Stamped on the report, so that old reports stay explainable.
        version: Of the screener.
        exceptions: What a newsroom lets through; the report counts it.

    Raises:
        ModelError: When a detector's model cannot score the text.
    """
    (report,) = screen_documents(
        (document,),
        detectors=detectors,
        point=point,
        model=model,
        version=version,
        exceptions=exceptions,
    )
    return report


def screen_documents(
    documents: Sequence[Document],
    *,
    detectors: Sequence[Detector],
    point: OperatingPoint,
    model: ModelStamp,
    version: str,
    exceptions: Sequence[HouseException] = (),
) -> tuple[Report, ...]:
    """Report on several documents, each as if alone; see ``screen_document``.

    Detectors that can are asked about all of them in one call.

    Raises:
        ModelError: When a detector's model cannot score one of the texts.
    """
    readings = [read_document(document) for document in documents]
    detections = [_detections(detector, readings) for detector in detectors]
    return tuple(
        _report(
            reading,
            [of_detector[place] for of_detector in detections],
            detectors=detectors,
            point=point,
            model=model,
            version=version,
            exceptions=exceptions,
        )
        for place, reading in enumerate(readings)
    )


def _detections(detector: Detector, readings: Sequence[Reading]) -> list[Detection]:
    if len(readings) > 1 and isinstance(detector, BatchDetector):
        return list(detector.detect_many(readings))
    return [detector.detect(reading) for reading in readings]


def _report(
    reading: Reading,
    detections: Sequence[Detection],
    *,
    detectors: Sequence[Detector],
    point: OperatingPoint,
    model: ModelStamp,
    version: str,
    exceptions: Sequence[HouseException],
) -> Report:
    document = reading.document
    decision = decide(
        reading,
        detections,
        point=point,
        suggest=suggestions_for,
        exceptions=exceptions,
    )
    proof = EditProof(reading, detectors, point)
    findings = tuple(proof.proved(finding) for finding in decision.findings)
    return Report(
        document=document,
        sentences=len(reading.sentences),
        verdict=verdict_of(document, findings),
        findings=findings,
        mentions=decision.mentions,
        warnings=document.warnings,
        model=model,
        screener_version=version,
        excepted=decision.excepted,
    )
