from hypothesis import given
from hypothesis import strategies as st

from spamfilter.normalise import MOST_CHARACTERS, normalise

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=400)


def test_it_resolves_entities_and_tags() -> None:
    text = normalise("<p>Caf&eacute; &amp; <b>bar</b></p>")

    assert text.plain == "Café & bar"
    assert text.oddities["tags"] == 4


def test_it_drops_invisible_characters_and_counts_them() -> None:
    text = normalise("vi\u200bag\u00adra")

    assert text.words == ("viagra",)
    assert text.oddities["invisible"] == 2


def test_it_restores_lookalike_letters_in_mixed_words() -> None:
    text = normalise("buy vi\u0430gr\u0430 now")  # two Cyrillic letters

    assert "viagra" in text.words
    assert text.oddities["disguised"] == 1


def test_it_leaves_russian_and_greek_as_they_are() -> None:
    assert normalise("Спасибо за статью").words == ("спасибо", "за", "статью")
    assert normalise("Ευχαριστώ πολύ").oddities["disguised"] == 0


def test_it_folds_mathematical_letters() -> None:
    text = normalise("𝐂𝐚𝐬𝐢𝐧𝐨")

    assert text.words == ("casino",)
    assert text.oddities["styled"] == 6


def test_it_repairs_broken_encodings() -> None:
    assert normalise("I?¦ll be back").words[0] == "i'll"
    assert normalise("Itâ€™s here").words[0] == "it's"
    assert normalise("Ã©tude").words == ("étude",)


def test_it_keeps_joiners_where_scripts_need_them_without_counting_them() -> None:
    assert normalise("می\u200cخواهم").oddities["invisible"] == 0


def test_it_finds_links_in_text_html_and_markdown() -> None:
    text = normalise('see https://a.example/x. <a href="http://b.example">b</a> [c](https://c.example/)')

    assert set(text.links) == {"https://a.example/x", "http://b.example", "https://c.example/"}
    assert "example" not in text.words


def test_it_cuts_scripts_without_spaces_into_pairs() -> None:
    assert normalise("谢谢分享").words == ("谢谢", "谢分", "分享")


def test_it_reads_beginning_and_end_of_an_endless_text() -> None:
    text = normalise("start " + "x " * 60_000 + "finish")

    assert len(text.plain) <= MOST_CHARACTERS + 1
    assert (text.words[0], text.words[-1]) == ("start", "finish")


@given(ANY_TEXT)
def test_it_accepts_every_string(source: str) -> None:
    text = normalise(source)

    text.folded.encode("utf-8")
    assert all(text.words)
