"""Settings: `fengxiang.toml` plus secrets and overrides from the environment, checked once, before anything runs.

`FENGXIANG_MAIL__PASSWORD` sets `password` in `[mail]`; the environment wins over the file. A wrong setting is one
clear sentence with file, line, what was found and what is allowed.
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from contract.errors import SettingsError
from contract.post import KINDS, SCHEMA
from fengxiang.chat_settings import Chat
from fengxiang.report_settings import Report
from fengxiang.server_settings import Mail, Server
from fengxiang.settings_errors import explain, line_of
from fengxiang.settings_part import Part
from fengxiang.subscriber_settings import Subscriber
from fengxiang.summary_settings import Summary
from warehouse import alert_rules

DEFAULT_FILE = Path("fengxiang.toml")
PREFIX = "FENGXIANG_"
FILE_VARIABLE = PREFIX + "SETTINGS"
LONGEST_PHRASE = 40  # characters of a pinned or vetoed phrase
LEAST_POSTS = 224  # warehouse.retention.LEAST_DAYS; not imported, so that settings load fast
SECRETS = ("salt", "password", "cookie", "token", "access_key", "secret", "key")  # never in a file


class Crawl(Part):
    """How crawling behaves on every platform."""

    contact: str = Field("", description="address or page a platform's operator can turn to; part of the user agent")
    obey_robots: bool = True
    delay: float = Field(1.0, ge=0, le=3600, description="seconds between two requests to one domain")
    concurrency: int = Field(1, ge=1, le=64, description="requests under way at once per domain")
    backoff: float = Field(2.0, ge=0, le=600, description="seconds before a failed request is repeated, then doubled")
    retries: int = Field(6, ge=0, le=50, description="times a failed request is repeated")
    patience: float = Field(900, ge=0, le=86_400, description="seconds in all that a refusing platform is waited for")
    lookback_hours: float = Field(48, gt=0, le=24 * 90, description="how far back a first crawl, or a gap, is read")
    overlap_hours: float = Field(6, ge=0, le=24 * 90, description="how much of what was seen is read again")
    frozen_clock: bool = Field(False, description="stamp every entry with the run's instant (replays, the demo)")
    keep_names: bool = Field(False, description="keep the names of verified accounts")
    queries_a_task: int = Field(25, ge=1, le=1000, description="queries of a platform that one task of Airflow asks")


class Feed(Part):
    """One platform to crawl."""

    base_url: str = Field("", pattern=r"^(https?://\S+)?$")
    queries: tuple[str, ...] = ()
    hot_list: bool = False
    accounts: tuple[str, ...] = Field((), description="native ids of accounts whose posts are followed")
    feeds: tuple[str, ...] = Field((), description="addresses of RSS, Atom or JSON feeds (syndication)")
    comments: int = Field(0, ge=0, le=1000, description="posts a query whose comments or answers are read")
    comment_pages: int = Field(1, ge=1, le=100)
    revisits: int = Field(0, ge=0, le=100_000, description="young posts of earlier crawls that are looked at again")
    search_pages: int | None = Field(None, ge=1, le=1000, description="pages a search of the platform shows")
    cookie: SecretStr = Field(SecretStr(""), description="your own, for a platform that shows nothing without")
    token: SecretStr = Field(SecretStr(""), description="of your gateway; sent as Authorization: Bearer")
    max_pages: int = Field(50, ge=1, le=1000)
    page_limits: dict[str, Annotated[int, Field(ge=1, le=1000)]] = Field({}, description="limits of single queries")
    lookback_hours: float | None = Field(None, gt=0, le=24 * 90)

    @field_validator("queries", "feeds", "accounts")
    @classmethod
    def _no_blanks(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if any(not v.strip() for v in values):
            raise ValueError("an empty text stands among them")
        return tuple(dict.fromkeys(values))


class Watch(Part):
    """What the team looks at."""

    lexicons: tuple[Path, ...] = Field((), description="folders with theme files of your own")
    themes: tuple[str, ...] = Field((), description="themes whose sentiment is watched; empty: all themes")
    pin: tuple[str, ...] = Field((), description="words that are one phrase, whatever discovery says")
    veto: tuple[str, ...] = Field((), description="words and phrases that are never named as rising")
    flags_a_week: float = Field(3.0, gt=0, le=1000, description="new rising topics a week and scope: the alert budget")
    sentiment_model: Path | None = Field(
        None, description="model of `fengxiang train sentiment`; none: the shipped one"
    )

    @field_validator("pin", "veto")
    @classmethod
    def _short_texts(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        told = tuple(sorted({v.strip() for v in values}))
        if "" in told:
            raise ValueError("an empty text stands among them")
        if long := [v for v in told if len(v) > LONGEST_PHRASE]:
            raise ValueError(f"{long[0]} is longer than {LONGEST_PHRASE} characters")
        return told

    @model_validator(mode="after")
    def _of_one_mind(self) -> Self:
        if both := sorted(set(self.pin) & set(self.veto)):
            raise ValueError(f"{' '.join(both)} is both in pin and in veto: take it out of one of them")
        return self


class Mapping(Part):
    """How a spreadsheet of your own tells posts: Post's columns and the headings they stand under."""

    platform: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: str = "post"
    columns: dict[str, Annotated[str, Field(min_length=1)]]

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"allowed are {' '.join(KINDS)}")
        return kind

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, columns: dict[str, str]) -> dict[str, str]:
        mapped = [name for name in SCHEMA.names if name not in ("platform", "kind")]
        if wrong := [name for name in columns if name not in mapped]:
            raise ValueError(f"there is no column {' '.join(wrong)}; allowed are {' '.join(mapped)}")
        if missing := [name for name in ("post_id", "published_at") if name not in columns]:
            raise ValueError(f"{' and '.join(missing)} must be mapped: name the heading it stands under")
        return columns


