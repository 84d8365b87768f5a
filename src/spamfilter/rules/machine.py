"""Rules about praise and plugs as language models write them: smooth, on topic, and of use to somebody's business.

Each phrase stands in honest comments, too; rows of them hardly do. Chosen on texts of our own and weighed against
honest comments of newspapers and blogs (docs/explanation/how-the-filter-decides.md has the figures).
"""

import re
from functools import lru_cache

from spamfilter.normalise import NormalText
from spamfilter.records import Submission
from spamfilter.rules.author import is_business
from spamfilter.rules.rule import Rule, Test, phrase
from spamfilter.rules.searching import word_pattern

# ruff: noqa: E501 - a pattern is easier to read on one line than in pieces

_ADMIRING = re.compile(
    r"\bmaster ?class\b|\bmasterpiece\b|\bthought-provoking\b|\b(?:powerful|gentle|important|thoughtful|beautiful|timely|refreshing|wonderful|poignant|humbling|vivid|perfect|inspiring) (?:reminder|metaphor|illustration|example|image|reflection|lesson|portrait|perspective|take on|exploration)\b|"
    r"\b(?:truly|deeply|genuinely|profoundly|remarkably|absolutely) (?:inspiring|eye-opening|moving|human|fascinating|remarkable|impressive|thoughtful|insightful|wonderful|resonat\w+)\b|\b(?:resonates?|resonated)\b|\btestament to\b|\binsightful\b|\bshines? through\b|\b(?:most|truly|deeply|find|found) compelling\b|\bspeaks volumes\b|\beye-opening\b|"
    r"\bbeautifully (?:\w+ )?(?:told|composed|demonstrates?|written|shows?|captures?|illustrates?|put|observed|described|explained|done)\b|\b(?:captures?|highlights?|illustrates?|demonstrates?|underlines?|underscores?) (?:perfectly|beautifully|so well|exactly|how|the)\b|"
    r"\bwhat (?:i found|struck me|moved me|impressed me|i (?:find|appreciate|admire|love|take away)|makes (?:this|the piece|the article))\b|\bi (?:also |particularly |especially )(?:appreciated?|admired?|loved?|enjoyed)\b|\bi (?:appreciated?|admired?|loved?|enjoyed) (?:how|that)\b|\bit is (?:rare|refreshing|heartening|telling|inspiring|wonderful|fascinating|lovely|remarkable) (?:to|that|how)\b|"
    r"\b(?:a|the|one) (?:\w+ )?(?:lesson|insight|finding|philosophy) (?:here )?(?:for|that|which|of|about)\b|\bfar beyond\b|\b(?:in an age|in a time|in an era) (?:in which|when|of)\b|\b(?:will|shall) (?:stay with|remember|never (?:again )?(?:look|see))\b|\bstays? with (?:you|me|the reader)\b|"
    r"\b(?:superb|splendid|outstanding|inspiring|enchanting|touching|stunning|humane|sobering|elegant|remarkable|fascinating|brilliant|powerful|delightful|insightful|inspired) (?:article|piece|read|essay|story|writing|account|summary|portrait|analysis|report\w*|reflection|work|project|study|idea|example)\b|\breminds us\b|\binvites us\b|\bwe (?:all )?(?:tend|underestimate|often|rarely|so often)\b"
)
_ADMIRING_WORDS = word_pattern(_ADMIRING.pattern) or _ADMIRING
_HUMP = re.compile(r"[A-Z](?<=[a-z][A-Z])[a-z]{2}")
_BRAND = re.compile(
    r"(?<![\w@./])(?!Mc|Mac|O'|De|Di|La|Le|Van|Fitz|YouTube|LinkedIn|WordPress|JavaScript|TypeScript|GitHub|GitLab|PayPal|iPhone|DeepL|OpenStreetMap|PostgreSQL|PowerPoint|WhatsApp|TikTok|eBay|FaceTime|DataCamp|DataFrame|TensorFlow|PyTorch|NumPy)[A-Z][a-z]{2,}[A-Z][a-z]{2,}(?:[A-Z][a-z]+)?\b"
)
_MOST_CHARACTERS = 3_000

