"""The style sheets' own rules: they parse, follow the writing direction, and take every colour from the theme."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tinycss2

ROOT = Path(__file__).parent.parent
PHYSICAL = re.compile(r"^(margin|padding|border|inset)?-?(left|right)(-|$)")
"""Properties that ignore the writing direction; their logical twins do not."""
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(", re.IGNORECASE)


def main() -> int:
    """Print every fault; 1 when there is one."""
    faults = [fault for path in sorted((ROOT / "frontend/styles").glob("*.css")) for fault in faults_of(path)]
    faults += [fault for path in sorted((ROOT / "themes").glob("*/*.css")) for fault in _parse_faults(path)]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


def faults_of(path: Path) -> Iterator[str]:
    """What is wrong with one component's styles."""
    yield from _parse_faults(path)
    for name, value, line in _declarations(path):
        where = f"{path.relative_to(ROOT)}:{line}"
        if PHYSICAL.search(name) or (name in {"float", "clear", "text-align"} and value.strip() in {"left", "right"}):
            yield f"{where}: {name} ignores the writing direction; use its logical twin"
        if COLOUR.search(value) and path.name not in {
            "print.css",
            "error.css",
        }:  # white paper; no theme
            yield f"{where}: a colour belongs in the theme's tokens.css: {value.strip()}"


def _parse_faults(path: Path) -> Iterator[str]:
    for rule in _rules(path):
        if rule.type == "error":
            yield f"{path.relative_to(ROOT)}:{rule.source_line}: {rule.message}"


def _rules(path: Path) -> list[tinycss2.ast.Node]:
    return tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)


def _declarations(path: Path) -> Iterator[tuple[str, str, int]]:
    waiting = _rules(path)
    while waiting:
        rule = waiting.pop()
        if rule.type not in {"qualified-rule", "at-rule"} or rule.content is None:
            continue
        for inner in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if inner.type == "declaration":
                yield inner.lower_name, tinycss2.serialize(inner.value), inner.source_line
            else:
                waiting.append(inner)


if __name__ == "__main__":
    sys.exit(main())
