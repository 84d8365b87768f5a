"""Reads for the moderators' console: comments found by words, by writer, by the host of a link, by campaign."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from parley.accounts.actions import address_key
from parley.conversation.models import Comment
from parley.kit.text import single_line, whole_number
from parley.kit.urls import hosts_in

MOST_READ = 20_000
"""Comments that are read for the exact host of their links; the newest."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; all that is given must fit. `author`: a name, for comments without an address."""

    words: str = ""
    reader: int | None = None
    author: str = ""
    host: str = ""
    campaign: int | None = None

    @classmethod
    def asked(cls, asked: Any) -> "Search":
        """From a query string or a form: q, reader, author, host, campaign."""
        host = single_line(asked.get("host", ""))[:253].lower().removeprefix("www.")
        return cls(
            words=single_line(asked.get("q", ""))[:200],
            reader=whole_number(asked.get("reader", "")),
            author=single_line(asked.get("author", ""))[:80],
            host=host,
            campaign=whole_number(asked.get("campaign", "")),
        )

    @property
    def fields(self) -> dict[str, str]:
        """Name → value of what was given, as a query string or a form repeats it."""
        given = {"q": self.words, "reader": self.reader, "author": self.author, "host": self.host}
        return {name: str(value) for name, value in (given | {"campaign": self.campaign}).items() if value}

    @property
    def query(self) -> str:
        """As a query string, without a question mark; "" when nothing is looked for."""
        return urlencode(self.fields)

    def narrow(self, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        """Those of the comments that fit."""
        if self.reader:
            comments = comments.filter(reader=self.reader)
        if self.author:
            comments = comments.filter(reader=None, author_name=self.author)
        if self.campaign:
            comments = comments.filter(campaign=self.campaign)
        for word in self.words.split():
            comments = comments.filter(_mentions(word))
        return comments.filter(pk__in=_linking_to(self.host, comments)) if self.host else comments


def _mentions(word: str) -> Q:
    found = Q(author_name__icontains=word) | Q(source__icontains=word) | Q(thread__title__icontains=word)
    return found | Q(reader__address_key=address_key(word)) if "@" in word else found


def _linking_to(host: str, comments: QuerySet[Comment]) -> list[int]:
    """Ids of comments that lead to exactly this host: "spam.example" is not found in "spam.example.org"."""
    near = comments.filter(Q(source__icontains=host) | Q(author_url__icontains=host)).order_by("-pk")
    rows = near.values_list("pk", "source", "author_url")[:MOST_READ]
    return [pk for pk, source, website in rows if host in hosts_in(f"{website} {source}")]
