"""Rules about stock comments that could stand under any article of any site.

They look for the *kinds* of sentences in templates, not for one template's words: whoever spins
a template keeps its point, since the point is to be approved.
"""

from spamfilter.rules.rule import Rule, phrase

# ruff: noqa: E501 - a pattern is easier to read on one line than in pieces

_SITE = r"(?:web ?blog|web-?log|blog(?:\s?site|\s?post|ging site)?|web ?-?site|internet site|site|web ?-?page|webpage|page|homepage|board|portal|internet ?site)"
_POST = r"(?:post|posts|posting|article|articles|write-?up|writeup|piece of writing|paragraph|content|contents|contents|submit|publish|put up|info|information|material|stuff|read)"
_GOOD = (
    r"(?:nice|good|great|awesome|amazing|excellent|fantastic|wonderful|superb|brilliant|outstanding|impressive|interesting|informative|useful|helpful|valuable|"
    r"marvell?ous|terrific|incredible|fabulous|lovely|cool|beautiful|perfect|fascinating|exceptional|magnificent|remarkable|fastidious|pleasant|educative|top-notch|best|neat|quality)"
)
_SITE_WORDS = (
    "blog",
    "blogs",
    "weblog",
    "web",
    "website",
    "site",
    "webpage",
    "page",
    "homepage",
    "board",
    "portal",
    "blogging",
    "internet",
    "websites",
    "sites",
    "blogsite",
    "webblog",
)

