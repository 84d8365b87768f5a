"""What spammers do to a text hides it from no stage; what looks alike and is honest stays public."""

import random
from collections.abc import Callable

import pytest
from evals.filter.attacks import ATTACKS, Attack
from evals.filter.own import OwnText, read_own

from spamfilter import Article, Filter, History, Memory, Outcome, Submission
from spamfilter.normalise import normalise

# How much of the spam that is held when it comes plainly may escape in each disguise. Quoting in chopped runs and
# salad cannot be told from writing on topic by text alone.
ESCAPES = {
    "60 words of salad appended": 0.10,
    "article in chopped runs appended": 0.20,
    "20 keywords of the article appended": 0.12,
}
ESCAPES_OTHERWISE = 0.02
PITCH = "Buy cheap replica watches online, best price, free shipping, order now from our store."


def is_held(judge: Filter, own: OwnText, text: str | None = None, history: History | None = None) -> bool:
    given = own.comment.submission
    changed = Submission(given.text if text is None else text, given.author, given.email, given.url)
    return judge.judge(changed, own.comment.article, history).outcome is not Outcome.HAM


def share_held(judge: Filter, owns: list[OwnText]) -> float:
    return sum(is_held(judge, own) for own in owns) / len(owns)


@pytest.fixture(scope="module")
def caught(judge: Filter) -> list[OwnText]:
    """Spam of our own that is held when it comes plainly."""
    found = [own for own in read_own("plain-spam") if is_held(judge, own)]
    assert len(found) >= 54  # of 60
    return found


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_disguise_hides_no_spam(judge: Filter, caught: list[OwnText], attack: Attack) -> None:
    chance = random.Random(attack.name)
    texts = [attack.change(own.comment.submission.text, chance, own.comment.article) for own in caught]
    changed = [(own, text) for own, text in zip(caught, texts, strict=True) if text != own.comment.submission.text]
    assert changed

    held = sum(is_held(judge, own, text) for own, text in changed)

    assert held >= (1 - ESCAPES.get(attack.name, ESCAPES_OTHERWISE)) * len(changed)


def test_honest_comments_that_look_disguised_stay_public(judge: Filter) -> None:
    held = [own.comment.submission.text for own in read_own("lookalikes") if is_held(judge, own)]

    assert held == []


@pytest.mark.parametrize(
    ("spam", "honest", "least", "most"),
    [("llm-spam", "hard-honest", 0.45, 0.04), ("matched-spam", "matched-honest", 0.55, 0.02)],
)
def test_machine_written_spam_is_held_and_hard_honest_comments_are_not(
    judge: Filter, spam: str, honest: str, least: float, most: float
) -> None:
    assert share_held(judge, read_own(spam)) >= least
    assert share_held(judge, read_own(honest)) <= most


def test_length_does_not_tell_the_matched_texts_apart() -> None:
    spam, honest = (
        [len(own.comment.submission.text) for own in read_own(name)] for name in ("matched-spam", "matched-honest")
    )

    longer = sum((left > right) + (left == right) / 2 for left in spam for right in honest)

    assert 0.45 < longer / len(spam) / len(honest) < 0.55


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("vi<b></b>agra and ci<!-- x -->alis", "viagra and cialis"),
        ("v**ia**gra", "viagra"),
        ("v\u0336i\u0336a\u0336g\u0336r\u0336a\u0336", "viagra"),
        ("\u202eargaiv\u202c now", "viagra now"),
        ("c h e a p  w a t c h e s", "cheap watches"),
        ("c.h.e.a.p w.a.t.c.h.e.s", "cheap watches"),
        ("ch34p v14gr4", "cheap viagra"),
        ("via\ufe0fgra", "viagra"),
    ],
)
def test_it_reads_what_a_reader_sees(source: str, shown: str) -> None:
    assert normalise(source).folded == shown


@pytest.mark.parametrize(
    "source",
    [
        "H2O, CO2, mp3, iphone5s, k8s, base64, i18n, 50mm, SW1A 1AA, the 1st",
        "<b>Sixteen</b> to <b>nine</b>",
        "S O S from J. R. Hartley, U.N. and U.S.A.",
        "Việt Nam, naïve, Ὀδυσσεύς",
        "The Hebrew \u202bדווקא\u202c should have a box",
    ],
)
def test_it_undoes_nothing_where_nothing_is_hidden(source: str) -> None:
    counts = normalise(source).oddities

    assert not any(counts.get(name, 0) for name in ("reversed", "spaced", "cut_words", "encoded", "styled"))
    assert counts.get("leet", 0) < 2


@pytest.mark.parametrize(
    "source",
    ["see <https://a.example/x>", "[url=https://a.example/x]see[/url]", "see https://a。example/x".replace("。", ".")],
)
def test_it_finds_links_in_every_notation(source: str) -> None:
    assert normalise(source).links == ("https://a.example/x",)


def test_an_article_quoted_around_it_takes_nothing_from_a_pitch(judge: Filter, harbour: Article) -> None:
    quoting = f"{harbour.text.split('. ')[1]}.\n\n{PITCH}\n\n{harbour.text.split('. ')[2]}."

    alone, quoted = (judge.judge(Submission(text), harbour) for text in (PITCH, quoting))

    assert quoted.outcome is alone.outcome
    assert quoted.score > alone.score - 1


def test_a_list_of_keywords_is_no_sign_of_relevance(judge: Filter, harbour: Article) -> None:
    stuffed = (
        f"{PITCH} tunnel Bergen kroner ferries Vågen Larsen Bryggen toll quay cyclists engineers Norwegian harbour"
    )

    assert judge.judge(Submission(stuffed), harbour).outcome is not Outcome.HAM


def test_trust_excuses_no_offer(judge: Filter) -> None:
    trusted = History(approved=20, known=True)

    verdict = judge.judge(Submission(PITCH), history=trusted)

    assert verdict.outcome is not Outcome.HAM
    assert "trust_misused" in {reason.rule for reason in verdict.reasons}


def test_trust_counts_in_full_where_nothing_is_offered(judge: Filter) -> None:
    verdict = judge.judge(Submission("The second table is still wrong."), history=History(approved=20))

    assert "trust_misused" not in {reason.rule for reason in verdict.reasons}


def _taught(judge: Filter, names: Callable[[int], str]) -> Memory:
    memory = Memory()
    for number, own in enumerate(read_own("llm-spam")[:20]):
        judge.teach(memory, str(number), own.comment.submission, spam=False, group=names(number))
    return memory


def test_approvals_of_one_author_teach_less_than_those_of_many(judge: Filter) -> None:
    asked = Submission(PITCH)
    plain = judge.judge(asked).score
    one, many = (_taught(judge, names) for names in (lambda number: "reader 7", lambda number: ""))

    of_one, of_many = (judge.judge(asked, memory=memory).score for memory in (one, many))

    assert of_many < of_one < plain
    assert plain - of_one < 0.9 * (plain - of_many)
