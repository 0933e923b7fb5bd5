"""Figures by question, page and engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Question:
    """`goals`: by page, what ours should not exceed (with `more`: not stay below); `versus`: the
    engine that ours should not exceed. `""` as a page stands for all of them."""

    text: str
    unit: str
    goals: dict[str, float] = field(default_factory=dict)
    versus: str = ""
    more: bool = False

    def goal(self, page: str) -> float | None:
        return self.goals.get(page, self.goals.get(""))


@dataclass
class Figures:
    """Values of all rounds, by (question, page, engine); `failures` says what gave none, and
    `profile` where ours spends its seconds under load. Not `complete`: the time was up."""

    values: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    profile: dict[str, float] = field(default_factory=dict)
    complete: bool = True

    def add(self, question: str, page: str, engine: str, value: float) -> None:
        self.values.setdefault((question, page, engine), []).append(value)

    def median(self, question: str, page: str, engine: str) -> float | None:
        values = self.values.get((question, page, engine))
        return median(values) if values else None

    def pages(self, question: str) -> list[str]:
        return _unique(page for asked, page, _ in self.values if asked == question)

    def engines(self, question: str) -> list[str]:
        return _unique(engine for asked, _, engine in self.values if asked == question)


def percentile(values: list[float], share: float) -> float:
    """By the nearest rank; `share` from 0 to 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
