"""Reading time counts what is read: not addresses, not a pull quote that repeats the text."""

from parley.publication.queries import reading_minutes
from tests.conftest import Cast

PARAGRAPH = "<p>" + "word " * 460 + "</p>"


def test_two_hundred_and_thirty_words_take_a_minute(cast: Cast) -> None:
    cast.article.body = [{"type": "paragraph", "value": PARAGRAPH}]
    cast.article.standfirst = ""

    assert reading_minutes(cast.article) == 2


def test_a_pull_quote_is_read_once(cast: Cast) -> None:
    cast.article.body = [
        {"type": "paragraph", "value": PARAGRAPH},
        {"type": "pull_quote", "value": {"text": "word " * 460, "attribution": ""}},
    ]
    cast.article.standfirst = ""

    assert reading_minutes(cast.article) == 2


def test_items_of_a_list_count(cast: Cast) -> None:
    cast.article.body = [{"type": "list", "value": {"is_ordered": False, "items": [PARAGRAPH, PARAGRAPH]}}]
    cast.article.standfirst = ""

    assert reading_minutes(cast.article) == 4


def test_nothing_takes_less_than_a_minute(cast: Cast) -> None:
    cast.article.body = []

    assert reading_minutes(cast.article) == 1
