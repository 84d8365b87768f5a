"""Every setting, once: name, default, help. `parley config --explain` and the reference are made from this list."""

import difflib
import os
import secrets
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from parley.config import setting_values
from parley.config.external import ExternalModeration
from parley.config.newsletter import Newsletter
from parley.config.rules import Rules
from parley.kit.proof_of_work import LARGEST_NUMBER

ENV_PREFIX = "PARLEY_"
PLAIN_ENV = {"DATABASE_URL": "database_url", "EMAIL_URL": "email_url"}
NOT_SETTINGS = {"PARLEY_DATA"}


class ConfigurationError(Exception):
    """A setting is wrong or unknown; the message names it and says what to do."""


class Provider(BaseModel):
    """An OpenID Connect provider with whom readers may sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    name: str = Field(min_length=1, max_length=60)
    server_url: Annotated[str, AfterValidator(setting_values.server_url)]
    client_id: str
    secret: str = Field(repr=False)


class Configuration(BaseModel):
    """The settings of one installation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: Annotated[str, AfterValidator(setting_values.base_url)] = Field(
        "http://localhost:8000", description="Address at which readers reach the site, without a path."
    )
    listen: Annotated[str, AfterValidator(setting_values.listen)] = Field(
        "127.0.0.1:8000", description="Host and port on which `parley serve` listens."
    )
    language: Annotated[str, AfterValidator(setting_values.language)] = Field(
        "en", pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", description="Language of the site, as in 'en' or 'pt-br'."
    )
    time_zone: Annotated[str, AfterValidator(setting_values.time_zone)] = Field(
        "UTC", description="Time zone in which dates are shown, as in 'Europe/Berlin'."
    )
    theme: Annotated[str, AfterValidator(setting_values.theme)] = Field(
        "default",
        description="The theme: default, longread or desk; a folder below themes/ of the data folder; or a path.",
    )
    database_url: Annotated[str, AfterValidator(setting_values.database_url)] = Field(
        "", description="Database; empty: parley.sqlite3 in the data folder. Also read from DATABASE_URL."
    )
    email_url: Annotated[str, AfterValidator(setting_values.email_url)] = Field(
        "mailbox:",
        description="Where mail goes: smtp+tls://user:password@host:587, smtps://, smtp://, or 'mailbox:' "
        "(kept in the data folder and shown at /mailbox/, for trying out). Also read from EMAIL_URL.",
    )
    mail_from: str = Field("", description="Sender of mails; empty: 'conversation@' and the host of base_url.")
    mail_inbox: Annotated[str, AfterValidator(setting_values.inbox)] = Field(
        "",
        description="Address at which answers to mails and returned mails arrive, as in 'talk@magazine.example'; what "
        "comes to talk+anything@magazine.example must arrive there too. Empty: nothing is received.",
    )
    mail_listen: Annotated[str, AfterValidator(setting_values.mail_listen)] = Field(
        "",
        description="Where the worker takes mail for mail_inbox from your mail server: lmtp://127.0.0.1:8024, or "
        "smtp:// and a host and port. Empty: nowhere.",
    )
    mail_imap: Annotated[str, AfterValidator(setting_values.mail_imap)] = Field(
        "",
        description="Mailbox in which mail for mail_inbox arrives and is looked for once a minute: "
        "imaps://user:password@host/INBOX; imap+tls:// for STARTTLS. Empty: none.",
        repr=False,
    )
    mail_authserv_id: str = Field(
        "",
        description="Name under which your mail server writes Authentication-Results (RFC 8601). Answers by mail count "
        "as the staff's only where it says dmarc=pass; empty: never.",
    )
    dkim_selector: Annotated[str, AfterValidator(setting_values.dns_label)] = Field(
        "parley",
        description="Name of the key that signs mails, as it stands in the DNS before '._domainkey.'; `parley mail "
        "keys` makes the key.",
    )
    dkim_domain: str = Field("", description="Domain that signs mails; empty: the domain of mail_from.")
    dns_server: Annotated[str, AfterValidator(setting_values.dns_server)] = Field(
        "", description="DNS server that `parley mail check` asks, as in '192.0.2.53:53'; empty: the system's."
    )
    mail_webhooks: Literal["", "amazon_ses", "brevo", "mailgun", "mailjet", "postmark", "sendgrid", "sparkpost"] = (
        Field(
            "",
            description="Mail provider that tells of returned mails and complaints by webhook, at "
            "/notifications/webhooks/(its name)/tracking/. Needs `pip install parley[anymail]` and "
            "mail_webhook_secret. Empty: none.",
        )
    )
    mail_webhook_secret: Annotated[str, AfterValidator(setting_values.webhook_secret)] = Field(
        "",
        repr=False,
        description="User and password that the provider sends with its webhooks, as in 'provider:long-random-words'.",
    )
    mail_webhook_key: str = Field(
        "", repr=False, description="Key with which the provider signs its webhooks; Mailgun needs it."
    )
    comments_per_page: int = Field(
        50,
        ge=5,
        le=200,
        description="Comments on one page of a conversation, replies not counted; they may be as many again.",
    )
    edit_minutes: int = Field(
        15,
        ge=0,
        le=10_080,
        description="Minutes in which a writer may change a comment, or take its deletion back; 0: never.",
    )
    comment_rate: int = Field(60, ge=1, description="Comments that one network may send in ten minutes.")
    search_rate: int = Field(30, ge=1, description="Searches of one network in a minute; one more has to wait.")
    address_rate: int = Field(20, ge=1, description="Comments that one e-mail address may send in ten minutes.")
    flood_brake: int = Field(
        60,
        ge=0,
        description="Comments of unknown readers in one minute, on the whole site, after which their next ones wait "
        "for a moderator; 0: no brake.",
    )
    reports_to_hold: int = Field(
        3,
        ge=0,
        description="Reports from different networks after which a comment waits for a moderator, unless one approved "
        "it; 0: never.",
    )
    slow_mode_from: int = Field(
        30,
        ge=0,
        description="Comments in ten minutes under one article from which slow mode switches on there, for half an "
        "hour; 0: never by itself.",
    )
    slow_mode_gap: int = Field(5, ge=1, le=1440, description="Minutes between two comments of a reader in slow mode.")
    proof_of_work: Literal["off", "unknown", "all"] = Field(
        "off",
        description="Whose comments wait for a moderator unless the browser sends a proof of work: nobody's, those of "
        "unknown readers, or everybody's. Needs https.",
    )
    proof_of_work_effort: int = Field(
        10_000,  # measured in Chromium: 0.06 s on average on a server, so half a second on a phone 8 times slower
        ge=1_000,
        le=LARGEST_NUMBER,
        description="Numbers that a browser may have to try, half of them on average: 10000 takes a weak phone half a "
        "second.",
    )
    hold_rate: float | None = Field(
        None,
        ge=0.001,
        le=0.1,
        description="Share of the honest comments that the filter may hold: 0.01 is one in a hundred. It then holds "
        "from where the moderators' decisions say. Unset: from where it was shipped, 0.01 on the sites measured.",
    )
    network_days: int = Field(
        30, ge=0, le=90, description="Days after which the keyed hash of a sender's network is deleted."
    )
    keep_spam_days: int = Field(
        400,
        ge=0,
        description="Days after which spam is deleted, counted from the last decision about it; 0: never. Rehearsing a "
        "rule looks 12 months back.",
    )
    keep_removed_days: int = Field(
        400, ge=0, description="Days after which comments that were removed are deleted; 0: never."
    )
    keep_unconfirmed_days: int = Field(
        365,
        ge=0,
        description="Days after which an address is deleted that was never confirmed, under which nothing was written, "
        "and to which nothing was sent since; 0: never.",
    )
    keep_notices_days: int = Field(
        365,
        ge=0,
        description="Days after the decision about a notice of illegal content after which its sender's name and "
        "address are deleted; 0: never.",
    )
    keep_moderators_days: int = Field(
        0, ge=0, description="Days after which the log of decisions no longer names the moderator; 0: never."
    )
    moderation_figures: bool = Field(
        False, description="Publish /moderation-figures/: what was held, how long it waited, what was overturned."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="Proxies in front of Parley whose X-Forwarded-For is believed; behind nginx: 1."
    )
    sign_in_with: Annotated[tuple[Provider, ...], BeforeValidator(setting_values.providers)] = Field(
        (),
        description="OpenID Connect providers with whom readers may sign in, beside the link by mail: tables "
        "[[sign_in_with]] with id, name, server_url, client_id and secret. Needs `pip install parley[social]`. In the "
        "environment: the list as JSON.",
    )
    api_rate: int = Field(120, ge=1, description="Calls of the API without a token that one network has in a minute.")
    webhooks_to_private_networks: bool = Field(
        False,
        description="Let webhooks and the external moderation step call this machine, private networks, and plain "
        "http. Anybody who may add a webhook can then reach what is behind your firewall.",
    )
    websub_hub: Annotated[str, AfterValidator(setting_values.hub_url)] = Field(
        "",
        description="Address of a WebSub hub that tells feed readers of new articles, such as "
        "https://pubsubhubbub.appspot.com/. Empty: none is named or told.",
    )
    rules: Annotated[Rules, BeforeValidator(setting_values.table)] = Field(
        Rules.model_validate({}),
        description="Your own rules on comments: the table [rules]. In the environment: the table as JSON.",
    )
    external_moderation: Annotated[ExternalModeration, BeforeValidator(setting_values.table)] = Field(
        ExternalModeration.model_validate({}),
        description="A program of yours that is asked before a comment is published: the table [external_moderation]. "
        "In the environment: the table as JSON.",
    )
    backup_folder: str = Field(
        "",
        description="Folder in which the worker makes backups by itself, best on another disk; empty: none are made.",
    )
    backup_every: int = Field(24, ge=1, le=720, description="Hours between two backups.")
    backup_keep: int = Field(14, ge=1, le=1000, description="Backups that are kept; older ones are deleted.")
    backup_encrypt_to: str = Field(
        "",
        description="Public key of age (age1…), or a file of them, for whose owners backups are encrypted; empty: they "
        "are not. `parley backup --make-key FILE` makes a pair.",
    )
    metrics_token: Annotated[str, AfterValidator(setting_values.token)] = Field(
        "",
        repr=False,
        description="Who sends it (Authorization: Bearer …) gets figures for Prometheus at /metrics; empty: nobody.",
    )
    newsletter: Annotated[Newsletter, BeforeValidator(setting_values.table)] = Field(
        Newsletter.model_validate({}),
        description="The newsletter: the table [newsletter]. In the environment: the table as JSON.",
    )
    licence: Literal[
        "all-rights-reserved", "cc-by", "cc-by-sa", "cc-by-nd", "cc-by-nc", "cc-by-nc-sa", "cc-by-nc-nd", "cc0"
    ] = Field(
        "all-rights-reserved",
        description="Terms under which articles may be passed on, where an article says nothing else. With any but "
        "the first, each article has a page from which others take its text.",
    )
    share_with: Annotated[tuple[str, ...], BeforeValidator(setting_values.share_with)] = Field(
        ("mail",),
        description="Where articles offer to be shared, as plain links: mail, bluesky, facebook, hackernews, linkedin, "
        "reddit, telegram, whatsapp, x. In the environment: the list as JSON.",
    )
    log_format: Literal["text", "json"] = Field("text", description="Form of the log lines.")
    demo: bool = Field(False, description="Show the demo's users and mailbox. Never on a public site.")


