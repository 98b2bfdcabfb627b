"""Fetching pages without becoming a way into the network; a real server answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from screener.batch.web_pages import WebAccess, fetch
from screener.errors import PageRefusedError, PageUnreachableError, TooLargeError

PAGE = "<html><body><p>Trời hôm nay đẹp.</p></body></html>".encode()


class Pages(BaseHTTPRequestHandler):
    """A page, a detour, a detour into the network, and a ring."""

    def do_GET(self) -> None:
        """Answer by path."""
        targets = {
            "/detour": "/page?x=1",
            "/inside": "http://10.0.0.1/",
            "/ring": "/ring",
        }
        if self.path in targets:
            self.send_response(302)
            self.send_header("Location", targets[self.path])
            self.end_headers()
        elif self.path.startswith("/page"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)
        else:
            self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def access(host: str = "", **changes: object) -> WebAccess:
    return WebAccess(
        is_allowed=True,
        timeout_s=5,
        allowed_hosts=frozenset({host}),
        **changes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("path", ["/page", "/detour"])
def test_page_of_an_allowed_host_is_fetched(host: str, path: str) -> None:
    """Redirects are followed, as a browser does."""
    assert fetch(f"http://{host}{path}", access(host)) == PAGE


def test_nothing_is_fetched_unless_the_settings_say_so(host: str) -> None:
    """Off by default: nothing leaves the machine."""
    web = WebAccess(allowed_hosts=frozenset({host}))

    with pytest.raises(PageRefusedError) as caught:
        fetch(f"http://{host}/page", web)

    assert caught.value.facts == {"reason": "reason.urls_off"}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://10.1.2.3/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
    ],
)
def test_private_address_is_refused(url: str) -> None:
    """A list from outside must not look around inside."""
    with pytest.raises(PageRefusedError) as caught:
        fetch(url, access())

    assert caught.value.facts == {"reason": "reason.private_address"}


def test_redirect_into_the_network_is_refused(host: str) -> None:
    """The public page must not open the private one."""
    with pytest.raises(PageRefusedError):
        fetch(f"http://{host}/inside", access(host))


@pytest.mark.parametrize("url", ["ftp://a.example/x", "http:///x", "http://[::1"])
def test_address_that_is_none_is_refused(url: str) -> None:
    """Whatever stands in a list, the answer is a record."""
    with pytest.raises(PageRefusedError):
        fetch(url, access())


@pytest.mark.parametrize("path", ["/nothing", "/ring"])
def test_answer_that_is_no_page_is_told(host: str, path: str) -> None:
    """An error page must not be screened as an article."""
    with pytest.raises(PageUnreachableError):
        fetch(f"http://{host}{path}", access(host))


def test_page_beyond_the_limit_is_cut_off(host: str) -> None:
    """A page without end would fill the memory."""
    with pytest.raises(TooLargeError):
        fetch(f"http://{host}/page", access(host, max_bytes=10))


def test_host_where_nobody_answers_is_told() -> None:
    """The server may be down today."""
    with pytest.raises(PageUnreachableError):
        fetch("http://127.0.0.1:1/", access("127.0.0.1:1"))
