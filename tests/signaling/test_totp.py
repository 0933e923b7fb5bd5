"""The codes of authenticator apps: RFC 6238, appendix B; and how long wrong passwords lock."""

import pytest

from signaling.auth import totp
from signaling.auth.browsers import browser_of
from signaling.limits import Lockout

SECRET = b"12345678901234567890"
# Time and the last six of the eight digits of the appendix.
RFC_6238 = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at", "code"), RFC_6238)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    assert totp.code_at(SECRET, at // 30) == code
    assert totp.step_of(SECRET, code, float(at)) == at // 30


def test_a_code_is_good_a_step_before_and_after_and_no_longer() -> None:
    code = totp.code_at(SECRET, 1000)
    good = [step for step in range(990, 1010) if totp.step_of(SECRET, code, step * 30.0) == 1000]
    assert good == [999, 1000, 1001]
    for wrong in ("", "28708", "2870822", "28708\u0662", "abcdef", "\udc80" * 6):
        assert totp.step_of(SECRET, wrong, 59.0) is None


def test_the_address_for_the_app() -> None:
    made = totp.uri(SECRET, "alice@x", "A & B")
    assert made == (
        "otpauth://totp/A%20%26%20B%3Aalice%40x"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A%20%26%20B"
    )


def fail(lockout: Lockout, key: str, now: float) -> None:
    lockout.begin(key)
    lockout.failed(key, now)


def test_each_lock_is_twice_as_long_up_to_the_most() -> None:
    lockout, now, locks = Lockout(3, 900, 3600), 0.0, []
    for _ in range(4):
        for _ in range(3):
            assert lockout.allows("a", now)
            fail(lockout, "a", now)
        began = now
        while not lockout.allows("a", now):
            now += 100
        locks.append(now - began)
    assert locks == [900, 1800, 3600, 3600]
    assert lockout.allows("b", 0)
    # Long after, it begins anew.
    now += 7300
    for _ in range(3):
        assert lockout.allows("a", now)
        fail(lockout, "a", now)
    assert not lockout.allows("a", now + 899) and lockout.allows("a", now + 900)


def test_those_under_way_count_and_a_success_forgives() -> None:
    lockout = Lockout(3, 900, 3600)
    for _ in range(3):
        lockout.begin("a")
    assert not lockout.allows("a", 0)
    lockout.undecided("a")
    assert lockout.allows("a", 0)
    fail(lockout, "a", 0)
    fail(lockout, "a", 0)
    lockout.passed("a")
    fail(lockout, "a", 0)
    assert lockout.allows("a", 0)


def test_no_more_keys_than_fit() -> None:
    lockout = Lockout(1, 900, 3600, keys=2)
    for key in ("a", "b", "c"):
        fail(lockout, key, 0)
    assert [lockout.allows(key, 1) for key in ("a", "b", "c")] == [True, False, False]


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/2010 Firefox/146.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) AppleWebKit Safari/605", "Safari, macOS"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browsers_are_told_apart_and_nothing_else_is_kept(user_agent: str, shown: str) -> None:
    assert browser_of(user_agent) == shown