TABLES: dict[str, type[BaseModel]] = {
    "rules": Rules,
    "external_moderation": ExternalModeration,
    "newsletter": Newsletter,
}


def all_settings() -> dict[str, FieldInfo]:
    """Name → declaration of every setting; those of a table as "rules.banned_words"."""
    plain = {name: field for name, field in Configuration.model_fields.items() if name not in TABLES}
    within = {f"{table}.{name}": f for table, model in TABLES.items() for name, f in model.model_fields.items()}
    return plain | within


def read_configuration(data: Path, environment: dict[str, str] | None = None) -> Configuration:
    """The configuration of the data folder: defaults, then `parley.toml`, then the environment.

    Raises ConfigurationError, naming the setting and where it was found.
    """
    values, places = _from_file(data / "parley.toml")
    for name, value in _from_environment(dict(os.environ) if environment is None else environment):
        setting = name if name in Configuration.model_fields else PLAIN_ENV.get(name) or name[len(ENV_PREFIX) :].lower()
        values[setting], places[setting] = value, name
    _refuse_unknown(values, places)
    try:
        return Configuration(**values)
    except ValidationError as error:
        raise ConfigurationError(_in_words(error, places)) from error


def setting_sources(data: Path) -> dict[str, str]:
    """Setting → where its value comes from; a setting that is missing here has its default."""
    _, places = _from_file(data / "parley.toml")
    for name, _value in _from_environment(dict(os.environ)):
        places[PLAIN_ENV.get(name) or name[len(ENV_PREFIX) :].lower()] = name
    return places


