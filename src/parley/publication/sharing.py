"""Ways to pass an article on that need no script and ask nobody before a click: plain links."""

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from parley.kit.urls import quoted_path
from parley.publication.documents import ArticleDocument, Link

_ADDRESSES: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "bluesky": ("Bluesky", lambda t, a: f"https://bsky.app/intent/compose?text={t}%20{a}"),
    "facebook": ("Facebook", lambda _t, a: f"https://www.facebook.com/sharer/sharer.php?u={a}"),
    "hackernews": ("Hacker News", lambda t, a: f"https://news.ycombinator.com/submitlink?u={a}&t={t}"),
    "linkedin": ("LinkedIn", lambda _t, a: f"https://www.linkedin.com/sharing/share-offsite/?url={a}"),
    "reddit": ("Reddit", lambda t, a: f"https://www.reddit.com/submit?url={a}&title={t}"),
    "telegram": ("Telegram", lambda t, a: f"https://t.me/share/url?url={a}&text={t}"),
    "whatsapp": ("WhatsApp", lambda t, a: f"https://wa.me/?text={t}%20{a}"),
    "x": ("X", lambda t, a: f"https://x.com/intent/post?text={t}&url={a}"),
}


def share_links(article: ArticleDocument) -> tuple[Link, ...]:
    """Where an article can be shared, as the setting `share_with` says, in its order."""
    title = quote(article.summary.title, safe="")
    address = quote(f"{settings.BASE_URL}{quoted_path(article.summary.path)}", safe="")
    links = []
    for network in settings.PARLEY.share_with:
        if network == "mail":
            links.append(Link(_("E-mail"), f"mailto:?subject={title}&body={address}"))
        else:
            name, made = _ADDRESSES[network]
            links.append(Link(name, made(title, address)))
    return tuple(links)
