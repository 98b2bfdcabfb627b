"""Editors who paste, edit and save over HTTP, each on a connection of their own."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

_TIMEOUT_S: Final = 60.0
_TOKEN: Final = re.compile(r'name="csrf-token" content="([^"]+)"')
_BOUNDARY: Final = "ranh-gioi-giua-cac-tep"
_SENTENCES_A_DRAFT: Final = (15, 45)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what for, how long it took, and how it ended (0: not at all)."""

    what: str
    seconds: float
    status: int

    @property
    def is_error(self) -> bool:
        """Whether the editor did not get what was asked for."""
        return not 200 <= self.status < 400


@dataclass
class Browser:
    """What a browser keeps: a connection, a cookie, the page's token."""

    port: int
    cookie: str
    calls: list[Call] = field(default_factory=list)
    token: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=_TIMEOUT_S
        )

    def open(self, path: str = "/") -> None:
        """Open a page and remember its token."""
        _, page = self.call("open", "GET", path)
        found = _TOKEN.search(page.decode())
        self.token = found.group(1) if found else ""

    def send(self, what: str, path: str, record: Mapping[str, Any]) -> int:
        """Send JSON as the page's script does; the status."""
        body = json.dumps(record).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        return self.call(what, "POST", path, body, headers)[0]

    def upload(self, path: str, files: Mapping[str, str], title: str) -> int:
        """Send files as a form does; the status."""
        parts = [_part("csrf_token", self.token), _part("title", title)]
        parts += [_part("files", text, name=name) for name, text in files.items()]
        body = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return self.call("upload", "POST", path, body, {"Content-Type": kind})[0]

    def post_form(self, path: str, fields: Mapping[str, str]) -> int:
        """Send a form's fields; the status."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.call("form", "POST", path, body, headers)[0]

    def call(
        self,
        what: str,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """One request, timed; status 0 when nobody answered."""
        begin = time.perf_counter()
        try:
            sent = {"Cookie": self.cookie, **(headers or {})}
            self._connection.request(method, path, body or None, sent)
            answer = self._connection.getresponse()
            status, content = answer.status, answer.read()
            self._remember(answer.getheader("Set-Cookie"))
        except (OSError, http.client.HTTPException):
            self._connection.close()
            status, content = 0, b""
        self.calls.append(Call(what, time.perf_counter() - begin, status))
        return status, content

    def _remember(self, sent: str | None) -> None:
        if sent and sent.partition("=")[0] == self.cookie.partition("=")[0]:
            self.cookie = sent.partition(";")[0]


class Editor(threading.Thread):
    """Pastes a draft, then edits a sentence, saves and screens, until told to stop.

    Attributes:
        accepted: The text that the program last said it had kept.
    """

    def __init__(
        self,
        browser: Browser,
        *,
        number: int,
        sentences: Sequence[str],
        think_s: float,
        is_over: threading.Event,
    ) -> None:
        super().__init__(daemon=True)
        self.browser = browser
        self.key = f"nhap-bench-{number:04d}"
        self.accepted = ""
        self._random = random.Random(number)
        self._think_s = think_s
        self._is_over = is_over
        self._pool = sentences
        size = self._random.randint(*_SENTENCES_A_DRAFT)
        self._draft = self._random.sample(sentences, size)

    def run(self) -> None:
        """Work until it is over."""
        # People do not all begin in the same moment.
        self._is_over.wait(self._random.uniform(0, self._think_s))
        self.browser.open()
        while not self._is_over.is_set():
            self._save_and_screen()
            self._is_over.wait(self._random.uniform(0.5, 1.5) * self._think_s)
            place = self._random.randrange(len(self._draft))
            self._draft[place] = self._random.choice(self._pool)

    def _save_and_screen(self) -> None:
        text = "\n\n".join(self._draft)
        kept = {"text": text, "base": "*", "kind": "autosave"}
        if self.browser.send("save", f"/ban-thao/{self.key}/luu", kept) == 200:
            self.accepted = text
        asked = {"draft_id": self.key, "text": text}
        self.browser.send("screen", "/soat", asked)


def _part(field: str, text: str, *, name: str = "") -> bytes:
    file = f'; filename="{name}"' if name else ""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{file}'
    return f"{head}\r\n\r\n{text}\r\n".encode()
