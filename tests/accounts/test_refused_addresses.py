"""Addresses that are valid on paper and would let a form send mail to machines of this network."""

import pytest

from parley.accounts.actions import record_reader
from parley.accounts.errors import AddressRefused
from tests.conftest import Cast


@pytest.mark.parametrize("address", ["root@[127.0.0.1]", "root@[IPv6:::1]"])
def test_an_address_of_a_bare_machine_is_refused(cast: Cast, address: str) -> None:
    with pytest.raises(AddressRefused):
        record_reader(address=address)
