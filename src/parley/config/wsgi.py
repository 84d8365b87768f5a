"""What Granian serves: the gate, with Django behind it."""

import os
from pathlib import Path
from typing import Any

from parley.config.configuration import read_configuration
from parley.config.gate import Gate
from parley.config.locations import data_folder
from parley.keeping.running import hold


def _load_django() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.config.settings")
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - reading must not need Django
    from django.db import connection  # noqa: PLC0415

    program = get_wsgi_application()
    from parley.conversation.keeping_words import draw_once  # noqa: PLC0415 - models are there only now

    connection.ensure_connection()
    draw_once()
    return program


def make_gate(data: Path) -> Gate:
    """The gate of a data folder."""
    configuration = read_configuration(data)
    files = {"/media/": data / "media", "/static/": data / "static"}
    return Gate(
        data / "public",
        files,
        _load_django,
        base_url=configuration.base_url,
        hub=configuration.websub_hub,
        data=data,
    )


hold(data_folder())
application = make_gate(data_folder())
application.load_in_background()
