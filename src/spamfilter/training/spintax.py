"""Spintax: `{good|great|{very|} nice}` with nesting, as comment spammers write it."""

import random
import re

_INNERMOST = re.compile(r"\{([^{}]*)\}")
_SPACE = re.compile(r"\s+")


def spin(template: str, rng: random.Random) -> str:
    """Return one variant of `template`; white space is evened out. Unbalanced braces stay as they are."""
    while True:
        template, changed = _INNERMOST.subn(lambda match: rng.choice(match.group(1).split("|")), template)
        if not changed:
            return _SPACE.sub(" ", template).replace(" ,", ",").strip()


def split_templates(text: str) -> list[str]:
    """Return the templates of a leaked list: separated by bars that stand outside all braces."""
    depth, start, templates = 0, 0, []
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "|" and depth == 0:
            templates.append(text[start:place])
            start = place + 1
    templates.append(text[start:])
    return [template.strip() for template in templates if template.strip()]
