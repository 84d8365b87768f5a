"""Two pairs of fronts over one data folder: gate and nginx, with the program running and without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.front.conversing import Answer, ask
from tests.front.nginx import MISSING, installed_nginx, nginx_before
from tests.journeys.house import House, free_port, keep_one, leave_out, standing_house


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the server is missing, one test remains to say so."""
    if installed_nginx() is None:
        config.hook.pytest_deselected(items=keep_one(items, Path(__file__).parent))


HUB = "https://hub.example/"


@dataclass(frozen=True)
class Fronts:
    """The gate and nginx, by their ports."""

    house: House
    gate: int
    nginx: int

    def ask(self, path: str, *, method: str = "GET", body: str = "", **fields: str) -> tuple[Answer, Answer]:
        """The gate's answer and nginx's to the same request."""
        first = ask(self.gate, path, method=method, body=body, **fields)
        return first, ask(self.nginx, path, method=method, body=body, **fields)


@pytest.fixture(scope="session")
def house(request: pytest.FixtureRequest) -> House:
    """The journeys' publication, served, with a picture in its media folder."""
    if installed_nginx() is None:
        leave_out(MISSING)
    standing = standing_house()
    request.config.add_cleanup(standing.stop)
    picture = standing.data / "media" / "pictures" / "dot.webp"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"RIFF not really a picture")
    (picture.parent / "notes.unknown").write_bytes(b"<script>alert(1)</script>")
    return standing


@pytest.fixture(scope="session")
def running(house: House) -> Iterator[Fronts]:
    """Both fronts while Parley runs."""
    with nginx_before(house, listen=f"127.0.0.1:{house.port}") as port:
        yield Fronts(house, gate=house.port, nginx=port)


@pytest.fixture(scope="session")
def stopped(house: House) -> Iterator[Fronts]:
    """Both fronts while the program cannot start or does not run at all."""
    nowhere = f"127.0.0.1:{free_port()}"
    with house.without_program() as address, nginx_before(house, listen=nowhere) as port:
        yield Fronts(house, gate=int(address.rpartition(":")[2]), nginx=port)


@pytest.fixture(scope="session")
def with_hub(house: House) -> Iterator[Fronts]:
    """Both fronts of a publication that names a WebSub hub."""
    nowhere = f"127.0.0.1:{free_port()}"
    hub = {"PARLEY_WEBSUB_HUB": HUB}
    with house.without_program(**hub) as address, nginx_before(house, listen=nowhere, **hub) as port:
        yield Fronts(house, gate=int(address.rpartition(":")[2]), nginx=port)
