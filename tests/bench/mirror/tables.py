"""The figures as one Markdown table per question, or as JSON."""

from __future__ import annotations

import json

from tests.bench.mirror.figures import Figures, Question
from tests.bench.mirror.questions import QUESTIONS

OURS, THEIRS = "alongside", "rrweb"


def show(figures: Figures, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(report(figures), indent=2)
    blocks = [_table(figures, key, question) for key, question in QUESTIONS.items()]
    if figures.profile:
        blocks.append(_profile(figures.profile))
    if figures.failures:
        blocks.append("\n".join(["Gave no figure:", *figures.failures]))
    if not figures.complete:
        blocks.append("The time was up before the last round was through.")
    return "\n\n".join(block for block in blocks if block)


def report(figures: Figures) -> dict[str, object]:
    rows = [
        {
            "question": key,
            "unit": QUESTIONS[key].unit,
            "page": page,
            "engine": engine,
            "median": figures.median(key, page, engine),
            "values": values,
        }
        for (key, page, engine), values in figures.values.items()
    ]
    return {
        "figures": rows,
        "failures": figures.failures,
        "profile": figures.profile,
        "complete": figures.complete,
    }


def _table(figures: Figures, key: str, question: Question) -> str:
    pages, engines = figures.pages(key), figures.engines(key)
    if not pages:
        return ""
    lines = [f"**{question.text}**, {question.unit}", ""]
    heads = [*engines, "ours/rrweb", "goal", ""]
    lines += [_row("", heads), "|---" * (1 + len(heads)) + "|"]
    for page in pages:
        medians = {engine: figures.median(key, page, engine) for engine in engines}
        ours, theirs = medians.get(OURS), medians.get(THEIRS)
        ratio = f"{ours / theirs:.2f}" if ours is not None and theirs else ""
        cells = ["" if value is None else f"{value:.1f}" for value in medians.values()]
        goal = theirs if question.versus else question.goal(page)
        lines.append(_row(page, [*cells, ratio, *_judge(question, ours, goal)]))
    return "\n".join(lines)


def _judge(question: Question, ours: float | None, goal: float | None) -> tuple[str, str]:
    if ours is None or goal is None:
        return "", ""
    met = ours >= goal if question.more else ours <= goal
    return f"{'>=' if question.more else '<='} {goal:.5g}", "met" if met else "MISSED"


def _row(name: str, cells: list[str]) -> str:
    return f"| {name:13} | " + " | ".join(f"{cell:>11}" for cell in cells) + " |"


def _profile(profile: dict[str, float]) -> str:
    lines = ["**Where ours spends its time at 1,000 operations a second**, ms by function", ""]
    return "\n".join([*lines, *(f"    {1000 * it:8.1f}  {name}" for name, it in profile.items())])
