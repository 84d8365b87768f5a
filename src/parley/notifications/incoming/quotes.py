"""What somebody wrote in a mail, without what is quoted below and without the signature.

Our own code, by lines: the library that knows several languages strips indentation, which is Markdown's, and takes a
list for a signature (measured with mail-parser-reply 1.36). Closing greetings stay: they are
the writer's words, and no rule tells "Thanks, Cleo" from a sentence.
"""

import re

MARK = "##-"
"""How the line begins above which our mails ask to answer. It is found in whatever language the rest is."""

_QUOTED = re.compile(r"\s{0,3}[>|]")
_SEPARATOR = re.compile(
    r"-{2,}\s*(original message|original-nachricht|urspr\S+ nachricht|weitergeleitete nachricht|forwarded message|"
    r"begin forwarded message|message d.origine|message original|mensaje original|mensaje reenviado|"
    r"wiadomo\S+ oryginalna|oryginalna wiadomo\S+|reply message|original appointment|messaggio originale|"
    r"mensagem original|oorspronkelijk bericht)\s*-{2,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[_\-=]{20,}|[—–]{3,}")
_HEADER_NAMES = {
    "from": {"from", "von", "de", "od", "da", "van", "fra", "från", "expéditeur", "nadawca", "remitente"},
    "other": {
        *("sent", "date", "to", "cc", "subject", "reply-to"),
        *("gesendet", "datum", "an", "betreff", "antwort an"),
        *("envoyé", "à", "objet", "date", "répondre à"),
        *("wysłano", "wysłane", "data", "do", "temat", "dw"),
        *("enviado", "enviado el", "fecha", "para", "asunto"),
        *("inviato", "a", "oggetto", "verzonden", "aan", "onderwerp", "sendt", "til", "emne"),
    },
}
_WROTE = re.compile(
    r"\b(wrote|writes|said|"
    r"schrieb|schreibt|geschrieben|a écrit|écrivait|écrit|escribió|escribio|escribe|"
    r"napisał|napisała|pisze|pisał|napsal|ha scritto|scrive|schreef|escreveu|skrev|"
    r"kirjoitti|írta|yazdı|написал|пише|пишет)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(on|am|le|el|dnia|w dniu|il|op|den|em|dne|от|po?n|wt|śr|czw|pt|sob|niedz|\w{2,4}\.?,)\s|\d|[^:]{1,60}<\S+@",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,4}[./:\- ]|\b\d{4}\b|@")
_DEVICE = re.compile(
    r"(sent from|sent with|sent via|get outlook for|von meinem|gesendet (mit|von|über|aus)|outlook für|"
    r"diese nachricht wurde von|holen sie sich outlook|envoyé (de|depuis|à partir)|obtenez outlook|télécharger outlook|"
    r"wysłan[eoa] (z|ze|za)|pobierz (program )?outlook|enviado desde|enviado con|obtener outlook|descarga outlook|"
    r"inviato da|verzonden (vanaf|met)|skickat från|please excuse my brevity)\b.{0,120}$",
    re.IGNORECASE,
)
_ADDRESS_OR_TIME = re.compile(r"[<(]\S+@\S+[>)]|\d{4}\D.{0,40}\d[:.]\d\d")
_PRODUCT = re.compile(
    r"iphone|ipad|android|outlook|samsung|galaxy|huawei|xiaomi|pixel|mobil|smartphone|handy|telefon|blackberry|k-9|k9|"
    r"yahoo|mail|windows|proton|thunderbird|tablet|portable|móvil|teléfono|brevity|kürze",
    re.IGNORECASE,
)
"""What a line about a device also names: "Von meinem Fenster aus" is no signature."""

