"""One document in, one report out."""

from __future__ import annotations

from collections.abc import Sequence

from screener.detect.suggest import suggestions_for
from screener.domain.documents import Document
from screener.domain.exceptions import HouseException
from screener.domain.reports import ModelStamp, Report
from screener.policy import decide, verdict_of
from screener.ports import Detector, OperatingPoint
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
    reading = read_document(document)
    detections = [detector.detect(reading) for detector in detectors]
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