TEMPLATE_RULES = (
    Rule("praises_site", 1.7, "praise", "Praises the blog or site, not what the article says.", phrase(
        rf"\b{_GOOD}(?:,? (?:and |& )?\w+)? {_SITE}\b|\b(?:love|like|enjoy|enjoying|enjoyed|adore|appreciate) (?:\w+ ){{0,2}}(?:your|this) (?:\w+ )?{_SITE}\b|"
        rf"\b(?:your|this|ur) (?:web ?)?{_SITE} (?:\w+ )?(?:is|was|has|looks|provided|gave|offers|really|very|contains) (?:\w+ ){{0,3}}{_GOOD}\b",
        *_SITE_WORDS)),
    Rule("addresses_site", 0.7, "praise", "Speaks to the owner of a blog or site.", phrase(
        r"\b(?:your|ur) (?:\w+ )?(?:web ?-?site|blog|weblog|web ?-?page|web-?log|site|internet site|homepage|rss|feed|theme|layout|design|hosting|web ?host)\b|\b(?:webmaster|site owner|blog owner|hello admin|hi admin|dear admin|admin)\b",
        *_SITE_WORDS, "rss", "feed", "theme", "layout", "design", "hosting", "host", "webmaster", "admin")),
    Rule("praises_writing", 0.7, "praise", "Praises the writing in general terms.", phrase(
        rf"\b{_GOOD} (?:\w+ )?{_POST}\b|\b(?:your|the) (?:\w+ )?writing (?:style|skills?|talent)\b|\b(?:writing style|way (?:you|of) (?:\w+ )?(?:write|writing|expla\w+|describ\w+|telling))\b|"
        rf"\bkeep (?:it up|up (?:the|this) (?:\w+ )?(?:good|great|nice|excellent|quality|awesome|wonderful|amazing|fantastic|work|writing|posts?)|on (?:writing|posting|sharing|blogging)|writing|posting|sharing)\b|\bwell ?-?(?:written|explained|researched)\b|\bhats? off\b|\bkudos\b|\bthumbs up\b",
        "post", "posts", "posting", "article", "articles", "write", "writeup", "writing", "paragraph", "content", "contents", "submit", "publish", "put", "info", "information", "material",
        "stuff", "read", "keep", "well", "hats", "hat", "kudos", "thumbs", "piece", "way")),
    Rule("found_by_chance", 1.4, "template", "Tells how the author came upon the site.", phrase(
        rf"\b(?:stumbled?|stumbling|came across|come across|found|discovered|ran across|bumped into|landed (?:on|up)|reached|located|visit(?:ed|ing)?|happened upon|finished up|ended up|digging) (?:\w+ ){{0,4}}"
        rf"(?:your|this|the|ur) (?:\w+ ){{0,2}}(?:{_SITE}|post|article|place|here)\b|\b(?:via|by|through|from|using|while|on) (?:google|yahoo|bing|msn|aol|digg|searching|looking|surfing|browsing|stumbleupon)\b.{{0,60}}\b(?:your|this|here|you)\b|"
        r"\bi (?:have |'ve )?(?:been )?(?:surfing|browsing|searching|looking|exploring) (?:online|on-line|around|the (?:web|net|internet)|google|for)\b|\bfirst (?:time|visit) (?:\w+ )?(?:here|to (?:your|this))\b",
        "stumble", "stumbled", "stumbling", "came", "come", "found", "discovered", "ran", "bumped", "landed", "reached", "located", "visit", "visited", "visiting", "happened",
        "google", "yahoo", "bing", "msn", "aol", "surfing", "browsing", "searching", "looking", "exploring", "first", "finished", "ended", "digging")),
    Rule("will_return", 1.3, "template", "Promises to bookmark, subscribe or come back.", phrase(
        r"\bbook ?-?mark(?:ed|ing|s)?\b|\b(?:subscribe|subscribed|subscribing|grab|add|adding|added|including|sign up|signed up)\b.{0,30}\b(?:rss|feeds?|newsletter|e-?mail)\b|\b(?:will|'ll|shall|going to|gonna) (?:\w+ ){0,4}"
        r"(?:be back|come back|check back|return|comeback|visit again|revisit|be (?:checking|coming|visiting|returning) back)\b|\b(?:look|looking|waiting|wait|eager|excited) (?:forward|for|to) (?:\w+ ){0,5}(?:more|next|new|upcoming|updates?|posts?)\b|"
        r"\bcheck(?:ing)? back (?:\w+ )?(?:here|for|often|soon|again|later|frequently|regularly|more)\b",
        "bookmark", "bookmarked", "bookmarking", "bookmarks", "book", "rss", "feed", "feeds", "newsletter", "back", "return", "comeback", "again", "revisit", "look", "looking", "waiting", "wait", "eager", "excited")),
    Rule("theme_question", 2.0, "template", "Asks about the site's theme, design or platform.", phrase(
        r"\b(?:theme|(?:your|the site's|this) (?:\w+ ){0,2}(?:template|layout|design)|blog(?:ging)? platform|cms|captcha)\b.{0,100}\b(?:custom|yourself|download\w*|paid|free|premium|designer|developer|hire|costs?|blogs?)\b|"
        r"\b(?:hired?|(?:your|an?) (?:\w+ )?(?:designer|developer))\b.{0,60}\b(?:theme|layout|design|blog)\b|\b(?:web ?hosts?|hosting)\b.{0,80}\b(?:provider|recommend|suggest|using|price|ok|okay|company|fast\w*|quick\w*|load\w*)\b|"
        r"\b(?:are|r) you (?:using|on|utilizing) (?:wordpress|blogger|drupal)\b|\b(?:what|which) (?:\w+ )?(?:blog|blogging|site)? ?(?:platform|theme|cms|template) (?:are|is|do) (?:you|this)\b|\b(?:coding|html) (?:knowledge|experience|expertise|skills?)\b",
        "theme", "template", "layout", "design", "platform", "cms", "captcha", "plugin", "plugins", "plug", "widget", "widgets", "host", "hosting", "wordpress", "drupal", "blogger", "coding", "html", "webhost", "cart")),
    Rule("loading_complaint", 1.6, "template", "Complains in general terms of loading or display of “your site”.", phrase(
        rf"\b(?:your|this|the|ur) (?:\w+ )?(?:{_SITE}|host|hosting|page|rss(?: feed)?)\b.{{0,140}}\b(?:loads?|loading|slow|quick(?:er|ly)?|fast(?:er)?|browsers?|compatib\w+|internet explorer|firefox|safari|opera|chrome|ie|overlap\w*|404|broken|down)\b|"
        r"\b(?:text|content|words|images?|pictures?)\b.{0,60}\b(?:running off|cut off|off the screen|aren't loading|not loading|not displaying)\b",
        "load", "loads", "loading", "slow", "fast", "faster", "quick", "browser", "browsers", "compatibility", "explorer", "firefox", "safari", "opera", "chrome", "ie", "overlapping", "overlap", "screen", "displaying")),
    Rule("notify_complaint", 2.2, "template", "Complains of the “notify me” box without naming this site's own.", phrase(
        r"\bnotif(?:y|ied|ication)\b.{0,80}\bcomments?\b.{0,160}\b(?:e-?mails?|messages?)\b|\bremove me from\b.{0,40}\b(?:service|list|comment)|\b(?:four|4|several|multiple|many|three|3|lots of) (?:\w+ )?e-?mails\b.{0,40}\bsame\b",
        "notify", "notified", "notification", "remove", "emails", "e")),
    Rule("told_a_friend", 0.8, "template", "Says it was passed on to a friend or relative, in general terms.", phrase(
        r"\b(?:friend|friends|colleague|co-?worker|brother|sister|cousin|roommate|room ?mate|dad|father|mother|boss|wife|husband|uncle|apprentice|buddy|followers|classmates?|folks)\b.{0,90}\b(?:suggest\w*|recommend\w*|told|share\w*|passed|forward\w*|sent|tell|analy[sz]ing|research|interested|know about|bought me|lunch|breakfast|dinner)\b|"
        r"\b(?:suggest\w*|recommend\w*|told|shared?|passed|forward\w*|sent|tell|send|inform)\b.{0,60}\b(?:my|a|an|few|some) (?:\w+ )?(?:friends?|colleagues?|co-?workers?|brother|sister|cousin|room ?mate|dad|followers|buddy|boss|apprentice)\b",
        "friend", "friends", "colleague", "colleagues", "coworker", "worker", "brother", "sister", "cousin", "roommate", "dad", "father", "mother", "boss", "followers", "apprentice", "buddy", "mate", "wife", "husband", "uncle", "classmates", "classmate", "folks")),
    Rule("friend_researches", 1.1, "template", "Somebody unnamed did research on just this, in general terms.", phrase(
        r"\b(?:friend|colleague|co-?worker|brother|sister|cousin|room ?mate|classmate|boss|buddy|associate)s?\b.{0,40}\b(?:doing|conducting|done|did) (?:a (?:little|bit of|lot of) |a |some |the |her |his )?(?:\w+ )?(?:research|homework|analysis|evaluation|investigation)\b(?: (?:on|about|of|into) (?:this|that|it|the (?:same|topic|subject|matter)))?",
        "friend", "friends", "colleague", "colleagues", "coworker", "worker", "brother", "sister", "cousin", "roommate", "mate", "classmate", "boss", "buddy", "associate")),
    Rule("stock_thanks", 0.8, "template", "Thanks for sharing, in stock words.", phrase(
        r"\b(?:thanks?|thank you|thankyou|thx|many thanks|appreciate) (?:you )?(?:so much |a lot |a million |very much )?(?:for|to) (?:the |your |this |such |all )?(?:sharing|posting|providing|writing|taking the time|the share|wonderful|great|nice|good|valuable|useful|helpful|info\w*|informative|auspicious|fantastic|blog|post|posts|tips|magnificent)\b|\bthanks? sharing\b",
        "thanks", "thank", "thankyou", "thx", "appreciate", "appreciation")),
    Rule("exactly_needed", 1.1, "template", "Says it is exactly what the author sought, without saying what.", phrase(
        r"\b(?:exactly|just|precisely) what i (?:was|am|'ve been|have been|needed|wanted|need)\b|\b(?:helped|aided|useful|helpful|help) (?:\w+ )?(?:me )?(?:out )?(?:a lot|so much|tremendously|in (?:many|favor))\b|\b(?:been )?(?:looking|searching|seeking|hunting) (?:everywhere )?(?:for|after) (?:this|such|a) (?:\w+ )?(?:info\w*|kind|topic|subject|certain|particular)|"
        r"\bproblem (?:is|was) (?:\w+ )?(?:solved|something)|\bpay a quick visit|\bsolved? (?:my|all) (?:problems?|doubts?)|\beverything (?:is|was) (?:very |so )?(?:open|clear)",
        "exactly", "just", "precisely", "helped", "aided", "useful", "helpful", "help", "looking", "searching", "seeking", "hunting", "problem", "pay", "solve", "solved", "everything")),
    Rule("empty_admiration", 1.1, "template", "Admires the author's knowledge without touching the subject.", phrase(
        r"\b(?:you(?:'re| are| r)?|you have|you've) (?:\w+ ){0,3}(?:amazing|genius|professional|incredible|brilliant|talented|great at|wonderful|a blessing|so intelligent|an expert|really (?:talented|skilled)|excellent|knowledgeable)\b|"
        r"\bi(?:'m| am) (?:\w+ )?(?:impressed|amazed|thankful|grateful|delighted|inspired|speechless|stunned|really enjoying)\b|\bwrite (?:more|next|subsequent) (?:\w+ )?(?:on|about|articles|posts)\b|"
        r"\bsomething (?:\w+ )?(?:to read|new|relating)\b.{0,30}\b(?:here|every|this)\b",
        "you", "you're", "you've", "i'm", "am", "write", "something")),
    Rule("spinner_words", 1.4, "template", "Uses odd synonyms, as text-spinning programs do.", phrase(
        r"\b(?:web-?log|fastidious|piece of writing|(?:this|your|nice|good|great) put up|this submit|your submit|this publish|attention[- ]grabbing|pay a visit|quick visit|at this place|web visitors|"
        r"net people|internet people|internet users|right up here|excellent goods|wonderful goods|lovely worth|take hold|by no means found|as of late|heya)\b",
        "weblog", "web", "fastidious", "piece", "put", "submit", "publish", "attention", "pay", "quick", "place", "net", "internet", "right", "goods", "lovely", "hold", "late", "means", "heya")),
)  # fmt: skip
