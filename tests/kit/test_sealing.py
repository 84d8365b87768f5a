"""What is sealed opens with its own secret and purpose only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.sealing import MARK, Unsealable, seal, unseal


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_it_opens_again(text: str) -> None:
    assert unseal("secret", "purpose", seal("secret", "purpose", text)) == text


def test_equal_texts_are_sealed_differently() -> None:
    assert seal("secret", "purpose", "a@example.org") != seal("secret", "purpose", "a@example.org")


@pytest.mark.parametrize(("secret", "purpose"), [("other", "purpose"), ("secret", "other")])
def test_it_does_not_open_with_another_key(secret: str, purpose: str) -> None:
    with pytest.raises(Unsealable):
        unseal(secret, purpose, seal("secret", "purpose", "a@example.org"))


@pytest.mark.parametrize("broken", [MARK, f"{MARK}AAAA", f"{MARK}no base64!", f"{MARK}ü"])
def test_a_broken_seal_is_told_from_a_wrong_text(broken: str) -> None:
    with pytest.raises(Unsealable):
        unseal("secret", "purpose", broken)


def test_one_changed_character_is_noticed() -> None:
    sealed = seal("secret", "purpose", "a@example.org")
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(Unsealable):
        unseal("secret", "purpose", changed)


def test_what_was_never_sealed_is_read_as_it_is() -> None:
    assert unseal("secret", "purpose", "a@example.org") == "a@example.org"
