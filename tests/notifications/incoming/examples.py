# ruff: noqa: E501 - mails are as wide as they are
"""Answers as mail programs shape them, made by us: program, language, what was sent, what the writer wrote."""

from dataclasses import dataclass

OURS = """##- Answer above this line, and your words stand in the conversation -##

Ben wrote a comment on this article:

A river measured three times
https://magazine.example/opinion/a-river-measured-three-times/

> The gauge reads low.
> It did so last year.

Answer:
https://magazine.example/conversation/reply/12/

Stop mails about this article (unsubscribe):
https://magazine.example/stop/abcdefghijklmnopqrstuv"""

OURS_HTML = """<p>##- Answer above this line, and your words stand in the conversation -##</p>
<p><strong>Ben</strong> wrote a comment on</p><h1><a href="https://magazine.example/x/">A river</a></h1>
<blockquote><p>The gauge reads low.</p></blockquote>
<p><a href="https://magazine.example/stop/abc">Stop mails about this article (unsubscribe)</a></p>"""

QUOTED = "\n".join(f"> {line}" if line else ">" for line in OURS.split("\n"))
UNMARKED = "\n".join(OURS.split("\n")[2:])
"""Ours without the line that asks to answer above it: somebody's program lost it."""
UNMARKED_QUOTED = "\n".join(f"> {line}" if line else ">" for line in UNMARKED.split("\n"))


@dataclass(frozen=True)
class Example:
    """`kind`: "plain", "flowed", "html"."""

    name: str
    sent: str
    own: str
    kind: str = "plain"


def _plain(name: str, sent: str, own: str = "It read low at Velka too.") -> Example:
    return Example(name, sent, own)


WORDS = "It read low at Velka too."
DE, FR, PL, ES = "Auch in Velka stand er tief.", "À Velka aussi.", "W Velce też było nisko.", "En Velka también."

