"""Readers are known by an address, staff by a name; the two never mix."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from parley.accounts.actions import address_key, confirm_address, create_staff, record_reader
from parley.accounts.errors import AddressRefused
from parley.accounts.models import Reader, User

LONG_ADDRESS = f"{'c' * 60}@{'.'.join(['e' * 50] * 5)}.org"

pytestmark = pytest.mark.usefixtures("installation")


@pytest.mark.parametrize("spelling", ["cleo@example.org", " Cleo@Example.ORG ", "CLEO@EXAMPLE.ORG"])
def test_one_record_for_one_address_whatever_its_spelling(spelling: str) -> None:
    first = record_reader(address="Cleo@example.org", name="Cleo")
    assert record_reader(address=spelling, name="Cleo") == first
    assert Reader.objects.count() == 1


@pytest.mark.parametrize("lookalike", ["mi\u212ae@example.org", "mike@example.org\u200b", "mi\uff4be@example.org"])
def test_letters_that_fold_into_others_do_not_make_a_second_address(lookalike: str) -> None:
    """CVE-2019-19844: the Kelvin sign is a K to who compares, and another mailbox to who sends."""
    try:
        reader = record_reader(address=lookalike)
    except AddressRefused:
        return
    assert reader.address.lower() == "mike@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "cleo",
        "cleo@",
        "@example.org",
        "cleo@example",
        "a b@example.org",
        "cleo@example.org\nBcc: x@y.org",
        LONG_ADDRESS,
    ],
)
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(AddressRefused, match="name@example.org"):
        record_reader(address=address)
    assert not Reader.objects.exists()


def test_the_latest_name_is_kept() -> None:
    record_reader(address="cleo@example.org", name="Cleo")
    record_reader(address="cleo@example.org", name="Cleo B.")
    assert Reader.objects.get().name == "Cleo B."


def test_no_name_does_not_wipe_the_one_that_stands() -> None:
    record_reader(address="cleo@example.org", name="Cleo")
    assert record_reader(address="cleo@example.org").name == "Cleo"


def test_two_requests_at_once_make_one_record() -> None:
    start = threading.Barrier(2)
    found: list[int] = []

    def record() -> None:
        try:
            start.wait(timeout=10)
            found.append(record_reader(address="cleo@example.org", name="Cleo").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(found) == 2
    assert len(set(found)) == 1


def test_a_key_tells_nothing_without_the_secret(settings: object) -> None:
    known = address_key("cleo@example.org")
    settings.SECRET_KEY = "another installation's"  # type: ignore[attr-defined]
    assert address_key("cleo@example.org") != known


def test_an_address_is_confirmed_once() -> None:
    reader = record_reader(address="cleo@example.org")
    confirm_address(reader=reader)
    first = Reader.objects.get().confirmed_at
    confirm_address(reader=reader)
    assert first is not None
    assert Reader.objects.get().confirmed_at == first


def test_a_reader_is_never_named_by_the_address() -> None:
    assert "cleo" not in str(record_reader(address="cleo@example.org", name="Cleo"))


@pytest.mark.parametrize(
    ("role", "moderates", "is_administrator"),
    [("moderator", True, False), ("editor", True, False), ("administrator", True, True)],
)
def test_roles_may_what_they_are_for(role: str, moderates: bool, is_administrator: bool) -> None:
    create_staff(username="kim", password="a long password", role=role)
    kim = User.objects.get(username="kim")
    assert (kim.has_perm("accounts.moderate_conversation"), kim.is_superuser) == (moderates, is_administrator)


@pytest.mark.parametrize(("role", "enters"), [("moderator", False), ("editor", True), ("administrator", True)])
def test_only_those_who_edit_enter_the_editors_side(role: str, enters: bool) -> None:
    create_staff(username="kim", password="a long password", role=role)
    assert User.objects.get(username="kim").has_perm("wagtailadmin.access_admin") is enters


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValidationError, match="already a user named 'ann'"):
        create_staff(username="ann", password="a long password", role="editor")


@pytest.mark.parametrize("password", ["short", "password123", "1234567890", "kimberley77"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        create_staff(username="kimberley77", password=password, role="moderator")
    assert not User.objects.filter(username="kimberley77").exists()


def test_a_user_without_a_role_of_moderators_may_not_moderate() -> None:
    assert not User.objects.create_user("guest", password="a long password").has_perm("accounts.moderate_conversation")


def test_a_name_is_shown_in_place_of_the_user_name() -> None:
    assert str(User.objects.get(username="ann")) == "Ann"
