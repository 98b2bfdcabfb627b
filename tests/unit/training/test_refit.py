"""Retraining moves a bundle by its corrections and forgets nothing else."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.bundle import MANIFEST, Bundle, read_bundle
from models.linear import LinearNgramClassifier
from screener.domain.labels import Category
from screener.errors import (
    BundleCorruptError,
    NoExamplesError,
    RefitKindError,
    TrainingCancelledError,
)
from tests.corrections import (
    COOKING,
    QUICK,
    RECIPE,
    cooking_corrections,
    driving_replay,
    make_labelled,
    refitted,
    score,
)
from tests.tiny_bundle import BIASED, CLEAN, PLACES, write_tiny_bundle
from training.dataset import Split, examples_digest
from training.progress import Progress, Stage
from training.refit import refit_bundle


@pytest.fixture
def base(tmp_path: Path) -> Bundle:
    return write_tiny_bundle(tmp_path / "bases")


def test_what_was_corrected_is_found_in_sentences_not_seen(
    base: Bundle, tmp_path: Path
) -> None:
    """Corrections are worth more than the sentences they were made on."""
    biased, clean = (text.format(place=PLACES[7]) for text in (COOKING, RECIPE))

    new = refitted(base, tmp_path, cooking_corrections())

    assert score(new, biased, Category.ROLE) > score(base, biased, Category.ROLE)
    assert score(new, biased, Category.ROLE) > score(new, clean, Category.ROLE)


def test_what_was_known_is_not_forgotten(base: Bundle, tmp_path: Path) -> None:
    """A newsroom's corrections of one kind must not cost another kind."""
    biased, clean = (text.format(place=PLACES[0]) for text in (BIASED, CLEAN))
    before = score(base, biased, Category.ABILITY)

    new = refitted(base, tmp_path, cooking_corrections())

    assert abs(score(new, biased, Category.ABILITY) - before) < 0.1
    assert score(new, clean, Category.ABILITY) < 0.5


def test_manifest_says_where_a_bundle_comes_from(base: Bundle, tmp_path: Path) -> None:
    """Years later somebody asks which labels made this model."""
    extra = cooking_corrections()
    manifest = (base.folder / MANIFEST).read_bytes()

    new = read_bundle(refitted(base, tmp_path, extra).folder).manifest

    assert (new.name, new.version, new.kind) == ("new-1", "1.1.0", base.manifest.kind)
    assert new.parent is not None
    assert new.parent.name == base.manifest.name
    assert new.parent.sha256 == hashlib.sha256(manifest).hexdigest()
    assert new.metrics["retraining"]["corrections"] == len(extra)
    digests = {(part.name, part.role): part for part in new.data}
    learnt = digests[("corrections", "train")]
    assert learnt.sha256 == examples_digest(extra)
    assert (base.folder / MANIFEST).read_bytes() == manifest


def test_same_corrections_make_the_same_files(base: Bundle, tmp_path: Path) -> None:
    """A retraining that was interrupted is simply run again."""
    first = refitted(base, tmp_path / "one", cooking_corrections())
    second = refitted(base, tmp_path / "two", cooking_corrections())

    assert first.manifest.files == second.manifest.files


def test_new_ngrams_are_learnt_once_they_come_often_enough(
    base: Bundle, tmp_path: Path
) -> None:
    """A word of one sentence alone would be learnt by heart."""
    once = make_labelled("once", "Ông Thìn kể chuyện xưa.", None)

    new = refitted(base, tmp_path, [*cooking_corrections(), once])

    known = set(blocks_of(new)[0])
    before = set(blocks_of(base)[0])
    assert before < known
    assert new.manifest.metrics["retraining"]["new_ngrams"] > 0
    alone = refitted(base, tmp_path / "alone", [once])
    assert set(blocks_of(alone)[0]) == before


def blocks_of(bundle: Bundle) -> tuple[list[int], ...]:
    classifier = LinearNgramClassifier.from_bundle(bundle)
    return tuple(block.hashes.tolist() for block in classifier.model.blocks)


def test_newer_of_two_labels_holds(base: Bundle, tmp_path: Path) -> None:
    """Whoever corrects a correction means the later one."""
    text = COOKING.format(place=PLACES[7])
    wrong = make_labelled("wrong", text, None)
    right = make_labelled("right", text, Category.ROLE)
    others = cooking_corrections()

    new = refitted(base, tmp_path / "one", [wrong, *others, right])
    without = refitted(base, tmp_path / "two", [*others, right])

    assert new.manifest.metrics["retraining"]["superseded"] == 1
    assert new.manifest.files == without.manifest.files


def test_test_sentences_are_never_learnt_from(base: Bundle, tmp_path: Path) -> None:
    """What a gate judges by must stay unseen, even when it is handed in."""
    held = [replace(item, split=Split.TEST) for item in cooking_corrections()]

    with pytest.raises(NoExamplesError):
        refitted(base, tmp_path, held)


def test_progress_is_told_and_ends_at_the_last_step(
    base: Bundle, tmp_path: Path
) -> None:
    """An administrator who waits sees how long it takes."""
    told: list[Progress] = []

    refit_bundle(
        base,
        extra=cooking_corrections(),
        replay=driving_replay(),
        out=tmp_path / "new-1",
        version="1.1.0",
        on_progress=told.append,
        settings=QUICK,
    )

    assert [one.step for one in told] == list(range(told[-1].of + 1))
    assert told[-1].stage is Stage.WRITING
    assert told[-1].seconds_left == 0.0
    assert any(one.loss is not None for one in told)


@pytest.mark.parametrize("steps", [0, 3])
def test_cancelled_retraining_leaves_nothing(
    base: Bundle, tmp_path: Path, steps: int
) -> None:
    """Half a model must never be found where a whole one is looked for."""
    told: list[Progress] = []

    with pytest.raises(TrainingCancelledError):
        refit_bundle(
            base,
            extra=cooking_corrections(),
            replay=driving_replay(),
            out=tmp_path / "out" / "new-1",
            version="1.1.0",
            on_progress=told.append,
            is_cancelled=lambda: len(told) > steps,
            settings=QUICK,
        )

    assert not (tmp_path / "out").exists()


def test_bundle_of_another_kind_is_refused(base: Bundle, tmp_path: Path) -> None:
    """Better a clear word than weights that mean nothing."""
    other = Bundle(base.folder, replace(base.manifest, kind="oracle"))

    with pytest.raises(RefitKindError) as caught:
        refitted(other, tmp_path, cooking_corrections())

    assert caught.value.facts["kind"] == "oracle"


def test_damaged_base_is_refused_before_anything_is_written(
    base: Bundle, tmp_path: Path
) -> None:
    """Retraining from a broken model would hide the fault in a new one."""
    shutil.copy(base.folder / MANIFEST, base.folder / "weights.npz")

    with pytest.raises(BundleCorruptError):
        refitted(base, tmp_path, cooking_corrections())

    assert not (tmp_path / "new-1").exists()


def test_weights_stay_finite_when_all_corrections_say_the_same(
    base: Bundle, tmp_path: Path
) -> None:
    """A lexicon of one-sided corrections pulls without end but for the old weights."""
    extra = [item for item in cooking_corrections() if item.categories]

    new = refitted(base, tmp_path, extra)

    values = new.arrays("weights.npz")["weights"]
    assert np.isfinite(values).all()
    assert score(new, RECIPE.format(place=PLACES[7]), Category.ABILITY) < 0.6
