"""The mail doctor, against a real DNS server and a real mail server: what is right and what is wrong of each thing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.notifications.doctor import Finding, examine
from parley.notifications.doctor.domain import dmarc_record, is_aligned
from parley.notifications.doctor.names import Names, Unanswered
from parley.notifications.doctor.spf import BrokenRecord, spf_result
from parley.notifications.mail.dkim_keys import make_key, txt_line
from tests.notifications.name_server import NameServer
from tests.notifications.post_office import PostOffice

HERE = "198.51.100.7"
"""From where others see our mail come; an address for documentation (RFC 5737)."""

ZONE = (
    "www.magazine.example. 60 IN A 203.0.113.5",
    'magazine.example. 60 IN TXT "v=spf1 ip4:198.51.100.7 -all"',
    'magazine.example. 60 IN TXT "something-else=1"',
    "magazine.example. 60 IN MX 10 mail.magazine.example.",
    "mail.magazine.example. 60 IN A 198.51.100.7",
    "7.100.51.198.in-addr.arpa. 60 IN PTR mail.magazine.example.",
    '_dmarc.magazine.example. 60 IN TXT "v=DMARC1; p=reject; rua=mailto:d@magazine.example"',
)


@pytest.fixture
def zone(settings: Any) -> Iterator[NameServer]:
    with NameServer() as server:
        settings.DNS_SERVER = server.address
        yield server


@pytest.fixture
def names(zone: NameServer) -> Names:
    return Names(zone.address)


@pytest.fixture
def sound(zone: NameServer, post_office: PostOffice, settings: Any, tmp_path: Path) -> NameServer:
    """An installation with which all is well."""
    settings.BASE_URL = "https://www.magazine.example"
    settings.MAIL_FROM = "talk@magazine.example"
    settings.MAIL_INBOX = "talk@magazine.example"
    settings.DKIM_DOMAIN = "magazine.example"
    settings.MAIL_KEYS = tmp_path
    zone.write(*ZONE, make_key().zone_line)
    return zone


def found(**options: Any) -> dict[str, Finding]:
    """Findings by subject; the worst of each."""
    worst = ("ok", "note", "warning", "error")
    result: dict[str, Finding] = {}
    for finding in examine(**{"addresses": [HERE], **options}):
        known = result.get(finding.subject)
        if known is None or worst.index(known.level) < worst.index(finding.level):
            result[finding.subject] = finding
    return result


def test_where_all_is_well_nothing_is_wrong(sound: NameServer) -> None:
    findings = found()
    assert {subject: f.level for subject, f in findings.items() if f.level != "ok"} == {}
    assert set(findings) >= {
        *("server", "helo", "spf", "dkim", "dmarc", "alignment", "reverse", "sender", "inbox"),
        *("signature", "unsubscribe"),
    }


SPF_NAME, DMARC_NAME, KEY_NAME = "magazine.example", "_dmarc.magazine.example", "parley._domainkey.magazine.example"
PTR_NAME = "7.100.51.198.in-addr.arpa"
WRONG: list[tuple[str, tuple[str, ...], str, str, str]] = [
    # name whose records are replaced, by what, subject, level, and what the record to add must hold
    (SPF_NAME, (ZONE[3],), "spf", "error", '"v=spf1 ip4:198.51.100.7 -all"'),
    (SPF_NAME, (ZONE[3], 'magazine.example. 60 IN TXT "v=spf1 mx:other.example ~all"'), "spf", "error",
     "v=spf1 ip4:198.51.100.7 mx:other.example ~all"),
    (SPF_NAME, (*ZONE[1:4], 'magazine.example. 60 IN TXT "v=spf1 -all"'), "spf", "error", ""),
    (SPF_NAME, (ZONE[3], 'magazine.example. 60 IN TXT "v=spf1 include:gone.example -all"'), "spf", "error", "gone"),
    (KEY_NAME, (), "dkim", "error", "v=DKIM1; k=rsa; p="),
    (KEY_NAME, (f'{KEY_NAME}. 60 IN TXT "v=DKIM1; k=rsa; p=MIIB"',), "dkim", "error", "v=DKIM1; k=rsa; p="),
    (KEY_NAME, (), "signature", "error", ""),
    (DMARC_NAME, (), "dmarc", "error", "_dmarc.magazine.example. 3600 IN TXT \"v=DMARC1; p=none;"),
    (DMARC_NAME, (f'{DMARC_NAME}. 60 IN TXT "v=DMARC1; rua=mailto:x@y.example"',), "dmarc", "error", ""),
    (PTR_NAME, (), "reverse", "error", "7.100.51.198.in-addr.arpa. 3600 IN PTR"),
    (PTR_NAME, (f"{PTR_NAME}. 60 IN PTR pool-7.isp.example.",), "reverse", "error", ""),
    ("www.magazine.example", (), "helo", "warning", "www.magazine.example. 3600 IN A 198.51.100.7"),
    (SPF_NAME, (ZONE[1], "magazine.example. 60 IN MX 0 ."), "sender", "error", ""),
    (SPF_NAME, (ZONE[1], "magazine.example. 60 IN MX 5 lost.example."), "inbox", "error", "MX 10"),
    (SPF_NAME, (ZONE[1],), "inbox", "error", "MX 10"),
    (SPF_NAME, (ZONE[1], "magazine.example. 60 IN A 203.0.113.9"), "inbox", "note", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "subject", "level", "record"), WRONG)
def test_what_is_wrong_in_the_dns_is_said_with_the_line_to_add(
    sound: NameServer, name: str, lines: tuple[str, ...], subject: str, level: str, record: str
) -> None:
    sound.replace(name, *lines)
    finding = found()[subject]
    assert finding.level == level
    assert finding.remedy
    assert record in finding.record


def test_the_line_that_is_printed_heals(sound: NameServer) -> None:
    for name, subject in ((KEY_NAME, "dkim"), (DMARC_NAME, "dmarc"), (PTR_NAME, "reverse")):
        sound.replace(name)
        sound.write(found()[subject].record.replace("PTR www.", "PTR mail."))
        if subject != "reverse":  # the name must be one that leads back
            assert found()[subject].level == "ok"


def test_a_key_that_only_tests_is_a_warning(sound: NameServer) -> None:
    key = make_key()
    sound.replace(KEY_NAME, txt_line(key.record_name, key.record.replace("k=rsa;", "k=rsa; t=y;")))
    assert found()["dkim"].level == "warning"


def test_without_a_key_only_spf_speaks_for_us(sound: NameServer, tmp_path: Path) -> None:
    (tmp_path / "mail.parley.key").unlink()
    findings = found()
    assert (findings["dkim"].level, findings["alignment"].level) == ("error", "warning")
    assert "parley mail keys" in findings["dkim"].remedy


def test_nothing_speaks_for_from_when_all_domains_differ(sound: NameServer, settings: Any) -> None:
    settings.MAIL_INBOX, settings.DKIM_DOMAIN = "talk@other.example", "third.example"
    sound.write(
        '_dmarc.other.example. 60 IN TXT "v=DMARC1; p=none"', '_dmarc.third.example. 60 IN TXT "v=DMARC1; p=none"'
    )
    assert found()["alignment"].level == "error"


def test_strict_alignment_wants_the_same_domain(sound: NameServer, settings: Any) -> None:
    settings.MAIL_FROM = "talk@news.magazine.example"
    sound.write("news.magazine.example. 60 IN MX 10 mail.magazine.example.")
    assert found()["alignment"].level == "ok"
    sound.replace(DMARC_NAME, f'{DMARC_NAME}. 60 IN TXT "v=DMARC1; p=none; adkim=s; aspf=s"')
    assert found()["alignment"].level == "error"


def test_a_dns_that_does_not_answer_is_not_taken_for_one_without_records(sound: NameServer) -> None:
    sound.silent.add(DMARC_NAME)
    findings = found()
    assert findings["dns"].level == "warning"
    assert "dmarc" not in findings


def test_no_inbox_and_no_https_are_said(sound: NameServer, settings: Any) -> None:
    settings.MAIL_INBOX, settings.BASE_URL = "", "http://www.magazine.example"
    findings = found()
    assert (findings["inbox"].level, findings["unsubscribe"].level) == ("warning", "error")


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"port": 1}, "server"),
        ({"security": "starttls"}, "encryption"),
        ({"security": "tls"}, "server"),
        ({"username": "u", "password": "p"}, "log-in"),
    ],
)
def test_what_is_wrong_with_the_server_is_said(
    sound: NameServer, settings: Any, change: dict[str, Any], subject: str
) -> None:
    settings.MAIL_SERVER = settings.MAIL_SERVER | change
    finding = found()[subject]
    assert finding.level == "error"
    assert finding.remedy


def test_an_unknown_certificate_is_an_error(sound: NameServer, settings: Any) -> None:
    for encryption in ("starttls", "tls"):
        with PostOffice(encryption) as office:
            settings.MAIL_SERVER = settings.MAIL_SERVER | {"port": office.port, "security": encryption}
            assert [f.level for f in found().values() if f.subject in ("encryption", "server")][-1] == "error"


def test_the_local_mailbox_is_no_way_out(settings: Any, zone: NameServer, installation: Path) -> None:
    settings.MAIL_SERVER = {}
    assert found()["server"].level == "error"


def test_a_trial_arrives_signed_and_is_judged_as_it_arrived(sound: NameServer, post_office: PostOffice) -> None:
    assert found(trial_to="me@elsewhere.example")["trial"].level == "ok"
    (mail,) = post_office.mails
    assert mail.recipients == ["me@elsewhere.example"]
    arrived = (
        b"Authentication-Results: mx.elsewhere.example; spf=pass (ok) smtp.mailfrom=magazine.example;\r\n"
        b" dkim=pass header.d=magazine.example; dmarc=pass (p=REJECT) header.from=magazine.example\r\n" + mail.octets
    )
    findings = found(received=arrived)
    judged = {subject: f.level for subject, f in findings.items() if subject.startswith("received")}
    assert judged == {"received spf": "ok", "received dkim": "ok", "received dmarc": "ok"}
    failed = found(received=arrived.replace(b"spf=pass (ok)", b"spf=fail").replace(b"trial", b"spoilt"))
    assert (failed["received spf"].level, failed["received dkim"].level) == ("error", "error")
    lost = found(received=mail.octets.replace(b"List-Unsubscribe-Post", b"X-Lost"))
    assert (lost["received"].level, lost["received head"].level) == ("note", "warning")


def test_a_trial_that_is_refused_is_said_in_the_servers_words(sound: NameServer, post_office: PostOffice) -> None:
    post_office.plan("rcpt 550")
    finding = found(trial_to="me@elsewhere.example")["trial"]
    assert finding.level == "error"
    assert "550" in finding.words


SPF = [
    ("v=spf1 ip4:198.51.100.0/24 -all", "pass"),
    ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
    ("v=spf1 a -all", "pass"),
    ("v=spf1 mx -all", "pass"),
    ("v=spf1 a:far.example/24 ~all", "pass"),
    ("v=spf1 include:allowed.example -all", "pass"),
    ("v=spf1 include:denied.example ~all", "softfail"),
    ("v=spf1 redirect=allowed.example", "pass"),
    ("v=spf1 ?all", "neutral"),
    ("v=spf1", "neutral"),
    ("v=spf1 exists:%{i}._spf.%{d} -all", "pass"),
    ("v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", "pass"),
    ("v=spf1 ptr:host.example -all", "pass"),
    ("v=spf1 exp=why.example -ip4:198.51.100.7 +all", "fail"),
    ("V=SPF1 A:nowhere.example +ALL", "pass"),
]
BROKEN = [
    "v=spf1 include:nothing.example -all",
    "v=spf1 ip4:198.51.100.300 -all",
    "v=spf1 ipv4:198.51.100.7 -all",
    "v=spf1 include:loop.example -all",
    "v=spf1 redirect=nothing.example",
    " ".join(["v=spf1", *(f"a:n{n}.example" for n in range(11)), "-all"]),
]


@pytest.fixture
def spf_zone(zone: NameServer) -> NameServer:
    zone.write(
        "test.example. 60 IN A 198.51.100.7",
        "test.example. 60 IN MX 10 host.example.",
        "host.example. 60 IN A 198.51.100.7",
        "far.example. 60 IN A 198.51.100.200",
        'allowed.example. 60 IN TXT "v=spf1 ip4:198.51.100.7 -all"',
        'denied.example. 60 IN TXT "v=spf1 -all"',
        'loop.example. 60 IN TXT "v=spf1 include:loop.example -all"',
        "198.51.100.7._spf.test.example. 60 IN A 127.0.0.2",
        "7.100.51.198.in-addr._spf.test.example. 60 IN A 127.0.0.2",
        "7.100.51.198.in-addr.arpa. 60 IN PTR host.example.",
    )
    return zone


@pytest.mark.parametrize(("record", "result"), SPF)
def test_spf_is_evaluated_as_receivers_do(spf_zone: NameServer, names: Names, record: str, result: str) -> None:
    spf_zone.write(f'test.example. 60 IN TXT "{record}"')
    assert spf_result(names, address=HERE, sender="talk@test.example") == result


@pytest.mark.parametrize("record", BROKEN)
def test_a_broken_spf_record_is_called_broken(spf_zone: NameServer, names: Names, record: str) -> None:
    spf_zone.write(f'test.example. 60 IN TXT "{record}"')
    with pytest.raises(BrokenRecord):
        spf_result(names, address=HERE, sender="talk@test.example")


def test_organisations_are_found_by_walking_up_the_tree(zone: NameServer, names: Names) -> None:
    zone.write(
        '_dmarc.one.co.example. 60 IN TXT "v=DMARC1; p=none"',
        '_dmarc.two.co.example. 60 IN TXT "v=DMARC1; p=none"',
        '_dmarc.co.example. 60 IN TXT "v=DMARC1; p=reject; psd=y"',
    )
    assert is_aligned(names, "news.one.co.example", "mail.one.co.example", strict=False)
    assert not is_aligned(names, "one.co.example", "two.co.example", strict=False)
    assert not is_aligned(names, "news.one.co.example", "one.co.example", strict=True)
    assert dmarc_record(names, "a.b.one.co.example")[0] == "_dmarc.one.co.example"


def test_names_that_cannot_be_are_no_error(names: Names) -> None:
    assert names.texts("a..b") == names.addresses("x" * 70 + ".example") == []
    with pytest.raises(Unanswered):
        Names("127.0.0.1:1").texts("magazine.example")
