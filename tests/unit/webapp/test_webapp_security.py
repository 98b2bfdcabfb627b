"""What keeps drafts on this machine and foreign code out of the page."""

from __future__ import annotations

import logging
import re
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screener.config import Settings
from screener.domain.documents import Document
from screener.domain.exceptions import HouseException
from screener.domain.reports import Report
from screener.errors import MissingSecretError, SettingError
from tests.databases import SECRET, SQLITE
from tests.phrase_screener import PhraseScreener
from webapp.app import create_app
from webapp.secret import SECRET_NAME, is_loopback, session_secret
from webapp.serve import serve
from webapp.state import EXTENSION

JSON = {"Accept": "application/json"}
BODY = {"draft_id": "nhap-0123456789", "text": "Trời nắng."}


@pytest.fixture
def one_pc(tmp_path: Path) -> Settings:
    """Settings of an office PC that was never started."""
    return Settings(data_dir=tmp_path / "data")


@pytest.mark.parametrize(
    "path", ["/", "/khong-co", "/suc-khoe", "/phan-hoi/xuat.jsonl"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    """An error page is a page too."""
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_session_cookie_is_out_of_reach(client: FlaskClient, database: str) -> None:
    """Scripts and other sites must not see the session."""
    cookie = client.get("/").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    # With accounts a link in a chat must find its reader logged in.
    assert f"SameSite={'Strict' if database == SQLITE else 'Lax'}" in cookie


@pytest.mark.parametrize("path", ["/", "/soat", "/tai-tep", "/phan-hoi"])
def test_post_without_token_is_refused(app: Flask, path: str) -> None:
    """Another site must not be able to screen or answer in the editor's name."""
    app.config["WTF_CSRF_ENABLED"] = True

    response = app.test_client().post(path, json=BODY, headers=JSON)

    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["code"] == "web.expired"


def test_post_with_the_page_s_token_is_taken(app: Flask, client: FlaskClient) -> None:
    """The token in the page is the one that the script sends."""
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None

    response = client.post("/soat", json=BODY, headers={"X-CSRFToken": token.group(1)})

    assert response.status_code == 200


def test_foreign_host_name_is_refused(client: FlaskClient) -> None:
    """A site that points its own name at this machine gets nothing to read."""
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("soat.bao.vn", False),
    ],
)
def test_loopback_is_told_from_the_network(host: str, *, expected: bool) -> None:
    """Only this machine may go without a secret of its own."""
    assert is_loopback(host) is expected


def test_secret_is_made_once_for_its_owner_only(one_pc: Settings) -> None:
    """Sessions outlive a restart, and no other account reads the key."""
    first = session_secret(one_pc)

    again = session_secret(one_pc)

    mode = (one_pc.data_dir / SECRET_NAME).stat().st_mode
    assert first == again
    assert len(first) >= 48
    assert stat.S_IMODE(mode) == 0o600


def test_secret_left_open_is_closed_again(one_pc: Settings) -> None:
    """A restored backup often loses its permissions."""
    secret = session_secret(one_pc)
    path = one_pc.data_dir / SECRET_NAME
    path.chmod(0o644)

    assert session_secret(one_pc) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secret_of_the_settings_wins(one_pc: Settings) -> None:
    """A department sets its own, and nothing is written."""
    assert session_secret(replace(one_pc, secret_key=SECRET)) == SECRET
    assert not (one_pc.data_dir / SECRET_NAME).exists()


def test_secret_that_cannot_be_kept_is_a_clear_error(one_pc: Settings) -> None:
    """The message names the file."""
    one_pc.data_dir.write_text("không phải thư mục")

    with pytest.raises(SettingError, match=SECRET_NAME):
        session_secret(one_pc)


def test_network_address_without_secret_does_not_start(one_pc: Settings) -> None:
    """A server that others reach must not sign with a key that nobody chose."""
    with pytest.raises(MissingSecretError):
        serve(one_pc, host="0.0.0.0", port=8000)


def test_network_address_with_secret_takes_its_own_names(one_pc: Settings) -> None:
    """Behind a proxy the host name is the department's."""
    public = replace(one_pc, host="0.0.0.0", secret_key=SECRET)
    app = create_app(public, PhraseScreener())

    response = app.test_client().get("/suc-khoe", headers={"Host": "soat.bao.vn"})

    app.extensions[EXTENSION].store.close()
    assert response.status_code == 200


class BrokenScreener(PhraseScreener):
    """A screener with a bug."""

    def screen(
        self,
        document: Document,
        *,
        operating_point: str | None = None,
        exceptions: Sequence[HouseException] = (),
    ) -> Report:
        """Fail in a way nobody foresaw, naming the draft's text."""
        del operating_point, exceptions
        raise RuntimeError(document.text)


def test_bug_is_a_calm_record_and_stands_in_the_log(
    one_pc: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The editor reads what to do; the administrator finds the traceback."""
    app = create_app(one_pc, BrokenScreener())
    app.config["WTF_CSRF_ENABLED"] = False
    with caplog.at_level(logging.ERROR):
        response = app.test_client().post("/soat", json=BODY, headers=JSON)

    app.extensions[EXTENSION].store.close()
    assert response.status_code == 500
    assert response.json is not None
    assert response.json["error"]["code"] == "web.crash"
    assert BODY["text"] not in response.get_data(as_text=True)
    assert "RuntimeError" in caplog.text
