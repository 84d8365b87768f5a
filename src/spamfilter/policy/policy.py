"""The rules that a publisher may set, compiled once."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from spamfilter.policy.errors import PolicyError
from spamfilter.policy.hosts import AddressList, HostList
from spamfilter.policy.languages import known_language, spelt_out
from spamfilter.policy.phrases import PhraseList


@dataclass(frozen=True)
class Policy:
    """A publisher's rules; without arguments there are none. Raises PolicyError for a line that cannot be used.

    *Banned* makes a comment spam, *suspect* and *hold* make it wait. Words match in text, links and name; hosts in
    links and the writer's website; addresses are e-mail addresses. Numbers are None where the rule is off.
    """

    banned_words: tuple[str, ...] = ()
    suspect_words: tuple[str, ...] = ()
    banned_hosts: tuple[str, ...] = ()
    suspect_hosts: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    """Links to these do not count for `most_links` and `hold_links_of_unknown_readers`."""
    banned_addresses: tuple[str, ...] = ()
    suspect_addresses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """Hold comments in any other language, where the language can be told; empty: any language."""
    most_links: int | None = None
    """Hold comments with more links than this."""
    hold_links_of_unknown_readers: bool = False
    """Hold a comment with a link as long as no person has approved one of its writer's."""
    hold_first_comment: bool = False
    """Hold comments of writers of whom none stands in public."""
    hold_newcomers_after_days: int | None = None
    """The same, only under articles at least this old."""
    hold_everyone_after_days: int | None = None

    def __post_init__(self) -> None:
        _ = self.phrases, self.hosts, self.allowed, self.addresses  # what is wrong is said at once
        for line, code in enumerate(self.languages, start=1):
            if not known_language(code):
                raise PolicyError("languages", line, f"{code!r} is no code of a language such as 'en' or 'pt-br'")

    @cached_property
    def phrases(self) -> dict[str, PhraseList]:
        """Rule → its words, the strictest first."""
        return {name: PhraseList(name, getattr(self, name)) for name in ("banned_words", "suspect_words")}

    @cached_property
    def hosts(self) -> dict[str, HostList]:
        """Rule → its hosts, the strictest first."""
        return {name: HostList(name, getattr(self, name)) for name in ("banned_hosts", "suspect_hosts")}

    @cached_property
    def allowed(self) -> HostList:
        """The hosts that are always allowed."""
        return HostList("allowed_hosts", self.allowed_hosts)

    @cached_property
    def addresses(self) -> dict[str, AddressList]:
        """Rule → its e-mail addresses, the strictest first."""
        return {name: AddressList(name, getattr(self, name)) for name in ("banned_addresses", "suspect_addresses")}

    @cached_property
    def read_languages(self) -> frozenset[str]:
        """The languages of `languages`, with those that are easily taken for them."""
        return spelt_out(self.languages)

    def merged(self, other: "Policy") -> "Policy":
        """Both policies at once: lists joined, and the stricter of two numbers or switches."""
        return Policy(**{f.name: _stricter(getattr(self, f.name), getattr(other, f.name)) for f in fields(Policy)})


def _stricter(one: Any, other: Any) -> Any:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(dict.fromkeys(one + other))
    if isinstance(one, bool):
        return one or other
    return min((n for n in (one, other) if isinstance(n, int)), default=None)
