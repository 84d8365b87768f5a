"""What may be called, and for how long."""

import socket
from time import monotonic
from typing import Any

import pytest

from parley.api.errors import AddressForbidden
from parley.api.outbound import LONGEST_ANSWER, CallFailed, check_address, is_public, post
from tests.api.receivers import receiver
from tests.notifications.post_office import CERTIFICATE


@pytest.fixture
def private(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"webhooks_to_private_networks": True})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "192.0.2.1"),
    ],
)
def test_an_address_of_a_network_of_our_own_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://receiver.example/", "ftp://receiver.example/", "file:///etc/passwd", "https://", "receiver.example"),
        *("https://user:word@receiver.example/", "https://receiver.example/ x", "https://receiver.example/\r\nX: y"),
        *("https://receiver.example:99999/", "https://[::1", "https://rece\u00efver.example/", "https://a.example/#b"),
        "https://receiver.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_of_a_receiver_is_refused(url: str) -> None:
    with pytest.raises(AddressForbidden):
        check_address(url)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]"])
def test_this_machine_is_not_called_however_it_is_written(host: str) -> None:
    with pytest.raises((AddressForbidden, CallFailed)):
        post(f"https://{host}:1/", headers={}, body="", deadline=2)


def test_a_name_that_turns_to_this_machine_afterwards_is_called_where_it_was(
    private: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the name is asked for once, and what was checked is called."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host == "receiver.example":
            asked.append(host)
            return real("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port, *args, **kwargs)
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiver() as there:
        url = there.url.replace("127.0.0.1", "receiver.example")
        assert post(url, headers={"X-A": "b"}, body="words", deadline=5).status == 204
    ((path, headers, body),) = there.requests
    assert asked == ["receiver.example"]
    assert headers["host"].startswith("receiver.example:")
    assert (path, headers["x-a"], body) == ("/news?of=parley", "b", b"words")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: entries)
    with pytest.raises(AddressForbidden):
        post("https://receiver.example/", headers={}, body="", deadline=2)


def test_a_redirect_is_not_followed(private: None) -> None:
    with receiver() as inside, receiver(reply=(307, b""), headers={"Location": inside.url}) as there:
        assert post(there.url, headers={}, body="", deadline=5).status == 307
    assert inside.requests == []


def test_no_more_of_an_answer_is_read_than_its_bound(private: None) -> None:
    with receiver(reply=(200, b"a" * 1_000_000)) as there:
        assert len(post(there.url, headers={}, body="", deadline=5).body) == LONGEST_ANSWER


@pytest.mark.parametrize("ways", [{"delay": 20.0}, {"trickles": True}])
def test_the_deadline_holds_for_the_whole_call(private: None, ways: dict[str, Any]) -> None:
    with receiver(**ways) as there:
        begun = monotonic()
        with pytest.raises(CallFailed, match="no answer within"):
            post(there.url, headers={}, body="", deadline=0.5)
        assert monotonic() - begun < 5


def test_where_nobody_listens_it_fails_in_words(private: None) -> None:
    with receiver() as there:
        pass
    with pytest.raises(CallFailed, match="refused"):
        post(there.url, headers={}, body="", deadline=5)


def test_by_https_the_certificate_is_for_the_name(private: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver(by_tls=True) as there:
        with pytest.raises(CallFailed, match="CERTIFICATE_VERIFY_FAILED"):
            post(there.url, headers={}, body="", deadline=5)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert post(there.url, headers={}, body="words", deadline=5).status == 204
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more))
        with pytest.raises(CallFailed, match="CERTIFICATE_VERIFY_FAILED"):
            post(there.url.replace("localhost", "other.example"), headers={}, body="", deadline=5)
    assert len(there.requests) == 1


def test_by_https_the_deadline_holds_too(private: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with receiver(by_tls=True, trickles=True) as there:
        begun = monotonic()
        with pytest.raises(CallFailed, match="no answer within"):
            post(there.url, headers={}, body="", deadline=0.5)
        assert monotonic() - begun < 5
