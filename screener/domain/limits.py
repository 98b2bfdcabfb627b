"""Bounds on what one file may cost to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """What a reader may spend on one file before it gives up with a clear error.

    Attributes:
        max_file_bytes: Size of the file itself.
        max_unpacked_bytes: Sum of the parts of a packed file (docx, zip).
        max_characters: Code points of text.
        max_members: Files in an archive or a mail.
        max_depth: Archives in archives, mails in mails.
        max_image_pixels: Width times height of a picture whose words are read.
        timeout_s: Time in a reader that runs in a process of its own, and for all
            files of an archive or a mail together.
        ocr_timeout_s: Time for the words of pictures, over all pages of a file.
        memory_bytes: Memory of such a process, where the platform can bound it.
    """

    max_file_bytes: int = 50_000_000
    max_unpacked_bytes: int = 400_000_000
    max_characters: int = 5_000_000
    max_members: int = 500
    max_depth: int = 3
    max_image_pixels: int = 80_000_000
    timeout_s: float = 60.0
    ocr_timeout_s: float = 300.0
    memory_bytes: int = 1_500_000_000
