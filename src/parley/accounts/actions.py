"""Every change to readers and staff."""

import unicodedata

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from parley.accounts.errors import AddressRefused
from parley.accounts.models import Reader, User
from parley.database.prepared import Prepared, insert
from parley.kit import clock
from parley.kit.signing import keyed_hash
from parley.kit.text import single_line

_reader_of = Prepared(lambda key: Reader.objects.filter(address_key=key))

MODERATORS = "Comment moderators"
EDITORS = "Editors"
CONTRIBUTORS = "Contributors"
LONGEST_ADDRESS = 254
"""Characters; RFC 5321 has no room for more in a command. Django's validator takes 320."""


def plain_address(address: str) -> str:
    """The address as it is stored and mailed: invisible characters gone, lookalike forms of a letter made that letter.

    The Kelvin sign folds to "k" when addresses are compared, but is another mailbox to a mail server (CVE-2019-19844).
    """
    return unicodedata.normalize("NFKC", single_line(address))


def address_key(address: str) -> str:
    """The keyed hash by which a reader's address is recognised. Case and surrounding space do not count."""
    return keyed_hash(settings.SECRET_KEY, "reader-address", plain_address(address).casefold())


def record_reader(*, address: str, name: str = "") -> Reader:
    """The one record of this address, made when it is new. The latest name is kept.

    Raises AddressRefused when it is not an e-mail address.
    """
    address = plain_address(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressRefused from error
    if len(address) > LONGEST_ADDRESS:
        raise AddressRefused
    if address.endswith("]"):  # root@[127.0.0.1] is valid and would let a form send mail to machines of this network
        raise AddressRefused
    name = single_line(name)[:80]
    key = address_key(address)
    reader = _reader_of.first(key)
    if reader is None:
        try:
            with transaction.atomic():
                reader = Reader(address=address, address_key=key, name=name, created_at=clock.now())
                insert(reader)
                return reader
        except IntegrityError:  # another request was quicker
            reader = Reader.objects.get(address_key=key)
    if name and reader.name != name:
        Reader.objects.filter(pk=reader.pk).update(name=name)
        reader.name = name
    return reader


def confirm_address(*, reader: Reader) -> None:
    """The owner of the address has answered our mail."""
    Reader.objects.filter(pk=reader.pk, confirmed_at=None).update(confirmed_at=clock.now())


@transaction.atomic
def create_staff(*, username: str, password: str, role: str, name: str = "", email: str = "") -> User:
    """A user who signs in, with one of the roles "contributor", "moderator", "editor", "administrator".

    Raises ValidationError when the name is taken or the password is refused, IntegrityError never.
    """
    if User.objects.filter(username=username).exists():
        raise ValidationError(f"There is already a user named {username!r}.", code="username_taken")
    user = User(username=username, display_name=name, email=email, is_staff=True)
    user.is_superuser = role == "administrator"
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    if role in {"moderator", "editor"}:
        user.groups.add(moderators_group())
    if role == "editor":
        user.groups.add(Group.objects.get_or_create(name=EDITORS)[0])
    if role == "contributor":
        user.groups.add(Group.objects.get_or_create(name=CONTRIBUTORS)[0])
    return user


def moderators_group() -> Group:
    """The group whose members may moderate, with its permission."""
    group, created = Group.objects.get_or_create(name=MODERATORS)
    if created:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="accounts", codename="moderate_conversation")
        )
    return group


def former_moderator() -> User:
    """The account that stands for moderators whose names are no longer kept. Nobody can sign in with it."""
    user, created = User.objects.get_or_create(
        username="former-moderator", defaults={"display_name": "Former moderator", "is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
