"""The record of a file whose content was screened under another name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from screener.batch.entries import Facts
from screener.batch.planned import Metadata, PlannedFile
from screener.domain.labels import Category
from screener.domain.reports import ERROR_SCHEMA, finding_id
from screener.text.folding import fold_for_matching


def content_digest(content: bytes, file: PlannedFile) -> str:
    """A digest of everything that a report depends on beside model and rules.

    The ending of the name belongs to it, since it decides between kinds of text;
    genre and day do, since they choose the legal basis.
    """
    digest = hashlib.sha256(content)
    metadata = file.metadata
    # The ending as the reader sees it; an address has none.
    ending = PurePath(file.key).suffix.lower()
    digest.update(f"\x1f{ending}\x1f{metadata.genre}\x1f".encode())
    digest.update(str(metadata.published_on).encode())
    return digest.hexdigest()[:32]


def copied_record(record: bytes, file: PlannedFile) -> bytes:
    """The record as screening the file itself would have made it."""
    value: dict[str, Any] = json.loads(record)
    document = value["document"]
    document["id"], document["source"] = file.document_id, file.key
    if value["schema"] == ERROR_SCHEMA:
        return json.dumps(value, ensure_ascii=False).encode()
    said = file.metadata
    document["title"] = said.title or document["title"]
    document["outlet"] = said.outlet or document["outlet"]
    document["kind"] = said.kind or document["kind"]
    for finding in value["findings"]:
        finding["id"] = finding_id(
            file.document_id,
            Category(finding["category"]),
            fold_for_matching(finding["sentence"]["text"]),
        )
    return json.dumps(value, ensure_ascii=False).encode()


def copied_facts(facts: Facts, metadata: Metadata) -> Facts:
    """The facts of the same content under another name; it took no time."""
    return replace(
        facts,
        title=metadata.title or facts.title,
        outlet=metadata.outlet or facts.outlet,
        kind=metadata.kind or facts.kind,
        read_s=0.0,
        screen_s=0.0,
    )
