"""`python -m parley.config.reference FOLDER`: write the reference pages."""

import os
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Write the reference pages into FOLDER."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.config.settings")
    import django  # noqa: PLC0415 - the settings must be named first

    django.setup()
    from parley.config.reference.pages import pages  # noqa: PLC0415 - what it reads needs Django

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)


if __name__ == "__main__":
    main()
