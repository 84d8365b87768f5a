"""What an article's page shows."""

from dataclasses import replace

import pytest

from parley.publication.documents import BlockDocument, Link
from parley.publication.rendering import article_html
from tests.theme.samples import article, only, parsed, picture, summary, words


def test_the_lead_picture_has_sizes_words_and_credit() -> None:
    tree = parsed(article_html(article()))
    image = only(tree, ".//figure//img")
    assert (image.get("width"), image.get("height")) == ("800", "450")
    assert image.get("alt") == "A gauge in the river"
    assert "/media/gauge-400.webp 400w" in str(only(tree, ".//figure//source").get("srcset"))
    assert words(only(tree, ".//figcaption")) == "The gauge at noon Photo: Ann (CC BY 4.0)"


def test_a_lead_picture_that_did_not_come_along_leaves_its_credit() -> None:
    html = article_html(article(summary=summary(picture=None), hero_credit="Image: Agency"))
    tree = parsed(html)
    assert words(only(tree, ".//p[@class='hero-credit']")) == "Image: Agency"
    assert not tree.findall(".//figure")


def test_a_pull_quote_is_hidden_from_screen_readers() -> None:
    quote = only(parsed(article_html(article(BlockDocument("pull_quote", text="It was read.")))), ".//aside")
    assert words(quote) == "It was read."
    assert quote.get("aria-hidden") == "true"


def test_a_related_link_in_the_text_is_labelled_and_keeps_its_query() -> None:
    block = BlockDocument("related", link=Link("Elsewhere", "https://example.org/a?x=1&y=2"))
    aside = only(parsed(article_html(article(block))), ".//aside")
    assert aside.get("aria-label") == "You might also like"
    assert only(aside, ".//a").get("href") == "https://example.org/a?x=1&y=2"


def test_a_path_with_letters_beyond_ascii_is_percent_encoded() -> None:
    html = article_html(article(topics=(Link("Ärger", "/topics/ärger/"),)))
    assert only(parsed(html), ".//a[@rel='tag']").get("href") == "/topics/%C3%A4rger/"


@pytest.mark.parametrize(("headings", "tables"), [(3, 0), (4, 1)])
def test_contents_stand_where_they_help(headings: int, tables: int) -> None:
    blocks = [BlockDocument("heading", text=f"Part {n}", anchor=f"part-{n}") for n in range(headings)]
    tree = parsed(article_html(article(*blocks)))
    assert len(tree.findall(".//nav[@class='contents']")) == tables


def test_a_heading_links_to_itself() -> None:
    tree = parsed(article_html(article(BlockDocument("heading", text="The gauge", level=3, anchor="the-gauge"))))
    assert only(tree, ".//h3[@id='the-gauge']/a").get("href") == "#the-gauge"


def test_names_and_titles_are_escaped() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    html = article_html(article(summary=replace(summary(), title=hostile, standfirst=hostile)))
    assert words(only(parsed(html), ".//h1")) == hostile
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    "block",
    [
        BlockDocument("paragraph", html="Without a paragraph of its own."),
        BlockDocument("quote", html="<p>Said.</p>", attribution="Somebody"),
        BlockDocument("list", items=("one", "<em>two</em>"), is_ordered=True),
        BlockDocument("image", picture=picture()),
        BlockDocument("image", picture=picture(renditions=(), fallback=None)),
        BlockDocument("code", text="a < b", language="c"),
        BlockDocument("table", text="Rounds", rows=(("Round", "Where"), ("1", "Vienna"))),
        BlockDocument("embed", link=Link("A film", "https://video.example/1")),
        BlockDocument("divider"),
    ],
    ids=lambda block: block.kind,
)
def test_every_block_is_sound_html_without_inline_style_or_script(block: BlockDocument) -> None:
    tree = parsed(article_html(article(block, summary=summary(picture=None))))
    body = only(tree, ".//div[@class='body']")
    assert len(body)
    assert not [e for e in tree.iter() if "style" in e.attrib or e.tag == "script"]
