"""The style of error pages. It stands inside the page, since nothing else may be there when one is shown; the content
security policy names it by its hash (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""

import hashlib
import re
from base64 import b64encode
from functools import cache

from parley.kit.shipped import shipped


@cache
def error_style() -> str:
    """The style sheet, without the white space that only people need."""
    text = (shipped("frontend") / "styles" / "error.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").strip()


@cache
def error_style_source() -> str:
    """How the policy names it: `'sha256-…'`."""
    return f"'sha256-{b64encode(hashlib.sha256(error_style().encode()).digest()).decode()}'"
