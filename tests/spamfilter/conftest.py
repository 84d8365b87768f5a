"""The filter's tests need no Django: run them with `-p no:django`."""

import pytest

from spamfilter import Article, Filter


@pytest.fixture(scope="session")
def judge() -> Filter:
    """The filter as it ships."""
    return Filter.load()


@pytest.fixture
def harbour() -> Article:
    """An article of our own."""
    return Article(
        "The harbour tunnel opens three years late",
        "Bergen's harbour tunnel opened on Monday. The tunnel cost nine billion kroner, twice what engineers of the "
        "Norwegian Road Administration had promised. Ferries across the Vågen keep running until autumn. Mayor Larsen "
        "said that the tunnel would halve the traffic through Bryggen; critics doubt it, since the toll is higher than "
        "the ferry's fare. Cyclists are not allowed in the tunnel, and the old quay road was closed to them in May.",
    )
