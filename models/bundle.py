"""Bundle folders: a model's weights, labels, thresholds, history and cards.

Format version 1: ``manifest.json``, the weight files that it lists with their
SHA-256, ``card.md`` and ``card.vi.md``. Weights are plain arrays; nothing in a
bundle is ever unpickled, so an untrusted bundle cannot run code.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from screener.domain.labels import Category, Severity
from screener.errors import (
    BundleCorruptError,
    BundleLabelsError,
    BundleMissingError,
    BundleVersionError,
)
from screener.ports import ClassifierCard, OperatingPoint

FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CARD_EN: Final = "card.md"
CARD_VI: Final = "card.vi.md"
LINEAR_NGRAM: Final = "linear-ngram"
TOKEN_CLASSIFIER: Final = "token-classifier"

Arrays = Mapping[str, NDArray[Any]]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFile:
    """A weight file as the manifest lists it."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDigest:
    """Which examples a model was fitted or measured on.

    Attributes:
        name: What people call the set.
        role: "train", "dev", "test" or "background".
        sha256: Digest of the examples in canonical form.
        examples: How many.
    """

    name: str
    role: str
    sha256: str
    examples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The bundle that another one was retrained from.

    Attributes:
        sha256: Digest of its manifest, which holds those of its files.
    """

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle says about itself.

    Attributes:
        kind: Which runtime reads the weights.
        operating_points: The default one stands under
            ``default_operating_point``.
        settings: What the runtime needs besides weights; its own vocabulary.
        calibration: How scores became probabilities.
        data: What the model was fitted and measured on.
        seed: Of every random choice in training.
        libraries: Versions that trained it.
        commit: Of the repository, or "" when unknown.
        metrics: Figures by data set and measure, for machines.
        files: The weight files.
        parent: What it was retrained from; None when it was fitted from nothing.
    """

    name: str
    version: str
    kind: str
    operating_points: tuple[OperatingPoint, ...]
    default_operating_point: str
    settings: Json = field(default_factory=dict)
    calibration: Json = field(default_factory=dict)
    data: tuple[DataDigest, ...] = ()
    seed: int = 0
    libraries: tuple[tuple[str, str], ...] = ()
    commit: str = ""
    metrics: Json = field(default_factory=dict)
    files: tuple[BundleFile, ...] = ()
    parent: Parent | None = None

    @property
    def card(self) -> ClassifierCard:
        """What the classifier tells the pipeline about itself."""
        return ClassifierCard(
            name=self.name,
            version=self.version,
            operating_points=self.operating_points,
            default_operating_point=self.default_operating_point,
        )


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle on disk whose manifest and hashes were found right."""

    folder: Path
    manifest: Manifest

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays of one ``.npz`` file of the bundle.

        Raises:
            BundleCorruptError: When it holds anything but plain arrays.
        """
        content = self.content(name)
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as archive:
                return {key: archive[key] for key in archive.files}
        except (ValueError, OSError, KeyError, EOFError) as exc:
            raise _corrupt(self.folder, name, str(exc)) from exc

    def content(self, name: str) -> bytes:
        """The bytes of a listed file, checked against their hash.

        Raises:
            BundleCorruptError: When the file is not listed, missing or changed.
        """
        for entry in self.manifest.files:
            if entry.name == name:
                return _checked_content(self.folder, entry)
        raise _corrupt(self.folder, name, "not listed in the manifest")


def read_bundle(folder: Path) -> Bundle:
    """The bundle in a folder, its format, labels and hashes checked.

    Raises:
        BundleMissingError: When the folder holds no manifest.
        BundleVersionError: When its format is newer than this program.
        BundleLabelsError: When its categories are not the product's.
        BundleCorruptError: When anything else is wrong with it.
    """
    manifest = read_manifest(folder)
    for entry in manifest.files:
        _checked_content(folder, entry)
    return Bundle(folder, manifest)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; weight files are not looked at.

    Raises: as ``read_bundle``.
    """
    try:
        content = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise BundleMissingError(source=folder.name, known="") from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise _corrupt(folder, MANIFEST, str(exc)) from exc
    try:
        record = json.loads(content)
        _check_version(folder, record["format_version"])
        _check_labels(folder, record["labels"])
        return _manifest_from_json(record)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise _corrupt(folder, MANIFEST, f"{type(exc).__name__}: {exc}") from exc


def write_bundle(
    folder: Path,
    manifest: Manifest,
    *,
    files: Mapping[str, bytes],
    card_en: str,
    card_vi: str,
) -> Bundle:
    """The bundle that is written to ``folder``, which it replaces as a whole."""
    entries = tuple(
        BundleFile(
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
        )
        for name, content in sorted(files.items())
    )
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, content in files.items():
        (draft / name).write_bytes(content)
    (draft / CARD_EN).write_text(card_en, encoding="utf-8")
    (draft / CARD_VI).write_text(card_vi, encoding="utf-8")
    record = _manifest_to_json(manifest, entries)
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    (draft / MANIFEST).write_text(text + "\n", encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)
    return read_bundle(folder)


def pack_arrays(arrays: Arrays) -> bytes:
    """The arrays as one uncompressed ``.npz``; equal arrays give equal bytes."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **dict(sorted(arrays.items())))
    return stream.getvalue()


