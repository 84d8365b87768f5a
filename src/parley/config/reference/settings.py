"""The page of settings, from `Configuration`."""

from typing import Any, Literal, get_args, get_origin

from parley.config.configuration import ENV_PREFIX, PLAIN_ENV, all_settings

INTRODUCTION = """# Settings

They stand in `parley.toml` in the data folder, one `name = value` a line; a variable of the environment comes before
the file. A wrong or unknown setting is refused by name. `parley config --explain` shows the values in force and where
each comes from. Names with `rules.` stand in the table `[rules]`, behind all others; the variable
`PARLEY_RULES` holds the whole table as JSON; likewise `[external_moderation]` and `[newsletter]`:

```toml
[rules]
banned_words = ["casino*"]
```
"""

DATA_FOLDER = """## The data folder

`PARLEY_DATA`, or `--data` before a command, names the folder of the installation; `./var` when neither is given. It is
not a setting, since the settings lie in it.
"""


def settings_page() -> str:
    """Each setting with its help, default, environment variables and bounds."""
    return "\n".join([INTRODUCTION, *map(_setting, all_settings()), DATA_FOLDER])


def _setting(name: str) -> str:
    field = all_settings()[name]
    variables = [f"{ENV_PREFIX}{name.upper()}", *(plain for plain, setting in PLAIN_ENV.items() if setting == name)]
    facts = [
        f"Default: {_default(field.default)}",
        *([] if "." in name else [f"Environment: {' or '.join(f'`{variable}`' for variable in variables)}"]),
        *([f"Allowed: {bounds}"] if (bounds := _bounds(field)) else []),
    ]
    return f"## `{name}`\n\n{field.description}\n\n" + "".join(f"- {fact}\n" for fact in facts)


def _default(value: object) -> str:
    if value is None:
        return "none; the rule is off"
    return "`[]`" if value == () else f"`{_toml(value)}`"


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'


def _bounds(field: Any) -> str:
    """What a value may be, as far as its declaration says it; "" when it says nothing."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(f'`"{choice}"`' for choice in get_args(field.annotation))
    limits = {name: getattr(item, name) for item in field.metadata for name in ("ge", "le") if hasattr(item, name)}
    if not limits:
        return ""
    return f"{limits['ge']} to {limits['le']}" if "le" in limits else f"{limits['ge']} or more"