_speaks_as_business = phrase(
    r"\b(?:our|my) (?:\w+ ){0,2}(?:clients?|customers?|guests|patients|buyers|tenants|trainees|workshops?|seminars?|coaching|practice|sessions|courses?|agency|showroom|clinic|consultants?|engineers|mediators|interpreters|designers|guides|team at)\b|"
    r"\b(?:at|with|by) \w+(?: \w+)? we\b|\bwe (?:help|advise|design|train|support|organi[sz]e|recommend|encourage|tell|see|teach|have (?:translated|combined|stopped)) (?:\w+ ){0,3}(?:clients?|customers?|companies|teams?|people|families|guests|owners|utilities|buyers|executives|leaders|newcomers|managers|organi[sz]ations|councils)\b|\bas an? (?:\w+ ){0,2}(?:coach|consultant|agency|company|firm|designers?|business|provider)\b",
    "our", "my", "we", "as",
)  # fmt: skip
_recommends = phrase(
    r"\b(?:highly|warmly|can(?:not)?|would|fully|strongly) recommend(?:ed)?\b|\bworth (?:a (?:look|try)|every penny|its|the (?:price|money|fee)|checking)\b|\b(?:the )?(?:free|basic|paid|premium|detailed|yearly|family) (?:version|plan|report|month|trial|tier)\b|\bpays? for itself\b|\bsurprisingly (?:affordable|easy|cheap)\b|\b(?:modest|small|fair) (?:fee|price|investment|cost)\b|"
    r"\b(?:app|kit|subscription|starter set|online course)\b.{0,60}\b(?:changed|made|makes|helps?|helped|lets|turned|worked|includes?|offers|saved?|is (?:easy|excellent|light)|are easy)\b|\b(?:thanks to|i (?:use|used|ordered|chose|bought|enrolled)|we (?:use|used|chose|turned to|ordered|installed|adopted|introduced))\b.{0,70}\b(?:app|kit|tool|platform|software|system|device|subscription|set|course|from)\b|\bhas anyone (?:here )?(?:tried|used|compared|seen)\b|\b(?:such as|like) (?:the|those (?:at|of|from))\b.{0,60}\b(?:range|model|app|series|kit|company|direct|system)\b|\bfor (?:those|anyone|anybody|readers|teachers|people) (?:who|interested|living|near|wishing|looking|inspired)\b",
    "recommend", "recommended", "worth", "free", "basic", "paid", "premium", "detailed", "yearly", "family", "pays", "pay", "surprisingly", "modest", "small", "fair", "app", "kit", "tool", "platform", "software", "system", "device", "subscription", "starter", "course", "model",
    "thanks", "use", "used", "ordered", "chose", "bought", "enrolled", "turned", "installed", "adopted", "introduced", "anyone", "such", "like", "those", "anybody", "readers", "teachers", "people",
)  # fmt: skip


def count_admiring(text: NormalText) -> int:
    """Return how many phrases of smooth admiration there are."""
    return _count_admiring(text.folded)


@lru_cache(maxsize=8)  # four rules ask about the same text, one after the other
def _count_admiring(folded: str) -> int:
    return len(_ADMIRING_WORDS.findall(" " + folded[:_MOST_CHARACTERS]))


def _admires(fewest: int) -> Test:
    def test(text: NormalText, submission: Submission) -> bool:
        return count_admiring(text) >= fewest

    return test


def _admires_for_business(text: NormalText, submission: Submission) -> bool:
    return is_business(submission) and count_admiring(text) > 0


def _plugs_brand(text: NormalText, submission: Submission) -> bool:
    head = text.plain[:_MOST_CHARACTERS]
    return bool(_HUMP.search(head) and _BRAND.search(head)) and (
        count_admiring(text) > 0 or _speaks_as_business(text, submission) or _recommends(text, submission)
    )


MACHINE_RULES = (
    Rule("smooth_admiration", 1.6, "machine", "Admires in the smooth phrases of a language model.", _admires(1)),
    Rule("row_of_admiration", 0.8, "machine", "A row of smooth phrases of admiration.", _admires(2)),
    Rule("admires_for_business", 0.9, "machine", "Smooth admiration, signed with a business.", _admires_for_business),
    Rule("plugs_brand", 0.8, "machine", "Praises or recommends, and names what looks like a brand.", _plugs_brand),
    Rule("speaks_as_business", 1.0, "machine", "Speaks for a business, of its customers or its practice.", _speaks_as_business),
    Rule("recommends_product", 1.2, "machine", "Recommends a product, as paid comments do.", _recommends),
)  # fmt: skip
