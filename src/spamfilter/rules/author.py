"""Rules about the fields around the text: name, e-mail, address of the author's site."""

import re

from spamfilter.normalise import NormalText
from spamfilter.records import Submission
from spamfilter.rules.links import CHEAP_DOMAIN
from spamfilter.rules.rule import Rule

# ruff: noqa: E501, SIM905 - a lexicon reads as text

_TRADE = frozenset(
    "accident adult affordable agency apps attorney backlinks bags bathroom beauty best betting bitcoin bonus boots builder builders business buy casino cash cheap clinic clinics cleaning click coaching code codes company "
    "consultant consulting contractor contractors coupon coupons course courses credit crypto custom deals delivery dental dentist dentists designer diet discount doctor download downloads easy ecommerce electrician "
    "escort escorts essay essays expert experts fitness forex free furniture gambling games hack hacks handbags health hire homepage hosting hotel hotels info installation insurance investment jackets jersey jerseys jewelry "
    "kitchen lawyer lawyers leads limo link links loan loans loss lyrics marketing massage medical mortgage money movers near nike offer offers online outlet payday pest pharmacy pills plan plumber plumbers plumbing poker porn "
    "price prices printing product products profit property purchase quick ranking rates real rehab remodeling rent rental rentals repair replica review reviews roofing safe sale sales school seo service services sex shipping shoes shop "
    "shopping site sites slot slots software solar solution solutions store supplement supplements supplier suppliers supplies tickets themes tips toys trading training travel treatment vacation viagra video videos visit vitamins watch "
    "watches web weight website websites wedding wholesale writing write writer wordpress wp helper help ideas how to your for you download guide tutorial".split()
)
# These make a phrase only together with a trade word: they stand in names, too.
_WEAK = frozenset("how to your for you best easy free health help how real price code rich quick near info".split())
# Words that end or make the name of a firm and of hardly any person.
_FIRM = frozenset(
    "academy accountants adviser advisers advisors analytics apartments architects archiving assets associates bikes branding brokers catering centre certified co coatings communications compare compliance "
    "constructions contracts copywriters corp credits cruises detector developers digitisation direct distribution domains electricians engineering enterprises equipment estates events exteriors filters finance "
    "financial gadgets gallery gmbh group guild hire holdings homes hosting hub inc industries instruments insulation interiors interpreters investigators investments investors jewellers joinery kitchens "
    "landscapers landscaping lamps leasing legal lending lighting limited llc localisation localization lodges logistics ltd mapping media mediation motors network networks nursery optician opticians optics outdoors "
    "outfitters partners passes pharmacy photography physio planners planning pools prints professionals proofreading properties pros providers publishers publishing realtors realty recovery recruiting recruitment "
    "removals rentals resorts restorations retreat roofers rugs seating security sensors shipping startups storage stores studio studios supply surveyors surveys systems tailors technologies technology telescopes tours transfers "
    "translation translations translators transport tutoring tutors upholstery vacations valuers villas vineyards waterproofing wealth weddings windows workwear".split()
)
# Bodies that write under their own name, and may.
_PUBLIC = frozenset(
    "archive archives association board charity church city club college committee commission council foundation hall institute library ministry museum observatory parish party press school "
    "secretariat society theatre town trust union university village".split()
)
# In a host, where words run together: long enough not to stand inside others.
_IN_HOST = tuple(
    sorted(
        {word for word in _TRADE | _FIRM if len(word) >= 6 and word not in _WEAK}
        - {
            "direct",
            "credit",
            "writer",
            "travel",
            "lyrics",
            "wordpress",
            "essays",
            "videos",
            "course",
            "courses",
            "events",
            "networks",
            "network",
            "gallery",
            "nursery",
            "centre",
            "security",
            "software",
            "systems",
            "analytics",
            "technology",
            "technologies",
            "mapping",
            "photography",
            "publishing",
            "guild",
        }
        | {
            "seo",
            "realestate",
            "yoga",
            "dental",
            "legal",
            "tours",
            "lawoffice",
            "invest",
            "shop",
            "store",
            "consult",
            "coach",
            "academy",
            "skincare",
            "fleet",
            "roof",
            "loan",
            "wealth",
            "rental",
        }
    )
)
_HOST_OF_BLOGS = re.compile(r"(?:wordpress|blogspot|substack|tumblr|github|medium|typepad)\.")
_ROLE = re.compile(
    r"(?:info|hello|contact|contacts|sales|marketing|team|support|admin|enquiries|inquiries|booking|bookings|service|services|orders|shop)\d*@"
)
_WEB_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|net|org|info|biz|ru|co)\b", re.IGNORECASE)


def _name_words(submission: Submission) -> list[str]:
    return re.findall(r"[^\W_]+", submission.author.casefold()[:200])


def _is_keyword(submission: Submission) -> bool:
    words = _name_words(submission)
    trades = [word for word in words if word in _TRADE]
    return len(trades) >= 2 or (len(words) > 1 and any(trade not in _WEAK for trade in trades))


