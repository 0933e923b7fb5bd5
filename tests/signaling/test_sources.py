"""X-Forwarded-For is believed hop by hop, and from trusted proxies only."""

import ipaddress

import pytest

from signaling.auth.sources import Sources


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "source"),
    [
        ([], "203.0.113.9", "", "203.0.113.9"),
        ([], "203.0.113.9", "10.1.1.1", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", "192.0.2.66, 192.0.2.1", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", "192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", "nonsense", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["::1"], "::1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ([], "::ffff:192.0.2.7", "", "::/64"),
    ],
)
def test_the_source(trusted: list[str], peer: str, forwarded: str, source: str) -> None:
    assert Sources(trusted).name(ipaddress.ip_address(peer), forwarded) == source


def test_without_an_address() -> None:
    assert Sources([]).name(None, "192.0.2.1") == "unknown"
