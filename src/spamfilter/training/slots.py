"""Filling the slots of templates, and inventing the fields around a comment."""

import random
import re
from collections.abc import Callable
from importlib.resources import files

from spamfilter.records import Submission

# ruff: noqa: E501, SIM905 - lists of names read as text

_SLOT = re.compile(r"<(\w+)>")
_SYLLABLES = "ka lo mi ra ven tor bel sha dri go nel pi xu zan hor fe qua lin bru sti mo wer tal".split(" ")
_LAST_NAMES = (
    "Larsen Okafor Novak Rossi Kim Haddad Schmidt Silva Petrov Jones Murphy Tanaka Dubois Nowak Ali Hansen Costa Weber Singh Moreau "
    "Bednar Kubicek Ewing Lund Castillo Brandt Osei Popescu Farah Young Marsh Doyle"
).split(" ")
_FIRST_NAMES = (
    "Harvey Louvenia Tanja Ivory Merle Rosalina Maria John Ahmed Yuki Sofia Lukas Emma Noah Priya Chen Fatima David Sarah Jorge Ingrid Pavel Amara Kofi Elena Marc Julie "
    "Stefan Katya Omar Linda Robert Susan Michael Anna Paul Laura Kevin Grace Eric Chris Nick Jakub Luke Nitin Florian Zoe Hannah Dmitri Ewa"
).split(" ")
_COMMON_ENDINGS = (
    "com",
    "com",
    "com",
    "net",
    "org",
    "example",
    "co.uk",
    "de",
    "info",
    "ca",
    "fr",
    "io",
    "me",
    "pl",
    "ru",
)
_CHEAP_ENDINGS = (
    "com",
    "com",
    "com",
    "net",
    "info",
    "biz",
    "xyz",
    "top",
    "site",
    "online",
    "shop",
    "example",
    "ru",
    "cn",
    "in",
)


def read_templates(name: str) -> list[tuple[str, str]]:
    """Return (kind, text) for each line of one of this package's text files."""
    text = files("spamfilter.training").joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(kind, rest.strip()) for kind, _, rest in (line.partition(":") for line in lines)]


class Slots:
    """Fills `<thing>`, `<place>` and the like, consistently within one topic."""

    def __init__(self) -> None:
        self._topics: list[list[str]] = []
        self._words: dict[str, list[str]] = {}
        for kind, line in read_templates("topics.txt"):
            words = [word.strip() for word in line.split(",")]
            self._topics.append(words) if kind == "thing" else self._words.update({kind: words})

    def fill(self, template: str, rng: random.Random) -> str:
        """Return `template` with its slots filled."""
        topic = rng.choice(self._topics)
        fillers: dict[str, Callable[[], str]] = {
            "thing": lambda: rng.choice(topic),
            "number": lambda: str(rng.choice((3, 7, 12, 20, 45, 60, 150, 300, rng.randrange(10, 999)))),
            "year": lambda: str(rng.randrange(1950, 2026)),
            "spamlink": lambda: (
                f"http{rng.choice(('', 's'))}://{_spam_host(self.keyword(rng), rng)}/{rng.choice(('', '', _slug(self.keyword(rng)), 'index.php'))}"
            ),
            "goodlink": lambda: (
                f"https://{rng.choice(('www.', 'en.', ''))}{_gibberish(rng, 2)}.{rng.choice(('org', 'edu', 'gov', 'com', 'example', 'net', 'int', 'ac.uk'))}/{rng.choice(('', 'docs/', 'wiki/', f'{rng.randrange(1990, 2026)}/', 'reports/'))}{_gibberish(rng, 2)}{rng.choice(('', '.pdf', '/', '.html'))}"
            ),
        }
        return _SLOT.sub(lambda match: fillers.get(match[1], lambda: rng.choice(self._words[match[1]]))(), template)

    def keyword(self, rng: random.Random) -> str:
        """Return a search phrase that somebody pays for."""
        return rng.choice(self._words["keyword"])


