"""From WordPress's HTML to typed blocks."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import escape

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.importers.wordpress import Body, Post, body_of, read_export
from parley.importers.wordpress.kinds import (
    Block,
    Code,
    Divider,
    Embed,
    Heading,
    Image,
    List,
    Paragraph,
    PullQuote,
    Quote,
    Related,
    Table,
)
from tests.importers.wordpress.test_wxr import SEED

ENTRY = "https://mag.example/2020/03/gauges/"


def read(content: str) -> Body:
    return body_of(content, base_url=ENTRY)


def blocks(content: str) -> list[Block]:
    return list(read(content).blocks)


def test_blank_lines_divide_classic_paragraphs_and_line_ends_stay() -> None:
    content = "The river rose.\nNobody looked.\n\n\r\nThe <b>sluice</b> stayed <i>shut</i>."
    assert blocks(content) == [
        Paragraph("The river rose.<br>Nobody looked."),
        Paragraph("The <strong>sluice</strong> stayed <em>shut</em>."),
    ]


def test_two_breaks_divide_paragraphs_too() -> None:
    assert blocks("One.<br /><br>Two.<br/>\nStill two.") == [Paragraph("One."), Paragraph("Two.<br>Still two.")]


def test_loose_text_around_block_elements_is_kept() -> None:
    assert blocks("Before\n<h2>Middle</h2>\nAfter <div>inside</div> end") == [
        Paragraph("Before"),
        Heading(2, "Middle"),
        Paragraph("After"),
        Paragraph("inside"),
        Paragraph("end"),
    ]


def test_line_ends_in_block_content_are_only_spaces() -> None:
    content = "<!-- wp:paragraph -->\n<p>The river\nrose.</p>\n<!-- /wp:paragraph -->"
    assert blocks(content) == [Paragraph("The river rose.")]


def test_characters_arrive_as_they_were_written() -> None:
    (paragraph,) = blocks(
        "<p>R&amp;D &lt;now&gt; &hellip; “quoted” – 5&nbsp;km, 7\u00a0km, &#8217; &eacute; 水 السد</p>"
    )
    assert isinstance(paragraph, Paragraph)
    assert paragraph.html.replace("&nbsp;", "\u00a0") == (
        "R&amp;D &lt;now&gt; … “quoted” – 5\u00a0km, 7\u00a0km, ’ é 水 السد"
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<b>x</b>", "<strong>x</strong>"),
        ("<strike>x</strike>", "<s>x</s>"),
        ("<kbd>x</kbd>", "<code>x</code>"),
        ("<abbr title='Water Board' onclick='x()'>WB</abbr>", '<abbr title="Water Board">WB</abbr>'),
        ("<span style='color:red' lang='de'>x</span>", "x"),
        ("H<sub>2</sub>O, m<sup>2</sup>", "H<sub>2</sub>O, m<sup>2</sup>"),
        ("<q>x</q>", "“x”"),
        ("<a href='/about/' target='_blank' title='t'>x</a>", '<a href="https://mag.example/about/">x</a>'),
        ("<a href='mailto:ann@mag.example'>x</a>", '<a href="mailto:ann@mag.example">x</a>'),
        ("<a name='top'>x</a>", "x"),
        ("<mark class='y' id='z'>x</mark>", "<mark>x</mark>"),
        ("<em></em>x<b> </b>y", "x y"),
    ],
)
def test_inline_markup_is_a_closed_list(written: str, kept: str) -> None:
    assert blocks(f"<p>{written}</p>") == [Paragraph(kept)]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]
)
def test_unsafe_links_lose_their_address_and_keep_their_words(address: str) -> None:
    body = read(f'<p><a href="{address}">words</a></p>')
    assert body.blocks == (Paragraph("words"),)
    assert any("unsafe" in note for note in body.notes)


@pytest.mark.parametrize(
    ("used", "expected"), [("33", (2, 2)), ("24", (2, 3)), ("123", (2, 3, 4)), ("1256", (2, 3, 4, 4)), ("65", (3, 2))]
)
def test_heading_levels_are_an_outline_without_gaps(used: str, expected: tuple[int, ...]) -> None:
    content = "".join(f"<h{level}>Part</h{level}>" for level in used)
    assert [block.level for block in blocks(content) if isinstance(block, Heading)] == list(expected)


@pytest.mark.parametrize(
    "content",
    [
        '<blockquote class="pull-quote"><p>The water knows.</p></blockquote>',
        '<blockquote class="td_pull_quote pullquote">The water knows.</blockquote>',
        '<figure class="wp-block-pullquote"><blockquote><p>The water knows.</p></blockquote></figure>',
        '<p class="pullquote">The water knows.</p>',
        '<p><span class="pullquote">The water knows.</span></p>',
        '<div class="pull-quote">The water knows.</div>',
        "<aside>The water knows.</aside>",
        "[pullquote]The water knows.[/pullquote]",
    ],
)
def test_pull_quotes_are_recognised(content: str) -> None:
    assert blocks(f"<p>Text.</p>{content}") == [Paragraph("Text."), PullQuote("The water knows.")]


@pytest.mark.parametrize(
    "content",
    [
        '<figure class="wp-block-pullquote"><blockquote><p>It rose.</p><cite>Ann</cite></blockquote></figure>',
        '[pullquote cite="Ann"]It rose.[/pullquote]',
        '<blockquote class="pullquote"><p>It rose.</p><p>— Ann</p></blockquote>',
    ],
)
def test_pull_quotes_know_whom_they_quote(content: str) -> None:
    assert blocks(content) == [PullQuote("It rose.", "Ann")]


def test_a_quotation_keeps_paragraphs_and_attribution() -> None:
    content = "<blockquote><p>It <i>rose</i>.</p><p>Then it fell.</p><footer>— Ann, engineer</footer></blockquote>"
    assert blocks(content) == [Quote("<p>It <em>rose</em>.</p><p>Then it fell.</p>", "Ann, engineer")]


def test_a_book_cited_in_a_sentence_is_no_attribution() -> None:
    assert blocks("<blockquote><p>I read <cite>Moby Dick</cite></p></blockquote>") == [
        Quote("<p>I read <em>Moby Dick</em></p>")
    ]


def test_a_long_box_beside_the_text_is_not_a_pull_quote() -> None:
    body = read("<aside><h3>The dam</h3><p>Built in 1931.</p></aside>")
    assert body.blocks == (Heading(2, "The dam"), Paragraph("Built in 1931."))
    assert body.notes == ("A box beside the text was placed in the text.",)


@pytest.mark.parametrize(
    "content",
    [
        '<p class="related">You might also like: <a href="/dam/">The dam</a></p>',
        '<p>You may also like <a href="/dam/">The dam</a></p>',
        '<p><strong>READ ALSO:</strong> <a href="/dam/"><em>The dam</em></a></p>',
        '<p>[Related: <a href="/dam/">The dam</a>]</p>',
        '<p><a href="/dam/">Read more: The dam</a></p>',
        '<h4>See also: <a href="/dam/">The dam</a></h4>',
        '<p>Lesen Sie auch: <a href="/dam/">The dam</a></p>',
        '<p>À lire aussi : <a href="/dam/">The dam</a></p>',
        '<p>Читайте также: <a href="/dam/">The dam</a></p>',
        '<p>اقرأ أيضا: <a href="/dam/">The dam</a></p>',
        '<h3>Related articles</h3><ul><li><a href="/dam/">The dam</a></li></ul>',
        '<div class="related-posts"><ul><li><a href="/dam/">The dam</a></li></ul></div>',
    ],
)
def test_links_to_further_reading_are_recognised(content: str) -> None:
    assert blocks(content) == [Related("The dam", "https://mag.example/dam/")]


@pytest.mark.parametrize(
    "content",
    [
        '<p>Read also what <a href="/dam/">the keepers</a> wrote in their log that spring.</p>',
        '<p><a href="/dam/">Related species</a> live below the dam.</p>',
        '<p><a href="/dam/">Read the law</a></p>',
        "<p>See also:</p><ul><li>the <a href='/dam/'>dam</a></li></ul>",
    ],
)
def test_ordinary_sentences_with_links_stay_sentences(content: str) -> None:
    assert not any(isinstance(block, Related) for block in blocks(content))


@pytest.mark.parametrize(
    ("content", "credit"),
    [
        ("<!-- image credit: Image: Jane Doe -->\n<p>Text.</p>", "Image: Jane Doe"),
        ("<!-- Photo credit: Jane Doe --><p>Text.</p>", "Jane Doe"),
        ("Photo: Jane Doe\n\nText.", "Photo: Jane Doe"),
        ("<p><em>(Foto: Jane Doe/Agentur)</em></p><p>Text.</p>", "Foto: Jane Doe/Agentur"),
        ("<p>Credit: Jane Doe</p><p>Text.</p>", "Jane Doe"),
        ("<p>© Jane Doe 2020</p><p>Text.</p>", "© Jane Doe 2020"),
    ],
)
def test_the_credit_of_the_lead_picture_is_found(content: str, credit: str) -> None:
    body = read(content)
    assert body.credit == credit
    assert body.blocks == (Paragraph("Text."),)


def test_a_line_like_a_credit_in_the_middle_is_text() -> None:
    body = read("<p>Text.</p><p>Photo: Jane Doe</p>")
    assert (body.credit, len(body.blocks)) == ("", 2)


def test_a_first_sentence_with_a_colon_is_text() -> None:
    body = read("<p>Pictures: they lie. They always have, and the river keeps its own counsel.</p>")
    assert (body.credit, len(body.blocks)) == ("", 1)


@pytest.mark.parametrize(
    ("caption", "split"),
    [
        ("The old harbour. Photo: Jane Doe", ("The old harbour.", "Photo: Jane Doe")),
        ("The old harbour (Image: Jane/Agency)", ("The old harbour", "Image: Jane/Agency")),
        ("The old harbour | Foto: Jane", ("The old harbour", "Foto: Jane")),
        ("The old harbour © Jane", ("The old harbour", "© Jane")),
        ("The old harbour. Credit: Jane", ("The old harbour.", "Jane")),
        ("The old harbour Photo by Jane", ("The old harbour Photo by Jane", "")),
        ("The old harbour. Photo by Jane Doe", ("The old harbour.", "Photo by Jane Doe")),
        ("Photo: Jane", ("", "Photo: Jane")),
        ("The old harbour", ("The old harbour", "")),
    ],
)
def test_captions_are_divided_from_credits(caption: str, split: tuple[str, str]) -> None:
    (image,) = blocks(f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure>')
    assert isinstance(image, Image)
    assert (image.caption, image.credit) == split


def test_a_marked_credit_wins_over_guessing() -> None:
    (image,) = blocks(
        '<figure><img src="a.jpg"><figcaption>A dam <span class="credit">J. Doe</span></figcaption></figure>'
    )
    assert isinstance(image, Image)
    assert (image.caption, image.credit) == ("A dam", "J. Doe")


def test_the_caption_shortcode_is_a_picture() -> None:
    body = read(
        '[caption id="attachment_5" align="alignleft" width="300"]<a href="/uploads/dam.jpg">'
        '<img class="size-medium" src="/uploads/dam-300.jpg" alt="A &quot;dam&quot;" width="300" height="200" /></a>'
        " The dam. Photo: Jane[/caption]\n\nText."
    )
    assert body.blocks == (
        Image("https://mag.example/uploads/dam-300.jpg", 'A "dam"', "The dam.", "Photo: Jane", 300, 200),
        Paragraph("Text."),
    )
    assert body.credit == "Photo: Jane"
    assert not any("shortcode" in note for note in body.notes)


def test_lazy_pictures_and_their_noscript_twins_are_one_picture() -> None:
    content = '<img src="data:image/gif;base64,R0" data-src="/a.jpg"><noscript><img src="/a.jpg" alt="A"></noscript>'
    assert blocks(content) == [Image("https://mag.example/a.jpg", "A")]


def test_a_picture_that_links_elsewhere_leaves_a_note() -> None:
    body = read('<a href="https://other.example/"><img src="a.jpg"></a>')
    assert [type(block) for block in body.blocks] == [Image]
    assert any("https://other.example/" in note for note in body.notes)


def test_an_inlined_picture_is_left_out_with_a_note() -> None:
    body = read('<p>a</p><img src="data:image/png;base64,AA" alt="A gauge">')
    assert body.blocks == (Paragraph("a"),)
    assert body.notes == ("A picture without a usable address was left out: A gauge.",)


def test_emoji_pictures_become_characters() -> None:
    content = '<p>Thanks <img class="wp-smiley" src="s.png" alt="🌊" /> all</p>'
    assert blocks(content) == [Paragraph("Thanks 🌊 all")]


def test_galleries_find_their_pictures_by_number() -> None:
    pictures = {7: Image("https://mag.example/7.jpg", "Seven", "The seventh")}
    body = body_of('[gallery ids="7,8"]', base_url=ENTRY, attachment=pictures.get)
    assert body.blocks == (Image("https://mag.example/7.jpg", "Seven", "The seventh"),)
    assert body.notes == ("A gallery could not be placed: attachments 8.",)


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("[embed]https://youtu.be/abc[/embed]", "https://youtu.be/abc"),
        ("[youtube abcdefghijk]", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("[youtube=https://youtu.be/abc]", "https://youtu.be/abc"),
        ('[audio mp3="https://mag.example/a.mp3"][/audio]', "https://mag.example/a.mp3"),
        ("Text.\n\nhttps://vimeo.com/1\n\nText.", "https://vimeo.com/1"),
        ('<iframe src="//www.youtube.com/embed/abc?x=1"></iframe>', "https://www.youtube.com/watch?v=abc"),
        ('<video><source src="/v.mp4"></video>', "https://mag.example/v.mp4"),
        (
            '<!-- wp:embed {"url":"https://vimeo.com/1"} --><figure class="wp-block-embed"><div>\nhttps://vimeo.com/1\n'
            "</div></figure><!-- /wp:embed -->",
            "https://vimeo.com/1",
        ),
    ],
)
def test_embedded_things_become_links(content: str, url: str) -> None:
    assert [block.url for block in blocks(content) if isinstance(block, Embed)] == [url]


def test_an_address_in_a_sentence_stays_in_it() -> None:
    assert blocks("<p>See https://vimeo.com/1 please.</p>") == [Paragraph("See https://vimeo.com/1 please.")]


def test_unknown_shortcodes_are_kept_as_text_and_noted() -> None:
    body = read('Text [mood level="3"]calm[/mood] [sic] [[gallery]] end')
    assert body.blocks == (Paragraph('Text [mood level="3"]calm[/mood] [sic] [gallery] end'),)
    assert body.notes == ("The shortcode [mood] was kept as text.",)


def test_shortcodes_in_code_are_code() -> None:
    assert blocks("<pre>[gallery ids=1]</pre>") == [Code("[gallery ids=1]")]


def test_lists_keep_order_and_nesting() -> None:
    content = "<ol><li>One<ul><li>a</li><li><b>b</b></li></ul></li><li>Two</li></ol>"
    assert blocks(content) == [List(True, ("One<ul><li>a</li><li><strong>b</strong></li></ul>", "Two"))]


def test_a_picture_in_a_list_is_placed_after_it() -> None:
    body = read('<ul><li>One <img src="a.jpg"></li></ul>')
    assert body.blocks == (List(False, ("One",)), Image(f"{ENTRY}a.jpg"))
    assert body.notes == ("Something inside a list (such as a picture) was placed after it.",)


def test_tables_keep_rows_header_and_caption() -> None:
    content = (
        '<figure class="wp-block-table"><table><thead><tr><th>Gauge</th><th>cm</th></tr></thead><tbody>'
        "<tr><td>Lindau</td><td>4<b>1</b><br>high</td></tr></tbody></table><figcaption>In May</figcaption></figure>"
    )
    rows = (("Gauge", "cm"), ("Lindau", "4<strong>1</strong><br>high"))
    assert blocks(content) == [Table(rows, True, "In May")]


def test_code_keeps_its_spaces_and_language() -> None:
    content = '<pre class="wp-block-code"><code class="language-Python">if x &lt; 1:\n    pass\n</code></pre>'
    assert blocks(content) == [Code("if x < 1:\n    pass", "python")]


def test_rules_are_dividers() -> None:
    assert blocks("<p>a</p><hr class='x'/><p>b</p>") == [Paragraph("a"), Divider(), Paragraph("b")]


def test_a_marked_introduction_is_the_standfirst() -> None:
    body = read('<p class="intro">Two tables, one <b>river</b>.</p><p>Text.</p><p class="lead">Not this.</p>')
    assert body.standfirst == "Two tables, one river."
    assert body.blocks == (Paragraph("Text."), Paragraph("Not this."))


def test_what_is_made_when_the_page_is_shown_leaves_a_note() -> None:
    body = read('<!-- wp:latest-posts {"n":3} /--><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --><!-- note -->')
    assert body.blocks == (Paragraph("a"),)
    assert any("latest-posts" in note for note in body.notes)
    assert any("hidden comment" in note for note in body.notes)


def test_more_and_nextpage_join_and_are_noted() -> None:
    body = read("One.<!--more-->\n\nTwo.\n\n<!--nextpage-->\n\nThree.")
    assert body.blocks == (Paragraph("One."), Paragraph("Two."), Paragraph("Three."))
    assert len(body.notes) == 2


def test_scripts_forms_and_styles_leave_notes_but_no_trace() -> None:
    body = read(
        "<p onclick='x()'>a</p><script>alert(1)</script><style>p{}</style><form>Name <input name=n></form>"
        "<p style='color:red'>b</p>"
    )
    assert body.blocks == (Paragraph("a"), Paragraph("Name"), Paragraph("b"))
    assert len(body.notes) == 4


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "a href='/x'"])
@pytest.mark.parametrize("depth", [80, 900, 30_000])
def test_words_in_deep_nesting_are_kept(tag: str, depth: int) -> None:
    closing = "".join(f"</{name.split(' ')[0]}>" for name in reversed(tag.split("><")))
    body = read(f"<{tag}>" * depth + "deep words" + closing * depth + " after")
    assert "deep words after" in " ".join(visible_words(body))


@pytest.mark.parametrize(
    "content",
    [
        "[caption]" * 40_000,
        "<pre " * 40_000,
        "<!-- " * 40_000,
        "[a " * 40_000,
        "\n \n" * 60_000,
        " " * 400_000 + "x",
        "<b></b>" * 30_000,
        "<!-- wp:x " + " " * 300_000 + "y -->",
        "<p>Photo: " + "© " * 50_000,
        "<a href='" + "[" * 100_000 + "'>x</a>",
        "&" * 200_000,
    ],
)
def test_long_monotonous_texts_take_linear_time(content: str) -> None:
    started = time.process_time()
    read(content)
    assert time.process_time() - started < 6


def pieces(block: Block) -> Iterator[str]:
    """Every string of HTML, then every plain text made into HTML, that a reader would see."""
    match block:
        case Paragraph(html):
            yield html
        case Quote(html, attribution):
            yield html
            yield escape(attribution)
        case List(_, items):
            yield from items
        case Table(rows, _, caption):
            yield from (cell for row in rows for cell in row)
            yield escape(caption)
        case Heading(_, text):
            yield escape(text)
        case PullQuote(text, attribution):
            yield escape(f"{text} {attribution}")
        case Code(text):
            yield escape(text)
        case Related(title):
            yield escape(title)
        case Image():
            yield escape(f"{block.caption} {block.credit}")
        case Embed(url, caption):
            yield escape(f"{url} {caption}")


def visible_words(body: Body) -> list[str]:
    markup = [escape(body.credit), escape(body.standfirst)]
    markup += [piece for block in body.blocks for piece in pieces(block)]
    return " ".join(text_seen(piece) for piece in markup).split()


def text_seen(markup: str) -> str:
    tree = html5lib.parseFragment(re.sub(r"<(/?)(p|li|br|ul|ol)>", r" <\1\2> ", markup), treebuilder="etree")
    return "".join(tree.itertext())


TAGS = ["p", "div", "b", "em", "a", "blockquote", "ul", "li", "h2", "pre", "table", "tr", "td", "figure", "figcaption"]
TAGS += ["script", "img", "iframe", "svg", "span", "aside", "br", "style", "math", "noscript", "form", "title", "dl"]
markup_piece = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            '<a href="javascript:alert(1)">',
            "<a href=' java&#x0A;script:x'>",
            '<img src=x onerror="alert(1)">',
            "<svg onload=alert(1)>",
            '<iframe src="javascript:alert(1)">',
            '<p style="x" onclick=alert(1) class="pullquote">',
            "<!-- wp:paragraph -->",
            "<!--more-->",
            "<!-- ",
            "-->",
            "[caption]",
            "[/caption]",
            "[embed]javascript:alert(1)[/embed]",
            '[gallery ids="1"]',
            "<![CDATA[",
            "<",
            ">",
            "&",
            '"',
            "\n\n",
            "&lt;script&gt;",
            "<object data='javascript:1'>",
            "<math><mtext></p><style><img src=x onerror=alert(1)>",
            "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        ]
    ),
    st.text(max_size=12),
)


@given(st.lists(markup_piece, max_size=25).map("".join))
@example("<p\x00>\ud800</p>")
@example("<a href='//['>x</a><img src='http://[x'>")
def test_nothing_that_runs_gets_through(content: str) -> None:
    body = read(content)
    for block in body.blocks:
        urls = [block.src] if isinstance(block, Image) else [block.url] if isinstance(block, Embed | Related) else []
        assert all(re.match(r"https?://", url) for url in urls)
        for piece in pieces(block):
            for element in html5lib.parseFragment(piece, treebuilder="etree", namespaceHTMLElements=False).iter():
                assert element.tag in {
                    "DOCUMENT_FRAGMENT",
                    *["a", "em", "strong", "code", "sub", "sup", "br", "s", "abbr", "mark", "p", "ul", "ol", "li"],
                }
                assert set(element.attrib) <= {"href", "title"}
                href = element.attrib.get("href", "")
                assert re.match(r"https?://|mailto:|#|$", href), href


word = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=8)
inline = st.recursive(
    word.map(escape),
    lambda inner: st.tuples(st.sampled_from(["b", "em", "a", "span", "code", "u", "font"]), inner).map(
        lambda pair: f" <{pair[0]}>{pair[1]}</{pair[0]}> "
    ),
    max_leaves=4,
)
block_markup = st.recursive(
    st.lists(inline, min_size=1, max_size=4).map(" ".join),
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "blockquote", "ul><li", "h3", "section", "table><tr><td", "pre", "li", "center"]),
        st.lists(inner, min_size=1, max_size=3).map("\n".join),
    ).map(lambda pair: f"<{pair[0]}>{pair[1]}" + "".join(f"</{tag}>" for tag in reversed(pair[0].split("><")))),
    max_leaves=8,
)


@given(block_markup)
def test_every_visible_word_is_kept(content: str) -> None:
    seen = visible_words(read(content))
    expected = re.sub(r"<[^<>]*>", " ", content).split()
    assert sorted(seen) == sorted(expected)


@pytest.mark.skipif(not SEED.exists(), reason="the seed's export is not here")
def test_the_first_page_arrives_as_the_right_kinds_of_content() -> None:
    (post,) = [record for record in read_export(SEED) if isinstance(record, Post)]
    body = body_of(post.content, base_url=post.link)
    kinds = [type(block) for block in body.blocks]
    assert body.credit
    assert body.notes == ()
    assert (kinds.count(Heading), kinds.count(PullQuote), kinds.count(Related)) == (1, 1, 1)
    assert set(kinds) == {Paragraph, Heading, PullQuote, Related}
    (pulled,) = [block.text for block in body.blocks if isinstance(block, PullQuote)]
    assert sum(pulled in text_seen(block.html) for block in body.blocks if isinstance(block, Paragraph)) == 1