EXAMPLES = [
    # Gmail
    _plain("gmail en", f"{WORDS}\n\nOn Thu, Nov 26, 2026 at 5:29 PM The Test Review <\ntalk@magazine.example> wrote:\n\n{QUOTED}"),
    _plain("gmail en one line", f"{WORDS}\n\nOn Thu, Nov 26, 2026 at 5:29 PM Ben <b@x.example> wrote:\n\n{QUOTED}\n"),
    _plain("gmail de", f"{DE}\n\nAm Do., 26. Nov. 2026 um 17:29 Uhr schrieb The Test Review <\ntalk@magazine.example>:\n\n{QUOTED}", DE),
    _plain("gmail fr", f"{FR}\n\nLe jeu. 26 nov. 2026 à 17:29, The Test Review <talk@magazine.example> a\nécrit :\n\n{QUOTED}", FR),
    _plain("gmail pl", f"{PL}\n\nczw., 26 lis 2026 o 17:29 The Test Review <talk@magazine.example> napisał(a):\n\n{QUOTED}", PL),
    _plain("gmail es", f"{ES}\n\nEl jue, 26 nov 2026 a las 17:29, The Test Review (<talk@magazine.example>)\nescribió:\n\n{QUOTED}", ES),
    _plain("gmail en signature", f"{WORDS}\n\n-- \nCleo Reader\nPhone 555 1234\n\nOn Thu, Nov 26, 2026 at 5:29 PM Ben <b@x.example> wrote:\n\n{QUOTED}"),
    _plain("gmail below the quotation", f"On Thu, Nov 26, 2026 at 5:29 PM Ben <b@x.example> wrote:\n\n{QUOTED}\n\n{WORDS}\n"),
    _plain("gmail en, our line lost", f"{WORDS}\n\nOn Thu, Nov 26, 2026 at 5:29 PM Ben <\nb@x.example> wrote:\n\n{UNMARKED_QUOTED}"),
    _plain("gmail de, our line lost", f"{DE}\n\nAm Do., 26. Nov. 2026 um 17:29 Uhr schrieb Ben <b@x.example>:\n\n{UNMARKED_QUOTED}", DE),
    Example(
        "gmail html en",
        f'<div dir="ltr">It read <b>low</b> at Velka too.<div><br></div><div>And at <a href="https://lindau.example/">Lindau</a>.</div></div><br>'
        f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Thu, Nov 26, 2026 at 5:29 PM Ben wrote:<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0">{OURS_HTML}</blockquote></div>',
        "It read **low** at Velka too.\n\nAnd at [Lindau](https://lindau.example/).",
        "html",
    ),
    Example(
        "gmail html signature",
        f'<div dir="ltr">{WORDS}<div><br></div><span class="gmail_signature_prefix">-- </span><br>'
        f'<div dir="ltr" class="gmail_signature">Cleo Reader<br>Engineer</div></div>'
        f'<div class="gmail_quote gmail_quote_container">{OURS_HTML}</div>',
        WORDS,
        "html",
    ),
    # Apple Mail
    _plain("apple en", f"{WORDS}\n\n> On 26 Nov 2026, at 17:29, The Test Review <talk@magazine.example> wrote:\n> \n{QUOTED}"),
    _plain("apple de", f"{DE}\n\n> Am 26.11.2026 um 17:29 schrieb The Test Review <talk@magazine.example>:\n> \n{QUOTED}", DE),
    _plain("apple fr", f"{FR}\n\n> Le 26 nov. 2026 à 17:29, The Test Review <talk@magazine.example> a écrit :\n> \n{QUOTED}", FR),
    _plain("apple pl", f"{PL}\n\n> Wiadomość napisana przez The Test Review <talk@magazine.example> w dniu 26.11.2026, o godz. 17:29:\n> \n{QUOTED}", PL),
    _plain("apple es", f"{ES}\n\n> El 26 nov 2026, a las 17:29, The Test Review <talk@magazine.example> escribió:\n> \n{QUOTED}", ES),
    _plain("iphone en", f"{WORDS}\n\nSent from my iPhone\n\n> On Nov 26, 2026, at 5:29 PM, Ben <b@x.example> wrote:\n> \n> \ufeff\n{QUOTED}"),
    _plain("iphone de", f"{DE}\n\nVon meinem iPhone gesendet\n\n> Am 26.11.2026 um 17:29 schrieb Ben <b@x.example>:\n> \n{QUOTED}", DE),
    _plain("iphone fr", f"{FR}\n\nEnvoyé de mon iPhone\n\n> Le 26 nov. 2026 à 17:29, Ben <b@x.example> a écrit :\n>\n{QUOTED}", FR),
    _plain("iphone pl", f"{PL}\n\nWysłane z iPhone’a\n\n> Wiadomość napisana przez Ben <b@x.example> w dniu 26.11.2026, o godz. 17:29:\n>\n{QUOTED}", PL),
    _plain("iphone es", f"{ES}\n\nEnviado desde mi iPhone\n\n> El 26 nov 2026, a las 17:29, Ben <b@x.example> escribió:\n>\n{QUOTED}", ES),
    Example(
        "apple html",
        f'<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">{WORDS}'
        f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br>'
        f'<blockquote type="cite">On Nov 26, 2026, at 5:29 PM, Ben wrote:<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{OURS_HTML}</div></blockquote></body></html>',
        WORDS,
        "html",
    ),
    # Outlook
    _plain("outlook en", f"{WORDS}\n\nFrom: The Test Review <talk@magazine.example>\nSent: Thursday, November 26, 2026 5:29 PM\nTo: Cleo\nSubject: New comment: A river\n\n{OURS}"),
    _plain("outlook en, our line lost", f"{WORDS}\n\nFrom: The Test Review <talk@magazine.example>\nSent: Thursday, November 26, 2026 5:29 PM\nTo: Cleo\nSubject: New comment: A river\n\n{UNMARKED}"),
    _plain("outlook de", f"{DE}\n\nVon: The Test Review <talk@magazine.example>\nGesendet: Donnerstag, 26. November 2026 17:29\nAn: Cleo\nBetreff: Neuer Kommentar\n\n{UNMARKED}", DE),
    _plain("outlook fr", f"{FR}\n\nDe : The Test Review <talk@magazine.example>\nEnvoyé : jeudi 26 novembre 2026 17:29\nÀ : Cleo\nObjet : Nouveau commentaire\n\n{UNMARKED}", FR),
    _plain("outlook pl", f"{PL}\n\nOd: The Test Review <talk@magazine.example>\nWysłano: czwartek, 26 listopada 2026 17:29\nDo: Cleo\nTemat: Nowy komentarz\n\n{UNMARKED}", PL),
    _plain("outlook es", f"{ES}\n\nDe: The Test Review <talk@magazine.example>\nEnviado: jueves, 26 de noviembre de 2026 17:29\nPara: Cleo\nAsunto: Nuevo comentario\n\n{UNMARKED}", ES),
    _plain("outlook mobile", f"{WORDS}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Ben <b@x.example>\nSent: Thursday, November 26, 2026 5:29:00 PM\nTo: Cleo\nSubject: x\n\n{UNMARKED}"),
    _plain("outlook mobile de", f"{DE}\n\nOutlook für Android<https://aka.ms/AAb9ysg> herunterladen\n________________________________\nVon: Ben <b@x.example>\nGesendet: Donnerstag, 26. November 2026 17:29\nAn: Cleo\nBetreff: x\n\n{UNMARKED}", DE),
    _plain("outlook old", f"{WORDS}\n\n-----Original Message-----\nFrom: Ben [mailto:b@x.example]\nSent: Thursday, November 26, 2026 5:29 PM\nTo: Cleo\nSubject: x\n\n{UNMARKED}"),
    _plain("outlook old de", f"{DE}\n\n-----Ursprüngliche Nachricht-----\nVon: Ben [mailto:b@x.example]\nGesendet: 26.11.2026 17:29\nAn: Cleo\n\n{UNMARKED}", DE),
    Example(
        "outlook web html",
        f'<html><body><div class="elementToProof" style="font-family:Aptos">{WORDS}</div><div id="appendonsend"></div>'
        f'<hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Ben<br><b>Sent:</b> Thursday<br></div><div>{OURS_HTML}</div></body></html>',
        WORDS,
        "html",
    ),
    Example(
        "outlook desktop html",
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{margin:0}}</style></head><body>'
        f'<div class="WordSection1"><p class="MsoNormal">{WORDS}<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        f'<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Ben &lt;b@x.example&gt; <br>'
        f'<b>Sent:</b> Thursday, November 26, 2026 5:29 PM<br><b>To:</b> Cleo<br><b>Subject:</b> New comment<o:p></o:p></p></div>{OURS_HTML}</div></body></html>',
        WORDS,
        "html",
    ),
    # Thunderbird
    Example("thunderbird en", f"{WORDS} \nAnd at Lindau.\n\nOn 26.11.26 17:29, The Test Review wrote:\n{QUOTED}", "It read low at Velka too. And at Lindau.", "flowed"),
    _plain("thunderbird de", f"{DE}\n\nAm 26.11.26 um 17:29 schrieb The Test Review:\n{QUOTED}", DE),
    _plain("thunderbird fr", f"{FR}\n\nLe 26/11/2026 à 17:29, The Test Review a écrit :\n{QUOTED}", FR),
    _plain("thunderbird pl", f"{PL}\n\nW dniu 26.11.2026 o 17:29, The Test Review pisze:\n{QUOTED}", PL),
    _plain("thunderbird es", f"{ES}\n\nEl 26/11/26 a las 17:29, The Test Review escribió:\n{QUOTED}", ES),
    _plain("thunderbird below", f"Am 26.11.26 um 17:29 schrieb The Test Review:\n{QUOTED}\n\n{DE}\n\n-- \nCleo\n", DE),
    Example(
        "thunderbird html",
        f'<html><head><meta charset="UTF-8"></head><body><p>{WORDS}</p><ul><li>Velka</li><li>Lindau</li></ul>'
        f'<div class="moz-cite-prefix">On 26.11.26 17:29, The Test Review wrote:<br></div>'
        f'<blockquote type="cite" cite="mid:c12@magazine.example">{OURS_HTML}</blockquote><div class="moz-signature">-- <br>Cleo</div></body></html>',
        f"{WORDS}\n\n- Velka\n- Lindau",
        "html",
    ),
    # K-9
    _plain("k9 en", f"{WORDS}\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity."),
    _plain("k9 en quoting", f"{WORDS}\n\nOn November 26, 2026 5:29:00 PM GMT+01:00, Ben <b@x.example> wrote:\n{QUOTED}\n"),
    _plain("k9 de", f"{DE}\n\nAm 26. November 2026 17:29:00 MEZ schrieb Ben <b@x.example>:\n{QUOTED}\n-- \nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", DE),
    _plain("k9 fr", f"{FR}\n-- \nEnvoyé de mon appareil Android avec K-9 Mail. Veuillez excuser ma brièveté.", FR),
    # mutt
    _plain("mutt en", f"On Thu, Nov 26, 2026 at 05:29:40PM +0000, The Test Review wrote:\n{QUOTED}\n\n{WORDS}\n\n-- \nCleo\nhttps://cleo.example/\n"),
    _plain("mutt above", f"{WORDS}\n\n* The Test Review <talk@magazine.example> [2026-11-26 17:29]:\n{QUOTED}"),
    _plain("mutt in between", "On Thu, Nov 26, 2026 at 05:29:40PM +0000, Ben wrote:\n> The gauge reads low.\n\nIt does.\n\n> It did so last year.\n\nThen too.\n", "It does.\n\nThen too."),
    # Others, and what must stay as it is
    _plain("proton", f"{WORDS}\n\nSent with Proton Mail secure email.\n\nOn Thursday, November 26th, 2026 at 5:29 PM, Ben <b@x.example> wrote:\n\n{QUOTED}"),
    _plain("yahoo", f"{WORDS}\n\nSent from Yahoo Mail on Android\n\nOn Thu, Nov 26, 2026 at 5:29 PM, Ben<b@x.example> wrote:   {UNMARKED}"),
    _plain("italian", f"{WORDS}\n\nIl giorno gio 26 nov 2026 alle ore 17:29 Ben <b@x.example> ha scritto:\n\n{QUOTED}"),
    _plain("finnish, which no rule knows", f"{WORDS}\n\nto 26. marrask. 2026 klo 17.29 Ben (b@x.example) kertoi:\n\n{QUOTED}"),
    _plain("nothing quoted", WORDS),
    _plain("a sentence with wrote", f"Ben wrote that in 2025, and Ada wrote more:\nboth were right.\n\n{WORDS}", f"Ben wrote that in 2025, and Ada wrote more:\nboth were right.\n\n{WORDS}"),
    _plain("from my window", f"{WORDS}\n\nVon meinem Fenster aus sehe ich den Fluss.", f"{WORDS}\n\nVon meinem Fenster aus sehe ich den Fluss."),
    _plain("a greeting stays", f"{WORDS}\n\nThanks,\nCleo", f"{WORDS}\n\nThanks,\nCleo"),
    _plain("code and lists", "Look:\n\n    rate = 3\n\n- one\n- two\n\n1. first", "Look:\n\n    rate = 3\n\n- one\n- two\n\n1. first"),
    _plain("a field that is no header", "From: the bridge one sees it.\nNothing else.\n", "From: the bridge one sees it.\nNothing else."),
    _plain("only a quotation", f"On 26.11.26 17:29, The Test Review wrote:\n{QUOTED}", ""),
    _plain("only a signature", f"-- \nCleo\n\nOn 26.11.26 17:29, Ben wrote:\n{QUOTED}", ""),
    Example("flowed, delsp and stuffing", f"This is one long \nparagraph.\n From the bridge.\n\nOn 26.11.26 17:29, Ben wrote:\n{QUOTED}", "This is one long paragraph.\nFrom the bridge.", "flowed"),
    _plain(
        "broken at 72",
        "The gauge at Lindau read low again this morning, and the dam keepers\nof Velka measured forty centimetres more than the people upstream have\nbelieved.\n\nShort line.\nAnother.",
        "The gauge at Lindau read low again this morning, and the dam keepers of Velka measured forty centimetres more than the people upstream have believed.\n\nShort line.\nAnother.",
    ),
]  # fmt: skip
