"""Settings: one frozen value, read once at an edge, validated."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from screener.domain.limits import ReadLimits
from screener.errors import SettingError

ENVIRONMENT_PREFIX: Final = "SCREENER_"
LANGUAGES: Final = ("vi", "en")
ACCOUNTS: Final = ("auto", "required")
SERVERS: Final = ("waitress", "gunicorn")
WORKERS: Final = ("auto", "apart")
_COUNTS_FROM_ONE: Final = (
    *("port", "workers", "session_idle_hours", "session_days"),
    *("scan_upload_bytes", "retrain_timeout_s", "retrain_memory_bytes"),
)
_COUNTS_FROM_ZERO: Final = (
    *("proxies", "retention_days", "scan_processes", "model_signatures"),
)
_SWITCHES: Final = ("plain_http", "allow_urls", "overrule_gate")
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation works.

    Attributes:
        data_dir: Where the web app keeps its database, secret and models.
        language: What people read by default: "vi" or "en".
        bundle: Name of the model in service; None for the one that ships.
        operating_point: Threshold preset; None for the model's own default.
        host: Address that the web app listens on.
        port: Its port.
        secret_key: Signs sessions; None makes one on first start on loopback.
        agency: Name of the inspecting agency, as reports print it.
        database_url: Such as postgresql://…; None for the embedded SQLite file.
        accounts: "auto" lets people in without log-in on loopback with SQLite as
            long as no account exists; "required" never does.
        server: "waitress" or, on POSIX with several workers, "gunicorn".
        workers: Processes of gunicorn.
        proxies: How many proxies in front may say where a request came from.
        plain_http: Whether people log in over HTTP without encryption; only for
            a network where nobody listens.
        session_idle_hours: A session ends after so many hours without use.
        session_days: A session ends after so many days in any case.
        retention_days: Drafts untouched for so long are erased; 0 keeps them.
        worker: "auto" lets the web app do its jobs itself where it is one process;
            "apart" leaves them to ``screener worker``, as several processes do.
        scan_folders: Folders of the server that inspectors may scan.
        scan_processes: Of a scan from the web; 0 leaves one core to the pages.
        scan_upload_bytes: What one scan's uploads may weigh together.
        retrain_timeout_s: Time that a retraining and its comparison may take.
        retrain_memory_bytes: Memory that it may take, where the platform can tell.
        model_signatures: People who must sign for a model before it is put into
            service; 0 asks for two where people log in, else for one.
        overrule_gate: Whether an administrator may put a model into service, with
            a reason, to which the gate said no.
        allow_urls: Whether a scan may fetch pages from the web; drafts never leave
            the machine either way.
        limits: What reading one file may cost.
    """

    data_dir: Path = field(
        default_factory=lambda: user_data_path("soat-gioi", appauthor=False)
    )
    language: str = "vi"
    bundle: str | None = None
    operating_point: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    secret_key: str | None = field(default=None, repr=False)
    agency: str = ""
    database_url: str | None = field(default=None, repr=False)
    accounts: str = "auto"
    server: str = "waitress"
    workers: int = 2
    proxies: int = 0
    plain_http: bool = False
    session_idle_hours: int = 12
    session_days: int = 14
    retention_days: int = 365
    worker: str = "auto"
    scan_folders: tuple[Path, ...] = ()
    scan_processes: int = 0
    scan_upload_bytes: int = 500_000_000
    retrain_timeout_s: int = 3600
    retrain_memory_bytes: int = 8_000_000_000
    model_signatures: int = 0
    overrule_gate: bool = True
    allow_urls: bool = False
    limits: ReadLimits = field(default_factory=ReadLimits)

    def __post_init__(self) -> None:
        _check_choice("language", self.language, LANGUAGES)
        _check_choice("accounts", self.accounts, ACCOUNTS)
        _check_choice("server", self.server, SERVERS)
        _check_choice("worker", self.worker, WORKERS)
        if not 0 < self.port < 65536:
            raise SettingError(source="port", reason=f"{self.port}: 1–65535")


