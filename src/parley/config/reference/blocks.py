"""The page of blocks, from the StreamField of an article's body."""

import inspect
from typing import Any

from wagtail.blocks import ChoiceBlock

from parley.config.reference.markdown import table
from parley.publication.blocks import BodyBlock, SourcesBlock
from parley.publication.front_blocks import FrontBlock

INTRODUCTION = """# Blocks

An article's body is a list of blocks, each of one of these kinds: in the editors' form, in an import, and in the stored
article.
"""

SOURCES = """# Sources

An article's sources, each with the key by which the text names it ([Cite sources](../how-to/cite-sources.md)).
"""

FRONT = """# The front page

What an editor composes the front page of ([Compose the front page](../how-to/compose-the-front-page.md)).
"""

KINDS = {
    "CharBlock": "one line of text",
    "TextBlock": "text of several lines",
    "RichTextBlock": "text with inline marks and links",
    "ChoiceBlock": "a choice",
    "BooleanBlock": "yes or no",
    "URLBlock": "an absolute address",
    "ImageChooserBlock": "a picture of the library",
    "StaticBlock": "nothing to fill in",
    "RegexBlock": "one line of text",
    "DateTimeBlock": "a moment",
    "IntegerBlock": "a number",
    "PageChooserBlock": "a page of the publication",
    "QuestionBlock": "a question (`question`) with its answer (`answer`)",
}


def blocks_page() -> str:
    """Each kind of block with its fields."""
    parts: list[tuple[str, Any]] = [(INTRODUCTION, BodyBlock()), (SOURCES, SourcesBlock()), (FRONT, FrontBlock())]
    return "\n".join(
        text
        for introduction, stream in parts
        for text in [introduction, *(_block(name, block) for name, block in stream.child_blocks.items())]
    )


def _block(name: str, block: Any) -> str:
    words = _purpose(block)
    text = f"## `{name}`\n" + (f"\n{words}\n" if words else "")
    fields = getattr(block, "child_blocks", {})
    rows = [(f"`{field}`", _kind(below), _rules(below)) for field, below in fields.items()]
    return f"{text}\n{table(('Field', 'Kind', 'Rules'), rows)}" if rows else text


def _purpose(block: Any) -> str:
    """What the block is for: its own docstring, its words in the form, or its kind of content."""
    if type(block).__module__.startswith("parley."):
        return inspect.cleandoc(vars(type(block)).get("__doc__") or "")
    in_words = str(getattr(block.meta, "admin_text", "") or _kind(block))
    return f"{in_words[0].upper()}{in_words[1:]}."


def _kind(block: Any) -> str:
    if hasattr(block, "child_block"):
        return f"a list, each item {_kind(block.child_block)}"
    return KINDS[type(block).__name__]


def _rules(block: Any) -> str:
    field = getattr(block, "field", None)
    rules = ["required" if block.required else "may be empty"]
    if limit := getattr(field, "max_length", None):
        rules.append(f"at most {limit:,} characters")
    if isinstance(block, ChoiceBlock):  # a chooser of pictures has choices too, and would read them all
        rules.append(", ".join(f"{value}: {label}" for value, label in block.field.choices if value))
    words = getattr(field, "help_text", "") or getattr(block.meta, "help_text", "") or ""
    return "; ".join([*rules, *([str(words).rstrip(".")] if words else [])])
