"""Where the database and the mail server are, in the words of those who connect."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from parley.config.configuration import Configuration
from parley.config.sqlite import CONNECTION_OPTIONS


def database_settings(configuration: Configuration, data: Path) -> dict[str, Any]:
    """Django's DATABASES["default"] for this configuration."""
    if not configuration.database_url:
        return _sqlite(str((data / "parley.sqlite3").resolve()))
    url = urlsplit(configuration.database_url)
    if url.scheme == "sqlite":
        return _sqlite(unquote(url.path[1:]))  # sqlite:///relative, sqlite:////absolute, as everywhere
    query = {key: found[-1] for key, found in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(CONNECTION_OPTIONS)}


def mail_settings(configuration: Configuration) -> dict[str, Any]:
    """Host, port, user, password, security ("", "starttls", "tls") of the mail server; {} for the local mailbox."""
    url = urlsplit(configuration.email_url)
    if url.scheme == "mailbox":
        return {}
    security = {"smtp": "", "smtp+tls": "starttls", "smtps": "tls"}[url.scheme]
    return {
        "host": url.hostname,
        "port": url.port or {"": 25, "starttls": 587, "tls": 465}[security],
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "security": security,
    }
