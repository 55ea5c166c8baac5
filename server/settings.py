"""Every setting of an installation, read once from ``TANDEM_*`` variables; docs/settings.md is this table in prose.

A setting that cannot be understood stops the start with one sentence (``InvalidSetting``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from environs import Env, EnvError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "TANDEM_"
DEFAULT_SECRET = "not-a-secret-change-me"  # noqa: S105 – refused in production
MODES = ("development", "test", "production")
LEVELS = ("debug", "info", "warning", "error")
BACKENDS = ("sqlite", "postgresql")
SECRET_LENGTH = 32
WATCHED = ("watch_points_a_day", "watch_purchases_an_hour", "watch_returns_a_day", "watch_points_owed",
           "watch_links_a_day")
RANGES = {"port": (0, 65_535), "lock_wait_ms": (1, 600_000), "pool_size": (1, 200),
          "partner_events_per_second": (1, 1_000_000), "partner_requests_per_second": (1, 1_000_000),
          "member_session_days": (1, 400), "notice_lapse_days": (0, 400), "notice_tier_days": (0, 400),
          "phone_country": (1, 999), **dict.fromkeys(WATCHED, (1, 10**12))}


class InvalidSetting(Exception):
    """A setting has a value that cannot be used; the message is one sentence for the operator."""


def setting(default: Any, meaning: str) -> Any:
    """A field of ``Settings``: its default, and what it means in one sentence."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings with their defaults; each is read from ``TANDEM_`` and its name in capitals."""

    mode: str = setting("development", "`development`, `test` or `production`")
    database_url: str = setting(
        "sqlite:///instance/tandem.sqlite3",
        "where the data is: `sqlite:///` and a path, or `postgresql://user:password@host/name`")
    secret_key: str = setting(DEFAULT_SECRET, "signs sessions and links; at least 32 characters in production")
    field_keys: tuple[str, ...] = setting(
        (), "comma-separated Fernet keys for personal data; the first encrypts, all decrypt")
    phone_country: int = setting(86, "calling code of phone numbers that are told without one")
    port: int = setting(8000, "where `tandem serve` listens")
    host: str = setting("127.0.0.1", "address `tandem serve` listens on")
    log_level: str = setting("info", "`debug`, `info`, `warning` or `error`")
    instance_path: str = setting("instance", "folder for what an installation writes beside its database")
    lock_wait_ms: int = setting(5_000, "longest wait for a lock of the database before the answer is 503")
    pool_size: int = setting(8, "connections one process keeps to its database")
    partner_events_per_second: int = setting(5_000, "events one partner may post a second to one server process")
    public_url: str = setting(
        "http://127.0.0.1:8000", "where members reach this server; links in e-mails begin with it")
    smtp_url: str = setting(
        "", "mail server that sends e-mails: `smtp://user:password@host:587` or `smtps://…`; none sends none")
    mail_from: str = setting("Tandem <tandem@localhost>", "sender of e-mails")
    notice_lapse_days: int = setting(
        30, "how long before points lapse members who asked for it are written; 0 writes none")
    notice_tier_days: int = setting(
        30, "how long before a tier ends they are written, as of every rise and fall; 0 writes none")
    notice_birthday: bool = setting(True, "whether they are written on their birthday")
    member_session_days: int = setting(30, "how long a member stays signed in on one device")
    partner_requests_per_second: int = setting(
        100, "calls of the interface one partner may make a second to one server process")
    loopback_endpoints: bool = setting(
        False, "whether partners' endpoints may be on this machine and plain http, for trying out; never in production")
    watch_points_a_day: int = setting(20_000, "points of one currency in a day from which the watch flags a member")
    watch_purchases_an_hour: int = setting(10, "purchases at one partner in an hour from which it flags a member")
    watch_returns_a_day: int = setting(5, "returns at one partner in a day from which it flags a member")
    watch_points_owed: int = setting(1, "points owed by returning what was spent from which it flags a member")
    watch_links_a_day: int = setting(10, "links to the status page in a day from which it flags a member")

    @property
    def is_sqlite(self) -> bool:
        """Whether the data is in a SQLite file."""
        return make_url(self.database_url).get_backend_name() == "sqlite"


