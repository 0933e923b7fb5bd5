"""Figures of rounds in which ours and the baselines took turns, as a table or as JSON."""

import json
from collections.abc import Mapping, Sequence
from statistics import median


def summary(ours: str, rounds: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """For each name: median, least, most, and `ratio`, the median over the rounds of ours divided
    by it (below 1: ours is better where less is better)."""
    return {
        name: {
            "median": median(figures[name] for figures in rounds),
            "min": min(figures[name] for figures in rounds),
            "max": max(figures[name] for figures in rounds),
            "ratio": median(figures[ours] / figures[name] for figures in rounds),
        }
        for name in rounds[0]
    }


def show(
    question: str,
    unit: str,
    ours: str,
    rounds: Sequence[Mapping[str, float]],
    *,
    as_json: bool,
) -> str:
    """The text to print."""
    figures = summary(ours, rounds)
    if as_json:
        return json.dumps(
            {"question": question, "unit": unit, "rounds": rounds, "summary": figures}, indent=2
        )
    width = max(len(name) for name in figures)
    lines = [question, f"{len(rounds)} rounds, {unit}", ""]
    lines.append(f"{'':{width}}  {'median':>8}  {'min':>8}  {'max':>8}  {ours} / it")
    for name, row in figures.items():
        columns = [f"{row[column]:8.3f}" for column in ("median", "min", "max")]
        lines.append("  ".join([f"{name:{width}}", *columns, f"{row['ratio']:.2f}"]))
    return "\n".join(lines)
