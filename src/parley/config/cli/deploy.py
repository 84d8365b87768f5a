"""`parley deploy`: configuration for the programs around Parley, made from its settings."""

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from jinja2 import Environment, StrictUndefined, Template

from parley.config.cli.start import Refused
from parley.config.configuration import read_configuration
from parley.config.gate import (
    CONTENT_TYPES,
    FOR_EVER,
    JSON_FEED,
    PAGE_CACHE,
    PLAIN_TYPES,
    PROGRAM_PREFIXES,
    SITEMAP,
    STATIC_CACHE,
)
from parley.config.headers import FEEDS_WITH_HUB, hub_link, public_headers
from parley.config.launching import FILE
from parley.config.locations import data_folder
from parley.kit.shipped import shipped


@click.group()
def deploy() -> None:
    """Print configuration for the programs around Parley."""


@deploy.command()
@click.option("--port", default=80, show_default=True, help="Port on which nginx listens.")
def nginx(port: int) -> None:
    """Print an nginx configuration made from the settings; readers are served by it even while Parley is stopped."""
    data = data_folder()
    configuration = read_configuration(data)
    click.echo(
        nginx_configuration(
            data=str(data),
            port=port,
            base_url=configuration.base_url,
            listen=configuration.listen,
            hub=configuration.websub_hub,
        )
    )


@deploy.command()
def caddy() -> None:
    """Print a Caddyfile made from the settings; readers are served by Caddy even while Parley is stopped."""
    data = data_folder()
    configuration = read_configuration(data)
    headers = public_headers(is_https=configuration.base_url.startswith("https://"))
    click.echo(
        _template("Caddyfile.jinja").render(
            site=configuration.base_url,
            listen=configuration.listen,
            public=f"{data}/public",
            security_headers="".join(f'\t\t\t{name} "{value}"\n' for name, value in headers.items()),
            types={ending: kind for ending, kind in CONTENT_TYPES.items() if ending != "html"},
            program_rooms=" ".join(f"{prefix}*" for prefix in PROGRAM_PREFIXES),
            assets=("css", "js", "svg"),
            page_cache=PAGE_CACHE,
            for_ever=FOR_EVER,
        )
    )


@deploy.command()
@click.option("--user", default="parley", show_default=True, help="User under which Parley runs.")
@click.option("--write", type=click.Path(file_okay=False, path_type=Path), help="Write the two files into this folder.")
def systemd(user: str, write: Path | None) -> None:
    """Print two hardened units, for the server and for the worker; or write them, as into /etc/systemd/system."""
    data = data_folder()
    configuration = read_configuration(data)
    units = systemd_units(data=data, user=user, backups=configuration.backup_folder)
    for name, text in units.items():
        if write is None:
            click.echo(text)
            continue
        try:
            (write / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise Refused(f"{write / name} cannot be written: {error.strerror}") from error
        click.echo(f"{write / name} written.")


def systemd_units(*, data: Path, user: str, backups: str = "") -> dict[str, str]:
    """Name → text of the units. They may write to the data folder and to the folder of backups only."""
    found = shutil.which("parley", path=str(Path(sys.executable).parent))
    program = found or f"{sys.executable} -m parley"
    writable = [str(data)]
    if backups and not (data / backups).is_relative_to(data):
        writable.append(backups)
    facts = {
        "user": user,
        "data": data,
        "program": program,
        "docs": shipped("deploy").parent / "docs" / "how-to" / "deploy.md",
        "writable": writable,
        "uses_home": any(str(path).startswith(("/home/", "/root/")) for path in (data, program)),
    }
    kinds = {"parley-web.service": "pages and posts", "parley-worker.service": "mail, pages, schedule, backups"}
    return {
        name: _template("systemd.jinja").render(name=name, what=what, is_worker="worker" in name, **facts)
        for name, what in kinds.items()
    }


def _template(name: str) -> Template:
    text = (shipped("deploy") / name).read_text(encoding="utf-8")
    made = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True)  # noqa: S701 - not HTML
    return made.from_string(text)


def nginx_configuration(*, data: str, port: int, base_url: str, listen: str, hub: str = "") -> str:
    """The server block for a data folder.

    One list of headers serves nginx, the gate and Django (config.headers), one list of types and addresses nginx and
    the gate (config.gate).
    """
    headers = public_headers(is_https=base_url.startswith("https://"))
    lines = "".join(f'        add_header {name} "{value}" always;\n' for name, value in headers.items())
    drawing = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True)  # noqa: S701 - not HTML
    template = drawing.from_string((shipped("deploy") / "nginx.conf.jinja").read_text(encoding="utf-8"))
    return template.render(
        listen=listen,
        port=port,
        host=urlsplit(base_url).hostname,
        public=f"{data}/public",
        static=f"{data}/static",
        not_launched=f"{data}/{FILE}",
        media=f"{data}/media",
        security_headers=lines,
        page_types=_types_block(CONTENT_TYPES, otherwise="text/html"),
        plain_types=_types_block(PLAIN_TYPES, otherwise="application/octet-stream"),
        json_feed=JSON_FEED,
        sitemap=SITEMAP,
        feeds_with_hub=FEEDS_WITH_HUB.replace(".*", "[^?]*"),
        hub_link=hub_link(hub=hub, address=f"{base_url}$parley_feed") if hub else "",
        page_cache=PAGE_CACHE,
        for_ever=FOR_EVER,
        static_cache=STATIC_CACHE,
        program_rooms="|".join(re.escape(prefix.strip("/")) for prefix in PROGRAM_PREFIXES),
    )


def _types_block(types: dict[str, str], *, otherwise: str) -> str:
    """The gate's types as nginx writes them; they replace nginx's own list."""
    lines = "".join(f'            "{kind}" {ending};\n' for ending, kind in types.items())
    return f'        types {{\n{lines}        }}\n        default_type "{otherwise}";'