def _check_choice(key: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingError(source=key, reason=f"{value!r}: {' | '.join(choices)}")


def load_settings(
    environment: Mapping[str, str], *, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Settings from file, then environment, then flags; later ones win.

    The file is ``SCREENER_CONFIG`` or ``settings.toml`` in the data folder.

    Args:
        environment: Usually ``os.environ``; keys such as ``SCREENER_PORT`` and,
            for limits, ``SCREENER_LIMITS_TIMEOUT_S``.
        overrides: Flags of a command; None values are ignored.

    Raises:
        SettingError: For an unknown key or a value of the wrong kind.
    """
    from_environment = _from_environment(environment)
    from_flags = {k: v for k, v in (overrides or {}).items() if v is not None}
    data_dir = from_flags.get("data_dir") or from_environment.get("data_dir")
    settings = Settings() if data_dir is None else Settings(data_dir=_path(data_dir))
    file = settings_file(environment, settings)
    is_required = f"{ENVIRONMENT_PREFIX}CONFIG" in environment
    values = _from_file(file, is_required=is_required)
    for layer in (values, from_environment, from_flags):
        settings = _with_values(settings, layer)
    return settings


def settings_file(environment: Mapping[str, str], settings: Settings) -> Path:
    """The file that settings are read from; it need not exist."""
    explicit = environment.get(f"{ENVIRONMENT_PREFIX}CONFIG")
    return Path(explicit) if explicit else settings.data_dir / "settings.toml"


def with_bundle(text: str, name: str) -> str:
    """The content of a settings file with another bundle; all else stays as it is."""
    line = f'bundle = "{name}"'
    found = re.search(r"(?m)^\s*\[", text)
    # A key below a table's name would be the table's.
    place = len(text) if found is None else found.start()
    head, rest = text[:place], text[place:]
    changed, times = re.subn(r"(?m)^\s*bundle\s*=.*$", line, head, count=1)
    return (changed if times else f"{line}\n{head}") + rest


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in environment.items():
        name = key.removeprefix(ENVIRONMENT_PREFIX).lower()
        if not key.startswith(ENVIRONMENT_PREFIX) or name == "config":
            continue
        if name.startswith("limits_"):
            values.setdefault("limits", {})[name.removeprefix("limits_")] = value
        else:
            values[name] = value
    return values


def _from_file(path: Path, *, is_required: bool) -> dict[str, Any]:
    if not path.is_file() and not is_required:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingError(source=str(path), reason=str(exc)) from exc


def _with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    known = {f.name for f in fields(Settings)}
    changes: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise SettingError(source=key, reason=f"unknown; known: {sorted(known)}")
        if key == "limits":
            changes[key] = _limits(settings.limits, value)
        else:
            changes[key] = _setting(key, value)
    return replace(settings, **changes)


def _limits(limits: ReadLimits, values: Mapping[str, Any]) -> ReadLimits:
    known = {f.name: type(getattr(limits, f.name)) for f in fields(ReadLimits)}
    changes: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise SettingError(
                source=f"limits.{key}", reason=f"unknown; known: {sorted(known)}"
            )
        changes[key] = _number(value, kind=known[key], key=f"limits.{key}")
    return replace(limits, **changes)


def _number(value: object, *, kind: type[int] | type[float], key: str) -> float:
    try:
        number = kind(str(value))
    except ValueError as exc:
        raise SettingError(source=key, reason=f"{value!r} is no number") from exc
    if number <= 0:
        raise SettingError(source=key, reason=f"{value!r} is not above 0")
    return number


def _setting(key: str, value: object) -> object:
    if key == "data_dir":
        return _path(value)
    if key == "scan_folders":
        return _folders(value, key=key)
    if key in _COUNTS_FROM_ONE:
        return int(_number(value, kind=int, key=key))
    if key in _COUNTS_FROM_ZERO:
        return 0 if str(value) == "0" else int(_number(value, kind=int, key=key))
    if key in _SWITCHES:
        return _truth(value, key=key)
    return str(value)


def _truth(value: object, *, key: str) -> bool:
    truth = _TRUTHS.get(str(value).lower())
    if truth is None:
        raise SettingError(source=key, reason=f"{value!r}: true | false")
    return truth


def _folders(value: object, *, key: str) -> tuple[Path, ...]:
    """A list in the file; in the environment separated as in PATH."""
    names = value.split(os.pathsep) if isinstance(value, str) else value
    if not isinstance(names, list):
        raise SettingError(source=key, reason=f"{value!r}: [folder, …]")
    folders = tuple(_path(name) for name in names if str(name).strip())
    for folder in folders:
        if not folder.is_absolute():
            raise SettingError(source=key, reason=f"{folder}: /…")
    return folders


def _path(value: object) -> Path:
    return Path(str(value)).expanduser()
