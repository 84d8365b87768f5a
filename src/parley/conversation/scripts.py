"""The scripts of the comment form. None is needed: without them a comment can be written, and waits at most.

One brings comforts (drafts, quoting) and stands beside every form; those of the proof of work only while it is asked
for."""

import hashlib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from parley.kit.shipped import shipped

FORM, SOLVER, WRITING = "comment-form", "solver", "writing"


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


def writing_script() -> str:
    """Address of the script for drafts, quoting and replies in place."""
    return script_path(WRITING)


def scripts_in_use() -> dict[str, str]:
    """Name → address of each script that pages of now ask for."""
    names = (FORM, SOLVER, WRITING) if form_scripts() else (WRITING,)
    return {name: script_path(name) for name in names}


@cache
def script_text(name: str) -> str:
    """The source of a script of ours."""
    return (shipped("frontend") / "scripts" / f"{name}.js").read_text(encoding="utf-8")


@cache
def script_path(name: str) -> str:
    """Address of a script. It names its content, so it may be kept for ever."""
    return f"/assets/{name}-{hashlib.sha256(script_text(name).encode()).hexdigest()[:10]}.js"
