"""A comment's Markdown becomes safe HTML, whatever was typed. A second parser (html5lib) is the judge."""

import time
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.markup import comment_html, editorial_html

TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "code", "pre", "a"}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
SCHEMES = ("http://", "https://", "mailto:")

FRAGMENTS = st.sampled_from(
    [
        *("<script>", "</p>", "<svg onload=x>", "<math><mi>", "<a href=", "<template>", "<style>", "<noscript>"),
        *(
            "<!--",
            "-->",
            "<![CDATA[",
            "<x:y>",
            "onerror=",
            "title=",
            '"',
            "'",
            ">",
            "<",
            "`",
            "```",
            "*",
            "**",
            "_",
            "# ",
        ),
        *(
            "> ",
            "](",
            "[x](",
            "![",
            "javascript:",
            "data:text/html,",
            "//evil.example",
            "https://x.example/",
        ),
        *("[a]: http://b\n", "- ", "1. ", "\n", "\n\n", "  \n", "\t", "\u202e", "\x00", "\x0c", "\ud800", "\uffff"),
        *("<https://", "&#x6a;", "&lt;", "&#x0c;", "&#0;", "&amp;", "&"),
    ]
)


def elements(html: str) -> Iterator[Element]:
    """Every element that a browser would make of `html` inside a <div>."""
    tree = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)
    for element in tree.iter():
        if element is not tree:
            yield element


def outside_the_list(html: str) -> list[str]:
    """Tags, attributes and addresses that no comment may bring into a page."""
    found = []
    for element in elements(html):
        if not isinstance(element.tag, str) or element.tag not in TAGS:
            found.append(f"tag {element.tag}")
            continue
        found += [f"{element.tag} {name}" for name in element.attrib if name not in ATTRIBUTES.get(element.tag, set())]
        if "href" in element.attrib and not element.attrib["href"].lower().startswith(SCHEMES):
            found.append(f"address {element.attrib['href']}")
    return found


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=30).map("".join))
def test_no_tag_attribute_or_scheme_outside_the_list_comes_out(source: str) -> None:
    assert outside_the_list(comment_html(source)) == []


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=20).map("".join))
def test_what_comes_out_can_stand_in_xml(source: str) -> None:
    html = comment_html(source)
    assert not any(c in html for c in "\x00\x08\x0b\x0c\x1f\ufffe\uffff")
    html.encode()  # no lone surrogate


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Two *words* and **more**", "<p>Two <em>words</em> and <strong>more</strong></p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\r\n\r\ntwo", "<p>one</p>\n<p>two</p>"),
    ],
)
def test_the_marks_that_the_form_promises_work(source: str, html: str) -> None:
    assert comment_html(source) == html


def test_a_link_is_marked_as_a_readers() -> None:
    (link,) = [e for e in elements(comment_html("[the table](https://gauge.example/2026)")) if e.tag == "a"]
    assert link.attrib == {"href": "https://gauge.example/2026", "rel": "ugc nofollow noopener"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#x6a;avascript:alert(1)",
        "javascript:123",
        "data:text/html,x",
        "vbscript:x",
        "svg:svg",
        "//evil.example/",
        "/editors/",
        "file:///etc/passwd",
    ],
)
def test_an_address_with_another_scheme_is_dropped(address: str) -> None:
    for source in (f"[x]({address})", f"[x](<{address}>)", f"<{address}>"):
        assert outside_the_list(comment_html(source)) == []


def test_reference_definitions_do_not_explode() -> None:
    bomb = f"[a]: http://x.example/{'b' * 9000}\n\n" + "[a] " * 2200
    assert len(comment_html(bomb)) <= 10 * len(bomb)


@pytest.mark.parametrize(
    "pattern", ["[", "![", "> ", "*a ", "**a _b ", "`", "- ", "<", "](", "\\", "&", "a\n> ", "[a](", "|", "1) ", "***"]
)
def test_hostile_patterns_stay_small_and_quick(pattern: str) -> None:
    source = pattern * (20_000 // len(pattern))
    started = time.process_time()
    html = comment_html(source)
    assert len(html) <= 10 * len(source)
    assert time.process_time() - started < 2.5  # the goal is 0.25 s; ten times that tells quadratic from slow


def test_deep_nesting_ends() -> None:
    html = comment_html("> " * 5000 + "end")
    assert html.count("<blockquote>") <= 20


def test_an_entity_for_a_form_feed_leaves_no_form_feed() -> None:
    assert comment_html("a&#x0c;b") == "<p>ab</p>"


def test_a_lone_surrogate_is_dropped() -> None:
    assert comment_html("a\ud800b") == "<p>ab</p>"


def test_html_that_was_typed_is_shown_as_typed() -> None:
    assert comment_html("<b onclick=x>bold</b>") == "<p>&lt;b onclick=x&gt;bold&lt;/b&gt;</p>"


def test_words_are_kept_even_when_every_mark_goes() -> None:
    assert "important" in comment_html("# important\n===\n![alt](https://x.example/p.png)")


def test_an_editors_link_keeps_its_address_and_gets_no_mark() -> None:
    assert editorial_html('<a href="https://gauge.example/" onclick="x()">t</a>') == (
        '<a href="https://gauge.example/">t</a>'
    )


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=30).map("".join))
def test_an_editors_text_cannot_bring_a_script_either(source: str) -> None:
    for element in elements(editorial_html(source)):
        assert element.tag in TAGS | {"b", "i", "sub", "sup", "s", "abbr", "bdi", "mark"}
        assert set(element.attrib) <= {"href", "id", "dir"}
        assert not element.attrib.get("href", "").strip().lower().startswith(("javascript:", "data:", "vbscript:"))