READERS: Mapping[str, Callable[[Env, str, Any], Any]] = {
    "str": Env.str, "int": Env.int, "bool": Env.bool,
    "tuple[str, ...]": lambda env, name, default: tuple(env.list(name, list(default))),
}


def read_settings() -> Settings:
    """Read and check the settings of this process's environment. Raises ``InvalidSetting``."""
    env = Env(prefix=PREFIX)
    try:
        values = {each.name: _read(env, each) for each in fields(Settings)}
    except EnvError as error:
        raise InvalidSetting(str(error)) from error
    return checked(Settings(**values))


def _read(env: Env, each: Field[Any]) -> Any:
    return READERS[str(each.type)](env, each.name.upper(), each.default)


def checked(settings: Settings) -> Settings:
    """The same settings; raises ``InvalidSetting`` for the first that cannot be used."""
    for fault in FAULTS:
        sentence = fault(settings)
        if sentence:
            raise InvalidSetting(sentence)
    return settings


def _mode_fault(settings: Settings) -> str:
    return "" if settings.mode in MODES else f"TANDEM_MODE must be one of {', '.join(MODES)}, not {settings.mode!r}."


def _level_fault(settings: Settings) -> str:
    known = settings.log_level in LEVELS
    return "" if known else f"TANDEM_LOG_LEVEL must be one of {', '.join(LEVELS)}, not {settings.log_level!r}."


def _database_fault(settings: Settings) -> str:
    try:
        backend = make_url(settings.database_url).get_backend_name()
    except ArgumentError:
        return "TANDEM_DATABASE_URL is not a database URL; an example is sqlite:///instance/tandem.sqlite3."
    known = backend in BACKENDS
    return "" if known else f"TANDEM_DATABASE_URL must begin with sqlite:// or postgresql://, not {backend}://."


def _number_fault(settings: Settings) -> str:
    for name, (lowest, highest) in RANGES.items():
        given = getattr(settings, name)
        if not lowest <= given <= highest:
            return f"{PREFIX}{name.upper()} must be between {lowest} and {highest}, not {given}."
    return ""


def _key_fault(settings: Settings) -> str:
    try:
        for key in settings.field_keys:
            Fernet(key)
    except ValueError:
        return "TANDEM_FIELD_KEYS must be Fernet keys: 32 bytes each, in URL-safe base64."
    return ""


def _production_fault(settings: Settings) -> str:
    """A production that could be signed for by anyone who has read the source is refused."""
    if settings.mode != "production":
        return ""
    if settings.secret_key == DEFAULT_SECRET or len(settings.secret_key) < SECRET_LENGTH:
        return f"TANDEM_SECRET_KEY must be a secret of at least {SECRET_LENGTH} characters in production."
    if settings.loopback_endpoints:
        return "TANDEM_LOOPBACK_ENDPOINTS must be off in production."
    return "" if settings.field_keys else "TANDEM_FIELD_KEYS must be set in production."


def _mail_fault(settings: Settings) -> str:
    if not settings.public_url.startswith(("http://", "https://")):
        return f"TANDEM_PUBLIC_URL must begin with http:// or https://, not {settings.public_url!r}."
    url = urlsplit(settings.smtp_url)
    if settings.smtp_url and (url.scheme not in ("smtp", "smtps") or not url.hostname):
        return "TANDEM_SMTP_URL is not the address of a mail server; an example is smtp://mail.example.com:587."
    return "" if "@" in parseaddr(settings.mail_from)[1] else "TANDEM_MAIL_FROM needs an e-mail address."


FAULTS = (_mode_fault, _level_fault, _database_fault, _number_fault, _key_fault, _mail_fault, _production_fault)
