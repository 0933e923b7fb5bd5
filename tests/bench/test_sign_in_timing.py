import pytest

from tests.bench.sign_in_timing import chance


def test_how_likely_a_difference_is_by_chance() -> None:
    same = [1.0, 2.0, 3.0]
    assert chance(same, same) == 1.0
    assert chance([1.0] * 9, [1.0] * 9) == 1.0
    # U is 12.5, of 50 expected, with five pairs of ties: z is 2.840.
    ten, later = [float(n) for n in range(1, 11)], [float(n) for n in range(6, 16)]
    assert chance(ten, later) == pytest.approx(0.0045, abs=1e-4)
    assert chance(later, ten) == chance(ten, later)
    assert chance([float(n) for n in range(99)], [n + 200.0 for n in range(99)]) < 1e-20
