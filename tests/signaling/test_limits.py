from hypothesis import given
from hypothesis import strategies as st

from signaling.limits import TokenBucket, Window


@given(
    st.floats(0.5, 50),
    st.integers(1, 50),
    st.lists(st.floats(0, 3), min_size=1, max_size=200),
)
def test_a_bucket_never_gives_more_than_burst_and_rate(
    rate: float, burst: int, pauses: list[float]
) -> None:
    bucket = TokenBucket(rate, burst, 0.0)
    now, taken = 0.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(now)
        assert taken <= burst + rate * now + 1e-6


def test_a_bucket_gives_the_burst_at_once() -> None:
    bucket = TokenBucket(1.0, 3, 0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(1.0)
    assert not bucket.take(1.5)


def test_a_window_slides() -> None:
    window = Window(2, 10.0)
    for now in (0.0, 5.0):
        assert window.allows("a", now)
        window.add("a", now)
    assert not window.allows("a", 9.9)
    assert window.allows("b", 9.9)
    assert window.allows("a", 10.0)
    window.add("a", 10.0)
    assert not window.allows("a", 14.9)
    assert window.allows("a", 15.0)


def test_a_window_forgets_on_demand() -> None:
    window = Window(1, 10.0)
    window.add("a", 0.0)
    window.undo("a")
    assert window.allows("a", 0.0)
    window.add("a", 0.0)
    window.forget("a")
    assert window.allows("a", 0.0)


def test_a_window_does_not_grow_without_end() -> None:
    window = Window(1, 1e9, keys=10)
    for key in range(100):
        window.add(key, 0.0)
    assert window.allows(0, 0.0)
    assert [window.allows(key, 0.0) for key in range(90, 100)] == [False] * 10
