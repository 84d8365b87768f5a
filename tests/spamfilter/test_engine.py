import math
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spamfilter import Article, CampaignIndex, Filter, History, Outcome, Submission, WeightsError

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)


@settings(deadline=None, max_examples=60)
@given(
    text=ANY_TEXT,
    author=ANY_TEXT,
    email=ANY_TEXT,
    url=ANY_TEXT,
    approved=st.integers(-3, 10**9),
    seconds=st.none() | st.floats(),
)
def test_the_reasons_add_up_and_the_same_question_gets_the_same_answer(
    text: str, author: str, email: str, url: str, approved: int, seconds: float | None
) -> None:
    judge = Filter.load()
    submission = Submission(text, author, email, url)
    history = History(approved=approved, seconds_to_write=seconds)
    article = Article("Tunnel", "The tunnel opened on Monday.")

    verdict = judge.judge(submission, article, history)

    assert verdict.score == pytest.approx(math.fsum(reason.weight for reason in verdict.reasons))
    assert verdict.probability == pytest.approx(1 / (1 + math.exp(-verdict.score)))
    assert verdict == judge.judge(submission, article, history)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800",
        "\udfff" * 500,
        "x" * 100_000,
        "{|" * 50_000,
        "<a " * 30_000,
        "[](" * 30_000,
        "a " * 50_000,
        "\u0000",
        "&#xD800;",
    ],
)
def test_it_never_raises_and_stays_quick_on_hostile_texts(judge: Filter, text: str) -> None:
    verdict = judge.judge(Submission(text, author=text[:1000], email=text[:1000], url=text[:1000]), Article(text, text))

    assert math.isfinite(verdict.score)


def test_stock_praise_with_a_site_is_not_published(judge: Filter, harbour: Article) -> None:
    submission = Submission(
        "Awesome website, I bookmarked your blog and will come back for more!",
        "garage door repair",
        "",
        "https://garage-door-repair.example/best",
    )

    verdict = judge.judge(submission, harbour)

    assert verdict.outcome is Outcome.SPAM
    assert any(reason.stage == "relevance" for reason in verdict.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "What about the cyclists?",
        "Thanks, I did not know that about the toll.",
        "Wrong: the ferry to Askøy stopped in 2019.",
        "Good piece, weak ending.",
        "We were promised four years, it took seven. Who pays?",
        "On my phone the map covers the second paragraph.",
        "The minutes of the council are at https://www.bergen.example/minutes/2019 if anyone wants the figures.",
        "I from Brazil, here is same with every tunnel, first is cheap and after is very expensive.",
        "Ha!",
    ],
)
def test_honest_remarks_are_published(judge: Filter, harbour: Article, text: str) -> None:
    assert judge.judge(Submission(text, "Ruth", "ruth@mail.example"), harbour).outcome is Outcome.HAM


def test_relevance_speaks_for_the_author(judge: Filter, harbour: Article) -> None:
    text = "The Vågen ferries carried more bicycles than Larsen admits."

    alone, beneath = judge.judge(Submission(text)), judge.judge(Submission(text), harbour)

    assert beneath.score < alone.score


def test_a_copy_of_the_article_is_no_sign_of_honesty(judge: Filter, harbour: Article) -> None:
    reasons = {reason.rule: reason.weight for reason in judge.judge(Submission(harbour.text), harbour).reasons}

    assert reasons["repeats_article"] > 0
    assert "shared_terms" not in reasons


def test_history_moves_the_score_both_ways(judge: Filter) -> None:
    submission = Submission("I like this blog.")
    score = judge.judge(submission).score

    assert judge.judge(submission, history=History(approved=5, known=True)).score < score
    assert judge.judge(submission, history=History(rejected=2, seconds_to_write=0.4)).score > score


def test_a_comment_already_indexed_is_not_its_own_duplicate(judge: Filter) -> None:
    text = "Your portal looks odd in my browser, the menu hides half of the recipes that I came to read this morning."
    index = CampaignIndex()
    index.add("7", text, "Sam")

    assert judge.judge(Submission(text, "Sam", id="7"), campaigns=index).campaign is None
    assert judge.judge(Submission(text, "Tim", id="8"), campaigns=index).campaign is not None


def test_a_campaign_that_was_called_spam_condemns_its_next_spin(judge: Filter) -> None:
    text = "Dear owner, we noticed that the recipes here rank badly, and our twelve writers could change that by May."
    index = CampaignIndex()
    campaigns = [index.add(number, text, name) for number, name in (("1", "Sam"), ("2", "Tim"))]
    index.mark(campaigns[1] or "", spam=True)

    assert judge.judge(Submission(text, "Jim", id="3"), campaigns=index).outcome is Outcome.SPAM


def test_random_syllables_are_not_condemned(judge: Filter) -> None:
    rng = random.Random(5)
    for _ in range(50):
        text = " ".join("".join(rng.choices("bdfgklmnprstvaeiou", k=rng.randint(2, 9))) for _ in range(25))
        assert judge.judge(Submission(text)).outcome is not Outcome.SPAM


def test_missing_weights_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"parley filter train"):
        Filter.load(tmp_path / "weights.npz")


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(WeightsError, match="damaged"):
        Filter.load(path)