def _is_firm(submission: Submission) -> bool:
    words = _name_words(submission)
    return len(words) > 1 and _PUBLIC.isdisjoint(words) and any(word in _FIRM for word in words[1:])


def _is_trade_address(submission: Submission) -> bool:
    host, path = _address(submission)
    label = host.rpartition(".")[0].replace("-", "")
    return bool(label) and not _HOST_OF_BLOGS.search(host) and any(word in label for word in _IN_HOST)


def _role_email(text: NormalText, submission: Submission) -> bool:
    return bool(_ROLE.match(submission.email.strip().casefold()[:200]))


def _single_keyword_name(text: NormalText, submission: Submission) -> bool:
    words = _name_words(submission)
    return len(words) == 1 and words[0] in _TRADE


def _sentence_name(text: NormalText, submission: Submission) -> bool:
    return len(_name_words(submission)) > 4


def _lowercase_phrase(text: NormalText, submission: Submission) -> bool:
    name = submission.author.strip()
    return name.islower() and len(name.split()) > 1


def _address_name(text: NormalText, submission: Submission) -> bool:
    return bool(_WEB_ADDRESS.search(submission.author[:200]))


def _has_url(text: NormalText, submission: Submission) -> bool:
    return bool(submission.url.strip())


def _address(submission: Submission) -> tuple[str, str]:
    host, _, path = re.sub(r"^[a-z]+://(?:www\.)?", "", submission.url.strip().casefold()[:500]).partition("/")
    return host, path.strip("/")


def _deep_url(text: NormalText, submission: Submission) -> bool:
    _, path = _address(submission)
    return path.count("/") >= 1 or "?" in path or path.endswith((".html", ".htm", ".php", ".asp"))


def _keyword_url(text: NormalText, submission: Submission) -> bool:
    host, path = _address(submission)
    words = re.findall(r"[a-z]+", f"{host.rpartition('.')[0]} {path}")
    strong = {word for word in words if word in _TRADE and word not in _WEAK and word not in {"web", "site", "info"}}
    return len(strong) >= 2 or host.count("-") >= 2


def _cheap_url(text: NormalText, submission: Submission) -> bool:
    return bool(CHEAP_DOMAIN.search(submission.url.strip().casefold()[:500]))


def _opens_with_name(text: NormalText, submission: Submission) -> bool:
    """Programs that post one keyword everywhere put it into the name and at the head of the text."""
    name = " ".join(submission.author.casefold().split())
    return len(name) > 3 and text.folded.startswith(name) and text.folded[len(name) : len(name) + 3].startswith("..")


def _name_in_address(text: NormalText, submission: Submission) -> bool:
    words = [word for word in _name_words(submission) if len(word) > 2]
    host, path = _address(submission)
    return len(words) > 2 and sum(word in f"{host}/{path}" for word in words) >= 2


def _keyword_name(text: NormalText, submission: Submission) -> bool:
    return _is_keyword(submission)


def _firm_name(text: NormalText, submission: Submission) -> bool:
    return _is_firm(submission)


def _trade_url(text: NormalText, submission: Submission) -> bool:
    return _is_trade_address(submission)


def is_business(submission: Submission) -> bool:
    """Return whether name or address is that of a business."""
    return _is_keyword(submission) or _is_firm(submission) or _is_trade_address(submission)


AUTHOR_RULES = (
    Rule("keyword_name", 2.6, "author", "The author's name is a search phrase or a trade.", _keyword_name),
    Rule("firm_name", 2.0, "author", "The author's name is that of a firm.", _firm_name),
    Rule("trade_url", 1.6, "author", "The author's address is that of a business.", _trade_url),
    Rule("role_email", 0.8, "author", "The e-mail address is that of an office, not of a person.", _role_email),
    Rule("trade_name", 1.6, "author", "The author's name is the word for a trade.", _single_keyword_name),
    Rule("sentence_name", 1.0, "author", "The author's name is as long as a sentence.", _sentence_name),
    Rule("lowercase_phrase", 0.8, "author", "The author's name is several words without a capital.", _lowercase_phrase),
    Rule("address_name", 2.4, "author", "The author's name is a web address.", _address_name),
    Rule("opens_with_name", 2.0, "author", "The text opens with the author's name, as a headline.", _opens_with_name),
    Rule("name_in_address", 1.2, "author", "The author's name is the wording of the address.", _name_in_address),
    Rule("author_url", 0.5, "author", "The author left the address of a site.", _has_url),
    Rule("deep_url", 0.7, "author", "The author's address leads deep into a site.", _deep_url),
    Rule("keyword_url", 1.4, "author", "The author's address is made of search words.", _keyword_url),
    Rule(
        "cheap_url",
        1.0,
        "author",
        "The author's address is in a top-level domain that is mostly used for advertising.",
        _cheap_url,
    ),
)
