"""From a WordPress comment to Markdown that shows the same words."""

from __future__ import annotations

import re
import time
import unicodedata
from html import escape

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from parley.importers.wordpress import comment_text
from parley.kit.markup import comment_html

# The most and the least that a renderer of CommonMark understands: escapes must hold in all of them.
RENDERERS = [
    MarkdownIt("commonmark", {"html": False}),
    MarkdownIt("js-default", {"html": False}).enable(["table", "strikethrough"]),
]


def words_shown(markdown: str, renderer: MarkdownIt) -> list[str]:
    return words_of(renderer.render(markdown))


def words_of(markup: str) -> list[str]:
    spaced = re.sub(r"(</?(?:p|br|li|blockquote|pre|h\d|td|tr)\b[^>]*>)", r" \1 ", markup)
    return "".join(html5lib.parseFragment(spaced, treebuilder="etree").itertext()).split()


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("Plain words, “quoted” – and 5\u00a0km.", "Plain words, “quoted” – and 5\u00a0km."),
        ("One.\n\n\n\nTwo.\nStill two.", "One.\n\nTwo.\nStill two."),
        ("One.\r\n\r\nTwo.", "One.\n\nTwo."),
        ("<p>One.</p>\n<p>Two.</p>", "One.\n\nTwo."),
        ("R&amp;D &lt;3 R&D", "R&D <3 R&D"),
        ("an <em>odd</em> <b>flood</b>", "an *odd* **flood**"),
        ("Fields marked * are 2 * 3 snake_case [sic] #1 - yes", "Fields marked * are 2 * 3 snake_case [sic] #1 - yes"),
        ("*stars* _lines_ `ticks`", "\\*stars\\* \\_lines\\_ \\`ticks\\`"),
        ("mask **** and *opened, note* 2*3", "mask **** and \\*opened, note\\* 2\\*3"),
        ("a footnote* and ****| masked 2 * 3", "a footnote* and ****| masked 2 * 3"),
        ("***\n* * *\n___", "\\***\n\\* * *\n\\_\\_\\_"),
        ("# one\n> two\n- three\n4. four\n5) five", "\\# one\n\\> two\n\\- three\n4\\. four\n5\\) five"),
        ("under\n---\nover\n===", "under\n\\---\nover\n\\==="),
        ("    indented", "indented"),
        ("[text](https://a.example)", "[text\\](https://a.example)"),
        ("C:\\dir \\* &amp;copy;", "C:\\dir \\\\* \\&copy;"),
        (
            '<a href="https://a.example/x_(y)" rel="nofollow">the [gauge]</a>',
            "[the \\[gauge\\]](https://a.example/x_%28y%29)",
        ),
        ('Look!<a href="https://a.example">here</a>', "Look\\![here](https://a.example)"),
        ('<a href="https://a.example/">https://a.example</a>', "[https://a.example/](https://a.example/)"),
        ("See https://a.example/b_c for more.", "See https://a.example/b_c for more."),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<a href="/relative">words</a>', "words"),
        ("<blockquote>One.\n\nTwo.</blockquote>Mine.", "> One.\n>\n> Two.\n\nMine."),
        ("<code>a`b</code>", "``a`b``"),
        ("<pre>x = 1\n  y</pre>", "```\nx = 1\n  y\n```"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('Fine <img class="wp-smiley" alt="🙂" src="s.png">', "Fine 🙂"),
        ("a<script>alert(1)</script>b<style>p{}</style>", "ab"),
        ("<q>so</q>", "“so”"),
        ("السد مغلق منذ أمس", "السد مغلق منذ أمس"),
        ("", ""),
        ("\ud800\x00", ""),
    ],
)
def test_a_comment_becomes_markdown(content: str, markdown: str) -> None:
    assert comment_text(content) == markdown


def test_links_stay_links() -> None:
    shown = comment_html(comment_text('Read <a href="https://a.example/?x=1&amp;y=2" onclick="z()">this</a>.'))
    assert 'href="https://a.example/?x=1&amp;y=2"' in shown
    assert ">this</a>." in shown
    assert "onclick" not in shown


@pytest.mark.parametrize("tag", ["blockquote", "ul><li", "b", "div"])
@pytest.mark.parametrize("depth", [15, 300, 20_000])
def test_words_in_deep_nesting_are_kept(tag: str, depth: int) -> None:
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    shown = comment_html(comment_text(f"<{tag}>" * depth + "deep words" + closing * depth))
    assert words_of(shown) == ["deep", "words"]


@pytest.mark.parametrize(
    "content", ["*" * 100_000, "[" * 100_000, "_a" * 50_000, "<b>" * 50_000, "\n" * 200_000, "&amp" * 50_000]
)
def test_long_monotonous_comments_take_linear_time(content: str) -> None:
    started = time.process_time()
    comment_text(content)
    assert time.process_time() - started < 5


text_piece = st.one_of(
    st.text(st.sampled_from("ab *_`#>-+=|~![]()<&\\:.1\n\t;'\"/?$^%@{}é水"), max_size=14),
    st.text(max_size=10),
    st.sampled_from(
        ["&amp;", "&lt;", "&#42;", "&copy;", "https://a.example/_b_*c*", "1.", "- ", "```", "***", "![", "]("]
    ),
)


@given(st.lists(text_piece, max_size=12).map("".join))
@example("- - -")
@example("_ _ _")
@example("a\n-|-\nb")
@example("a|b\n-|-")
@example("<ftp://x>")
@example("\\\nb")
@example("a\\")
def test_plain_text_is_shown_as_it_was_written(text: str) -> None:
    """Text without a tag, in which every character that HTML knows is written as an entity."""
    markdown = comment_text(escape(text))
    composed = unicodedata.normalize("NFC", text)
    expected = words_of(
        escape(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0\ufdd1\ufffe\uffff]", "", composed))
    )
    for renderer in RENDERERS:
        assert words_shown(markdown, renderer) == expected
    assert words_of(comment_html(markdown)) == expected


markup_piece = st.one_of(
    text_piece.map(escape),
    st.sampled_from(["em", "b", "code", "strong", "i", "q", "del", "blockquote", "li", "p", "pre", "div"]).flatmap(
        lambda tag: text_piece.map(lambda text: f"<{tag}>{escape(text)}</{tag}>")
    ),
    text_piece.map(lambda text: f'<a href="https://a.example/x">{escape(text)}</a>'),
    st.sampled_from(["<br>", "</p>", "<p>", "<b>", "</b>", "\n\n"]),
)


@given(st.lists(markup_piece, max_size=8).map("".join))
def test_no_letter_in_markup_is_lost_or_moved(content: str) -> None:
    """Only letters that no tag, entity or address has are compared, so that added addresses do not matter."""
    shown = "".join(words_shown(comment_text(content), RENDERERS[0]))
    assert re.findall("[水é]", shown) == re.findall("[水é]", content)


@given(st.lists(st.one_of(markup_piece, st.text(max_size=20)), max_size=10).map("".join))
@example('<a href="javascript:alert(1)">x</a>')
@example("[x](javascript:alert\\(1\\))")
@example("<javascript:alert(1)>")
@example("<svg onload=alert(1)><img src=x onerror=alert(1)>")
def test_nothing_that_runs_is_shown(content: str) -> None:
    shown = RENDERERS[0].render(comment_text(content))
    tree = html5lib.parseFragment(shown, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in {"script", "style", "iframe", "img", "svg", "form", "object"}
        assert set(element.attrib) <= {"href", "start"}
        assert element.attrib.get("href", "https://").startswith(("http://", "https://", "mailto:"))
