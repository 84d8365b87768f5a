"""A WordPress export of our own words: five articles, their readers, and somebody who sends the same text twice."""

from pathlib import Path
from xml.sax.saxutils import escape

CHANNEL = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Shore</title><link>https://shore.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://shore.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ida</wp:author_login>
<wp:author_email>ida@shore.example</wp:author_email>
<wp:author_display_name>Ida Holm</wp:author_display_name></wp:author>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>crossings</wp:category_nicename>
<wp:cat_name>Crossings</wp:cat_name></wp:category>
"""
POST = """<item><title>{title}</title><link>https://shore.example{path}</link><dc:creator>ida</dc:creator>
<content:encoded>{content}</content:encoded><excerpt:encoded>{standfirst}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2024-05-0{number} 07:30:00</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status><wp:post_name>{slug}</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category" nicename="crossings">Crossings</category>
<category domain="post_tag" nicename="harbours">Harbours</category>
{comments}</item>
"""
COMMENT = """<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{name}</wp:comment_author>
<wp:comment_author_email>{email}</wp:comment_author_email><wp:comment_author_url>{url}</wp:comment_author_url>
<wp:comment_author_IP>198.51.100.7</wp:comment_author_IP>
<wp:comment_date_gmt>2024-05-2{day} 10:00:00</wp:comment_date_gmt><wp:comment_content>{text}</wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""

PULL_QUOTE = "The ferry waits for the doctor and for nobody else."
FERRY = f"""<!-- image credit: Image: Harbour Archive -->
<p>Every evening at ten past six the ferry to Skarholm casts off, whether or not the bus from Nybro has arrived.
{PULL_QUOTE} The islanders know it, and run.</p>
<h3>What the timetable says</h3>
<p>The timetable was printed in 1987 and has been corrected by hand ever since. The harbour master keeps the
corrections in a biscuit tin.</p>
<blockquote class="pull-quote"><p>{PULL_QUOTE}</p></blockquote>
<ul><li>The morning boat leaves at six.</li><li>The evening boat leaves when the gangway is up.</li></ul>
<p class="related">You might also like: <a href="https://shore.example/2024/05/bread-at-four/">Bread at four</a></p>
<p>The company that runs the ferry says a later boat would cost two crews. The islanders answer that nobody asked for
a later boat, only for one that looks at the road before it casts off.</p>"""
BREAD = """<p>Marta lights the oven at two and sells the first loaf of rye at four, through the back door, to the
crew of the morning boat. The flour comes from the mill at Torp, which still grinds with water.</p>
<p>A loaf costs what it cost before the mill was repaired. The village would rather carry wood for the oven than pay
for gas, she says, and so far it does.</p>"""
TRAM = """<p>The tram up the hill has no driver's cab and no timetable: the conductor rings when the bench is full. The
council wants a timetable because the insurance asks for one.</p>
<p>The conductor keeps a notebook of when the bench was full. By that notebook the tram leaves eleven times a day in
winter and forty times in July.</p>"""
LAKE = """<p>In winter the lake belongs to whoever drills the first hole. The anglers of the east shore drill before
the ice is a hand thick, and the rescue service fetches one of them out every year.</p>
<p>The parish has measured the ice since 1911 with the same iron rod. This year the rod went through in February, for
the first time.</p>"""
SEEDS = """<p>The library lends seeds: you take beans in spring and bring beans back in autumn. Nobody is fined, and the
drawer is fuller every year, except for leeks, which nobody lets flower.</p>
<p>The librarian labels each envelope with the garden it came from. Beans from the vicarage climb best.</p>"""

SPUN = (
    "Hello there, I stumbled upon your weblog through a search engine and I must say it is a truly superb site. I have "
    "bookmarked it and will be back to read more of your great posts. May I ask which web host you are using?",
    "Hi there, I stumbled upon your website through a search engine and I have to say it is a truly excellent site. I "
    "have bookmarked it and will be back to read more of your great articles. May I ask which web host you are using?",
)
"""Two spins of one template, as they are sent to any site."""

FERRY_READERS = (
    (11, "Berit", "The bus from Nybro is late: the road is one lane at the quarry. Move the ferry ten minutes.", 0),
    (12, "Jon Skar", "Ten minutes would strand the crew. I worked on that boat: the gangway goes up at ten past.", 11),
    (13, "Oda", "My mother kept that timetable. The corrections by hand are older than 1987, I am sure.", 0),
)


def write_export(file: Path) -> Path:
    """Write the export; the file."""
    ferry = "".join(_comment(n, name, text, parent=parent) for n, name, text, parent in FERRY_READERS)
    ferry += _comment(14, "Lorelle", SPUN[0], url="https://lorelle-hosting.example/")
    ferry += _comment(15, "Marcus", SPUN[1], url="https://best-marcus.example/")
    waits = "The conductor rang for us in July and the bench was half empty. What does the notebook say of that?"
    tram = _comment(16, "Wenche", waits, approved="0")
    posts = (
        _post(1, "The ferry that waits", "the-ferry-that-waits", FERRY, "At ten past six, bus or no bus.", ferry),
        _post(2, "Bread at four", "bread-at-four", BREAD, "Who buys rye before the boat leaves."),
        _post(3, "A tram without a timetable", "a-tram-without-a-timetable", TRAM, "It leaves when it is full.", tram),
        _post(4, "Who owns the ice", "who-owns-the-ice", LAKE, "The rod went through in February."),
        _post(5, "The drawer of beans", "the-drawer-of-beans", SEEDS, "Borrow in spring, return in autumn."),
    )
    file.write_text(CHANNEL + "".join(posts) + "</channel></rss>\n", encoding="utf-8")
    return file


def _post(number: int, title: str, slug: str, content: str, standfirst: str, comments: str = "") -> str:
    words = {"title": title, "content": content.replace("\n", " "), "standfirst": standfirst}
    escaped = {name: escape(text) for name, text in words.items()}
    return POST.format(number=number, slug=slug, path=f"/2024/05/{slug}/", comments=comments, **escaped)


def _comment(number: int, name: str, text: str, *, parent: int = 0, url: str = "", approved: str = "1") -> str:
    email = f"{name.split()[0].lower()}@readers.example"
    fields = {"number": number, "name": name, "email": email, "url": url, "parent": parent, "approved": approved}
    return COMMENT.format(day=number - 10, text=escape(text), **fields)
