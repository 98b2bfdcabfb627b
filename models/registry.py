"""Which bundles there are, and the classifier that a bundle makes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from models.bundle import (
    CARD_EN,
    CARD_VI,
    LINEAR_NGRAM,
    MANIFEST,
    TOKEN_CLASSIFIER,
    Bundle,
    Manifest,
    read_bundle,
    read_manifest,
)
from screener.errors import BundleCorruptError, BundleMissingError
from screener.ports import Classifier

DEFAULT_BUNDLE: Final = "soat-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The bundles that ship, and those of the user's own folder.

    Attributes:
        extra_folder: Holds bundle folders; wins over the shipped ones where names
            are equal. It need not exist.
    """

    extra_folder: Path | None = None

    def names(self) -> tuple[str, ...]:
        """The bundles that have a manifest, by name."""
        return tuple(sorted(self._found()))

    def manifest(self, name: str | None = None) -> Manifest:
        """What a bundle (else the default one) says about itself.

        Raises:
            BundleMissingError: When no folder has it.
            ModelError: When its manifest is refused.
        """
        return read_manifest(self._folder(name))

    def bundle(self, name: str | None = None) -> Bundle:
        """A bundle (else the default one), checked.

        Raises:
            BundleMissingError: When no folder has it.
            ModelError: When the bundle is refused.
        """
        return read_bundle(self._folder(name))

    def load(self, name: str | None = None) -> Classifier:
        """The classifier of a bundle (else of the default one).

        Raises: as ``bundle`` and ``load_classifier``.
        """
        return load_classifier(self.bundle(name))

    def card_text(self, name: str | None = None, *, language: str = "vi") -> str:
        """A bundle's card in Markdown, in "vi" or "en".

        Raises:
            BundleMissingError: When no folder has it.
            BundleCorruptError: When it has no card.
        """
        folder = self._folder(name)
        file = CARD_EN if language == "en" else CARD_VI
        try:
            return (folder / file).read_text(encoding="utf-8")
        except OSError as exc:
            raise BundleCorruptError(
                source=folder.name, file=file, reason=exc.strerror or "unreadable"
            ) from exc

    def _folder(self, name: str | None) -> Path:
        wanted = name or DEFAULT_BUNDLE
        found = self._found()
        if wanted not in found:
            raise BundleMissingError(source=wanted, known=", ".join(sorted(found)))
        return found[wanted]

    def _found(self) -> dict[str, Path]:
        shipped = Path(str(files("models").joinpath("bundles")))
        found: dict[str, Path] = {}
        for folder in (self.extra_folder, shipped):
            if folder is None:
                continue
            for manifest in sorted(folder.glob(f"[!.]*/{MANIFEST}")):
                found.setdefault(manifest.parent.name, manifest.parent)
        return found


def load_classifier(bundle: Bundle) -> Classifier:
    """The classifier that a bundle makes, by its kind.

    Raises:
        BundleCorruptError: When no runtime knows the kind or its weights.
    """
    if bundle.manifest.kind == LINEAR_NGRAM:
        # Imported where it is used: another kind must not pay for this one.
        from models.linear import LinearNgramClassifier

        return LinearNgramClassifier.from_bundle(bundle)
    if bundle.manifest.kind == TOKEN_CLASSIFIER:
        from models.token_classifier import TokenClassifier

        return TokenClassifier.from_bundle(bundle)
    raise BundleCorruptError(
        source=bundle.folder.name,
        file=MANIFEST,
        reason=f"unknown kind {bundle.manifest.kind}",
    )
