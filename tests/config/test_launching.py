"""A new site is private, and its first steps say what is to do."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from parley.accounts.actions import create_staff
from parley.config.launching import launch, make_private, private_key
from parley.publication.actions import found_publication
from parley.publication.desk_roles import prepare_desk
from parley.publication.models import FrontPage
from parley.publication.sample import sample_article, write_sample


@pytest.fixture
def signed_in(db: None, settings: Any, tmp_path: Path) -> Client:
    """Nora, who set the site up, signed in; the data folder is the test's own."""
    settings.DATA = tmp_path
    if not FrontPage.objects.exists():
        found_publication(name="The Shore Review", base_url="http://localhost")
    nora = create_staff(username="nora", password="a long password", role="administrator", name="Nora")
    prepare_desk()
    client = Client()
    client.force_login(nora)
    return client


def test_launching_twice_says_so(tmp_path: Path) -> None:
    key = make_private(tmp_path)
    assert make_private(tmp_path) == key
    assert (launch(tmp_path), launch(tmp_path), private_key(tmp_path)) == (True, False, None)


def test_the_button_opens_the_site(signed_in: Client, tmp_path: Path) -> None:
    make_private(tmp_path)
    shown = signed_in.get("/editors/first-steps/")
    assert f"preview={private_key(tmp_path)}" in shown.content.decode()
    assert shown.cookies["preview"].value == private_key(tmp_path)

    assert signed_in.post("/editors/first-steps/", {"do": "launch"}).status_code == 303

    assert private_key(tmp_path) is None


def test_one_click_removes_the_sample(signed_in: Client) -> None:
    write_sample()

    signed_in.post("/editors/first-steps/", {"do": "remove-sample"})

    assert sample_article() is None


def test_a_stranger_is_sent_to_sign_in(signed_in: Client) -> None:
    assert Client().post("/editors/first-steps/", {"do": "launch"}).url.startswith("/editors/login/")  # type: ignore[attr-defined]