def _from_file(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    if not path.is_file():
        return {}, {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: this is not TOML: {error}") from error
    tables = {table: values[table] for table in TABLES if isinstance(values.get(table), dict)}
    names = [*values, *(f"{table}.{name}" for table, content in tables.items() for name in content)]
    return values, dict.fromkeys(names, str(path))


def _from_environment(environment: dict[str, str]) -> list[tuple[str, str]]:
    plain = [(name, environment[name]) for name in PLAIN_ENV if name in environment]
    ours = [(n, v) for n, v in sorted(environment.items()) if n.startswith(ENV_PREFIX) and n not in NOT_SETTINGS]
    return plain + ours


def _refuse_unknown(values: dict[str, Any], places: dict[str, str]) -> None:
    known = [*Configuration.model_fields, *all_settings()]
    for name in [*values, *(place for place in places if place.partition(".")[0] in TABLES and "." in place)]:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "`parley config --explain` lists all settings."
            raise ConfigurationError(f"{places[name]}: there is no setting {name!r}. {hint}")


def _in_words(error: ValidationError, places: dict[str, str]) -> str:
    lines = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"][:2] if isinstance(part, str))
        declared = (all_settings() | Configuration.model_fields).get(name)
        help_text = declared.description if declared else "`parley config --explain` lists all settings."
        reason = fault["msg"].removeprefix("Value error, ")
        place = places.get(name) or places.get(str(fault["loc"][0]), name)
        lines.append(f"{place}: the setting {name!r} is wrong: {reason}. ({help_text})")
    return "\n".join(lines)


def read_secret(data: Path) -> str:
    """The installation's secret key, made on first use in `secret.key`, readable by its owner only.

    Where there is no installation (a type checker, `--help`) a passing one is given and nothing is written.
    """
    path = data / "secret.key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(48)
    if (data / "parley.toml").is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secret)
    return secret
