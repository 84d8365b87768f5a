"""Logs as records. Fields that could name a reader are dropped by name before a line is written."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

PRIVATE_FIELDS = frozenset({"address", "email", "ip", "user_agent", "text", "token", "private_key", "password"})


def drop_private_fields(_logger: Any, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove what could identify a reader, whoever logged it."""
    for name in PRIVATE_FIELDS & record.keys():
        del record[name]
    return record


_ADDRESS = re.compile(r"[^\s<>@\"'(),;:=/]+@[^\s<>@\"'(),;:=/]+\.[^\s<>@\"'(),;:=/]*[A-Za-z]")
_PRIVATE_PATH = re.compile(
    r"(?<![\w.])/(?:conversation|notifications|stop|my|moderation|embed|mailbox|api)/[^\s\"'<>]*"
)
_KEY = re.compile(r"[A-Za-z0-9_=.-]{16,}")


def hide_persons(_logger: Any, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take addresses, and the keys in private links, out of every text of a line, those of errors included.

    Django writes the path of a refused request, mail servers repeat the recipient, and both reach the log as text. Runs
    last, when an exception is text already.
    """
    for name, value in record.items():
        if isinstance(value, str):
            record[name] = _ADDRESS.sub("…@…", _PRIVATE_PATH.sub(_without_keys, value))
    return record


def _without_keys(found: re.Match[str]) -> str:
    path, _query, _rest = found[0].partition("?")
    return _KEY.sub("…", path)


_SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    drop_private_fields,
)


def logging_settings(form: str) -> dict[str, Any]:
    """Django's LOGGING for the log format "text" or "json"; also configures structlog."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "records": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    hide_persons,
                    renderer,
                ],
                "foreign_pre_chain": list(_SHARED),
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "records"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"parley": {"level": "INFO"}, "django_structlog": {"level": "WARNING"}},
    }
