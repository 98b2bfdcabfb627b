"""Bundle folders: what is refused, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.bundle import (
    CARD_VI,
    MANIFEST,
    TOKEN_CLASSIFIER,
    DataDigest,
    Manifest,
    pack_arrays,
    point_from_json,
    point_to_json,
    read_bundle,
    write_bundle,
)
from models.linear_weights import WEIGHTS
from models.registry import DEFAULT_BUNDLE, Registry, load_classifier
from screener.errors import (
    BundleCorruptError,
    BundleLabelsError,
    BundleMissingError,
    BundleVersionError,
)
from tests.fakes import make_point
from tests.tiny_bundle import write_tiny_bundle

Record = dict[str, Any]


def change_manifest(folder: Path, change: Callable[[Record], None]) -> None:
    record = json.loads((folder / MANIFEST).read_text("utf-8"))
    change(record)
    (folder / MANIFEST).write_text(json.dumps(record), "utf-8")


def make_manifest(**changes: Any) -> Manifest:
    fields: dict[str, Any] = {
        "name": "mau-1",
        "version": "2.0.0",
        "kind": TOKEN_CLASSIFIER,
        "operating_points": (make_point(), make_point("ra-soat", threshold=0.2)),
        "default_operating_point": "can-bang",
        "data": (DataDigest(name="a", role="train", sha256="0f", examples=3),),
        "libraries": (("numpy", "2"),),
        "seed": 7,
        "commit": "abc",
        "metrics": {"f1": 0.5},
    }
    return Manifest(**(fields | changes))


def write_sample(folder: Path, **changes: Any) -> None:
    write_bundle(
        folder,
        make_manifest(**changes),
        files={"a.bin": b"\x00\x01"},
        card_en="# A\n",
        card_vi="# Á\n",
    )


def test_manifest_survives_the_round_trip(tmp_path: Path) -> None:
    """A bundle's history is only worth what can be read back."""
    write_sample(tmp_path / "mau-1")

    read = read_bundle(tmp_path / "mau-1")

    assert read.manifest.files[0].name == "a.bin"
    assert read.content("a.bin") == b"\x00\x01"
    written = make_manifest(files=read.manifest.files)
    assert replace(read.manifest, operating_points=()) == replace(
        written, operating_points=()
    )
    names = [point.name for point in read.manifest.operating_points]
    assert names == ["can-bang", "ra-soat"]


def test_operating_point_survives_the_round_trip() -> None:
    """A threshold that moves in the file moves every verdict."""
    point = make_point(threshold=0.37, countered=0.61)

    again = point_from_json(json.loads(json.dumps(point_to_json(point))))

    assert set(again.thresholds) == set(point.thresholds)
    assert (again.name, again.countered) == (point.name, point.countered)


def test_writing_replaces_the_folder_as_a_whole(tmp_path: Path) -> None:
    """A stale weight file beside a new manifest would mislead."""
    folder = tmp_path / "mau-1"
    folder.mkdir()
    (folder / "old.bin").write_bytes(b"x")

    write_sample(folder)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["mau-1"]
    assert not (folder / "old.bin").exists()


def test_equal_arrays_give_equal_bytes() -> None:
    """The hash in the manifest must not depend on the day."""
    first, second = np.arange(3), np.ones(2)

    assert pack_arrays({"a": first, "b": second}) == pack_arrays(
        {"b": second, "a": first}
    )


def test_folder_without_a_manifest_is_missing(tmp_path: Path) -> None:
    """The error names what was asked for."""
    with pytest.raises(BundleMissingError) as caught:
        read_bundle(tmp_path / "khong-co")

    assert caught.value.source == "khong-co"


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    """Half a download must not screen anything."""
    write_sample(tmp_path / "mau-1")
    (tmp_path / "mau-1" / "a.bin").write_bytes(b"\x00\x02")

    with pytest.raises(BundleCorruptError) as caught:
        read_bundle(tmp_path / "mau-1")

    assert caught.value.facts["file"] == "a.bin"


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    """Said before the first document, not at it."""
    write_sample(tmp_path / "mau-1")
    (tmp_path / "mau-1" / "a.bin").unlink()

    with pytest.raises(BundleCorruptError):
        read_bundle(tmp_path / "mau-1")


def test_newer_format_is_refused_with_both_versions(tmp_path: Path) -> None:
    """The reader learns that the program is too old, not the file bad."""
    write_sample(tmp_path / "mau-1")
    change_manifest(tmp_path / "mau-1", lambda record: record.update(format_version=2))

    with pytest.raises(BundleVersionError) as caught:
        read_bundle(tmp_path / "mau-1")

    assert caught.value.facts == {"version": 2, "supported": 1}


