"""What a foreign site is told of a comment."""

import pytest
from django.test import Client

from parley.conversation.actions.threads import open_thread
from parley.embed.models import Report
from tests.conftest import ARTICLE_TEXT
from tests.embed.akismet.conftest import HELD, HONEST, SPAM, Blog, open_blog


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_an_honest_comment_is_false(blog: Blog) -> None:
    answer = blog.check(HONEST)
    assert (answer.status_code, body(answer), answer["X-Parley-Verdict"].partition(";")[0]) == (200, "false", "ham")
    assert "X-akismet-pro-tip" not in answer


def test_blatant_spam_is_true_and_may_be_thrown_away(blog: Blog) -> None:
    answer = blog.check(SPAM, comment_author="cheap pills", comment_author_url="https://cheap-pills.example/")
    assert (body(answer), answer["X-akismet-pro-tip"]) == ("true", "discard")


def test_what_the_filter_is_not_sure_of_is_held_but_never_thrown_away(blog: Blog) -> None:
    answer = blog.check(HELD)
    assert answer["X-Parley-Verdict"].startswith("unsure")
    assert body(answer) == "true"
    assert "X-akismet-pro-tip" not in answer


def test_a_site_may_publish_what_the_filter_is_not_sure_of(blog: Blog) -> None:
    lenient = open_blog(blog.client, "lenient.example", unsure="publish")
    answer = lenient.check(HELD, blog="https://lenient.example/")
    assert (body(answer), answer["X-Parley-Verdict"].partition(";")[0]) == ("false", "unsure")
    assert body(lenient.check(SPAM, blog="https://lenient.example/")) == "true"


@pytest.mark.parametrize(
    ("agent", "error"), [("WordPress/6.8 | Akismet/5.5", "unsure"), ("Drupal/11 | Akismet/1.0", None)]
)
def test_wordpress_is_told_to_let_a_held_comment_wait(blog: Blog, agent: str, error: str | None) -> None:
    assert blog.check(HELD, agent=agent).get("X-akismet-error") == error
    assert "X-akismet-error" not in blog.check(SPAM, agent=agent)


def test_an_administrator_is_always_honest(blog: Blog) -> None:
    assert body(blog.check(SPAM, user_role="author,administrator")) == "false"
    assert body(blog.check(SPAM, user_role="subscriber")) == "true"


@pytest.mark.parametrize(
    "fields",
    [
        {"comment_author": "akismet-guaranteed-spam"},
        {"comment_author": "viagra-test-123"},
        {"comment_author_email": "akismet-guaranteed-spam@example.com"},
    ],
)
def test_the_documented_test_names_are_always_spam(blog: Blog, fields: dict[str, str]) -> None:
    assert body(blog.check(HONEST, **fields)) == "true"


@pytest.mark.parametrize(
    "fields",
    [
        {"honeypot_field_name": "hidden_phone", "hidden_phone": "0123"},
        {"POST_ak_hp_textarea": "filled in by a program"},
    ],
)
def test_a_filled_trap_is_spam_yet_kept_for_the_moderator(blog: Blog, fields: dict[str, str]) -> None:
    answer = blog.check(HONEST, **fields)
    assert body(answer) == "true"
    assert "X-akismet-pro-tip" not in answer


@pytest.mark.parametrize("fields", [{"honeypot_field_name": "hidden_phone", "hidden_phone": ""}, {"hidden_phone": "1"}])
def test_an_empty_or_unnamed_trap_is_none(blog: Blog, fields: dict[str, str]) -> None:
    assert body(blog.check(HONEST, **fields)) == "false"


def test_a_comment_keeps_its_name_and_only_within_its_site(blog: Blog) -> None:
    other = open_blog(blog.client, "other.example")
    first, again = blog.check(HONEST)["X-akismet-guid"], blog.check(f" {HONEST}\n", is_test="1")["X-akismet-guid"]
    assert first == again
    assert blog.check(HELD)["X-akismet-guid"] != first
    assert other.check(HONEST, blog="https://other.example")["X-akismet-guid"] != first


def probability(answer: object) -> float:
    return float(answer["X-Parley-Verdict"].partition("=")[2])  # type: ignore[index]


def test_the_article_is_read_where_its_thread_is_known_here(blog: Blog) -> None:
    open_thread(site="blog.example", url="/river/", title="A river measured three times", text=ARTICLE_TEXT)
    words = "The dam keepers of Velka and the water board at Lindau bridge should read one gauge before the next flood."
    known, unknown = (blog.check(words, permalink=f"https://blog.example/{page}/") for page in ("river", "sea"))
    assert probability(known) != probability(unknown)


def test_the_thread_of_another_site_is_not_read(blog: Blog) -> None:
    open_thread(site="other.example", url="/river/", title="A river measured three times", text=ARTICLE_TEXT)
    words = "The dam keepers of Velka should read the gauge at Lindau."
    assert probability(blog.check(words, permalink="https://other.example/river/")) == probability(blog.check(words))


@pytest.mark.parametrize("name", ["comment_context", "comment_context[]", "comment_context[0]"])
def test_words_about_the_page_stand_for_its_title(blog: Blog, name: str) -> None:
    words = "The dam keepers of Velka should read the gauge at Lindau."
    told = blog.check(words, **{name: "dam keepers, gauge at Lindau"})
    assert probability(told) != probability(blog.check(words))


@pytest.mark.parametrize("charset", ["utf-8", "ISO-8859-2", "windows-1251", "Shift_JIS", "rot13", "unicode_escape", ""])
def test_the_body_is_read_in_the_sites_charset(blog: Blog, charset: str) -> None:
    encoding = charset if charset not in {"rot13", "unicode_escape", ""} else "utf-8"
    words = {"windows-1251": "Вода стояла ниже", "Shift_JIS": "川の水は低かった"}.get(charset, "Woda stała niżej")
    text = "".join(f"%{byte:02X}" for byte in words.encode(encoding))
    form = f"api_key={blog.key}&blog=https://blog.example&blog_charset={charset}&comment_content={text}"
    answer = blog.client.post("/1.1/comment-check", form, content_type="application/x-www-form-urlencoded")
    assert answer["X-akismet-guid"] == blog.check(words, comment_author="")["X-akismet-guid"]


def test_the_charset_of_the_header_counts_where_the_form_names_none(blog: Blog) -> None:
    form = f"api_key={blog.key}&blog=https://blog.example&comment_content=stra%DFe"
    answer = blog.client.post(
        "/1.1/comment-check", form, content_type="application/x-www-form-urlencoded; charset=ISO-8859-1"
    )
    assert answer["X-akismet-guid"] == blog.check("straße", comment_author="")["X-akismet-guid"]


def test_asking_leaves_nothing_behind(blog: Blog) -> None:
    from parley.accounts.models import Reader
    from parley.conversation.models import Comment

    blog.check(SPAM, comment_author_email="sam@example.org")
    assert (Report.objects.count(), Reader.objects.count(), Comment.objects.count()) == (0, 0, 0)


def test_an_answer_sets_no_cookie_and_is_kept_by_nobody(blog: Blog) -> None:
    answer = blog.check()
    assert dict(answer.cookies) == {}
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_page_elsewhere_that_posts_with_a_cookie_gains_nothing(moderator: Client, blog: Blog) -> None:
    signed_in = Blog(moderator, blog.issued, "000000000000")
    assert body(signed_in.check()) == "invalid"
