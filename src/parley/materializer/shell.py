"""What stands around every page, and whether the pages have heard of it."""

import hashlib
from pathlib import Path

from django.conf import settings

from parley.conversation.scripts import scripts_in_use
from parley.kit.switches import takes_comments
from parley.materializer.models import Fragment
from parley.publication.queries import shell_document
from parley.publication.themes import theme_digest

SHELL = "shell"
"""Key of the row that keeps the digest, and the subject on which every page depends."""


def shell_digest() -> str:
    """Changes with the menu, the theme, the program's templates, the settings that pages show, and the switches."""
    shown = (
        settings.TIME_ZONE,
        settings.PARLEY.comments_per_page,
        scripts_in_use(),
        settings.PARLEY.licence,
        settings.PARLEY.share_with,
        takes_comments(Path(settings.DATA)),
    )
    return hashlib.sha256(f"{shell_document()}\0{theme_digest()}\0{shown}".encode()).hexdigest()


def is_shell_shown() -> bool:
    """Whether every page shows the shell of now, or is marked to be made anew."""
    return Fragment.objects.filter(key=SHELL, recipe=shell_digest()).exists()
