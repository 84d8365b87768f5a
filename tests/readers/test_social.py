"""Signing in with a provider: a real one on this machine, a process of Parley whose settings name it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("allauth", reason="the extra `social` is not installed")
oidc_provider_mock = pytest.importorskip("oidc_provider_mock", reason="there is no provider to sign in with")

# The provider's own libraries speak of each other's versions to come.
pytestmark = [pytest.mark.filterwarnings("ignore::DeprecationWarning"), pytest.mark.xdist_group("provider")]
WALK = Path(__file__).with_name("oidc_walk.py")
USERS = (
    oidc_provider_mock.User(sub="sam", claims={"email": "cleo@example.org", "email_verified": False}),
    oidc_provider_mock.User(sub="none", claims={}),
    oidc_provider_mock.User(
        sub="cleo", claims={"email": "cleo@example.org", "email_verified": True, "name": "Cleo of the provider"}
    ),
)


@pytest.fixture(scope="module")
def walks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A publication that names the provider; what became of each who tried, in this order."""
    data = tmp_path_factory.mktemp("social") / "data"
    ours = ("PARLEY_", "DJANGO_", "DATABASE_URL", "EMAIL_URL", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment = kept | {"PARLEY_DATA": str(data), "DJANGO_SETTINGS_MODULE": "parley.config.settings"}
    founding = (
        "--name",
        "The Shore Review",
        "--tagline",
        "",
        "--language",
        "en",
        "--editor",
        "",
        "--launched",
        "--no-sample",
    )
    address = ("--base-url", "http://localhost", "--email-url", "mailbox:")
    _run("-m", "parley", "--data", str(data), "init", *founding, *address, environment=environment)
    with oidc_provider_mock.run_server_in_thread(user_claims=USERS) as server:
        provider = {
            "id": "mock",
            "name": "Somewhere else",
            "server_url": f"http://localhost:{server.server_port}",
            "client_id": "parley",
            "secret": "nobody knows",
        }
        environment |= {"PARLEY_SIGN_IN_WITH": json.dumps([provider])}
        said = _run(str(WALK), "sam", "none", "cancels", "cleo", environment=environment)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _run(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_a_confirmed_address_leads_to_the_one_record_of_it(walks: dict[str, Any]) -> None:
    assert walks["cleo"] == {
        "offered": True,
        "location": "/my/",
        "signed_in": True,
        "readers": 1,
        "confirmed": True,
        "new_accounts": 0,
        "name": "Cleo of the provider",
    }


@pytest.mark.parametrize("sub", ["sam", "none", "cancels"])
def test_an_address_that_is_not_confirmed_there_signs_nobody_in(walks: dict[str, Any], sub: str) -> None:
    found = walks[sub]
    assert (found["signed_in"], found["location"]) == (False, "/my/?with=failed")
    assert (found["confirmed"], found["new_accounts"]) == (False, 0)