_LONGEST, _MOST_LINES = 100_000, 3_000
"""Characters and lines that are looked at; a comment has 20,000 characters."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\u2062\u2063\ufeff\u00ad"))


def own_words(text: str) -> str:
    """The text without quotations, attributions ("On Monday, Ben wrote:") and signature; "" when nothing is left."""
    lines = [line.translate(_INVISIBLE).replace("\xa0", " ").rstrip("\t\r") for line in text[:_LONGEST].split("\n")]
    lines = lines[:_MOST_LINES]
    mark = next((number for number, line in enumerate(lines) if _is_mark(line)), None)
    own: list[str] = []
    if mark is not None:
        own = _without_signature(_without_quotations(_without_attribution(lines[:mark])))
        if not own and _QUOTED.match(lines[mark]):
            own = _without_signature(_without_quotations(lines[mark:]))  # answered below the quotation
    else:
        own = _without_signature(_without_quotations(lines))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in own)).strip("\n")


def _is_mark(line: str) -> bool:
    return line.lstrip("> *|\t\\").replace("\\", "").startswith(MARK)


def _without_quotations(lines: list[str]) -> list[str]:
    own: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _QUOTED.match(line):
            own = _without_attribution(own)
            while at < len(lines) and (_QUOTED.match(lines[at]) or _continues_quotation(lines, at)):
                at += 1
            own.append("")
            continue
        if _ends_here(lines, at):
            return _trimmed(own)
        own.append(line)
        at += 1
    return _trimmed(own)


def _continues_quotation(lines: list[str], at: int) -> bool:
    """An empty line between two quoted ones."""
    return not lines[at].strip() and at + 1 < len(lines) and bool(_QUOTED.match(lines[at + 1]))


def _ends_here(lines: list[str], at: int) -> bool:
    """Whether nothing of the writer's own follows: another mail begins here, unmarked."""
    line = lines[at].strip(" *_#")
    if _SEPARATOR.match(lines[at].strip(" *")):
        return True
    if _RULE.fullmatch(lines[at].strip()) and _is_header_block(lines, _next_filled(lines, at + 1)):
        return True
    if _is_header_block(lines, at):
        return True
    # "On Monday, Ben wrote:" with the old mail unmarked below it, on one line or broken over some.
    if not line or not _WROTE.search(" ".join(lines[at : at + 4])):
        return False
    if not _begins_attribution(line):
        return False
    length = next((length for length in (1, 2, 3) if _is_attribution(lines[at : at + length])), 0)
    below = _next_filled(lines, at + length)
    return length > 0 and not (below < len(lines) and _QUOTED.match(lines[below]))


def _begins_attribution(line: str) -> bool:
    return _BEGINS.match(line) is not None and _DATED.search(line) is not None


def _is_attribution(lines: list[str]) -> bool:
    words = " ".join(" ".join(lines).split())
    if not words or len(words) > 400 or not words.rstrip(" *_").endswith((":", "：")):
        return False
    return _WROTE.search(words) is not None and _DATED.search(words) is not None


def _is_header_block(lines: list[str], at: int) -> bool:
    """Whether the old mail's own header begins at this line, as Outlook writes it: From, then two more fields."""
    if at >= len(lines) or _name_of_field(lines[at]) not in _HEADER_NAMES["from"]:
        return False
    following = [_name_of_field(line) for line in lines[at + 1 : at + 12] if line.strip()][:6]
    return sum(name in _HEADER_NAMES["other"] for name in following) >= 2


def _name_of_field(line: str) -> str:
    name, colon, _value = line.strip(" >*_").partition(":")
    return name.strip(" *_\\").lower() if colon and len(name) < 25 else ""


def _next_filled(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _without_attribution(lines: list[str]) -> list[str]:
    """Without the words that announce a quotation, at the end: one paragraph of at most four lines."""
    lines = _trimmed(lines)
    announcing = 0
    for length in range(1, min(4, len(lines)) + 1):
        last = lines[-length:]
        if not last[0].strip():
            break
        reads_like_one = _is_attribution(last) or _is_bare_attribution(last)
        # The shortest that reads like one, or a longer one whose first line begins like one.
        if reads_like_one and (not announcing or _begins_attribution(last[0])):
            announcing = length
    if announcing:
        return _trimmed(lines[:-announcing])
    for back in range(1, min(14, len(lines)) + 1):  # Outlook's header, or its rule, above our mark
        at = len(lines) - back
        if _is_header_block(lines, at) or _SEPARATOR.match(lines[at].strip(" *")):
            return _without_attribution(lines[:at])
    if lines and _RULE.fullmatch(lines[-1].strip()):
        return _trimmed(lines[:-1])
    return lines


def _is_bare_attribution(lines: list[str]) -> bool:
    """A line in a language that `_WROTE` does not know: it ends in a colon and has an address, or date and time."""
    words = " ".join(" ".join(lines).split())
    ends = words.endswith(":") and len(words) < 300
    return ends and _ADDRESS_OR_TIME.search(words) is not None


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line.rstrip() in {"--", "—", "\\--"} and (line.startswith("-- ") or len(lines) - at <= 12):
            lines = lines[:at]
            break
    lines = _trimmed(lines)
    while lines and _is_device_line(lines[-1]):
        lines = _trimmed(lines[:-1])
    if len(lines) >= 2 and _is_device_line(f"{lines[-2]} {lines[-1]}"):
        lines = _trimmed(lines[:-2])
    while lines and _RULE.fullmatch(lines[-1].strip()):
        lines = _trimmed(lines[:-1])
    return lines


def _is_device_line(line: str) -> bool:
    plain = re.sub(r"\[([^\]\n]{1,80})\]\([^)\n]{1,200}\)", r"\1", line).strip(" *_-.")
    return len(line) < 400 and _DEVICE.match(plain[:250]) is not None and _PRODUCT.search(plain) is not None


def _trimmed(lines: list[str]) -> list[str]:
    """Without empty lines at both ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last]