class Import(Part):
    """What `fengxiang import` knows beside the kinds of files that it recognises by itself."""

    mappings: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")], Mapping] = Field({})


class Storage(Part):
    """Where the lake lies (docs/storage.md)."""

    url: str = Field("", description="s3://bucket/prefix; empty: home")
    endpoint: str = Field("", pattern=r"^(https?://[^\s@]+)?$", description="of a server other than Amazon's")
    region: str = Field("", pattern=r"^[a-z0-9-]*$")
    path_style: bool = Field(True, description="the bucket's name in the path of an address, not in its host")
    timeout: float = Field(30, gt=0, le=3600, description="seconds that an answer is waited for")
    access_key: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _both_keys(self) -> Self:
        if bool(self.access_key.get_secret_value()) != bool(self.secret.get_secret_value()):
            raise ValueError("access_key and secret belong together: set both in the environment, or neither")
        return self


class Warehouse(Part):
    """What is kept of the published warehouse."""

    keep_versions: int = Field(2, ge=1, le=100, description="published versions kept before the current one")
    stale_hours: float = Field(
        6, gt=0, le=24 * 365, description="age of the last crawl and publication that is too old"
    )


class Retention(Part):
    """For how many days each kind of data is kept (docs/privacy.md); 0: for ever."""

    landing: int = Field(30, ge=0, le=36_500, description="landed runs that are in the lake already")
    rejected: int = Field(30, ge=0, le=36_500, description="answers and rows that could not be read")
    posts: int = Field(0, ge=0, le=36_500, description="posts, wherever they are: lake and warehouse")
    reports: int = Field(0, ge=0, le=36_500)
    outbox: int = Field(365, ge=0, le=36_500, description="mails as files")
    logs: int = Field(30, ge=0, le=36_500)

    @property
    def kinds(self) -> dict[str, int]:
        """The kinds that are not kept for ever, with their days."""
        return {kind: days for kind, days in self.model_dump().items() if days}

    @model_validator(mode="after")
    def _posts_really_go(self) -> Self:
        if self.posts and self.posts < LEAST_POSTS:
            raise ValueError(f"posts must be kept for {LEAST_POSTS} days or more (judging looks back so far), or 0")
        for kind in ("landing", "rejected"):
            if self.posts and not 0 < getattr(self, kind) <= self.posts:
                raise ValueError(f"{kind} would keep posts longer than posts does: set it to 1 to {self.posts} days")
        return self


class Quality(Part):
    """When a day is not judged at all (docs/quality.md)."""

    min_exposure: float = Field(0.5, ge=0, le=1, description="share of the usual exposure a day needs")
    low_share: float = Field(0.6, ge=0, le=1, description="share of the expected posts below which a day may be short")
    swing: float = Field(2.5, ge=0, le=100, description="standard deviations that volume swings by chance")
    stale_days: int = Field(2, ge=1, le=365, description="age of the newest post, in days, that is too old")
    history_days: int = Field(14, ge=0, le=365, description="days before anything can be compared")
    max_missing: float = Field(0.34, ge=0, le=1, description="share of the usual volume that all together may lack")


