"""The page of errors, from the rooms' `errors.py`."""

import inspect
from types import ModuleType
from typing import Any

from parley.accounts import errors as accounts_errors
from parley.api import errors as api_errors
from parley.config.reference.markdown import table
from parley.conversation import errors as conversation_errors
from parley.embed import errors as embed_errors
from parley.importers.wordpress.errors import MESSAGES
from parley.keeping import errors as keeping_errors
from parley.notifications import errors as notifications_errors
from parley.publication import errors as publication_errors

SOURCES = {
    "Accounts": accounts_errors,
    "Conversation": conversation_errors,
    "Publication": publication_errors,
    "Notifications": notifications_errors,
    "Embed": embed_errors,
    "API": api_errors,
    "Keeping": keeping_errors,
}

INTRODUCTION = """# Errors

Each refusal has a code that stays the same between releases, and a sentence that says what to do. Where a sentence
names a value, ‹this› stands for it; numbers are examples.
"""

READ = "What the person reads"


def errors_page() -> str:
    """Every refusal that has a code, with the words that a person reads."""
    return "\n".join([INTRODUCTION, *(_room(title, module) for title, module in SOURCES.items()), _exports()])


def raised_errors(module: ModuleType) -> list[Any]:
    """The errors of a room, without the base of them all, in the order of the file."""
    classes = [c for c in vars(module).values() if inspect.isclass(c) and c.__module__ == module.__name__]
    return [c for c in classes if issubclass(c, Exception) and Exception not in c.__bases__]


def sample_message(error: Any) -> str:
    """The error's sentence; what it is given stands as ‹name›."""
    named = inspect.signature(error).parameters.values()
    return str(error(*(10 if p.annotation is int else f"‹{p.name}›" for p in named)))


def _room(title: str, module: ModuleType) -> str:
    rows = [(f"`{e.code}`", f"`{e.__name__}`", sample_message(e)) for e in raised_errors(module)]
    return f"## {title}\n\n" + table(("Code", "Error", READ), rows)


def _exports() -> str:
    rows = [(f"`{code}`", message.replace("{", "‹").replace("}", "›")) for code, message in MESSAGES.items()]
    opening = "## Import from WordPress\n\nAn `ExportError` is raised before anything is changed.\n\n"
    return opening + table(("Code", READ), rows)
