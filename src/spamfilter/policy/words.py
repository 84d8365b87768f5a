"""Cutting a folded text into the words that phrases are matched by."""

import re
import unicodedata

# Scripts without spaces, and Korean with its endings: each letter is a word, so that a phrase is found inside a run.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
# Vowel signs and accents belong to the letter before them; `\w` leaves them out.
_MARKS = "".join(chr(c) for c in range(0x300, 0x1E00) if unicodedata.category(chr(c)) in {"Mn", "Mc"})
_LETTER = rf"[^\W_{_UNSPACED}][{_MARKS}]*"
_ANY_WORD = re.compile(rf"(?!\W)[{_UNSPACED}][{_MARKS}]*|(?:{_LETTER})+(?:'(?:{_LETTER})+)*")
_ASCII_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*", re.ASCII)


def words_of(folded: str) -> list[str]:
    """The words of a casefolded text in order; punctuation and spaces separate and do not count."""
    return (_ASCII_WORD if folded.isascii() else _ANY_WORD).findall(folded)
