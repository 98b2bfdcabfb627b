"""Headers and limits that keep drafts on this machine and foreign code out."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from screener.config import Settings
from screener.errors import UnencryptedError
from webapp.access import is_admitted
from webapp.secret import is_loopback
from webapp.state import WebState, web_state

# No inline script or style, nothing from another host, no framing.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HTTPS_ONLY: Final = "max-age=31536000"
_LOOPBACK_HOSTS: Final = ["localhost", "127.0.0.1", "[::1]"]
# Room for the other fields of a form beside the file or the text.
_FORM_OVERHEAD_BYTES: Final = 100_000
_BYTES_PER_CHARACTER: Final = 4
_SCAN_UPLOADS: Final = "scans.add_uploads"
_MOST_SCAN_FILES: Final = 5_000


def secure(app: Flask, state: WebState, *, max_characters: int) -> None:
    """Set limits, cookies and headers.

    Args:
        app: The application.
        state: Where it listens, what a file may weigh, whether people log in.
        max_characters: The longest text that the page takes.
    """
    settings = state.settings
    app.config.update(
        MAX_CONTENT_LENGTH=settings.limits.max_file_bytes + _FORM_OVERHEAD_BYTES,
        MAX_FORM_MEMORY_SIZE=max_characters * _BYTES_PER_CHARACTER
        + _FORM_OVERHEAD_BYTES,
        SESSION_COOKIE_NAME="soat-gioi",
        SESSION_COOKIE_HTTPONLY=True,
        # A link in a chat must find its reader logged in; every form and every
        # JSON write carries a token besides.
        SESSION_COOKIE_SAMESITE="Lax" if state.has_accounts else "Strict",
        SESSION_COOKIE_SECURE=state.has_accounts and not settings.plain_http,
        # An editor keeps the page open for days; the session ends with the browser.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    elif is_loopback(settings.host):
        # A foreign site may point its own name at this address to read drafts.
        app.config["TRUSTED_HOSTS"] = _LOOPBACK_HOSTS
    app.before_request(_make_room)
    app.after_request(_add_headers)


def upload_limit(settings: Settings) -> int:
    """Bytes of the largest request that any page takes."""
    largest = max(settings.limits.max_file_bytes, settings.scan_upload_bytes)
    return largest + _FORM_OVERHEAD_BYTES


def _make_room() -> None:
    """Let those who may scan send many files at once, and nobody else.

    Runs before the form is read for its token, so before the page's own rule.
    """
    if request.endpoint == _SCAN_UPLOADS and is_admitted():
        request.max_content_length = upload_limit(web_state().settings)
        request.max_form_parts = _MOST_SCAN_FILES


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _HTTPS_ONLY
    return response


def check_encrypted() -> None:
    """Refuse a page that takes a password over a network in the open.

    Raises:
        UnencryptedError: When somebody could listen.
    """
    settings = web_state().settings
    is_near = is_loopback(request.remote_addr or "")
    if not (request.is_secure or settings.plain_http or is_near):
        raise UnencryptedError(source=request.path)
