"""Reads about foreign sites: whose key it is, and what the filter says of a comment."""

from urllib.parse import urlsplit

from parley.conversation.models import Thread
from parley.conversation.moderation import Assessment, assess_elsewhere
from parley.conversation.queries.threads import thread_at
from parley.embed.actions import key_hash
from parley.embed.errors import BlogMissing, KeyMissing, KeyOfAnotherSite, KeyRevoked, KeyUnknown
from parley.embed.foreign import ForeignComment
from parley.embed.models import SiteKey
from parley.embed.sites import site_of
from parley.kit.urls import page_path


def recognise_key(*, typed: str, blog: str) -> SiteKey:
    """The key that a call carries, for the site that it names.

    Raises KeyMissing, KeyUnknown, KeyRevoked, BlogMissing, KeyOfAnotherSite.
    """
    if not typed:
        raise KeyMissing
    key = SiteKey.objects.filter(key_hash=key_hash(typed)).first()
    if key is None:
        raise KeyUnknown
    if key.revoked_at is not None:
        raise KeyRevoked
    if not blog:
        raise BlogMissing
    if site_of(blog) != key.site:
        raise KeyOfAnotherSite(key.site)
    return key


def keys_of(site: str = "") -> list[SiteKey]:
    """The keys of a site, or of all sites, in the order in which they were issued."""
    keys = SiteKey.objects.order_by("site", "pk")
    return list(keys.filter(site=site_of(site)) if site else keys)


def judge_comment(comment: ForeignComment, *, is_test: bool) -> Assessment:
    """What the filter says of a comment. A test leaves no trace: it is judged without a name."""
    thread = _thread_at(comment)
    return assess_elsewhere(
        site=comment.site,
        key="" if is_test else comment.key,
        text=comment.text,
        author=comment.author,
        address=comment.address,
        website=comment.website,
        article_title=thread.title if thread else comment.context,
        article_text=thread.text if thread else "",
        trapped=comment.fell_into_trap,
    )


def _thread_at(comment: ForeignComment) -> Thread | None:
    """The thread of the comment's page, where this installation has it. Nothing is fetched: an address that a
    stranger names could be one of our own network."""
    if site_of(comment.permalink) != comment.site:
        return None
    try:
        return thread_at(site=urlsplit(comment.permalink).netloc[:100], url=page_path(comment.permalink)[:500])
    except ValueError:
        return None
