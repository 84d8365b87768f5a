"""Keyed hashes and tokens."""

from parley.kit.signing import keyed_hash, new_token


def test_a_hash_needs_its_key() -> None:
    assert keyed_hash("one key", "reader-address", "cleo@example.org") != keyed_hash(
        "another", "reader-address", "cleo@example.org"
    )


def test_the_same_value_cannot_be_looked_up_for_another_purpose() -> None:
    assert keyed_hash("key", "reader-address", "cleo@example.org") != keyed_hash("key", "network", "cleo@example.org")


def test_purpose_and_message_do_not_run_into_each_other() -> None:
    assert keyed_hash("key", "ab", "c") != keyed_hash("key", "a", "bc")


def test_a_hash_has_128_bits_in_hexadecimal() -> None:
    assert len(bytes.fromhex(keyed_hash("key", "purpose", "message"))) == 16


def test_any_text_has_a_hash() -> None:
    assert keyed_hash("key", "submission", "lone \ud800 surrogate")


def test_tokens_differ_and_are_long_enough() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {22}


def test_a_token_can_stand_in_an_address() -> None:
    assert new_token().replace("-", "a").replace("_", "a").isalnum()
