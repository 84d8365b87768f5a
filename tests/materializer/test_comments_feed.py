"""The feed of a thread: a file like the pages."""

from collections.abc import Iterator
from xml.etree import ElementTree

from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.editing import edit_comment
from parley.conversation.models import Comment
from parley.materializer.actions import materialize_dirty, reconcile
from parley.materializer.files import file_of
from parley.materializer.recipes.comments_feed import LENGTH
from tests.conftest import Cast
from tests.posting import announce, send, write
from tests.public import page_text, page_tree

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(cast: Cast) -> ElementTree.Element:
    materialize_dirty()
    return ElementTree.fromstring(page_text(f"{cast.thread.url}conversation/feed.xml"))


def entries(cast: Cast, name: str) -> Iterator[str]:
    for entry in feed(cast).iter(f"{ATOM}entry"):
        found = entry.find(f"{ATOM}{name}")
        assert found is not None
        yield "".join(found.itertext())


def test_an_article_leads_to_the_feed_of_its_comments_which_stands_from_the_beginning(cast: Cast) -> None:
    links = [link for link in page_tree(cast.thread.url).iter("link") if link.get("type") == "application/atom+xml"]
    assert links[1].get("href") == f"{cast.thread.url}conversation/feed.xml"
    assert links[1].get("title") == f"Comments on {cast.thread.title} (Atom)"
    root = feed(cast)
    assert root.findtext(f"{ATOM}title") == f"Comments on {cast.thread.title}"
    assert list(root.iter(f"{ATOM}entry")) == []


def test_a_comment_comes_changes_and_goes(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    comment = Comment.objects.get()
    assert list(entries(cast, "title")) == ["Cleo"]
    assert "forty centimetres more" in next(entries(cast, "content"))
    assert "cleo@example.org" not in page_text(f"{cast.thread.url}conversation/feed.xml")
    edit_comment(comment=comment, text=f"{comment.source} Nobody opened the sluice.", edits_seen=0)
    assert "Nobody opened" in next(entries(cast, "content"))
    decide(comments=[comment], status="trash", moderator=cast.ben)
    assert list(entries(cast, "title")) == []


def test_it_has_the_newest_and_names_what_a_reply_answers(cast: Cast) -> None:
    comments = [write(cast.thread) for _ in range(LENGTH + 5)]
    write(cast.thread, author_name="Dora", parent=comments[0])
    announce(cast.thread)
    titles = list(entries(cast, "title"))
    assert len(titles) == LENGTH
    assert titles[0] == f"Dora to {comments[0].author_name}"
    assert comments[5].author_name not in titles


def test_addresses_are_absolute_and_hostile_text_is_text(cast: Cast, reader: Client) -> None:
    write(cast.thread, 'See [here](https://a.example/?x="&y) </content> ]]> <b>bold</b> &amp;', author_name="A & <b>")
    announce(cast.thread)
    (entry,) = feed(cast).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "A & <b>"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert str(link.get("href")).startswith(f"http://testserver{cast.thread.url}#c")
    identity = str(entry.findtext(f"{ATOM}id"))
    assert identity.startswith("http://testserver/conversation/c/")
    assert reader.get(identity).status_code == 302


def test_it_is_healed_and_goes_with_its_article(cast: Cast) -> None:
    path = f"{cast.thread.url}conversation/feed.xml"
    file_of(path).unlink()
    reconcile()
    assert len(list(feed(cast).iter(f"{ATOM}entry"))) == 0
    cast.article.unpublish()
    materialize_dirty()
    reconcile()
    assert not file_of(path).exists()
