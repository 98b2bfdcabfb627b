"""Settings are read once, from three places, and every mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.config import Settings, load_settings
from screener.errors import SettingError


def test_later_layers_win(tmp_path: Path) -> None:
    """File, then environment, then flags."""
    (tmp_path / "settings.toml").write_text('port = 1\nlanguage = "en"\nagency = "Sở"')
    environment = {"SCREENER_DATA_DIR": str(tmp_path), "SCREENER_PORT": "2"}

    settings = load_settings(environment, overrides={"port": 3, "host": None})

    assert (settings.port, settings.language, settings.agency) == (3, "en", "Sở")
    assert settings.host == Settings(data_dir=tmp_path).host
    assert settings.data_dir == tmp_path


def test_limits_keep_their_other_defaults(tmp_path: Path) -> None:
    """A file with one key keeps all the others."""
    (tmp_path / "settings.toml").write_text("[limits]\ntimeout_s = 5\n")
    environment = {
        "SCREENER_DATA_DIR": str(tmp_path),
        "SCREENER_LIMITS_MAX_CHARACTERS": "10",
    }

    limits = load_settings(environment).limits

    assert (limits.timeout_s, limits.max_characters) == (5.0, 10)
    assert limits.max_file_bytes == Settings(data_dir=tmp_path).limits.max_file_bytes


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"SCREENER_COLOUR": "red"}, "colour"),
        ({"SCREENER_PORT": "many"}, "port"),
        ({"SCREENER_PORT": "70000"}, "port"),
        ({"SCREENER_LANGUAGE": "fr"}, "language"),
        ({"SCREENER_LIMITS_TIMEOUT_S": "0"}, "limits.timeout_s"),
        ({"SCREENER_LIMITS_SIZE": "1"}, "limits.size"),
        ({"SCREENER_CONFIG": "/no/such/file.toml"}, "/no/such/file.toml"),
    ],
)
def test_mistake_is_named_by_its_key(
    tmp_path: Path, environment: dict[str, str], key: str
) -> None:
    """An unknown key or bad value is an error, never silently ignored."""
    with pytest.raises(SettingError) as caught:
        load_settings({"SCREENER_DATA_DIR": str(tmp_path), **environment})

    assert caught.value.source == key


def test_broken_file_is_named(tmp_path: Path) -> None:
    """A slip in the file must say which file."""
    (tmp_path / "settings.toml").write_text("port = = 1")

    with pytest.raises(SettingError) as caught:
        load_settings({"SCREENER_DATA_DIR": str(tmp_path)})

    assert caught.value.source.endswith("settings.toml")


def test_secret_is_not_shown() -> None:
    """Settings end up in logs; the secret must not."""
    assert "geheim" not in repr(Settings(secret_key="geheim"))
