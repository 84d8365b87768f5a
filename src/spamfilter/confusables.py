"""Letters of other scripts that pass for Latin ones, and folding them back.

Only words that mix scripts, or lone lookalike words inside Latin text, are folded: honest
Russian and Greek must keep their letters. The pairs are those of Unicode's confusables list
(UTS #39) that spammers use in running text, not the whole list.
"""

import re

_PAIRS = {
    # Cyrillic
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "ғ": "f", "һ": "h", "і": "i", "ї": "i",
    "ј": "j", "к": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s",
    "т": "t", "и": "u", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y", "ᴢ": "z",
    # Greek
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p",
    "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w", "σ": "o", "µ": "u", "μ": "u",
    # Latin letters with a stroke or of the phonetic alphabet
    "ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ᴀ": "a", "ʙ": "b", "ᴄ": "c",
    "ᴅ": "d", "ᴇ": "e", "ɢ": "g", "ʜ": "h", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t",
    "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y",
}  # fmt: skip
_TABLE = str.maketrans(_PAIRS)
_LATIN = re.compile(r"[a-zA-Z]")
_FOREIGN = re.compile(f"[{''.join(_PAIRS)}Ͱ-ϿЀ-ԯᴀ-ᴿ]")
_FOREIGN_LETTER = re.compile("[\u0131\u0250-\u02af\u0370-\u03ff\u0400-\u052f\u1d00-\u1d2b\u00b5]")
_FOREIGN_WORD = re.compile(r"[^\W\d_]*[\u0131\u0250-\u02af\u0370-\u03ff\u0400-\u052f\u1d00-\u1d2b\u00b5][^\W\d_]*")


def fold_confusables(text: str) -> tuple[str, int]:
    """Return the casefolded `text` with disguised Latin words restored, and how many there were."""
    if text.isascii() or not _FOREIGN_LETTER.search(text):
        return text, 0
    mostly_latin = 2 * len(_LATIN.findall(text)) > sum(map(str.isalpha, text))
    disguised = 0

    def restore(match: re.Match[str]) -> str:
        nonlocal disguised
        word = match.group()
        folded = word.translate(_TABLE)
        mixed = bool(_LATIN.search(word))
        if not folded.isascii() or not (mixed or (mostly_latin and len(word) > 2)):
            return word
        disguised += 1
        return folded

    return _FOREIGN_WORD.sub(restore, text), disguised
