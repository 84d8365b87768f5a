"""Finds whom a picture is owed to: in captions, in lines of their own, in comments."""

from __future__ import annotations

import re

# The kinds of picture, in the languages of the magazines that we have seen; all end in a colon or "by".
KINDS = (
    r"photo(?:graph(?:y|s)?|s)?|image(?:s|n)?|picture(?:s)?|illustration(?:s|en)?|graphic(?:s)?|artwork|map|video|"
    r"fotos?|fotografia|fotografía|bild(?:er)?|grafik|imagem|immagine|afbeelding|zdjęcie|fot|ilustracja|kuva|"
    r"photographie|crédits? photo|фото|изображение|фотография|صورة|الصورة|图片|图|摄影|写真|fotoğraf|görsel"
)
# These mean nothing but "credit"; the label is dropped because the field itself says it.
CREDIT_WORDS = (
    r"(?:(?:photo|image|picture|video|illustration)s?\s+)?(?:credits?|courtesy|source)|"
    r"crédits?|créditos?|credito|kredyt|bildnachweis|bildquelle|fotocredits?|quelle"
)
MAX_LENGTH = 200

LINE = re.compile(
    rf"\(?\s*(?:(?:{KINDS}|{CREDIT_WORDS})\s*(?:\([^()]{{0,30}}\))?\s*[:\uff1a]|"
    rf"(?:{KINDS})\s+(?:by|via|von|par|di|de|courtesy)\b|©|\(c\)).{{1,{MAX_LENGTH}}}",
    re.IGNORECASE | re.DOTALL,
)
DROPPED_LABEL = re.compile(rf"(?:{CREDIT_WORDS})\s*[:\uff1a\u2013\u2014-]\s*", re.IGNORECASE)
# Where a credit may begin inside a caption: after the end of a sentence, a bar or a dash; at a bracket or a copyright
# sign; and at the few labels that are never a word of the caption itself.
START = re.compile(
    r"(?:^|(?<=[.!?…|/–—\])”\"\n])|(?<=[.!?…|/–—\])”\"\n] ))(?=\S)|(?=[\[(©])|"
    r"(?<=\s)(?=(?:Photos?|Images?|Fotos?|Pictures?|Credits?|Фото)(?: [Cc]redits?)?[:/])"
)
COMMENT_LABEL = re.compile(
    r"\s*(?:image|photo|picture|featured image|hero|lead image)?[ _-]?credits?\s*[:=]\s*", re.IGNORECASE
)


def is_credit_line(text: str) -> bool:
    """Whether `text` as a whole is a credit ("Image: Jane Doe", "© Agency 2019"), not a sentence with one."""
    text = text.strip()
    if len(text) > MAX_LENGTH or not LINE.fullmatch(text):
        return False
    # "Photos: what we saw in the mountains. It began to rain." is a paragraph.
    return len(text.split()) <= 14 and not re.search(r"[a-zà-ÿ]{3}[.!?] +\w", text)


def tidy_credit(text: str) -> str:
    """Take away brackets and a label that only says "credit". What kind of picture it is stays."""
    text = text.strip()
    if text.startswith(("(", "[")) and text.endswith((")", "]")) and not text.lower().startswith("(c)"):
        text = text[1:-1].strip()
    return DROPPED_LABEL.sub("", text, count=1).strip(" .") if DROPPED_LABEL.match(text) else text


def split_caption(text: str) -> tuple[str, str]:
    """Return (caption, credit) of a caption such as "The old harbour. Photo: Jane Doe"."""
    text = text.strip()
    tail_begins = max(len(text) - MAX_LENGTH, 0)
    for start in START.finditer(text, tail_begins):
        tail = text[start.start() :].strip()
        if is_credit_line(tail):
            return text[: start.start()].strip(" |/–—").strip(), tidy_credit(tail)
    return text, ""


def credit_in_comment(comment: str) -> str:
    """The credit in a hidden comment such as `<!-- image credit: … -->`, or empty."""
    found = COMMENT_LABEL.match(comment)
    return tidy_credit(comment[found.end() :].strip()) if found else ""
