"""Words as the index knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.search.excerpts import LENGTH, excerpt
from parley.search.questions import question
from parley.search.words import placed_stems, stems


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "talks", "talking"),
        ("de", "Verhandlungen", "Verhandlung"),
        ("fr", "négociations", "NEGOCIATION"),
        ("es", "conversaciones", "conversación"),
        ("ru", "переговоры", "переговоров"),
        ("pt-br", "negociações", "negociação"),
        ("en", "Café", "cafe"),
        ("xx", "Wörter", "worter"),
    ],
)
def test_forms_of_a_word_are_one(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language)


def test_scripts_without_spaces_are_cut_into_pairs() -> None:
    assert stems("和平谈判", "zh") == ["和平", "平谈", "谈判"]
    assert stems("谈", "zh") == ["谈"]
    assert stems("Kabul和平 2019年", "zh") == ["kabul", "和平", "2019", "年"]


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ar", "zh", ""]))
def test_every_stem_is_letters_and_digits_and_stands_where_it_says(text: str, language: str) -> None:
    for start, end, stem in placed_stems(text, language):
        assert stem
        assert stem.isalnum()
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=200), st.text(max_size=400))
def test_an_excerpt_is_a_part_of_the_text(typed: str, text: str) -> None:
    sought = {stem for forms in question(typed, ["en"]).phrases for form in forms for stem in form}
    pieces = excerpt(text, sought, "en")
    shown = "".join(piece.text for piece in pieces)
    assert len(shown) <= LENGTH + 10
    for piece in pieces:
        if piece.is_found:
            assert set(stems(piece.text, "en")) & sought


def test_the_excerpt_shows_where_most_of_the_words_stand() -> None:
    text = f"The river. {'Nothing here speaks of it. ' * 40}The keepers read the river's gauge. {'And so on. ' * 40}"
    pieces = excerpt(text, {"river", "gaug", "keeper"}, "en")
    assert [piece.text for piece in pieces if piece.is_found] == ["keepers", "river", "gauge"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"


def test_a_question_has_words_phrases_and_exclusions() -> None:
    asked = question('gauge "spring flood" -dam', ["en"])
    assert asked.phrases == ((("gaug",),), (("spring", "flood"),))
    assert asked.without == ((("dam",),),)
    assert question("-dam", ["en"]).phrases == ()
    assert question("Verhandlungen", ["de", "en"]).phrases == ((("verhandl",), ("verhandlungen",)),)


@given(st.text(max_size=300))
def test_every_text_is_a_question(typed: str) -> None:
    asked = question(typed, ["en", "de"])
    assert sum(len(forms[0]) for forms in asked.phrases + asked.without) <= 12
