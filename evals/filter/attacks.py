"""What spammers do to a text so that no filter sees what a reader sees."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spamfilter import Article

_WORD = re.compile(r"[^\W\d_]{4,}")
_LOOKALIKES = str.maketrans("aceopxyisjABCEHKMOPTX", "асеорхуіѕјАВСЕНКМОРТХ")
_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_SIGNS = str.maketrans("aisAIS", "@!$@!$")
_SMALL_CAPITALS = str.maketrans("abcdeghjklmnoprtuvwyz", "ᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")
_SENTENCE = re.compile(r"(?<=[.!?]) +")
_UNSEEN = ("\u200b", "\u2060", "\u00ad", "\u034f", "\ufe0f", "\u200d", "\u2063", "\U000e0101")
# Words of a dictionary, as poisoners append them: common ones, of many subjects, none for sale.
_SALAD = """
    although river yesterday teacher winter because kitchen argument brother committee whether harvest window
    simply chapter neighbour against century village doctor remember perhaps garden station history together
    library morning engine minister paper question answer moreover grandfather letter council weather bridge
    mountain science university therefore meeting northern daughter report season evening colour language
    museum orchestra railway island carpenter painting thought forest quarter captain theory church musician
    however student
""".split()  # noqa: SIM905 - a lexicon reads as text

Change = Callable[[str, random.Random, Article | None], str]


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to change a text. `change` leaves its message readable to people."""

    name: str
    change: Change


def change_words(text: str, change: Callable[[str], str]) -> str:
    """Change every word of four letters and more outside of links."""
    pieces = re.split(r"(\S*(?:https?:|www\.|<a |</a>|\.(?:com|net|org))\S*)", text)
    return "".join(
        piece if place % 2 else _WORD.sub(lambda found: change(found[0]), piece) for place, piece in enumerate(pieces)
    )


def _by_word(change: Callable[[str, random.Random], str]) -> Change:
    return lambda text, chance, article: change_words(text, lambda word: change(word, chance))


def _within(word: str, chance: random.Random, unseen: Sequence[str]) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(unseen) + word[place:]


def _some_lookalikes(word: str, chance: random.Random) -> str:
    places = [place for place, letter in enumerate(word) if letter.translate(_LOOKALIKES) != letter]
    chosen = set(chance.sample(places, min(2, len(places))))
    return "".join(letter.translate(_LOOKALIKES) if place in chosen else letter for place, letter in enumerate(word))


def _encoded(word: str, chance: random.Random) -> str:
    return "".join(f"&#{ord(letter)};" if chance.random() < 0.5 else f"&#x{ord(letter):x};" for letter in word)


def _tagged(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(("<b></b>", "<!-- x -->", "<span class='k'></span>", "<i></i>")) + word[place:]


def _emphasised(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return f"{word[:place]}**{word[place]}**{word[place + 1 :]}"


def _salad(text: str, chance: random.Random, article: Article | None) -> str:
    return f"{text}\n\n{' '.join(chance.choice(_SALAD) for _ in range(60))}"


def sentences_of(article: Article, fewest: int = 8) -> list[str]:
    """Return the article's sentences of so many words and more."""
    plain = " ".join(re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[#*>]", r"\1", article.text).split())
    return [sentence for sentence in _SENTENCE.split(plain) if len(sentence.split()) >= fewest]


def _quoting(text: str, chance: random.Random, article: Article | None) -> str:
    found = sentences_of(article) if article else []
    if len(found) < 3:
        return text
    start = chance.randrange(len(found) - 2)
    return f"{found[start]} {found[start + 1]}\n\n{text}\n\n{found[start + 2]}"


def _stuffing(text: str, chance: random.Random, article: Article | None) -> str:
    if not article:
        return text
    words = re.findall(r"[^\W\d_]{5,}", article.text)
    names = [word for word in words if words.count(word) > 1] or words
    return f"{text}\n\n{' '.join(chance.choice(names) for _ in range(20))}" if names else text


def _chopped_quotes(text: str, chance: random.Random, article: Article | None) -> str:
    """Quote in runs too short to be found as copies: six words of the article, one of another, and so on."""
    found = [word for sentence in sentences_of(article) for word in sentence.split()] if article else []
    if len(found) < 60:
        return text
    runs = []
    for _ in range(6):
        start = chance.randrange(len(found) - 6)
        runs += [*found[start : start + 5], chance.choice(_SALAD)]
    return f"{text} {' '.join(runs)}."


def _link_as(form: str) -> Change:
    pattern = re.compile(
        r"<a\b[^>]*href=[\"']?([^\"'\s>]+)[^>]*>(.*?)</a>|(https?://[^\s<>\"')\]]+)", re.IGNORECASE | re.DOTALL
    )

    def change(text: str, chance: random.Random, article: Article | None) -> str:
        return pattern.sub(
            lambda found: form.format(
                url=found[1] or found[3],
                host=re.sub(r"^\w+://(www\.)?|/.*$", "", found[1] or found[3]),
                label=found[2] or "here",
            ),
            text,
        )

    return change


ATTACKS: tuple[Attack, ...] = (
    Attack("two look-alike letters a word", _by_word(_some_lookalikes)),
    Attack("all look-alike letters", _by_word(lambda word, chance: word.translate(_LOOKALIKES))),
    Attack("small capitals", _by_word(lambda word, chance: word.lower().translate(_SMALL_CAPITALS))),
    Attack("zero-width space", _by_word(lambda word, chance: _within(word, chance, "\u200b"))),
    Attack("soft hyphen", _by_word(lambda word, chance: _within(word, chance, "\u00ad"))),
    Attack("other invisible characters", _by_word(lambda word, chance: _within(word, chance, _UNSEEN))),
    Attack(
        "struck through (combining marks)", _by_word(lambda word, chance: "".join(f"{letter}\u0336" for letter in word))
    ),
    Attack("right-to-left override", _by_word(lambda word, chance: f"\u202e{word[::-1]}\u202c")),
    Attack("the whole text overridden", lambda text, chance, article: f"\u202e{text[::-1]}\u202c"),
    Attack("digits for letters", _by_word(lambda word, chance: word.translate(_LEET))),
    Attack("signs for letters", _by_word(lambda word, chance: word[0] + word[1:].translate(_SIGNS))),
    Attack("s p a c e d letters", _by_word(lambda word, chance: f" {' '.join(word)} ")),
    Attack("d.o.t.t.e.d letters", _by_word(lambda word, chance: ".".join(word))),
    Attack("HTML entities", _by_word(_encoded)),
    Attack("tags inside words", _by_word(_tagged)),
    Attack("Markdown inside words", _by_word(_emphasised)),
    Attack("links as <https://…>", _link_as("<{url}>")),
    Attack("links as [url=…]", _link_as("[url={url}]{label}[/url]")),
    Attack(
        "links as “host dot com”",
        lambda text, chance, article: _link_as("{host}")(text, chance, article).replace(".com", " dot com"),
    ),
    Attack("60 words of salad appended", _salad),
    Attack("sentences of the article around it", _quoting),
    Attack("article in chopped runs appended", _chopped_quotes),
    Attack("20 keywords of the article appended", _stuffing),
)


def split_pitch(text: str, parts: int = 3) -> Iterator[str]:
    """Cut a text into parts of about as many words, each to be sent as a comment of its own."""
    words = text.split()
    size = -(-len(words) // parts)
    return (" ".join(words[start : start + size]) for start in range(0, len(words), size))
