"""Messages over a pipe: a JSON head and some bytes behind it."""

from __future__ import annotations

import json
import struct
from typing import IO, Any, Final

_SIZE: Final = struct.Struct(">I")


def write_frame(stream: IO[bytes], head: dict[str, Any], *blobs: bytes) -> None:
    """Write one message and push it out.

    Raises:
        OSError: When nobody reads any more.
    """
    sized = {**head, "blobs": [len(blob) for blob in blobs]}
    text = json.dumps(sized).encode("ascii")
    stream.write(_SIZE.pack(len(text)) + text)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """The next message.

    Raises:
        EOFError: When the other side has gone, also in the middle of a message.
        ValueError: When what it said is no message.
    """
    (size,) = _SIZE.unpack(_exactly(stream, _SIZE.size))
    head = json.loads(_exactly(stream, size))
    blobs = tuple(_exactly(stream, length) for length in head.pop("blobs"))
    return head, blobs


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise EOFError
    return content