def point_to_json(point: OperatingPoint) -> dict[str, Any]:
    """An operating point as the manifest writes it."""
    thresholds: dict[str, dict[str, float]] = {}
    for category, severity, value in point.thresholds:
        thresholds.setdefault(category.value, {})[severity.value] = value
    return {
        "name": point.name,
        "thresholds": thresholds,
        "countered": point.countered,
        "unsure_margin": point.unsure_margin,
    }


def point_from_json(record: Json) -> OperatingPoint:
    """The operating point that ``point_to_json`` wrote."""
    return OperatingPoint(
        name=str(record["name"]),
        thresholds=tuple(
            (Category(category), Severity(severity), float(value))
            for category, by_severity in sorted(record["thresholds"].items())
            for severity, value in sorted(by_severity.items())
        ),
        countered=float(record["countered"]),
        unsure_margin=float(record["unsure_margin"]),
    )


def _manifest_to_json(
    manifest: Manifest, files: tuple[BundleFile, ...]
) -> dict[str, Any]:
    parent = {} if manifest.parent is None else {"parent": asdict(manifest.parent)}
    return {
        **parent,
        "format_version": FORMAT_VERSION,
        "name": manifest.name,
        "version": manifest.version,
        "kind": manifest.kind,
        "labels": [category.value for category in Category],
        "operating_points": [
            point_to_json(point) for point in manifest.operating_points
        ],
        "default_operating_point": manifest.default_operating_point,
        "settings": dict(manifest.settings),
        "calibration": dict(manifest.calibration),
        "data": [
            {
                "name": entry.name,
                "role": entry.role,
                "sha256": entry.sha256,
                "examples": entry.examples,
            }
            for entry in manifest.data
        ],
        "seed": manifest.seed,
        "libraries": dict(manifest.libraries),
        "commit": manifest.commit,
        "metrics": dict(manifest.metrics),
        "files": [
            {
                "name": entry.name,
                "sha256": entry.sha256,
                "size_bytes": entry.size_bytes,
            }
            for entry in files
        ],
    }


def _manifest_from_json(record: Json) -> Manifest:
    points = tuple(point_from_json(point) for point in record["operating_points"])
    default = str(record["default_operating_point"])
    if default not in {point.name for point in points}:
        raise ValueError(f"no operating point {default}")
    return Manifest(
        name=str(record["name"]),
        version=str(record["version"]),
        kind=str(record["kind"]),
        operating_points=points,
        default_operating_point=default,
        settings=dict(record["settings"]),
        calibration=dict(record["calibration"]),
        data=tuple(DataDigest(**entry) for entry in record["data"]),
        seed=int(record["seed"]),
        libraries=tuple(sorted(record["libraries"].items())),
        commit=str(record["commit"]),
        metrics=dict(record["metrics"]),
        files=tuple(BundleFile(**entry) for entry in record["files"]),
        parent=Parent(**record["parent"]) if "parent" in record else None,
    )


def _check_version(folder: Path, version: object) -> None:
    if not isinstance(version, int) or version < 1:
        raise ValueError(f"format_version {version!r}")
    if version > FORMAT_VERSION:
        raise BundleVersionError(
            source=folder.name, version=version, supported=FORMAT_VERSION
        )


def _check_labels(folder: Path, labels: object) -> None:
    if labels != [category.value for category in Category]:
        raise BundleLabelsError(source=folder.name, labels=str(labels))


def _checked_content(folder: Path, entry: BundleFile) -> bytes:
    if Path(entry.name).name != entry.name:
        raise _corrupt(folder, entry.name, "a file outside the bundle")
    try:
        content = (folder / entry.name).read_bytes()
    except OSError as exc:
        raise _corrupt(folder, entry.name, exc.strerror or "unreadable") from exc
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise _corrupt(folder, entry.name, "its SHA-256 differs from the manifest")
    return content


def _corrupt(folder: Path, file: str, reason: str) -> BundleCorruptError:
    return BundleCorruptError(source=folder.name, file=file, reason=reason)