def honest_fields(text: str, rng: random.Random) -> Submission:
    """Return `text` with fields such as honest readers leave; each field is missing now and then."""
    first, last = rng.choice(_FIRST_NAMES), rng.choice(_LAST_NAMES)
    author = rng.choice(
        (
            first,
            first,
            f"{first} {last}",
            f"{first} {last}",
            f"{first} {last[0]}.",
            first.lower(),
            f"{first.lower()}{rng.randrange(100)}",
            _gibberish(rng, 2),
            f"reader{rng.randrange(999)}",
            "Anonymous",
            f"{first[0]}{last}",
        )
    )
    site = f"http{rng.choice('s ').strip()}://{rng.choice(('www.', 'blog.', ''))}{(first + rng.choice(('', last))).lower()}.{rng.choice(_COMMON_ENDINGS)}/{rng.choice(('', '', '', 'blog', 'about', '~' + first.lower()))}"
    return _with_gaps(Submission(text, author, _email(first, last, rng), site if rng.random() < 0.3 else ""), rng)


def spam_fields(text: str, keyword: str, rng: random.Random) -> Submission:
    """Return `text` with fields such as spammers leave; each field is missing now and then."""
    first, last = rng.choice(_FIRST_NAMES), rng.choice(_LAST_NAMES)
    human = (first, f"{first} {last}", f"{first} {last}", f"{first} {last[0]}.")
    author = rng.choice(
        (
            *human,
            keyword,
            keyword,
            keyword.title(),
            f"{_gibberish(rng, 2)} {_gibberish(rng, 2)}",
            _gibberish(rng, 3),
            _gibberish(rng, 3).upper(),
            f"{first}{last}".lower() + str(rng.randrange(100)),
        )
    )
    host = rng.choice(
        (
            _spam_host(keyword, rng),
            _spam_host(keyword, rng),
            f"{_gibberish(rng, 3)}.{rng.choice(_CHEAP_ENDINGS)}",
            f"{first}{last}".lower() + f".{rng.choice(_COMMON_ENDINGS)}",
        )
    )
    path = rng.choice(
        (
            "",
            "",
            "/",
            f"/{_slug(keyword)}",
            f"/{_slug(keyword)}.html",
            "/profile.php?id=1000",
            f"/{_gibberish(rng, 2)}/{_slug(keyword)}/",
            "/user/blog",
        )
    )
    return _with_gaps(
        Submission(
            text,
            author,
            _email(first, last, rng),
            f"http{rng.choice('s ').strip()}://{host}{path}" if rng.random() < 0.8 else "",
        ),
        rng,
    )


def _with_gaps(full: Submission, rng: random.Random) -> Submission:
    """Drop fields at random: platforms differ, and the model must not lean on what some do not have."""
    if rng.random() < 0.6:
        return Submission(full.text)
    keep = [rng.random() > 0.2 for _ in range(3)]
    return Submission(full.text, full.author * keep[0], full.email * keep[1], full.url * keep[2])


def _email(first: str, last: str, rng: random.Random) -> str:
    local = rng.choice(
        (
            first,
            f"{first}.{last}",
            f"{first}{last}",
            f"{first[0]}{last}",
            f"{first}{rng.randrange(1, 99)}",
            f"{first}{last}{rng.randrange(1, 9)}",
            _gibberish(rng, 3),
        )
    )
    return f"{local.lower()}@{_gibberish(rng, 2)}.{rng.choice(_COMMON_ENDINGS)}"


def _spam_host(keyword: str, rng: random.Random) -> str:
    return f"{rng.choice(('', '', 'www.', 'best', 'top-'))}{_slug(keyword, rng.choice(('', '-')))}.{rng.choice(_CHEAP_ENDINGS)}"


def _slug(keyword: str, joint: str = "-") -> str:
    return joint.join(keyword.lower().split())


def _gibberish(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(syllables))
