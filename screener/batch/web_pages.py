"""Pages fetched from the web, when the settings allow it at all.

A list of addresses may come from anybody. So that it cannot be used to look
around inside the network, every address is resolved here, each answer must be
public, and the connection goes to the very address that was checked.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from screener.errors import PageRefusedError, PageUnreachableError, TooLargeError

_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_HEADERS: Final = {
    "User-Agent": "SoatGioi/0.1 (gender-bias screener; one request at a time)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.8",
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAccess:
    """What may be fetched.

    Attributes:
        is_allowed: Whether anything may; off unless the settings say otherwise.
        timeout_s: For each connection and each wait for an answer.
        max_bytes: Of one page.
        allowed_hosts: Hosts that may be private, as "name:port".
    """

    is_allowed: bool = False
    timeout_s: float = 30.0
    max_bytes: int = 50_000_000
    allowed_hosts: frozenset[str] = frozenset()


def fetch(url: str, access: WebAccess) -> bytes:
    """The content at an address, redirects followed, each one checked anew.

    Raises:
        PageRefusedError: When the settings forbid it, the scheme is another one,
            or the address is not a public one.
        PageUnreachableError: When nobody answers, or not with a page.
        TooLargeError: When it is larger than allowed.
    """
    if not access.is_allowed:
        raise PageRefusedError(source=url, reason="reason.urls_off")
    place = url
    for _ in range(_MOST_REDIRECTS + 1):
        status, location, content = _request(url, place, access)
        if status in _REDIRECTS and location:
            place = urljoin(place, location)
        elif status == 200:
            return content
        else:
            raise PageUnreachableError(source=url, reason=f"HTTP {status}")
    raise PageUnreachableError(source=url, reason="reason.redirects")


def _request(url: str, place: str, access: WebAccess) -> tuple[int, str, bytes]:
    try:
        parts = urlsplit(place)
        connection = _connection(url, parts, access)
    except ValueError as exc:
        raise PageRefusedError(source=url, reason="reason.no_url") from exc
    target = parts.path or "/"
    try:
        connection.request(
            "GET", f"{target}?{parts.query}" if parts.query else target, None, _HEADERS
        )
        answer = connection.getresponse()
        content = answer.read(access.max_bytes + 1)
    except (OSError, http.client.HTTPException, UnicodeError) as exc:
        reason = getattr(exc, "strerror", None) or type(exc).__name__
        raise PageUnreachableError(source=url, reason=reason) from exc
    finally:
        connection.close()
    if len(content) > access.max_bytes:
        raise TooLargeError(
            source=url, size_bytes=len(content), limit_bytes=access.max_bytes
        )
    return answer.status, answer.getheader("Location", "") or "", content


def _connection(
    url: str, parts: SplitResult, access: WebAccess
) -> http.client.HTTPConnection:
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PageRefusedError(source=url, reason="reason.no_url")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked_address(url, parts.hostname, port, access)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    return _PinnedConnection(
        parts.hostname, port, address=address, timeout=access.timeout_s, context=context
    )


def _checked_address(url: str, host: str, port: int, access: WebAccess) -> str:
    """The first address of the host; all of them must be public."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise PageUnreachableError(source=url, reason="reason.no_host") from exc
    addresses = [str(answer[4][0]) for answer in answers]
    if f"{host}:{port}" not in access.allowed_hosts:
        for address in addresses:
            if not _is_public(address):
                raise PageRefusedError(source=url, reason="reason.private_address")
    return addresses[0]


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    checked = mapped or parsed
    return checked.is_global and not checked.is_multicast


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to one checked address, whatever its name resolves to later."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        address: str,
        timeout: float,
        context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._context = context
        self.default_port = 443 if context else 80

    def connect(self) -> None:
        """Open the socket, encrypted where the scheme says so."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = (
            self._context.wrap_socket(plain, server_hostname=self.host)
            if self._context
            else plain
        )
