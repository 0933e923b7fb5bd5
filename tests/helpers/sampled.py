"""Many cases of one property: some each time, all of them among the long tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """For `parametrize`: one in `every` cases, from the first on, is left in the quick suite."""
    return [case if at % every == 0 else _long(case) for at, case in enumerate(cases)]


def _long(case: Any) -> pytest.ParameterSet:
    # It is a tuple, too.
    if isinstance(case, pytest.ParameterSet):
        return pytest.param(*case.values, marks=[*case.marks, pytest.mark.long], id=case.id)
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)
