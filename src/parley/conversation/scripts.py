"""Scripts, and the style of the console, as files whose addresses name their content. None is needed.

Without those of the form a comment can be written, and waits at most: one brings comforts (drafts, quoting) and stands
beside every form, those of the proof of work only while it is asked for."""

import hashlib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from parley.kit.shipped import shipped

FORM, SOLVER, CONVERSATION, CONSOLE = "comment-form", "solver", "conversation", "console"
PARTS = {CONVERSATION: ("writing", "reading")}
"""Scripts of several files, sent as one: each request of a page counts."""


@dataclass(frozen=True, slots=True)
class FormScripts:
    """Addresses of what works while a reader writes."""

    form: str
    solver: str


def form_scripts() -> FormScripts | None:
    """The scripts of the form; None while nothing is asked of a browser."""
    if settings.PARLEY.proof_of_work == "off":
        return None
    return FormScripts(form=script_path(FORM), solver=script_path(SOLVER))


def conversation_script() -> str:
    """Address of the script for drafts, quoting, replies in place; unread marks, new comments, votes in place."""
    return script_path(CONVERSATION)


def scripts_in_use() -> dict[str, str]:
    """Name → address of each script that pages of now ask for."""
    names = (FORM, SOLVER, CONVERSATION) if form_scripts() else (CONVERSATION,)
    return {name: script_path(name) for name in names}


def console_script() -> str:
    """Address of the script of the moderators' console, which works without it too."""
    return script_path(CONSOLE)


@cache
def console_style_text() -> str:
    """The style sheet of the moderators' console; readers' pages go without it."""
    return (shipped("frontend") / "styles" / "moderation.css").read_text(encoding="utf-8")


@cache
def console_style() -> str:
    """Address of the console's style sheet."""
    return f"/assets/console-{hashlib.sha256(console_style_text().encode()).hexdigest()[:10]}.css"


@cache
def script_text(name: str) -> str:
    """The source of a script of ours."""
    folder = shipped("frontend") / "scripts"
    return "\n".join((folder / f"{part}.js").read_text(encoding="utf-8") for part in PARTS.get(name, (name,)))


@cache
def script_path(name: str) -> str:
    """Address of a script. It names its content, so it may be kept for ever."""
    return f"/assets/{name}-{hashlib.sha256(script_text(name).encode()).hexdigest()[:10]}.js"
