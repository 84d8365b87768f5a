"""Inventing the fields around a comment: name, e-mail address, address of a site."""

import random
import re
from functools import cache

from spamfilter.records import Submission
from spamfilter.training.texts import Slots, read_fields

_SYLLABLES = "ka lo mi ra ven tor bel sha dri go nel pi xu zan hor fe qua lin bru sti mo wer tal".split(" ")  # noqa: SIM905
_PROVIDERS = [
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "aol.com",
    "icloud.com",
    "proton.me",
    "live.com",
    "gmx.de",
    "web.de",
    "mail.ru",
    "yandex.ru",
    "orange.fr",
    "free.fr",
    "wp.pl",
    "o2.pl",
    "comcast.net",
    "btinternet.com",
]
_COMMON_ENDINGS = ("com", "com", "com", "net", "org", "co.uk", "de", "ca", "fr", "io", "me", "pl", "ru", "edu")
_WORD = re.compile(r"[^\W_]+")
# Platforms differ: most ask for some of the fields only, and the model must not lean on what many do not have.
_WITHOUT_FIELDS = 0.4
_GAP = 0.25


def honest_fields(text: str, rng: random.Random) -> Submission:
    """Return `text` with fields such as honest readers leave; each is missing now and then."""
    author = rng.choice(read_fields("names"))
    url = rng.choice(read_fields("sites")) if rng.random() < 0.2 else ""
    return _with_gaps(Submission(text, author, _address(author, rng), url), rng)


def spam_fields(text: str, rng: random.Random) -> Submission:
    """Return `text` with fields such as spammers leave; each is missing now and then."""
    keyword = _slots().keyword(rng)
    author = rng.choice((keyword, keyword, rng.choice(read_fields("spam-names")), rng.choice(read_fields("names"))))
    local, _, host = rng.choice(read_fields("spam-emails")).partition("@")
    email = rng.choice((_address(author, rng), f"{local}@{rng.choice((*_PROVIDERS, host))}"))
    url = (
        rng.choice((rng.choice(read_fields("spam-sites")), _keyword_site(keyword, rng))) if rng.random() < 0.75 else ""
    )
    return _with_gaps(Submission(text, author, email, url), rng)


@cache
def _slots() -> Slots:
    return Slots()


def _with_gaps(full: Submission, rng: random.Random) -> Submission:
    if rng.random() < _WITHOUT_FIELDS:
        return Submission(full.text)
    author, email, url = (rng.random() > _GAP for _ in range(3))
    return Submission(full.text, full.author * author, full.email * email, full.url * url)


def _address(author: str, rng: random.Random) -> str:
    words = [word.lower() for word in _WORD.findall(author) if word.isascii()][:2] or [_gibberish(rng, 3)]
    joint = rng.choice(("", ".", "_", "-"))
    local = rng.choice((words[0], joint.join(words), f"{words[0][0]}{words[-1]}", f"{words[0]}{rng.randrange(1, 99)}"))
    own = f"{words[-1]}.{rng.choice(_COMMON_ENDINGS)}"
    return f"{local}@{rng.choice((*_PROVIDERS, own, f'{_gibberish(rng, 2)}.{rng.choice(_COMMON_ENDINGS)}'))}"


def _keyword_site(keyword: str, rng: random.Random) -> str:
    slug = rng.choice(("-", "")).join(_WORD.findall(keyword.lower())[:4]) or _gibberish(rng, 3)
    ending = rng.choice(("com", "com", "net", "info", "biz", "xyz", "top", "site", "online", "shop", "ru", "in", "co"))
    path = rng.choice(("", "/", "/", f"/{slug}.html", f"/{_gibberish(rng, 2)}/{slug}/", "/?p=12", "/blog/"))
    return f"http{rng.choice(('', 's'))}://{rng.choice(('', '', 'www.', 'best'))}{slug}.{ending}{path}"


def _gibberish(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(syllables))
