"""Readers whom a site knows."""

from parley.accounts.actions import record_reader
from parley.conversation.models import Comment
from tests.conftest import Cast
from tests.posting import write


def make_known(cast: Cast, address: str) -> Comment:
    """Let a comment of this address have stood in public for two days."""
    return write(cast.thread, reader=record_reader(address=address))
