"""Rules about what is for sale."""

import re

from spamfilter.normalise import NormalText
from spamfilter.records import Submission
from spamfilter.rules.rule import Rule, phrase

# ruff: noqa: E501 - a pattern is easier to read on one line than in pieces

_BUY = r"\b(?:buy|order|purchase|cheap(?:est)?|discount(?:ed)?|wholesale|generic|best price|for sale|free shipping)\b"

_NUMBER = re.compile(
    r"(?:\+\d{1,3}|\b(?!(?:19|20)\d\d-\d\d-\d\d)\d{2,4})[ .()-]{0,2}\d{2,4}[ .()-]{1,2}\d{2,4}[ .()-]{0,2}\d{2,5}\b|\+\d{9,14}\b"
)
_ROW_OF_DIGITS = re.compile(r"\d[\d .()-]{5,}\d")  # quickly found, or not


def _gives_number(text: NormalText, submission: Submission) -> bool:
    return bool(_ROW_OF_DIGITS.search(text.folded) and _NUMBER.search(text.folded))


OFFER_RULES = (
    Rule(
        "search_ranking", 2.3, "offer", "Offers search ranking, backlinks or visitors.",
        phrase(
            r"\bback ?links?\b|\bseo (?:service|agency|compan|expert|tool|plugin|tips|package)|\bsearch engine (?:optimi|rank)|\blink building\b|"
            r"\b(?:rank|ranking|rankings|placement|traffic|visitors)\b.{0,40}\b(?:google|bing|search engines?|your (?:web ?site|site|blog|page))\b|"
            r"\b(?:first|1st|top) page of google\b|\b(?:increase|boost|more|drive|free|targeted|organic) (?:\w+ )?(?:traffic|visitors|followers|subscribers)\b",
            "backlink", "backlinks", "back", "seo", "search", "link", "rank", "ranking", "rankings", "placement", "traffic", "visitors", "google", "followers", "subscribers",
        ),
    ),
    Rule(
        "link_exchange", 2.6, "offer", "Asks for a link in return.",
        phrase(r"\b(?:exchange|swap|trade|trading|swapping|exchanging) (?:of )?(?:\w+ )?links?\b|\blinks? (?:exchange|swap|in return)\b|\blinks? ?back (?:to|from) (?:me|my|us|our|mine|you|yours?)\b|\blinkback\b", "link", "links", "linkback"),
    ),
    Rule(
        "guest_post", 2.2, "offer", "Offers or asks for guest articles.",
        phrase(
            r"\b(?:guest|sponsored|paid) (?:posts?|posting|articles?|author\w*|blog\w*|writ\w+|content)\b|\b(?:article|content|blog) (?:writer|author)s?\b.{0,60}\b(?:your|you)\b|"
            r"\bwrite (?:\w+ ){0,3}(?:articles?|posts?|content|material) (?:for|on) your\b",
            "guest", "sponsored", "paid", "article", "content", "blog", "write",
        ),
    ),
    Rule(
        "own_site", 2.0, "offer", "Sends readers to the author's own site.",
        phrase(
            r"\b(?:visit|check ?out|checkout|look at|stop by|take a look at|surf to|see|come (?:to|by)|here is|here's|also visit|feel free to (?:visit|surf)) (?:out )?(?:my|our) "
            r"(?:\w+ )?(?:web-?site|site|blog|web-?log|web-?page|page|homepage|channel|profile|store|shop|company|post|article)\b|\bmy (?:web ?site|web ?page|homepage|blog|site) ?(?:\.{2,}|:|;|::|-|$)",
            "my", "our",
        ),
    ),
    Rule(
        "own_work", 1.5, "offer", "Asks readers to look at the author's own work.",
        phrase(
            r"\b(?:check(?: ?out)?|listen(?: to)?|watch|see|view|hear|visit|like|support|share|try|look(?: at)?|join|follow|have a (?:look|listen)) (?:\w+ ){0,4}"
            r"(?:my|our) (?:\w+ ){0,3}(?:songs?|tracks?|covers?|videos?|vids?|channel|music|mixtape|remix|raps?|beats?|band|album|blog|site|website|page|app|game|playlist|stuff|store|shop|group|profile|instagram|facebook|tutorials?)\b|"
            r"\b(?:my|our) (?:new |latest |own |first )?(?:songs?|tracks?|covers?|videos?|channel|mixtape|remix|app|playlist)\b.{0,60}\b(?:check|listen|watch|subscribe|feedback|support|out now|link)\b",
            "my", "our",
        ),
    ),
    Rule(
        "subscribe_to_me", 1.8, "offer", "Asks for subscribers or followers.",
        phrase(r"\b(?:subscribe|sub) to (?:my|our|me)\b|\bfollow me (?:on|at|back)\b|\b(?:like|subscribe) (?:and|&) (?:subscribe|share)\b|\bmy (?:you ?tube )?channel\b", "subscribe", "sub", "follow", "channel", "like"),
    ),
    Rule(
        "medicines", 2.6, "offer", "Sells medicines or cures.",
        phrase(
            r"\b(?:viagra|cialis|levitra|tramadol|xanax|phentermine|ambien|modafinil|kamagra|sildenafil|tadalafil|cbd (?:oil|gummies)|keto (?:pills|gummies|diet pills)|"
            r"weight ?loss (?:pills?|supplements?)|male enhancement|online pharmacy|herbal (?:cure|medicine|doctor|remed\w+)|garcinia)\b",
            "viagra", "cialis", "levitra", "tramadol", "xanax", "phentermine", "ambien", "modafinil", "kamagra", "sildenafil", "tadalafil", "cbd", "keto", "weight",
            "weightloss", "male", "online", "herbal", "garcinia",
        ),
    ),
    Rule(
        "gambling", 2.2, "offer", "Advertises gambling.",
        phrase(
            r"\b(?:online casino|casino (?:online|bonus|games?)|sports? ?betting|free spins|slot (?:gacor|online|machines?)|(?:agen|situs|bandar|main) judi|togel|maxwin|gacor|poker online|online poker|"
            r"(?:no )?deposit bonus|situs (?:slot|judi)|bandar)\b",
            "casino", "betting", "spins", "slot", "judi", "togel", "maxwin", "gacor", "poker", "bonus", "situs", "bandar", "sportsbetting",
        ),
    ),
    Rule(
        "loans_and_gains", 2.3, "offer", "Offers loans, easy money or investments.",
        phrase(
            r"\b(?:payday|cash|instant|personal|quick|business) loans?\b|\b(?:earn|make|made|earning|making|earned) (?:\w+ ){0,3}(?:\$|usd|£|€)? ?\d[\d,.k]* ?(?:\$|usd|dollars)? ?(?:\w+ )?(?:per|a|an|each|every|/)"
            r" ?(?:day|week|month|hour)\b|\bwork(?:ing)? from home\b.{0,80}(?:\$|earn|income|online)|\b(?:forex|binary options?|crypto(?:currency)?|bitcoin) (?:trad(?:ing|er)|invest\w*|signals?|broker|recovery|mining)\b|"
            r"\b(?:recover|recovered|recovery of) (?:\w+ ){0,4}(?:bitcoin|crypto|funds|wallet)\b|\bguaranteed (?:returns?|profits?)\b|\bfinancial freedom\b|\bbad credit\b",
            "loan", "loans", "earn", "make", "made", "earning", "making", "earned", "work", "working", "forex", "binary", "crypto", "cryptocurrency", "bitcoin", "recover",
            "recovered", "recovery", "guaranteed", "financial", "credit",
        ),
    ),
    Rule(
        "easy_money", 3.2, "offer", "Tells of much money earned with little work.",
        phrase(
            r"\b(?:earn|earns|earned|earning|make|makes|made|making|got paid) (?:\w+ ){0,3}(?:\$|£|€|usd )? ?\d[\d,.]*k? ?(?:\$|€|£|usd|dollars|euros|pounds|bucks)?"
            r".{0,50}\b(?:(?:\w+ )?hours? (?:a|per|each|every) (?:day|week)|from (?:home|my \w+)|part[- ]time|on my (?:phone|laptop)|with(?:out| no) (?:any )?(?:skills?|experience))\b",
            "earn", "earns", "earned", "earning", "make", "makes", "made", "making", "paid",
        ),
    ),
    Rule(
        "ghost_writing", 2.3, "offer", "Sells essays or homework.",
        phrase(r"\b(?:essay|assignment|dissertation|thesis|homework|term paper|coursework) (?:writing|help|helper|service|writers?)\b|\bwrite my (?:essay|paper|thesis)\b", "essay", "assignment", "dissertation", "thesis", "homework", "paper", "coursework"),
    ),
    Rule(
        "fashion", 2.2, "offer", "Sells brand goods.",
        phrase(
            _BUY + r".{0,50}\b(?:jerseys?|handbags?|purses?|watches|shoes|boots|sunglasses|jackets?|rolex|gucci|prada|nike|ugg|louis vuitton|ray ?ban|moncler|jordans?)\b|"
            r"\b(?:replica|authentic|fake) (?:\w+ )?(?:watches|handbags|jerseys|bags|rolex)\b|\b(?:jerseys|handbags|boots|sunglasses) (?:outlet|sale|online|cheap)\b",
            "buy", "order", "purchase", "cheap", "cheapest", "discount", "discounted", "wholesale", "best", "sale", "free", "replica", "authentic", "fake", "jerseys", "handbags", "boots", "sunglasses",
        ),
    ),
    Rule(
        "spell_or_hacker", 2.6, "offer", "Praises a hacker, spell caster or lender who solved everything.",
        phrase(r"\b(?:spell ?caster|love spell|dr\.? \w+ (?:who|helped|cured)|(?:hire|contact|professional|ethical|genuine) (?:a )?hackers?|credit (?:repair|score) (?:hacker|expert))\b", "spellcaster", "spell", "dr", "hacker", "hackers", "credit"),
    ),
    Rule(
        "contact_me", 1.7, "offer", "Asks to be called or written to for business.",
        phrase(
            r"\b(?:whats ?app|telegram|viber|skype|wechat|kik)\b.{0,40}(?:\+?\d[\d ()-]{6,}|@\w|:)|\b(?:shoot|send|drop) me an e-?mail\b|\bcontact (?:us|him|her|them|me) (?:via|on|at|through|today|now)\b|"
            r"\b(?:call|dial|toll free|support number|customer (?:care|service) number)\b.{0,30}\+?\d[\d ()-]{8,}",
            "whatsapp", "whats", "telegram", "viber", "skype", "wechat", "kik", "email", "mail", "e", "contact", "call", "dial", "toll", "support", "customer",
        ),
    ),
    Rule(
        "adult", 2.2, "offer", "Advertises dating or pornography.",
        phrase(r"\b(?:sex|adult|dating|cam|hookup|escorts?) (?:dating |chat |cam )?(?:sites?|chat|cams?|agency|services?)\b|\b(?:hot|sexy|horny|lonely) (?:girls?|ladies|women|milfs?)\b|\b(?:meet|date|find|dating) (?:\w+ ){0,3}single (?:girls?|ladies|women|men)\b", "sex", "adult", "dating", "cam", "hookup", "escort", "escorts", "hot", "sexy", "single", "horny", "lonely"),
    ),
    Rule("phone_number", 0.9, "offer", "Gives a telephone number.", _gives_number),
    Rule("call_to_buy", 1.0, "offer", "Uses words of a sales talk.", phrase(
        r"\b(?:click here|limited (?:time )?offer|act now|best (?:price|deal|quality)s?|lowest prices?|100% (?:free|guaranteed|legit|safe)|free trial|sign up (?:now|today|here)|discount code|promo code|"
        r"at (?:an )?affordable (?:price|rate|cost)s?|we (?:offer|provide|deliver|specialis|specializ)\w*|our (?:compan\w+|services?|products?|customers|clients)|book now|escorts?)\b",
        "click", "limited", "act", "best", "lowest", "100", "free", "sign", "discount", "promo", "affordable", "we", "our", "book", "escort", "escorts",
    )),
)  # fmt: skip