class Settings(BaseSettings):
    """Everything that can be set. Paths are relative to the settings file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
        env_prefix_target="all",  # FENGXIANG_IMPORT__..., although "import" is the alias of a field
    )

    home: Path = Path("home")
    language: Literal["zh", "en"] = "zh"
    brand: str = Field("", max_length=60, description="name at the head of the report")
    salt: SecretStr = Field(SecretStr(""), description="secret for pseudonyms; made and kept under home if empty")
    processes: int = Field(2, ge=1, le=64)
    crawl: Crawl = Crawl()
    feeds: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Feed] = {}
    watch: Watch = Watch()
    storage: Storage = Storage()
    warehouse: Warehouse = Warehouse()
    quality: Quality = Quality()
    retention: Retention = Retention()
    alerts: dict[str, dict[str, Any]] = Field({}, description="thresholds of the rules that raise alerts")
    report: Report = Field(default_factory=Report)  # as a default it would be written by name, not by alias
    mail: Mail = Mail()
    server: Server = Server()
    summary: Summary = Summary()
    subscribers: tuple[Subscriber, ...] = ()
    chats: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Chat] = Field({})
    imports: Import = Field(Import(), alias="import")

    @field_validator("subscribers")
    @classmethod
    def _told_apart(cls, people: tuple[Subscriber, ...]) -> tuple[Subscriber, ...]:
        names = [one.name for one in people]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two are named {twice}: give each a name of its own")
        return people

    @model_validator(mode="after")
    def _known_chats(self) -> Self:
        for one in self.subscribers:
            if one.chat and one.chat not in self.chats:
                raise ValueError(f"subscriber {one.name}: there is no [chats.{one.chat}]; add it, or correct the name")
        return self

    @field_validator("alerts")
    @classmethod
    def _known_rules(cls, changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        try:
            alert_rules.chosen(changes)
        except SettingsError as fault:
            raise ValueError(str(fault)) from None
        return changes

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file (the file's values come in as arguments)."""
        return env_settings, init_settings


def load(path: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings file (default: FENGXIANG_SETTINGS, else ./fengxiang.toml if there is one) and the environment.

    Raises SettingsError, one sentence a fault.
    """
    named = path or (Path(os.environ[FILE_VARIABLE]) if os.environ.get(FILE_VARIABLE) else None)
    file = named or DEFAULT_FILE
    if named is not None and not file.is_file():
        raise SettingsError(f"{file}: there is no such settings file. Write one (docs/settings.md) or name another")
    text = _read(file) if file.is_file() else ""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"{file}: this is not TOML: {fault}") from None
    _refuse_secrets(values, file, text)
    try:
        settings = Settings(**{**values, **overrides})
    except ValidationError as fault:
        raise SettingsError(explain(fault, file, text, PREFIX)) from None
    return _resolved(settings, file.parent)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{file}: cannot be read as UTF-8 text: {fault}") from None


def _refuse_secrets(values: dict[str, Any], file: Path, text: str) -> None:
    for keys in _secrets_in(values):
        variable = PREFIX + "__".join(keys).upper()
        raise SettingsError(
            f"{file}:{line_of(keys, text)}: {keys[-1]} is a secret and must not stand in a file. "
            f"Take it out and set {variable} in the environment"
        )


def _secrets_in(values: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where the file sets what only the environment may."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _secrets_in(value, (*above, key))
        elif key in SECRETS or (key == "url" and above[:1] == ("chats",)):
            yield (*above, key)


def _resolved(settings: Settings, folder: Path) -> Settings:
    lexicons = tuple(folder / p for p in settings.watch.lexicons)
    for lexicon in lexicons:
        if not lexicon.is_dir():
            raise SettingsError(f"[watch] lexicons: there is no folder {lexicon}. Make it, or take it out of the list")
    model = settings.watch.sentiment_model and folder / settings.watch.sentiment_model
    if model and not model.is_file():
        raise SettingsError(f"[watch] sentiment_model: there is no file {model}. Train one, or take the line out")
    watch = settings.watch.model_copy(update={"lexicons": lexicons, "sentiment_model": model})
    report = _looks(settings.report, folder)
    return settings.model_copy(update={"home": folder / settings.home, "watch": watch, "report": report})


def _looks(report: Report, folder: Path) -> Report:
    """Its files found, and its logo a picture that can stand in a page."""
    changes: dict[str, object] = {}
    if report.logo:
        from reports.logo import read_logo  # Pillow takes its time

        changes["logo"] = folder / report.logo
        read_logo(folder / report.logo)
    if "/" in report.browser:  # a bare name is looked for on PATH
        changes["browser"] = str(folder / report.browser)
    return report.model_copy(update=changes)
