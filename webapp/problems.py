"""Every failure as one calm page, or as the product's error record."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Final

from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    RequestEntityTooLarge,
    SecurityError,
)

from screener.errors import (
    ConflictError,
    CrashError,
    DraftChangedError,
    ExpiredFormError,
    ExposedError,
    ForbiddenError,
    InputError,
    LastAdministratorError,
    LinkSpentError,
    PageMissingError,
    RecordMissingError,
    RequestError,
    RequestRefusedError,
    ReviewChangedError,
    ScreenerError,
    SignInRequiredError,
    StoreError,
    TooLargeError,
    TooLongError,
    TooManyAttemptsError,
    UnencryptedError,
    UnsupportedFormatError,
)
from screener.messages.catalogue import error_hint, error_message
from screener.report.json_report import error_to_json
from webapp.language import current_language

log = logging.getLogger(__name__)

# The first class that fits decides.
_STATUSES: Final[tuple[tuple[type[ScreenerError], HTTPStatus], ...]] = (
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (TooLongError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (UnsupportedFormatError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (RecordMissingError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (DraftChangedError, HTTPStatus.CONFLICT),
    (ReviewChangedError, HTTPStatus.CONFLICT),
    (LastAdministratorError, HTTPStatus.CONFLICT),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (PageMissingError, HTTPStatus.NOT_FOUND),
    (SignInRequiredError, HTTPStatus.UNAUTHORIZED),
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (ExposedError, HTTPStatus.FORBIDDEN),
    (UnencryptedError, HTTPStatus.FORBIDDEN),
    (TooManyAttemptsError, HTTPStatus.TOO_MANY_REQUESTS),
    (LinkSpentError, HTTPStatus.GONE),
    (ExpiredFormError, HTTPStatus.BAD_REQUEST),
    (CrashError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (RequestError, HTTPStatus.BAD_REQUEST),
    (ScreenerError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


def install(app: Flask) -> None:
    """Let ``app`` answer every failure in one way."""
    app.register_error_handler(ScreenerError, _answer)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _foreign)


def status_of(error: ScreenerError) -> HTTPStatus:
    """The HTTP status that says the same as the error."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def wants_json() -> bool:
    """Whether the request came from the page's script rather than a person."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _answer(error: ScreenerError) -> ResponseReturnValue:
    return _rendered(error, status_of(error))


def _expired(_error: CSRFError) -> ResponseReturnValue:
    return _answer(ExpiredFormError(source=request.path))


def _foreign(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # a redirect is no failure
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return _rendered(_translated(error, status), status)


def _translated(error: HTTPException, status: HTTPStatus) -> ScreenerError:
    if isinstance(error, RequestEntityTooLarge):
        return TooLargeError(
            source=request.path,
            size_bytes=request.content_length or 0,
            limit_bytes=request.max_content_length or 0,
        )
    if status is HTTPStatus.NOT_FOUND:
        return PageMissingError(source=request.path)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return CrashError(source=request.path)
    return RequestRefusedError(source=request.path)


def _rendered(error: ScreenerError, status: HTTPStatus) -> ResponseReturnValue:
    g.problem = error
    log.warning(
        "request failed", extra={"code": error.code, "endpoint": request.endpoint}
    )
    language = current_language()
    # Under a foreign host name no page has an address, so none can be drawn.
    is_foreign_host = isinstance(request.routing_exception, SecurityError)
    if is_foreign_host or wants_json():
        record = error_to_json(error, document_id="", language=language)
        return jsonify(record), status
    page = render_template(
        "problem.html",
        message=error_message(error).in_language(language),
        hint=error_hint(error).in_language(language),
    )
    return page, status
