"""Preview and quotation, without JavaScript."""

import pytest
from django.test import Client

from parley.conversation.models import Comment
from parley.conversation.writing.quoting import LONGEST, quotation
from tests.conftest import Cast
from tests.posting import HONEST, announce, write
from tests.public import page_tree, parsed, words_of

FIELDS = {"name": "Cleo </textarea>", "email": "cleo@nowhere", "website": "cleo", "notify": "thread"}
MARKUP = (
    "**Not** *so*:\n\n> the gauge\n\n1. `one`\n2. [two](https://example.org/)\n\n# no heading ![no](https://x.org/p)"
)


def preview(client: Client, cast: Cast, text: str, **headers: str) -> tuple[int, str]:
    response = client.post("/conversation/preview/", FIELDS | {"thread": cast.thread.pk, "text": text}, **headers)
    return response.status_code, response.content.decode()


def test_a_preview_is_what_the_comment_will_be(reader: Client, cast: Cast) -> None:
    status, html = preview(reader, cast, MARKUP)
    shown = next(e for e in parsed(html).iter("section") if e.get("class") == "preview")
    assert status == 200
    assert {"strong", "em", "blockquote", "ol", "code", "a"} <= {e.tag for e in shown.iter()}
    assert not {"h1", "img"} & {e.tag for e in shown.iter()}
    assert not Comment.objects.exists()


def test_a_preview_keeps_every_field_and_complains_of_none(reader: Client, cast: Cast) -> None:
    _status, html = preview(reader, cast, MARKUP)
    tree = parsed(html)
    fields = {e.get("name"): e.get("value") for e in tree.iter("input") if e.get("type") != "radio"}
    assert "".join(next(tree.iter("textarea")).itertext()) == MARKUP
    assert {name: fields[name] for name in ("name", "email", "website")} == {
        name: FIELDS[name] for name in ("name", "email", "website")
    }
    assert not [e for e in tree.iter() if e.get("role") == "alert"]


def test_the_preview_takes_the_focus(reader: Client, cast: Cast) -> None:
    _status, html = preview(reader, cast, "Word.")
    shown = next(e for e in parsed(html).iter("section") if e.get("class") == "preview")
    assert ("autofocus" in shown.attrib, shown.get("tabindex")) == (True, "-1")


@pytest.mark.parametrize(("text", "sentence"), [("", "Please write"), ("long " * 5000, "20,000 characters")])
def test_nothing_to_preview_is_said(reader: Client, cast: Cast, text: str, sentence: str) -> None:
    status, html = preview(reader, cast, text)
    assert status == 422
    assert sentence in html


def test_no_other_site_can_let_us_show_its_words(reader: Client, cast: Cast) -> None:
    status, html = preview(reader, cast, "**Send money**", HTTP_SEC_FETCH_SITE="cross-site")
    assert status == 403
    assert "<strong>" not in html


def test_each_comment_has_a_link_that_quotes_it(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread, "First line.\n\nSecond **line**.", author_name="Gro")
    announce(cast.thread)
    link = next(e for e in page_tree(cast.thread.url).iter("a") if "quote" in e.get("class", "").split())
    assert (words_of(link), link.get("aria-label")) == ("Quote", "Quote Gro")
    form = parsed(reader.get(link.get("href") or "").content.decode())
    assert "".join(next(form.iter("textarea")).itertext()) == "> First line.\n>\n> Second **line**.\n\n"
    assert str(comment.pk) in {e.get("value") for e in form.iter("input") if e.get("name") == "parent"}


def test_a_plain_reply_begins_empty(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread, HONEST)
    form = parsed(reader.get(f"/conversation/reply/{comment.pk}/").content.decode())
    assert "".join(next(form.iter("textarea")).itertext()) == ""


def test_what_was_quoted_is_not_quoted_again() -> None:
    assert quotation("> Old words\n\nNew words") == "> New words\n\n"
    assert quotation("> Only a quotation") == "> > Only a quotation\n\n"


@pytest.mark.parametrize("source", ["word " * 2000, "A line of words.\n" * 500, "x" * 5000])
def test_a_long_quotation_is_cut_and_says_so(source: str) -> None:
    quoted = quotation(source)
    assert quoted.rstrip().endswith("…")
    assert len(quoted.replace("> ", "")) <= LONGEST + 10
    assert all(line.startswith(">") for line in quoted.rstrip().splitlines())
