"""Our own training texts: the files in `texts/`, and the slots that their templates have.

`honest/` and `spam/` hold one comment or template a line, `kind: text`; a name such as
`praise.de.txt` says the language. `fields/` holds what stands around a comment, one a line.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zlib import crc32

from spamfilter.training.spintax import spin

_SLOT = re.compile(r"<(\w+)>")
_RESERVED = re.compile(r"\.([a-z]{2,8})\.example\b")
_ONLY_RESERVED = re.compile(r"\.example\b")
_ENDINGS = (".com", ".net", ".org", ".info", ".com", ".de", ".co.uk")
_BRAND_ENDINGS = (
    "bet",
    "toto",
    "win",
    "slot",
    "play",
    "jitu",
    "hoki",
    "4d",
    "8",
    "77",
    "88",
    "99",
    "303",
    "138",
    "168",
)
_BRAND_NUMBERS = ("", "", "4d", "77", "88", "99", "303", "138", "168", "365", "777")
_LETTERS_FROM = (0x1D400, 0x1D434, 0x1D5D4, 0x1D63C, 0xFF21, 0x24B6)
_ROOT = files("spamfilter.training") / "texts"


@dataclass(frozen=True, slots=True)
class Template:
    """One line of a file: `file` is its name without ending, such as "praise.de"."""

    file: str
    number: int
    text: str


def read_templates(folder: str) -> Iterator[Template]:
    """Return the lines of all files in `honest` or `spam`, in a fixed order."""
    for file in sorted((_ROOT / folder).iterdir(), key=lambda file: file.name):
        for number, line in enumerate(_lines(file)):
            _, _, text = line.partition(":")
            yield Template(file.name.removesuffix(".txt"), number, text.strip().replace("\\n", "\n"))


@cache
def read_fields(name: str) -> tuple[str, ...]:
    """Return the lines of the files of `fields/` whose name begins with `name`, such as "keywords"."""
    chosen = [file for file in (_ROOT / "fields").iterdir() if file.name.startswith(f"{name}.")]
    return tuple(line for file in sorted(chosen, key=lambda file: file.name) for line in _lines(file))


def _lines(file: Traversable) -> list[str]:
    lines = file.read_text(encoding="utf-8").split("\n")
    return [_lifelike(line.strip()) for line in lines if line.strip() and not line.startswith("#")]


def _lifelike(line: str) -> str:
    """Hosts in our files end in .example, so that nobody's is named; the filter must not learn that ending."""
    line = _RESERVED.sub(r".\1", line)
    return _ONLY_RESERVED.sub(lambda match: _ENDINGS[crc32(line.encode()) % len(_ENDINGS)], line)


class Slots:
    """Fills `<thing>`, `<place>` and the like, consistently within one topic."""

    def __init__(self) -> None:
        self._topics: list[list[str]] = []
        self._words: dict[str, list[str]] = {}
        for line in _lines(_ROOT / "topics.txt"):
            kind, _, words = line.partition(":")
            choices = [word.strip() for word in words.split(",")]
            self._topics.append(choices) if kind == "thing" else self._words.update({kind: choices})

    def fill(self, template: str, rng: random.Random) -> str:
        """Return `template` with its slots filled."""
        topic = rng.choice(self._topics)
        fillers: dict[str, Callable[[], str]] = {
            "thing": lambda: rng.choice(topic),
            "number": lambda: str(rng.choice((3, 7, 12, 20, 45, 60, 150, 300, rng.randrange(10, 999)))),
            "year": lambda: str(rng.randrange(1950, 2026)),
            "keyword": lambda: self.keyword(rng),
            "spamlink": lambda: rng.choice(read_fields("spam-sites")),
            "goodlink": lambda: _good_link(rng),
            "brand": lambda: _brand(self._words["stem"], rng),
        }
        return _SLOT.sub(lambda match: fillers.get(match[1], lambda: self._word(match, rng))(), template)

    def keyword(self, rng: random.Random) -> str:
        """Return a search phrase that somebody pays for."""
        return self.fill(spin(rng.choice(read_fields("keywords")), rng), rng)

    def _word(self, slot: re.Match[str], rng: random.Random) -> str:
        return rng.choice(self._words[slot[1]]) if slot[1] in self._words else slot[0]


def _brand(stems: Sequence[str], rng: random.Random) -> str:
    """Return the invented name of a gambling site, written as such sites write theirs to get past lists of names."""
    ending = rng.choice(_BRAND_ENDINGS)
    name = rng.choice(stems) + ending + ("" if ending[-1:].isdigit() else rng.choice(_BRAND_NUMBERS))
    start = rng.choice(_LETTERS_FROM)
    written = rng.choice(
        (
            name,
            name,
            name.upper(),
            name.title(),
            " ".join(name.upper()),
            "-".join(name.upper()),
            "".join(chr(start + ord(letter) - ord("A")) if letter.isalpha() else letter for letter in name.upper()),
        )
    )
    return rng.choice(("{}", "{}", "{}", "{}!", "🔥{}🔥", "💎{}", "{} 🎰")).format(written)


def _good_link(rng: random.Random) -> str:
    host = rng.choice(read_fields("good-hosts"))
    path = rng.choice(
        ("", "docs/", "wiki/", f"{rng.randrange(1990, 2026)}/", "reports/", f"issues/{rng.randrange(9999)}", "blog/")
    )
    page = rng.choice(("", "guide", "minutes", "report", "history", "api", "faq", "notes", "table-3", "about"))
    return f"https://{host}/{path}{page}{rng.choice(('', '', '.pdf', '/', '.html')) if page else ''}"