def test_other_labels_are_refused(tmp_path: Path) -> None:
    """Scores in another order would land under wrong names."""
    write_sample(tmp_path / "mau-1")
    change_manifest(tmp_path / "mau-1", lambda record: record["labels"].reverse())

    with pytest.raises(BundleLabelsError):
        read_bundle(tmp_path / "mau-1")


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("operating_points"),
        lambda record: record.update(default_operating_point="x"),
        lambda record: record.update(format_version="1"),
        lambda record: record.update(files=[{"name": "a.bin"}]),
        lambda record: record["files"][0].update(name="../a.bin"),
        lambda record: record["operating_points"][0].update(
            thresholds={"x": {"low": 1}}
        ),
        lambda record: record.update(settings=None),
    ],
    ids=["point", "default", "version", "file", "outside", "category", "settings"],
)
def test_broken_manifest_is_refused(
    tmp_path: Path, change: Callable[[Record], None]
) -> None:
    """Every foreign exception becomes one of ours."""
    write_sample(tmp_path / "mau-1")
    change_manifest(tmp_path / "mau-1", change)

    with pytest.raises(BundleCorruptError):
        read_bundle(tmp_path / "mau-1")


def test_manifest_that_is_no_json_is_refused(tmp_path: Path) -> None:
    """A truncated file is damage, not absence."""
    write_sample(tmp_path / "mau-1")
    (tmp_path / "mau-1" / MANIFEST).write_text("{", "utf-8")

    with pytest.raises(BundleCorruptError):
        read_bundle(tmp_path / "mau-1")


def test_pickled_arrays_are_refused(tmp_path: Path) -> None:
    """A bundle from a stranger must not be able to run code."""
    stream = tmp_path / "a.npz"
    np.savez(stream, allow_pickle=True, x=np.array([{"a": 1}], dtype=object))
    write_bundle(
        tmp_path / "mau-1",
        make_manifest(),
        files={"a.npz": stream.read_bytes()},
        card_en="",
        card_vi="",
    )

    with pytest.raises(BundleCorruptError):
        read_bundle(tmp_path / "mau-1").arrays("a.npz")


def test_unlisted_file_is_refused(tmp_path: Path) -> None:
    """Only what the manifest vouches for is read."""
    write_sample(tmp_path / "mau-1")

    with pytest.raises(BundleCorruptError):
        read_bundle(tmp_path / "mau-1").content(CARD_VI)


def test_unknown_kind_is_refused(tmp_path: Path) -> None:
    """A bundle of a later kind needs a later program."""
    write_sample(tmp_path / "mau-1", kind="oracle")

    with pytest.raises(BundleCorruptError, match="unknown kind"):
        load_classifier(read_bundle(tmp_path / "mau-1"))


def test_linear_bundle_with_other_shapes_is_refused(tmp_path: Path) -> None:
    """Weights that do not fit their n-grams would score nonsense."""
    folder = write_tiny_bundle(tmp_path).folder
    arrays = dict(read_bundle(folder).arrays(WEIGHTS))
    arrays["weights"] = arrays["weights"][1:]
    write_bundle(
        folder,
        read_bundle(folder).manifest,
        files={WEIGHTS: pack_arrays(arrays)},
        card_en="",
        card_vi="",
    )

    with pytest.raises(BundleCorruptError, match="shape"):
        load_classifier(read_bundle(folder))


def test_own_folder_wins_over_the_shipped_one(tmp_path: Path) -> None:
    """A retrained model takes the place of the one that came with the program."""
    write_tiny_bundle(tmp_path, name=DEFAULT_BUNDLE)

    card = Registry(extra_folder=tmp_path).load().card

    assert (card.name, card.version) == (DEFAULT_BUNDLE, "1.0.0")
    assert len(card.operating_points) == 1


def test_unknown_bundle_names_those_that_are_known(tmp_path: Path) -> None:
    """A slip of the pen in the settings is found at once."""
    write_tiny_bundle(tmp_path)

    with pytest.raises(BundleMissingError) as caught:
        Registry(extra_folder=tmp_path).bundle("tinny")

    assert "tiny-1" in str(caught.value.facts["known"])


def test_drafts_of_bundles_are_not_listed(tmp_path: Path) -> None:
    """A killed training leaves a hidden folder behind."""
    write_tiny_bundle(tmp_path, name=".tiny-1.draft")

    names = Registry(extra_folder=tmp_path).names()

    assert names == Registry().names()


def test_card_is_shown_in_the_language_asked_for(tmp_path: Path) -> None:
    """Both cards ship with every bundle."""
    write_tiny_bundle(tmp_path)
    registry = Registry(extra_folder=tmp_path)

    assert registry.card_text("tiny-1", language="vi") == "# Tí hon\n"
    assert registry.card_text("tiny-1", language="en") == "# Tiny\n"
    (tmp_path / "tiny-1" / CARD_VI).unlink()
    with pytest.raises(BundleCorruptError):
        registry.card_text("tiny-1")


def test_shipped_bundle_is_whole_small_and_has_the_three_presets() -> None:
    """It is what every user gets."""
    bundle = Registry().bundle()

    points = [point.name for point in bundle.manifest.operating_points]
    assert points == ["can-bang", "than-trong", "ra-soat"]
    assert bundle.manifest.default_operating_point == "can-bang"
    # Files of at most 16 MiB, read whole at every start.
    sizes = [file.size_bytes for file in bundle.manifest.files]
    assert max(sizes) <= 16 * 2**20
    assert sum(sizes) <= 25_000_000
    assert Registry().card_text(language="en").startswith("# Model card")
