"""What can be said of a theme without a browser: does it parse, can it be read, is it light, does it ask others."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from jinja2 import TemplateSyntaxError, meta

from parley.kit.colour import contrast
from parley.publication.theme_files import Theme

LARGEST = 10_000
"""Bytes of the style sheet, compressed."""

PAIRS = (
    *((text, ground, 7.0) for text in ("ink", "soft") for ground in ("paper", "raised")),
    *(("accent", ground, 4.5) for ground in ("paper", "raised")),
    ("on-accent", "accent", 4.5),
    ("paper", "good", 4.5),
    ("ink", "mark", 4.5),
    *(("edge", ground, 3.0) for ground in ("paper", "raised")),
)
"""Text, ground and the least contrast (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11)."""

NEEDED = {"serif", "sans", "mono", "paper", "raised", "ink", "soft", "line", "edge", "accent", "on-accent", "good"}
NEEDED |= {"mark", "measure", "wide", "gutter"}
PHYSICAL = re.compile(r"^(margin|padding|border|inset)?-?(left|right)(-|$)")
REMOTE = re.compile(r"""(?:src|srcset|href|action)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)


def faults_of_theme(theme: Theme) -> Iterator[str]:
    """One line for each fault, with the file."""
    missing = [name for name in theme.styles if not theme.component(name).is_file()]
    if missing:
        yield f"theme.toml: no styles named {', '.join(missing)}"
        return
    yield from _faults_of_tokens(theme)
    yield from _faults_of_styles(theme)
    yield from _faults_of_templates(theme)


def _faults_of_tokens(theme: Theme) -> Iterator[str]:
    missing = NEEDED - set(re.findall(r"--([\w-]+)\s*:", theme.tokens))
    if missing:
        yield f"tokens.css: missing {', '.join(f'--{name}' for name in sorted(missing))}"
    for dark in (False, True):
        palette = theme.palette(dark=dark)
        for text, ground, least in PAIRS:
            if text not in palette or ground not in palette:
                if not {text, ground} & missing:
                    yield f"tokens.css: write --{text} and --{ground} as #rrggbb, so that they can be checked"
                continue
            ratio = contrast(palette[text], palette[ground])
            if ratio < least:
                scheme = "dark" if dark else "light"
                yield f"tokens.css, {scheme}: --{text} on --{ground} has {ratio:.1f}:1 and needs {least:g}:1"


def _faults_of_styles(theme: Theme) -> Iterator[str]:
    size = len(gzip.compress(theme.stylesheet().encode()))
    if size > LARGEST:
        yield f"the style sheet has {size:,} bytes, compressed; at most {LARGEST:,}"
    for file in sorted(theme.folder.rglob("*.css")):
        yield from (f"{file.relative_to(theme.folder)}{fault}" for fault in _faults_of_sheet(file))


def _faults_of_sheet(file: Path) -> Iterator[str]:
    waiting = tinycss2.parse_stylesheet(file.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
    while waiting:
        rule = waiting.pop()
        if rule.type == "error":
            yield f":{rule.source_line}: {rule.message}"
        elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield f":{rule.source_line}: @import is one more request; name the file in theme.toml"
        elif rule.type == "declaration":
            if PHYSICAL.search(rule.lower_name):
                yield f":{rule.source_line}: {rule.lower_name} ignores the writing direction; use its logical twin"
            if re.search(r"url\(\s*[\"']?(?:https?:)?//", tinycss2.serialize(rule.value)):
                yield f":{rule.source_line}: asks another site"
        elif rule.type in {"qualified-rule", "at-rule"} and rule.content is not None:
            waiting += tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)


def _faults_of_templates(theme: Theme) -> Iterator[str]:
    """Templates must parse, stand for one that exists, and use no name that the one they replace does not know."""
    from django.template import engines  # noqa: PLC0415 - a style sheet can be read without Django

    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    rooms = [folder for folder in map(Path, engines["jinja2"].template_dirs) if folder != theme.templates]
    for file in sorted(path for path in theme.templates.rglob("*") if path.is_file()):
        name = str(file.relative_to(theme.templates))
        text = file.read_text(encoding="utf-8")
        original = next((room / name for room in rooms if (room / name).is_file()), None)
        try:
            used = meta.find_undeclared_variables(environment.parse(text))
        except TemplateSyntaxError as error:
            yield f"templates/{name}:{error.lineno}: {error.message}"
            continue
        known = set(environment.globals)
        if original is not None:
            known |= meta.find_undeclared_variables(environment.parse(original.read_text(encoding="utf-8")))
            unknown = sorted(used - known)
            if unknown:
                yield f"templates/{name}: the template that it replaces does not know {', '.join(unknown)}"
        if REMOTE.search(re.sub(r"<a\b[^>]*>", "", text)):
            yield f"templates/{name}: asks another site"
        if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=", text):
            yield f"templates/{name}: scripts and styles inside a page are refused by its policy"
