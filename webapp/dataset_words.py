"""Words for the codes of dataset versions, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from training.dataset import Split
from training.exchange import ExchangeFormat
from webapp.datasets import VersionOrigin


def side_words() -> dict[Split, str]:
    """What each side is for."""
    return {
        Split.TRAIN: _("huấn luyện"),
        Split.DEV: _("điều chỉnh"),
        Split.TEST: _("kiểm tra"),
        Split.HOLDOUT: _("giữ riêng"),
    }


def origin_words() -> dict[VersionOrigin, str]:
    """How a version came to be."""
    return {
        VersionOrigin.FROZEN: _("chốt từ nhãn đã thống nhất"),
        VersionOrigin.IMPORTED: _("nhập từ tệp"),
    }


def format_words() -> dict[ExchangeFormat, str]:
    """What each form of export is called."""
    return {
        ExchangeFormat.JSONL: "JSON Lines",
        ExchangeFormat.CSV: "CSV",
        ExchangeFormat.PARQUET: "Parquet",
        ExchangeFormat.DATASETS: "Hugging Face datasets (zip)",
    }
